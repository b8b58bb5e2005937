package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"licet/reconcile"
)

// Verification reads the users that were changed and compares. What has not
// arrived is read again until a deadline, since Graph promises nothing about
// how soon a write can be read.

const (
	// verifyChunk is the number of users in one reading: as many calls as the
	// client of Graph has under way at once.
	verifyChunk = 80
	// firstVerify and longestVerify bound the waits between two rounds.
	firstVerify   = 2 * time.Second
	longestVerify = 30 * time.Second
)

func (s *session) verify(ctx context.Context) {
	if s.result.Interrupted || errors.Is(s.result.Stopped, ErrSignInLost) || errors.Is(s.result.Stopped, ErrFatal) ||
		errors.Is(s.result.Stopped, ErrUnavailable) {
		return
	}
	// What an earlier session settled was verified by it.
	pending := indexes(len(s.slots), func(i int) bool {
		st := s.result.Items[i].Status
		return s.slots[i].attempts > 0 && (st == StatusDone || st == StatusAlready)
	})
	s.tally.toVerify = len(pending)
	// An event without a content: its end has the owner look at ctx.
	defer context.AfterFunc(ctx, func() { s.scheduler.post(func() {}) })()
	deadline := s.now().Add(s.limits.VerifyFor)
	var last error
	for pause := firstVerify; len(pending) > 0; pause = min(2*pause, longestVerify) {
		pending, last = s.verifyOnce(ctx, pending)
		now := s.now()
		if len(pending) == 0 || !now.Before(deadline) || !s.idle(ctx, earlier(now.Add(pause), deadline)) {
			break
		}
	}
	s.reportDifferences(pending, last)
}

// idle lets time pass; false when the context ends before.
func (s *session) idle(ctx context.Context, until time.Time) bool {
	for ctx.Err() == nil && s.now().Before(until) {
		s.scheduler.await(until)
	}
	return ctx.Err() == nil
}

// round is one reading of all users that are to be verified.
type round struct {
	// rest are the changes whose users were not read yet, differ those that
	// have not arrived.
	rest, differ []int
	flying       int
	// last is the latest error.
	last error
}

// verifyOnce reads users, several chunks at once, and gives those that are not
// as they should be, and the latest error.
func (s *session) verifyOnce(ctx context.Context, pending []int) (differ []int, last error) {
	r := &round{rest: pending}
	for {
		wake := s.readOn(ctx, r)
		if r.flying == 0 && (len(r.rest) == 0 || ctx.Err() != nil) {
			break
		}
		s.scheduler.await(wake)
	}
	if len(r.rest) > 0 {
		r.last = ctx.Err()
	}
	return append(r.differ, r.rest...), r.last
}

// readOn starts as many readings as may be under way, and gives the moment at
// which there may be more.
func (s *session) readOn(ctx context.Context, r *round) (wake time.Time) {
	now := s.now()
	for len(r.rest) > 0 && r.flying < s.limits.InFlight && ctx.Err() == nil {
		n := min(len(r.rest), s.gate.units.capped(verifyChunk))
		at, known := s.gate.read(now, n)
		if !known {
			break
		}
		if at.After(now) {
			return at
		}
		chunk := r.rest[:n]
		r.rest = r.rest[n:]
		r.flying++
		s.scheduler.beside(func() func() {
			accounts, err := s.read(ctx, chunk)
			return func() { s.verified(r, chunk, accounts, err) }
		})
	}
	return now.Add(time.Hour)
}

// verified takes in a reading.
func (s *session) verified(r *round, changes []int, accounts []Account, err error) {
	r.flying--
	s.gate.units.landed(s.now(), len(changes))
	if err != nil {
		r.last = err
		r.differ = append(r.differ, changes...)
	} else {
		r.differ = append(r.differ, s.compare(changes, accounts)...)
	}
	s.tally.verified = s.tally.toVerify - len(r.differ) - len(r.rest)
	s.emit(Event{Kind: EventVerifying})
}

// read runs beside the owner and touches nothing that changes.
func (s *session) read(ctx context.Context, changes []int) ([]Account, error) {
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = s.plan.Changes[c].User.ID
	}
	accounts, err := s.Directory.Accounts(ctx, ids)
	if err == nil && len(accounts) != len(ids) {
		err = fmt.Errorf("asked for %d users and got %d", len(ids), len(accounts))
	}
	return accounts, err
}

// compare gives the changes that have not arrived.
func (s *session) compare(changes []int, accounts []Account) (differ []int) {
	for i, c := range changes {
		change, acc := &s.plan.Changes[c], &accounts[i]
		switch {
		case !acc.Exists || !arrived(change, acc):
			differ = append(differ, c)
		case change.TouchesLicenses() && !reconcile.EqualHoldings(acc.Direct, change.On(change.Before)):
			s.find(reconcile.Note, CodeChangedMeanwhile, c,
				"The change was carried out; somebody else has changed other licences of this user meanwhile.")
		}
	}
	return differ
}

func (s *session) reportDifferences(pending []int, last error) {
	if len(pending) == 0 {
		return
	}
	if last != nil {
		s.result.Findings = append(s.result.Findings, reconcile.Finding{
			Severity: reconcile.Warning, Code: CodeNotVerified,
			Message: reconcile.Say("%d users could not be verified: %v.", len(pending), reconcile.OfError(last)),
			Hint:    reconcile.Say("Run the same plan again: it says what is still to be done."),
		})
		return
	}
	for _, c := range pending {
		s.find(reconcile.Error, CodeNotArrived, c,
			"Graph said that the change was carried out, but the user does not show it.")
	}
}

func (s *session) find(sev reconcile.Severity, code reconcile.Code, change int, message reconcile.Word) {
	c := &s.plan.Changes[change]
	s.result.Findings = append(s.result.Findings, about(c, sev, code, message.Sentence(),
		reconcile.Say("Look at the user, or run the same plan again: it says what is still to be done.")))
}
