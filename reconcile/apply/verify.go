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
	// verifyChunk is the number of users in one reading.
	verifyChunk = 100
	// firstVerify and longestVerify bound the waits between two rounds.
	firstVerify   = 2 * time.Second
	longestVerify = 30 * time.Second
)

// reading is a chunk of users that were read.
type reading struct {
	changes  []int
	accounts []Account
	err      error
}

func (s *session) verify(ctx context.Context) {
	if s.result.Interrupted || errors.Is(s.result.Stopped, ErrSignInLost) || errors.Is(s.result.Stopped, ErrFatal) {
		return
	}
	var pending []int
	for i := range s.result.Items {
		// What an earlier session settled was verified by it.
		if st := s.result.Items[i].Status; s.slots[i].attempts > 0 && (st == StatusDone || st == StatusAlready) {
			pending = append(pending, i)
		}
	}
	s.tally.toVerify = len(pending)
	deadline := time.Now().Add(s.limits.VerifyFor)
	var last error
	for pause := firstVerify; len(pending) > 0; pause = min(2*pause, longestVerify) {
		pending, last = s.verifyOnce(ctx, pending)
		now := time.Now()
		if len(pending) == 0 || !now.Before(deadline) || !sleep(ctx, earlier(now.Add(pause), deadline).Sub(now)) {
			break
		}
	}
	s.tellDifferences(pending, last)
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// verifyOnce reads users, several chunks at once, and gives those that are not
// as they should be, and the latest error.
func (s *session) verifyOnce(ctx context.Context, pending []int) (differ []int, last error) {
	readings := make(chan reading, s.limits.InFlight)
	flying := 0
	rest := pending
	take := func() {
		r := <-readings
		flying--
		s.gate.units.landed(time.Now(), len(r.changes))
		if r.err != nil {
			last = r.err
		}
		differ = append(differ, s.compare(r)...)
		s.tally.verified = s.tally.toVerify - len(differ) - len(rest)
		s.tell(Event{Kind: EventVerifying})
	}
	for len(rest) > 0 && ctx.Err() == nil {
		if flying == s.limits.InFlight {
			take()
			continue
		}
		n := min(len(rest), s.gate.units.capped(verifyChunk))
		at, known := s.gate.read(time.Now(), n)
		if !known {
			take()
			continue
		}
		if wait := time.Until(at); wait > 0 {
			sleep(ctx, wait)
			continue
		}
		chunk := rest[:n]
		rest = rest[n:]
		flying++
		go func() { readings <- s.read(ctx, chunk) }()
	}
	for flying > 0 {
		take()
	}
	return append(differ, rest...), last
}

// read runs beside the owner and touches nothing that changes.
func (s *session) read(ctx context.Context, changes []int) reading {
	ids := make([]string, len(changes))
	for i, c := range changes {
		ids[i] = s.plan.Changes[c].User.ID
	}
	accounts, err := s.Directory.Accounts(ctx, ids)
	if err == nil && len(accounts) != len(ids) {
		err = fmt.Errorf("asked for %d users and got %d", len(ids), len(accounts))
	}
	return reading{changes: changes, accounts: accounts, err: err}
}

// compare gives the changes that have not arrived.
func (s *session) compare(r reading) (differ []int) {
	if r.err != nil {
		return r.changes
	}
	for i, c := range r.changes {
		change, acc := &s.plan.Changes[c], &r.accounts[i]
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

func (s *session) tellDifferences(pending []int, last error) {
	if len(pending) == 0 {
		return
	}
	if last != nil {
		s.result.Findings = append(s.result.Findings, reconcile.Finding{
			Severity: reconcile.Warning, Code: CodeNotVerified,
			Message: fmt.Sprintf("%d users could not be verified: %v.", len(pending), last),
			Hint:    "Run the same plan again: it says what is still to be done.",
		})
		return
	}
	for _, c := range pending {
		s.find(reconcile.Error, CodeNotArrived, c,
			"Graph said that the change was carried out, but the user does not show it.")
	}
}

func (s *session) find(sev reconcile.Severity, code reconcile.Code, change int, message string) {
	c := &s.plan.Changes[change]
	s.result.Findings = append(s.result.Findings, about(c, sev, code, message,
		"Look at the user, or run the same plan again: it says what is still to be done."))
}
