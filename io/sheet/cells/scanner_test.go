package cells

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
)

const (
	contentTypes = `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	rootRels     = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	workbookPart = `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Staff" sheetId="1" r:id="rId1"/></sheets></workbook>`
	workbookRels = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedPart" Target="sharedPart.xml"/></Relationships>`
	mainSpace    = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
)

// parts makes a workbook of the XML of its worksheet and its shared strings.
func parts(t testing.TB, worksheet, shared string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rootRels}, {"xl/workbook.xml", workbookPart},
		{"xl/_rels/workbook.xml.rels", workbookRels}, {"xl/worksheets/sheet1.xml", worksheet}, {"xl/sharedPart.xml", shared},
	} {
		w, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(p.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func worksheet(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet ` + mainSpace + `><sheetData>` + rows + `</sheetData></worksheet>`
}

const sharedPart = `<?xml version="1.0" encoding="UTF-8"?><sst ` + mainSpace + `><si><t>user</t></si><si><r><rPr><b/></rPr><t>lic</t></r><r><t>ense</t></r></si><si><t>ada@contoso.com</t><rPh sb="0" eb="1"><t>reading</t></rPh></si></sst>`

// FuzzScanner compares the scanner with excelize on what both can read.
func FuzzScanner(f *testing.F) {
	f.Add([]byte(worksheet(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`)), []byte(sharedPart))
	f.Add([]byte(worksheet(`<row r="3" hidden="1"><c t="inlineStr"><is><t> a&amp;b_x000A_ </t></is></c><c r="D3" t="b"><v>1</v></c></row><row/><row><c t="e"><v>#N/A</v></c><c><f>A1</f><v>1.50</v></c></row>`)), []byte(sharedPart))
	f.Add([]byte(worksheet(`<row r="1"><c r="A1" t="str"><f>1</f><v/></c><c r="B1" t="inlineStr"><is><r><t>a</t></r><rPh><t>z</t></rPh><r><t>b</t></r></is></c></row>`)), []byte(`<sst><si/><si><t/></si></sst>`))
	f.Fuzz(func(t *testing.T, part, shared []byte) {
		for _, size := range []int{16 * 16, 1 << 20} {
			own, other, sure, err := bothReadings(parts(t, string(part), string(shared)), size)
			if err != nil || !sure {
				continue
			}
			if !maps.Equal(own, other) {
				t.Fatalf("in pieces of %d: scanner %v\nexcelize %v\nof %s\nwith %s", size, own, other, part, shared)
			}
		}
	})
}

// The scanner sees what excelize sees, however the cells are written.
func TestTheScannerAgreesWithExcelize(t *testing.T) {
	seen := 0
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.SampledFrom([]string{"", "ada@contoso.com", " a b ", "A&amp;B", "&#x4e2d;文", "x_x000A_y_x005F_z_x00g0_", "line\r\nbreak", "1.50", "&quot;&apos;&lt;&gt;", "_x", "_xD800_"})
		var rows strings.Builder
		row := 0
		for range rapid.IntRange(0, 5).Draw(r, "rows") {
			row += rapid.IntRange(1, 3).Draw(r, "gap")
			fmt.Fprintf(&rows, `<row r="%d" spans="1:9" hidden="%d">`, row, row%2)
			column := 0
			for range rapid.IntRange(0, 5).Draw(r, "cells") {
				column += rapid.IntRange(1, 30).Draw(r, "skip")
				ref := fmt.Sprintf(`r="%s%d" s="0"`, reconcile.ColumnName(column), row)
				a, b := text.Draw(r, "text"), text.Draw(r, "more")
				switch rapid.IntRange(0, 8).Draw(r, "kind") {
				case 0:
					fmt.Fprintf(&rows, `<c %s t="s"><v>%d</v></c>`, ref, rapid.IntRange(0, 2).Draw(r, "index"))
				case 1:
					fmt.Fprintf(&rows, `<c %s t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>`, ref, a)
				case 2:
					fmt.Fprintf(&rows, `<c %s t="inlineStr"><is><r><rPr><b/><t/></rPr><t>%s</t></r><r><t>%s</t></r><rPh sb="0" eb="1"><t>no</t></rPh><phoneticPr fontId="1"/></is></c>`, ref, a, b)
				case 3:
					fmt.Fprintf(&rows, `<c %s t="str"><f aca="false">%s</f><v>%s</v></c>`, ref, b, a)
				case 4:
					fmt.Fprintf(&rows, `<c %s t="b"><v>1</v></c>`, ref)
				case 5:
					fmt.Fprintf(&rows, `<c %s t="e"><v>#N/A</v></c>`, ref)
				case 6:
					fmt.Fprintf(&rows, `<c %s><v>%d</v><extLst><ext>9</ext></extLst></c>`, ref, row)
				case 7:
					fmt.Fprintf(&rows, `<c %s/>`, ref)
				default:
					fmt.Fprintf(&rows, "<c %s >\n<v>1e3</v>\n</c>", ref)
				}
			}
			rows.WriteString("</row>\n")
		}
		size := rapid.SampledFrom([]int{16, 16 * 50, 1 << 20}).Draw(r, "size")
		own, other, sure, err := bothReadings(parts(t, worksheet(rows.String()), sharedPart), size)
		if err != nil {
			r.Fatal(err)
		}
		if sure {
			seen++
		}
		if sure && !maps.Equal(own, other) {
			r.Fatalf("scanner %v\nexcelize %v\nof %s", own, other, rows.String())
		}
	})
	if seen < 20 {
		t.Error("the scanner was never sure")
	}
}

// bothReadings reads the first worksheet of a workbook with the scanner, in
// pieces of some size, and with excelize. sure is false where the scanner hands
// over.
func bothReadings(data []byte, size int) (own, other map[[2]int]string, sure bool, err error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, false, err
	}
	w, err := OpenWorkbook(z, 1<<30)
	if err != nil {
		return nil, nil, false, err
	}
	defer w.Close()
	w.PieceSize = size
	name := w.Names()[0]
	first, err := w.scan(name, 0)
	if errors.Is(err, errUnsure) {
		return nil, nil, false, nil
	}
	if err != nil {
		return nil, nil, false, err
	}
	second, err := w.readSlowly(name, 0)
	if err != nil {
		return nil, nil, false, err
	}
	return cellsOf(first), cellsOf(second), true, nil
}

func cellsOf(s Worksheet) map[[2]int]string {
	cells := map[[2]int]string{}
	for l := range s.Lines {
		for i, text := range l.Cells {
			if text != "" {
				cells[[2]int{l.Number, i + 1}] = text
			}
		}
	}
	return cells
}
