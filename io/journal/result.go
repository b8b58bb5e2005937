package journal

import (
	"slices"
	"time"

	"licet/reconcile/apply"
)

// Result gives what the journal knows of a run as a result: the result of every
// change, and the figures of the latest session that ended. Changes whose
// result is open are unknown if they were sent, and skipped if not.
func (l *Log) Result() *apply.Result {
	r := &apply.Result{Items: slices.Clone(l.State.Items), Findings: l.Findings}
	for i := range r.Items {
		it := &r.Items[i]
		if it.Change = i; it.Status != "" {
			continue
		}
		it.Status = apply.StatusSkipped
		if t := &l.State.Tracks[i]; t.Open != 0 || t.Doubtful {
			it.Status = apply.StatusUnknown
		}
	}
	for i := range l.Sessions {
		s := &l.Sessions[i]
		if s.End != nil {
			r.Interrupted = s.End.Interrupted
			r.Stats = s.End.stats(s.Started)
		}
	}
	return r
}

// stats turns the written figures back into those of a run.
func (e *End) stats(started time.Time) apply.Stats {
	return apply.Stats{
		Started: started, Finished: started.Add(seconds(e.Elapsed)),
		Batches: e.Batches, Attempts: e.Attempts, Units: e.Units, Throttled: e.Throttled,
		Waited: seconds(e.Waited), Floor: seconds(e.Floor), PeakWindow: e.PeakWindow, QuotaWindow: e.QuotaWindow,
	}
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
