package sheet_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"

	"strings"
	"testing"

	"licet/io/sheet"
)

const (
	contentTypes = `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`
	rootRels     = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	workbookPart = `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Staff" sheetId="1" r:id="rId1"/></sheets></workbook>`
	workbookRels = `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`
	mainSpace    = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
)

// parts makes a workbook of the XML of its worksheet and its shared strings.
func parts(t testing.TB, worksheet, shared string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range []struct{ name, text string }{
		{"[Content_Types].xml", contentTypes}, {"_rels/.rels", rootRels}, {"xl/workbook.xml", workbookPart},
		{"xl/_rels/workbook.xml.rels", workbookRels}, {"xl/worksheets/sheet1.xml", worksheet}, {"xl/sharedStrings.xml", shared},
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

const sharedStrings = `<?xml version="1.0" encoding="UTF-8"?><sst ` + mainSpace + `><si><t>user</t></si><si><r><rPr><b/></rPr><t>lic</t></r><r><t>ense</t></r></si><si><t>ada@contoso.com</t><rPh sb="0" eb="1"><t>reading</t></rPh></si></sst>`

func TestCellsInEveryWayThatProgramsWriteThem(t *testing.T) {
	head := `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`
	for name, tt := range map[string]struct {
		rows, want string
	}{
		"shared, with a reading": {`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><v>SPE_E3</v></c></row>`, "B2 ada@contoso.com unsaid SPE_E3"},
		"inline":                 {`<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve">ada@contoso.com</t></is></c><c r="B3" t="inlineStr"><is><r><t>SPE</t></r><r><t>_E3</t></r></is></c></row>`, "B3 ada@contoso.com unsaid SPE_E3"},
		"formula with its value": {`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><f>"SPE"&amp;"_E3"</f><v>SPE_E3</v></c></row>`, "B2 ada@contoso.com unsaid SPE_E3"},
		"without references":     {`<row><c t="s"><v>2</v></c><c t="str"><v>SPE_E3</v></c></row>`, "B2 ada@contoso.com unsaid SPE_E3"},
		"entities and escapes":   {`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t>A&amp;B &#65;_x0041_</t></is></c></row>`, "B2 ada@contoso.com unsaid A&B AA"},
		"character data":         {`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="inlineStr"><is><t><![CDATA[SPE_E3]]></t></is></c></row>`, "B2 ada@contoso.com unsaid SPE_E3"},
		"a comment":              {`<!-- x --><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><v>SPE_E3</v></c></row>`, "B2 ada@contoso.com unsaid SPE_E3"},
		"hidden row":             {`<row r="2" hidden="1"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><v>SPE_E3</v></c></row>`, "B2 ada@contoso.com unsaid SPE_E3"},
		"empty formula text":     {`<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><v>SPE_E3</v></c></row><row r="3"><c r="A3" t="str"><f>IF(1,"","")</f><v></v></c></row>`, "B2 ada@contoso.com unsaid SPE_E3"},
	} {
		t.Run(name, func(t *testing.T) {
			s := read(t, string(parts(t, worksheet(head+tt.rows), sharedStrings)), sheet.Options{})
			equal(t, "rows", plain(s), []string{tt.want})
			equal(t, "findings", codes(s), nil)
		})
	}
	prefixed := strings.NewReplacer("</", "</x:", "<?", "<?", "<", "<x:", "xmlns=", "xmlns:x=").Replace(worksheet(head + `<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><v>SPE_E3</v></c></row>`))
	s := read(t, string(parts(t, prefixed, sharedStrings)), sheet.Options{})
	equal(t, "with prefixes", plain(s), []string{"B2 ada@contoso.com unsaid SPE_E3"})
}

func TestHalfAWorksheetIsRefused(t *testing.T) {
	whole := worksheet(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row><row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2" t="str"><v>SPE_E3</v></c></row>`)
	for cut := 60; cut < len(whole); cut++ {
		_, err := sheet.Read(context.Background(), "-", bytes.NewReader(parts(t, whole[:cut], sharedStrings)), sheet.Options{Vocabulary: vocabulary})
		var u *sheet.Unreadable
		if !errors.As(err, &u) {
			t.Fatalf("cut at %d (%q) gives %v", cut, whole[max(0, cut-20):cut], err)
		}
	}
	data := parts(t, whole, sharedStrings)
	for cut := 0; cut < len(data); cut += 7 {
		if s, err := sheet.Read(context.Background(), "-", bytes.NewReader(data[:cut]), sheet.Options{Vocabulary: vocabulary}); err == nil && !refused(s) {
			t.Fatalf("file cut at %d is read: %q", cut, plain(s))
		}
	}
}

func TestWorkbooksBeyondTheBoundsAreRefused(t *testing.T) {
	head := `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`
	var sparse strings.Builder
	for i := 2; i < 6000; i++ {
		fmt.Fprintf(&sparse, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i, i)
	}
	for name, tt := range map[string]struct{ rows, says string }{
		"rows":    {head + `<row r="1048577"><c><v>1</v></c></row>`, "at most 1,048,576 rows"},
		"columns": {head + `<row r="2"><c r="XFE2"><v>1</v></c></row>`, "at most 16,384 columns"},
		"places":  {head + sparse.String(), "more than 67 million places"},
	} {
		_, err := sheet.Read(context.Background(), "-", bytes.NewReader(parts(t, worksheet(tt.rows), sharedStrings)), sheet.Options{})
		var u *sheet.Unreadable
		if !errors.As(err, &u) || !strings.Contains(u.Problem.String(), tt.says) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestZipBombsAreRefusedUnopened(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", "xl/worksheets/sheet1.xml"} {
		w, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, UncompressedSize64: 5 << 30, CompressedSize64: 4})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("xxxx")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := sheet.Read(context.Background(), "-", &b, sheet.Options{})
	if err == nil || !strings.Contains(err.Error(), "unpacks to more than 1 GiB") {
		t.Errorf("got %v", err)
	}
}

func TestOtherArchivesAreNamed(t *testing.T) {
	for name, says := range map[string]string{"xl/workbook.bin": "XLSB", "mimetype content.xml": "ODS", "word/document.xml": "Word", "ppt/slides.xml": "PowerPoint", "Index/Document.iwa": "Numbers", "staff.csv": "ZIP archive"} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for part := range strings.FieldsSeq(name) {
			if _, err := z.Create(part); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := sheet.Read(context.Background(), "-", &b, sheet.Options{}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// FuzzWorkbook feeds whole files.
func FuzzWorkbook(f *testing.F) {
	f.Add(workbook(f, []any{"user", "license"}, []any{"ada@contoso.com", "SPE_E3"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := sheet.Read(context.Background(), "-", bytes.NewReader(data), sheet.Options{Vocabulary: vocabulary})
		if err == nil {
			plain(s)
		}
	})
}
