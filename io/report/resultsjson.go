package report

import (
	"io"

	"licet/reconcile/apply"
)

// ResultsFormat names the JSON form of a results file and its version.
const ResultsFormat = "licet-results/1"

// The structs of licet-results/1, in the order of its fields.

type resultSumsJSON struct {
	Changes int `json:"changes"`
	Done    int `json:"done"`
	Already int `json:"already"`
	Failed  int `json:"failed"`
	Skipped int `json:"skipped"`
	Unknown int `json:"unknown"`
}

// resultTimeJSON says how the time was spent; of a rehearsal, how it would be.
type resultTimeJSON struct {
	Foretold      bool    `json:"foretold"`
	Seconds       float64 `json:"seconds"`
	Writes        int     `json:"writes"`
	Calls         int     `json:"calls"`
	Throttled     int     `json:"throttled"`
	SecondsWaited float64 `json:"secondsWaited"`
	PeakWindow    int     `json:"peakWindow"`
	QuotaWindow   int     `json:"quotaWindow"`
	FloorSeconds  float64 `json:"floorSeconds"`
}

func resultsJSON(w io.Writer, d ResultDoc) error {
	r := d.Result
	o := newJSONObject(w)
	o.field("format", ResultsFormat)
	o.field("run", d.Run)
	o.field("started", timeText(r.Stats.Started))
	o.field("finished", timeText(r.Stats.Finished))
	o.field("summary", resultSumsJSON{
		Changes: len(r.Items),
		Done:    r.Count(apply.StatusDone),
		Already: r.Count(apply.StatusAlready),
		Failed:  r.Count(apply.StatusFailed),
		Skipped: r.Count(apply.StatusSkipped),
		Unknown: r.Count(apply.StatusUnknown),
	})
	st := &r.Stats
	o.field("time", resultTimeJSON{
		Foretold: d.Rehearsal, Seconds: st.Finished.Sub(st.Started).Seconds(),
		Writes: st.Attempts, Calls: st.Batches, Throttled: st.Throttled, SecondsWaited: st.Waited.Seconds(),
		PeakWindow: st.PeakWindow, QuotaWindow: st.QuotaWindow, FloorSeconds: st.Floor.Seconds(),
	})
	o.list("results", d.table())
	o.list("findings", findingTable(r.Findings))
	return o.close()
}
