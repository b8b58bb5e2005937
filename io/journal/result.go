package journal

import (
	"errors"
	"slices"
	"time"

	"licet/reconcile/apply"
)

// Result gives what the journal knows of a run as a result: the result of every
// change, how the latest session ended and what it read again, and the figures of the
// latest session that ended. Changes whose result is open are unknown if they were
// sent, and skipped if not.
func (l *Log) Result() *apply.Result {
	r := &apply.Result{Items: slices.Clone(l.State.Items), Findings: l.Findings, After: l.after}
	if !r.After.Known() && r.After.Unread.IsZero() {
		r.After.Unread = unsaid()
	}
	for i := range r.Items {
		it, t := &r.Items[i], &l.State.Tracks[i]
		it.Change, it.Did = i, t.Done
		if it.Status == "" {
			it.Open(t.Open != 0 || t.Doubtful)
		}
	}
	for i := range l.Sessions {
		s := &l.Sessions[i]
		// A session without an end was killed, unless it still works.
		r.Interrupted, r.Stopped = true, nil
		if s.End != nil {
			r.Interrupted = s.End.Interrupted
			r.Stats = s.End.stats(s.Started)
			if s.End.Stopped != "" {
				r.Stopped = errors.New(s.End.Stopped)
			}
		}
	}
	r.Interrupted = r.Interrupted && !l.State.Ended
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
