package report

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"licet/io/jsonlines"
	"licet/reconcile/apply"
)

// resultColumns are those of a results file, which is in English in every
// language: programs read it. The workbook of a run has them for people.
var resultColumns = []column[step]{
	{"user", "user", 34, textual, func(s *step) any { return userName(s.change.User) }, nil},
	{"userId", "user id", 38, textual, func(s *step) any { return s.change.User.ID }, nil},
	{"action", "action", 14, textual, func(s *step) any { return term(s.kind) }, nil},
	{"license", "license", 34, textual, func(s *step) any { return s.product() }, nil},
	{"skuId", "sku id", 38, textual, func(s *step) any { return s.skuID }, nil},
	{"skuPartNumber", "", 0, textual, func(s *step) any { return s.names.seats[s.skuID].SKUPartNumber }, nil},
	{"status", "status", 10, textual, func(s *step) any { return term(s.status()) }, []wordColor{
		{string(apply.StatusDone), fillGood}, {string(apply.StatusFailed), fillBad},
		{string(apply.StatusUnknown), fillBad}, {string(apply.StatusSkipped), fillChange},
	}},
	{"error", "error", 60, textual, func(s *step) any { return s.unlessDone(s.item.Error) }, nil},
	{"hint", "hint", 60, textual, func(s *step) any { return s.unlessDone(s.item.Hint) }, nil},
	{"attempts", "attempts", 10, numeric, func(s *step) any { return s.item.Attempts }, nil},
	{"requestId", "request id", 38, textual, func(s *step) any { return s.item.RequestID }, nil},
	{"source", "source", 28, textual, func(s *step) any { return s.source() }, nil},
	{"finished", "finished", 26, textual, func(s *step) any { return s.item.Finished }, nil},
}

func (d ResultDoc) table() table { return tableOf("", "Results", resultColumns, d.rows()) }

// rows gives the rows of a results file in the order of the plan; of one
// change first the location, then what is assigned, changed and removed. The
// rows of one call share its outcome.
func (d ResultDoc) rows() iter.Seq[*step] {
	names := namesOf(d.Plan, nil)
	return flat(all(d.Result.Items), func(item *apply.Item) []step {
		c := &d.Plan.Changes[item.Change]
		steps := names.steps(c, item)
		if c.SetUsageLocation != nil {
			steps = slices.Insert(steps, 0, step{names: names, change: c, item: item, kind: actionSetLocation})
		}
		return steps
	})
}

// resultsFile is a document of results alone.
type resultsFile struct{ ResultDoc }

func (d resultsFile) document() document {
	return document{
		sheets: []table{d.table()}, rows: d.table(),
		json: func(w io.Writer) error { return resultsJSON(w, d.ResultDoc) },
	}
}

// ResultsKind gives the form that the extension of a results file asks for, so
// that a wrong one is told before anything is applied.
func ResultsKind(path string) (Kind, error) {
	k, err := KindOf(path)
	if err != nil || k == HTML || k == Markdown {
		return 0, fmt.Errorf("%s: results are written as .csv, .xlsx or .json; name the file so", path)
	}
	return k, nil
}

// SaveResults writes one row a user and licence to path, in the form that its
// extension says, whole or not at all (see atomicfile.Write).
func SaveResults(path string, d ResultDoc) error {
	if _, err := ResultsKind(path); err != nil {
		return err
	}
	return Save(path, resultsFile{d})
}

// ResultsFormat names the JSON form of a results file and its version.
const ResultsFormat = "licet-results/1"

func resultsJSON(w io.Writer, d ResultDoc) error {
	r := d.Result
	o := jsonlines.New(w, "JSON")
	o.Field("format", ResultsFormat)
	o.Field("run", d.Run)
	if d.Undoes != nil {
		o.Field("undoes", d.Undoes.fields())
	}
	o.Field("started", timeText(r.Stats.Started))
	o.Field("finished", timeText(r.Stats.Finished))
	counts := r.Counts()
	sums := object{{"changes", counts.Changes}}
	for _, status := range apply.Statuses() {
		sums = append(sums, field{string(status), counts.Of(status)})
	}
	o.Field("summary", append(sums, field{"notArrived", counts.NotArrived}))
	afterJSON(o, d)
	st := &r.Stats
	o.Field("time", object{
		{"foretold", d.Rehearsal}, {"seconds", st.Finished.Sub(st.Started).Seconds()},
		{"writes", st.Attempts}, {"calls", st.Batches}, {"throttled", st.Throttled},
		{"secondsWaited", st.Waited.Seconds()}, {"peakWindow", st.PeakWindow}, {"quotaWindow", st.QuotaWindow},
		{"floorSeconds", st.Floor.Seconds()},
	})
	o.List("results", d.table().items())
	o.List("findings", findingItems(r.Differences(d.Plan)))
	return o.Close()
}
