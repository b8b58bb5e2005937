package report

import (
	"io"

	"github.com/xuri/excelize/v2"

	"licet/reconcile/apply"
)

// resultColumns are the columns of a results workbook, as in the CSV form.
func resultColumns() []column {
	return []column{
		{"user", 34}, {"user id", 38}, {"action", 14}, {"license", 34}, {"sku id", 38}, {"status", 10},
		{"error", 60}, {"hint", 60}, {"attempts", 10}, {"request id", 38}, {"source", 28}, {"finished", 26},
	}
}

func resultsXLSX(w io.Writer, d ResultDoc) error {
	return writeWorkbook(w, func(f *excelize.File) error { return worksheet(f, resultPart(d)) })
}

func resultPart(d ResultDoc) part {
	return part{name: "Results", columns: resultColumns(), rows: mapped(d.rows(), func(r resultRow) []any {
		return []any{
			r.User, r.UserID, r.Action, r.License, r.SkuID, string(r.Status),
			r.Error, r.Hint, r.Attempts, r.RequestID, r.Source, timeText(r.Finished),
		}
	}), colors: &cellColors{column: 6, words: []wordColor{
		{string(apply.StatusDone), "D8F0DC"}, {string(apply.StatusFailed), "FADADA"}, {string(apply.StatusUnknown), "FADADA"}, {string(apply.StatusSkipped), "FFF0C8"},
	}}}
}
