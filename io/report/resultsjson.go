package report

import "io"

// ResultsFormat names the JSON form of a results file and its version.
const ResultsFormat = "licet-results/1"

func resultsJSON(w io.Writer, d ResultDoc) error {
	r := d.Result
	o := newJSONObject(w)
	o.field("format", ResultsFormat)
	o.field("run", d.Run)
	o.field("started", timeText(r.Stats.Started))
	o.field("finished", timeText(r.Stats.Finished))
	sums := object{{"changes", len(r.Items)}}
	for _, status := range statuses() {
		sums = append(sums, field{string(status), r.Count(status)})
	}
	o.field("summary", sums)
	st := &r.Stats
	o.field("time", object{
		{"foretold", d.Rehearsal}, {"seconds", st.Finished.Sub(st.Started).Seconds()},
		{"writes", st.Attempts}, {"calls", st.Batches}, {"throttled", st.Throttled},
		{"secondsWaited", st.Waited.Seconds()}, {"peakWindow", st.PeakWindow}, {"quotaWindow", st.QuotaWindow},
		{"floorSeconds", st.Floor.Seconds()},
	})
	o.list("results", d.table())
	o.list("findings", findingTable(r.Findings))
	return o.close()
}
