package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"licet/reconcile"
	"licet/reconcile/order"
)

// ErrDuplicateUser tells that a plan has two changes for one user.
var ErrDuplicateUser = errors.New("the plan changes one user twice")

// Runner carries plans out. Directory and Journal are needed, the rest is not.
type Runner struct {
	Directory Directory
	Journal   Journal
	// Observer may be nil.
	Observer Observer
	Limits   Limits
	// Earlier has the results of changes that were settled before, for a run that
	// is resumed (Remainder.Earlier): one entry a change of the plan.
	// Nil for a new run.
	Earlier []Item
	// Sends are the writes of the latest minutes (State.Sends), which count
	// against the quota.
	Sends []Sent
	// NotBefore (State.NotBefore) is when sending may begin: an earlier session
	// was asked to wait until then.
	NotBefore time.Time
	// Abort, when it is closed, ends a run at once: the outcome of what is in
	// flight stays unknown, and resume will find it out. It may be nil.
	Abort <-chan struct{}
	// Simulation has the virtual clock of a rehearsal; nil is the clock on the wall.
	Simulation *Simulation
}

// Run carries out the steps of a schedule over the changes of p and returns
// what became of every change of p. The result is valid whatever the error;
// an error means that the plan or the schedule makes no sense and nothing was
// sent. Why a run stopped early stands in Result.Stopped.
//
// When ctx ends nothing new is sent, what is in flight is finished within
// Limits.Drain and settled, and Result.Interrupted is true.
func (r *Runner) Run(ctx context.Context, p *reconcile.Plan, s order.Schedule) (Result, error) {
	if err := check(p, s); err != nil {
		return Result{}, err
	}
	sess := newSession(r, p, s)
	sess.run(ctx)
	if !sess.limits.NoVerify {
		sess.verify(ctx)
	}
	sess.finish()
	sess.recount(ctx)
	return sess.result, nil
}

// check finds what would make two writes of one user meet.
func check(p *reconcile.Plan, s order.Schedule) error {
	users := make(map[string]bool, len(p.Changes))
	for i := range p.Changes {
		u := &p.Changes[i].User
		if users[u.ID] {
			return fmt.Errorf("%w: %s", ErrDuplicateUser, u.UserPrincipalName)
		}
		users[u.ID] = true
	}
	seen := make([]PartSet, len(p.Changes))
	for _, st := range s.Steps {
		if st.Change < 0 || st.Change >= len(p.Changes) {
			return fmt.Errorf("the schedule names change %d of %d", st.Change, len(p.Changes))
		}
		pt, was := part(st.Part), seen[st.Change]
		twice := was.Has(pt) || was.Has(PartLicenses) || (pt == PartLicenses && was != 0)
		early := pt == PartRemovals && was.Has(PartAdditions)
		if twice || early {
			return fmt.Errorf("the schedule names %s twice or in a wrong order", p.Changes[st.Change].User.UserPrincipalName)
		}
		seen[st.Change] = was.With(pt)
	}
	return nil
}
