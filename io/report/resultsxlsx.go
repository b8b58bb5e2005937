package report

import (
	"io"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// resultColumns are the columns of a results workbook, as in the CSV form.
func resultColumns(words reconcile.Phrases) []column {
	return []column{
		{words.Say("user"), 34}, {words.Say("user id"), 38}, {words.Say("action"), 14}, {words.Say("license"), 34}, {words.Say("sku id"), 38}, {words.Say("status"), 10},
		{words.Say("error"), 60}, {words.Say("hint"), 60}, {words.Say("attempts"), 10}, {words.Say("request id"), 38}, {words.Say("source"), 28}, {words.Say("finished"), 26},
	}
}

// resultsXLSX is in English in every language: programs read results files.
func resultsXLSX(w io.Writer, d ResultDoc) error {
	return writeWorkbook(w, func(f *excelize.File) error { return worksheet(f, resultPart(nil, d)) })
}

func resultPart(words reconcile.Phrases, d ResultDoc) part {
	return part{name: words.Say("Results"), columns: resultColumns(words), rows: mapped(d.rows(), func(r resultRow) []any {
		return []any{
			r.User, r.UserID, word(words, r.Action), r.License, r.SkuID, word(words, string(r.Status)),
			r.Error, r.Hint, r.Attempts, r.RequestID, r.Source, timeText(r.Finished),
		}
	}), colors: &cellColors{column: 6, words: []wordColor{
		{word(words, string(apply.StatusDone)), "D8F0DC"}, {word(words, string(apply.StatusFailed)), "FADADA"},
		{word(words, string(apply.StatusUnknown)), "FADADA"}, {word(words, string(apply.StatusSkipped)), "FFF0C8"},
	}}}
}
