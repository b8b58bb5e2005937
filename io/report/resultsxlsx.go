package report

import (
	"io"

	"github.com/xuri/excelize/v2"
)

// resultColumns are the columns of a results workbook, as in the CSV form.
func resultColumns() []column {
	return []column{
		{"user", 34}, {"user id", 38}, {"action", 14}, {"license", 34}, {"sku id", 38}, {"status", 10},
		{"error", 60}, {"hint", 60}, {"attempts", 10}, {"request id", 38}, {"source", 28}, {"finished", 26},
	}
}

func resultsXLSX(w io.Writer, d ResultDoc) error {
	return writeWorkbook(w, func(f *excelize.File) error {
		return worksheet(f, "Results", resultColumns(), mapped(d.rows(), func(r resultRow) []any {
			return []any{
				r.User, r.UserID, r.Action, r.License, r.SkuID, string(r.Status),
				r.Error, r.Hint, r.Attempts, r.RequestID, r.Source, timeText(r.Finished),
			}
		}))
	})
}
