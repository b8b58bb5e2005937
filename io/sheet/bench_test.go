package sheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"licet/io/sheet"
)

// BenchmarkCSV reads a million rows, findings and all, beside encoding/csv,
// which only splits them.
func BenchmarkCSV(b *testing.B) {
	const rows = 1_000_000
	var text bytes.Buffer
	text.WriteString("user,license\n")
	for i := range rows {
		fmt.Fprintf(&text, "user%07d@contoso.onmicrosoft.com,%s\n", i, []string{"SPE_E3", "SPE_E5", "EMS"}[i%3])
	}
	b.SetBytes(int64(text.Len()))
	var own, other time.Duration
	for b.Loop() {
		start := time.Now()
		s := read(b, text.String(), sheet.Options{})
		n := 0
		for range s.Rows.All() {
			n++
		}
		if own += time.Since(start); n != rows {
			b.Fatalf("%d rows", n)
		}
		start = time.Now()
		r := csv.NewReader(bytes.NewReader(text.Bytes()))
		r.ReuseRecord = true
		for n = 0; ; n++ {
			if _, err := r.Read(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
		other += time.Since(start)
	}
	b.ReportMetric(float64(rows*b.N)/own.Seconds(), "rows/s")
	b.ReportMetric(own.Seconds()/other.Seconds(), "x-encoding/csv")
}

// BenchmarkXLSX reads 100,000 and 1,000,000 rows of 4 columns beside a bare
// loop over excelize's rows.
func BenchmarkXLSX(b *testing.B) {
	for _, rows := range []int{100_000, 1_000_000} {
		for _, kind := range []string{"inline", "shared"} {
			b.Run(fmt.Sprintf("%s-%d", kind, rows), func(b *testing.B) { benchmarkXLSX(b, bigWorkbook(b, rows, kind == "shared"), rows) })
		}
	}
}

func bigWorkbook(b *testing.B, rows int, shared bool) []byte {
	row := func(i int) []any {
		return []any{fmt.Sprintf("user%06d@contoso.onmicrosoft.com", i), []string{"SPE_E3", "SPE_E5", "EMS"}[i%3], "Sales", "DE"}
	}
	if shared {
		var part, sst bytes.Buffer
		fmt.Fprintf(&sst, `<?xml version="1.0" encoding="UTF-8"?><sst %s><si><t>user</t></si><si><t>license</t></si><si><t>department</t></si><si><t>usage location</t></si>`, mainSpace)
		part.WriteString(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>`)
		for i := range rows {
			fmt.Fprintf(&part, `<row r="%d" spans="1:4">`, i+2)
			for j, cell := range row(i) {
				fmt.Fprintf(&sst, "<si><t>%s</t></si>", cell)
				fmt.Fprintf(&part, `<c r="%c%d" t="s"><v>%d</v></c>`, 'A'+j, i+2, 4+4*i+j)
			}
			part.WriteString("</row>")
		}
		sst.WriteString("</sst>")
		return parts(b, worksheet(part.String()), sst.String())
	}
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	if err := w.SetRow("A1", []any{"user", "license", "department", "usage location"}); err != nil {
		b.Fatal(err)
	}
	for i := range rows {
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), row(i)); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	return saved(b, f)
}

func benchmarkXLSX(b *testing.B, data []byte, rows int) {
	var own, other time.Duration
	for b.Loop() {
		start := time.Now()
		s, err := sheet.Read(context.Background(), "-", bytes.NewReader(data), sheet.Options{Vocabulary: vocabulary})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for range s.Rows.All() {
			n++
		}
		if own += time.Since(start); n != rows {
			b.Fatalf("%d rows: %v", n, s.Findings)
		}
		start = time.Now()
		book, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		bare, err := book.Rows(book.GetSheetName(0))
		if err != nil {
			b.Fatal(err)
		}
		for n = 0; bare.Next(); n++ {
			if _, err := bare.Columns(); err != nil {
				b.Fatal(err)
			}
		}
		if err := errors.Join(bare.Close(), book.Close()); err != nil || n != rows+1 {
			b.Fatalf("%d rows, %v", n, err)
		}
		other += time.Since(start)
	}
	b.ReportMetric(own.Seconds()/float64(b.N), "s")
	b.ReportMetric(own.Seconds()/other.Seconds(), "x-excelize")
}
