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
// how soon a write can be read. What has not arrived then is done no longer
// (notArrived).

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
	// What an earlier session settled was verified by it only where that came to its
	// end; all of it is read once more.
	pending := indexes(len(s.slots), func(i int) bool { return s.result.Items[i].unverified() })
	s.tally.toVerify = len(pending)
	// An event without a content: its end has the owner look at ctx.
	defer context.AfterFunc(ctx, func() { s.scheduler.post(func() {}) })()
	deadline := s.now().Add(s.limits.VerifyFor)
	r := &round{}
	for pause := firstVerify; len(pending) > 0; pause = min(2*pause, longestVerify) {
		r = s.verifyOnce(ctx, pending)
		pending = r.left()
		now := s.now()
		if len(pending) == 0 || !now.Before(deadline) || !s.idle(ctx, earlier(now.Add(pause), deadline)) {
			break
		}
	}
	if ctx.Err() != nil && len(pending) > 0 {
		s.unverified(len(pending), reconcile.Say("the run was interrupted"))
		return
	}
	if len(r.unread) > 0 {
		s.unverified(len(r.unread), reconcile.OfError(r.last))
	}
	for i := range r.differ {
		s.notArrived(&r.differ[i])
	}
	s.save()
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
	// rest are the changes whose users are still to be read, unread those whose
	// reading failed, differ those that have not arrived.
	rest, unread []int
	differ       []difference
	flying       int
	// last is the latest error.
	last error
}

// difference is a change that has not arrived, and the user as they were read.
type difference struct {
	change  int
	account Account
}

// left are the changes that are not verified, each once.
func (r *round) left() []int {
	left := append(r.rest, r.unread...)
	for _, d := range r.differ {
		left = append(left, d.change)
	}
	return left
}

// verifyOnce reads users, several chunks at once.
func (s *session) verifyOnce(ctx context.Context, pending []int) *round {
	r := &round{rest: pending}
	for {
		wake := s.readOn(ctx, r)
		if r.flying == 0 && (len(r.rest) == 0 || ctx.Err() != nil) {
			return r
		}
		s.scheduler.await(wake)
	}
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
		r.unread = append(r.unread, changes...)
	} else {
		r.differ = append(r.differ, s.compare(changes, accounts)...)
	}
	s.tally.verified = s.tally.toVerify - len(r.differ) - len(r.unread) - len(r.rest)
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
func (s *session) compare(changes []int, accounts []Account) (differ []difference) {
	for i, c := range changes {
		change, acc := &s.plan.Changes[c], &accounts[i]
		if !acc.Exists || !arrived(change, acc) {
			differ = append(differ, difference{c, *acc})
			continue
		}
		s.result.Items[c].Verified = true
		if change.TouchesLicenses() && !reconcile.EqualHoldings(acc.Direct, change.On(change.Before)) {
			s.result.Findings = append(s.result.Findings, about(change, reconcile.Note, CodeChangedMeanwhile,
				reconcile.Say("The change was carried out; somebody else has changed other licences of this user meanwhile."),
				reconcile.Say("Look at the user, or run the same plan again: it says what is still to be done.")))
		}
	}
	return differ
}

// unverified tells that n users could not be read again.
func (s *session) unverified(n int, why reconcile.Sentence) {
	s.result.Findings = append(s.result.Findings, reconcile.Finding{
		Severity: reconcile.Warning, Code: CodeNotVerified,
		Message: reconcile.Say("%d users could not be verified: %v.", n, why),
		Hint:    reconcile.Say("Run the same plan again: it says what is still to be done."),
	})
}
