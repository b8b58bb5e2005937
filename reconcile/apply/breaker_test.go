package apply_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
)

// slowlyFailing lets its first calls hang for 50 seconds and then fail.
type slowlyFailing struct {
	*directorytest.Memory
	failing, calls int
}

func (s *slowlyFailing) Write(ctx context.Context, batch []apply.Write) []apply.Outcome {
	if s.calls++; s.calls > s.failing {
		return s.Memory.Write(ctx, batch)
	}
	time.Sleep(50 * time.Second)
	out := make([]apply.Outcome, len(batch))
	for i := range out {
		out[i] = apply.Outcome{Class: apply.Retry, Reason: apply.Unavailable, Message: reconcile.Verbatim("503")}
	}
	return out
}

// Two minutes are long only where enough was asked in them: four calls that hang and
// fail do not stop a run, whatever they take, and the fifth does.
func TestFewerThanFiveFailedCallsStopNoRun(t *testing.T) {
	for _, c := range []struct {
		name    string
		users   int
		failing int
		want    apply.Status
		stops   bool
		// calls is 0 where that is left to the spread of the waits.
		calls int
	}{
		{"four calls", 10, 4, apply.StatusDone, false, 0},
		{"five calls", 10, 5, apply.StatusSkipped, true, 5},
		{"five calls about one user", 1, 5, apply.StatusDone, false, 6},
		{"ten calls about one user, who is given up", 1, 10, apply.StatusFailed, false, 10},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := users(c.users, c.users)
				d := &slowlyFailing{Memory: directorytest.NewMemory(f, 1), failing: c.failing}
				p := assignAll(f, skuA)
				r := apply.Runner{Directory: d, Limits: apply.Limits{InFlight: 1}}
				res := run(t, t.Context(), &r, p, inOrder(p, nil))
				wantAll(t, res, c.want)
				if errors.Is(res.Stopped, apply.ErrUnavailable) != c.stops || c.calls > 0 && d.calls != c.calls {
					t.Errorf("stopped after %d calls: %v", d.calls, res.Stopped)
				}
			})
		})
	}
}

// Changes that are given up one after the other stop a run at the hundredth in a row.
func TestTheHundredthChangeGivenUpInARowStopsTheRun(t *testing.T) {
	for _, c := range []struct {
		name  string
		bad   int
		stops bool
	}{{"99", 99, false}, {"100", 100, true}} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := users(c.bad, c.bad)
				m := directorytest.NewMemory(f, 1)
				m.Fault = always(apply.Outcome{Class: apply.Retry, Reason: apply.Unavailable, Message: reconcile.Verbatim("503")}, false)
				p := assignAll(f, skuA)
				r := apply.Runner{Directory: m, Limits: apply.Limits{BreakAfter: 24 * time.Hour}}
				res := run(t, t.Context(), &r, p, inOrder(p, nil))
				wantAll(t, res, apply.StatusFailed)
				if errors.Is(res.Stopped, apply.ErrUnavailable) != c.stops {
					t.Errorf("stopped: %v", res.Stopped)
				}
			})
		})
	}
}
