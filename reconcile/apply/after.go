package apply

import (
	"context"
	"errors"
	"slices"
	"time"

	"licet/reconcile"
)

// After is what a tenant has at the end of a run, read again. What a plan says of
// afterwards is what was wanted; this is what is so.
type After struct {
	// Seats are those of the licences of the plan which the tenant has; nil when
	// they were not read.
	Seats []SeatCount
	// Unread says why they were not read; empty when nobody tried.
	Unread reconcile.Sentence
}

// Known reports whether the seats were read.
func (a *After) Known() bool { return a.Seats != nil }

// Why says why the seats are not known; empty where they are.
func (a *After) Why() reconcile.Sentence {
	if !a.Known() && a.Unread.IsZero() {
		return reconcile.Say("nobody read them again")
	}
	return a.Unread
}

// Seat gives the seats of a SKU; ok is false when they are not known.
func (a *After) Seat(skuID string) (count SeatCount, ok bool) {
	i := slices.IndexFunc(a.Seats, func(c SeatCount) bool { return c.SKUID == skuID })
	if i < 0 {
		return SeatCount{}, false
	}
	return a.Seats[i], true
}

const (
	// recountFor bounds the reading of seats at the end of a run, and
	// hastyRecount of one that ended early: somebody waits for it to end.
	recountFor   = time.Minute
	hastyRecount = 10 * time.Second
)

// recount reads the seats as the run leaves them. The end of ctx, with which a run is
// interrupted, does not keep it from that; Abort does.
func (s *session) recount(ctx context.Context) {
	if aborted(s.Abort) {
		s.result.After = After{Unread: reconcile.Say("the run was ended at once")}
		return
	}
	hard, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	over := make(chan struct{})
	defer close(over)
	go func() {
		select {
		case <-s.Abort:
			cancel()
		case <-over:
		}
	}()
	bound := recountFor
	if s.result.Interrupted || s.result.Stopped != nil {
		bound = hastyRecount
	}
	deadline, read := s.now().Add(bound), false
	s.scheduler.beside(func() func() {
		after := Recount(hard, s.Directory, s.plan)
		return func() { s.result.After, read = after, true }
	})
	defer func() {
		if aborted(s.Abort) && !s.result.After.Known() {
			s.result.After.Unread = reconcile.Say("the run was ended at once")
		}
	}()
	for late := false; !read; {
		if late = late || !s.now().Before(deadline); late {
			cancel()
			deadline = s.now().Add(time.Hour)
		}
		s.scheduler.await(deadline)
	}
}

// Recount reads the seats of the licences of a plan.
func Recount(ctx context.Context, d Directory, p *reconcile.Plan) After {
	counts, err := d.Seats(ctx)
	switch {
	case errors.Is(err, context.Canceled):
		return After{Unread: reconcile.Say("no answer came in time")}
	case err != nil:
		return After{Unread: reconcile.OfError(err)}
	}
	of := map[string]bool{}
	for _, seat := range p.Seats {
		of[seat.SKUID] = true
	}
	after := After{Seats: []SeatCount{}}
	for _, c := range counts {
		if of[c.SKUID] {
			after.Seats = append(after.Seats, c)
		}
	}
	return after
}

func aborted(abort <-chan struct{}) bool {
	select {
	case <-abort:
		return true
	default:
		return false
	}
}
