package report

import (
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"licet/io/atomicfile"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// resultRow is one row of a results file: one user and one licence, or one
// user's location, whose action is "set location" and which has no licence.
type resultRow struct {
	User, UserID               string
	Action                     string
	License, SkuID, PartNumber string
	Status                     apply.Status
	Error, Hint                string
	Attempts                   int
	RequestID, Source          string
	// Finished is the zero time for what was never sent.
	Finished time.Time
}

// resultColumns are those of a results file, which is in English in every
// language: programs read it. The workbook of a run has them for people.
var resultColumns = []column[resultRow]{
	{"user", "user", 34, textual, func(r *resultRow) any { return r.User }, nil},
	{"userId", "user id", 38, textual, func(r *resultRow) any { return r.UserID }, nil},
	{"action", "action", 14, textual, func(r *resultRow) any { return term(r.Action) }, nil},
	{"license", "license", 34, textual, func(r *resultRow) any { return r.License }, nil},
	{"skuId", "sku id", 38, textual, func(r *resultRow) any { return r.SkuID }, nil},
	{"skuPartNumber", "", 0, textual, func(r *resultRow) any { return r.PartNumber }, nil},
	{"status", "status", 10, textual, func(r *resultRow) any { return term(r.Status) }, []wordColor{
		{string(apply.StatusDone), fillGood}, {string(apply.StatusFailed), fillBad},
		{string(apply.StatusUnknown), fillBad}, {string(apply.StatusSkipped), fillChange},
	}},
	{"error", "error", 60, textual, func(r *resultRow) any { return r.Error }, nil},
	{"hint", "hint", 60, textual, func(r *resultRow) any { return r.Hint }, nil},
	{"attempts", "attempts", 10, numeric, func(r *resultRow) any { return r.Attempts }, nil},
	{"requestId", "request id", 38, textual, func(r *resultRow) any { return r.RequestID }, nil},
	{"source", "source", 28, textual, func(r *resultRow) any { return r.Source }, nil},
	{"finished", "finished", 26, textual, func(r *resultRow) any { return r.Finished }, nil},
}

func (d ResultDoc) table() table { return tableOf("", "Results", resultColumns, d.rows()) }

// Actions of a results file.
const (
	actionAssign      = "assign"
	actionUpdate      = "update"
	actionUnassign    = "unassign"
	actionSetLocation = "set location"
)

// rows gives the rows of a results file in the order of the plan; of one
// change first the location, then what is given, changed and taken away. All
// rows of a change share its outcome: it is one call.
func (d ResultDoc) rows() iter.Seq[*resultRow] {
	return func(yield func(*resultRow) bool) {
		names := namesOf(d.Plan, nil)
		for i := range d.Result.Items {
			item := &d.Result.Items[i]
			c := &d.Plan.Changes[item.Change]
			row := resultRow{
				User: userName(c.User), UserID: c.User.ID,
				Status: item.Status, Error: item.Error, Hint: item.Hint,
				Attempts: item.Attempts, RequestID: item.RequestID,
				Source: sourceText(c.Sources), Finished: item.Finished,
			}
			for action, skuID := range steps(c) {
				row.Action, row.SkuID = action, skuID
				row.License, row.PartNumber = "", ""
				if skuID != "" {
					row.License, row.PartNumber = names.license(skuID), names.partNumber(skuID)
				}
				if !yield(&row) {
					return
				}
			}
		}
	}
}

// steps gives what a change does as pairs of action and skuId.
func steps(c *reconcile.Change) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if c.SetUsageLocation != nil && !yield(actionSetLocation, "") {
			return
		}
		for _, h := range c.Assign {
			if !yield(actionAssign, h.SKUID) {
				return
			}
		}
		for _, u := range c.Update {
			if !yield(actionUpdate, u.SKUID) {
				return
			}
		}
		for _, h := range c.Unassign {
			if !yield(actionUnassign, h.SKUID) {
				return
			}
		}
	}
}

// sourceText writes all places of a change.
func sourceText(at []reconcile.Place) string { return joined(each(at, reconcile.Place.String)) }

// ResultsKind checks the extension of a results file, so that a wrong one is
// told before anything is applied. It gives ".csv", ".xlsx" or ".json".
func ResultsKind(path string) (string, error) {
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".csv", ".xlsx", ".json":
		return ext, nil
	default:
		return "", fmt.Errorf("%s: results are written as .csv, .xlsx or .json; name the file so", path)
	}
}

// SaveResults writes one row a user and licence to path, in the form that its
// extension says, whole or not at all (see atomicfile.Write).
func SaveResults(path string, d ResultDoc) error {
	kind, err := ResultsKind(path)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		switch kind {
		case ".csv":
			return writeCSV(w, d.table())
		case ".xlsx":
			return writeWorkbook(w, func(f *excelize.File) error { return worksheet(f, nil, d.table()) })
		default:
			return resultsJSON(w, d)
		}
	})
}
