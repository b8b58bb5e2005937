package report

import (
	"encoding/csv"
	"io"
	"strings"
)

// byteOrderMark tells Excel that a CSV file is UTF-8.
const byteOrderMark = "\ufeff"

// writeCSV writes a table with a header line, as UTF-8 with byte order mark, a
// row at a time.
func writeCSV(w io.Writer, t table) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out, order := csv.NewWriter(w), t.pick(inSheets)
	line := make([]string, len(order))
	for i, k := range order {
		line[i] = string(t.columns[k].title)
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for row := range t.rows {
		for i, k := range order {
			line[i] = forCSV(row[k])
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// guarded puts an apostrophe before what a spreadsheet program would take for a
// formula, so that it stays text.
func guarded(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
