package report

import (
	"encoding/csv"
	"io"
	"iter"

	"github.com/gocarina/gocsv"
)

// byteOrderMark tells Excel that a CSV file is UTF-8.
const byteOrderMark = "\ufeff"

// csvChunk is the number of rows that are held at a time.
const csvChunk = 1000

// writeCSV writes rows with a header line after the tags of T, as UTF-8 with
// byte order mark. It holds a thousand rows at a time.
func writeCSV[T any](w io.Writer, rows iter.Seq[T]) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := gocsv.NewSafeCSVWriter(csv.NewWriter(w))
	if err := gocsv.MarshalCSV([]T{}, out); err != nil {
		return err
	}
	chunk := make([]T, 0, csvChunk)
	for row := range rows {
		chunk = append(chunk, row)
		if len(chunk) < csvChunk {
			continue
		}
		if err := gocsv.MarshalCSVWithoutHeaders(chunk, out); err != nil {
			return err
		}
		chunk = chunk[:0]
	}
	if len(chunk) == 0 {
		return nil
	}
	return gocsv.MarshalCSVWithoutHeaders(chunk, out)
}

// csvText is foreign text in a CSV cell. What a spreadsheet program would take
// for a formula gets an apostrophe in front, so that it stays text.
type csvText string

// MarshalCSV gives the cell.
func (t csvText) MarshalCSV() (string, error) {
	if t == "" {
		return "", nil
	}
	switch t[0] {
	case '=', '+', '-', '@', '\t', '\r':
		return "'" + string(t), nil
	default:
		return string(t), nil
	}
}
