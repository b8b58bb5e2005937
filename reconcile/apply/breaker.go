package apply

import (
	"context"
	"errors"
	"time"

	"licet/reconcile"
)

// A service that answers nothing properly for minutes will not do so for the next
// change either: a circuit breaker stops the run, and what is not done is left for
// resume, instead of failing each change for what is none of its own.
//
// It is closed while calls get proper answers; a refusal is one, and to be asked to
// wait too. From the first call without one it is half open: calls still go out, and
// a proper answer closes it. When that has lasted for Limits.BreakAfter it opens,
// and nothing is sent any more.

const (
	// fewestCalls is how many calls must have failed before the breaker opens.
	fewestCalls = 5
	// mostGivenUp is how many changes may be given up in a row for want of a proper
	// answer before it opens at once.
	mostGivenUp = 100
	// openDrain is how long what is under way may take once it is open.
	openDrain = 10 * time.Second
)

// breaker is the circuit breaker of a run. The zero breaker is closed.
type breaker struct {
	// since is when it was half opened; zero while it is closed.
	since time.Time
	// closed is the time of the latest proper answer.
	closed time.Time
	// calls have failed since.
	calls int
	// change is one whose write was among them; several is true when there were
	// others: what fails for a single user may be that user's.
	change  int
	several bool
	// message is the latest thing that was said instead of an answer.
	message reconcile.Sentence
	// givenUp counts changes given up in a row.
	givenUp int
}

// close takes in a proper answer.
func (b *breaker) close(now time.Time) { *b = breaker{closed: now, givenUp: b.givenUp} }

// failed takes in a batch that got no proper answer.
func (b *breaker) failed(batch sentBatch) {
	first := batch.jobs[0].Change
	if b.calls == 0 {
		b.change = first
	}
	if b.since.IsZero() {
		b.since = batch.sent
	}
	b.several = b.several || len(batch.jobs) > 1 || first != b.change
	b.calls++
	b.message = batch.outcomes[0].Message
}

// judgeBatch has the breaker take in whether a batch got a proper answer.
func (s *session) judgeBatch(b sentBatch, a answer, now time.Time) {
	if a.accepted > 0 || a.throttled > 0 {
		s.breaker.close(now)
		return
	}
	s.breaker.failed(b)
	if s.breaker.several && s.breaker.calls >= fewestCalls {
		s.openBreaker(now)
	}
}

// judgeReading has it take in whether users could be read, which is all that is
// known of a service when nothing is left to be sent. A reading that fails was
// repeated for a minute or more, and fails for no single user.
func (s *session) judgeReading(l *look, now time.Time) {
	b := &s.breaker
	switch {
	case l.err == nil && b.calls == 0:
		b.since = time.Time{}
	case l.err != nil && !errors.Is(l.err, context.Canceled):
		if b.since.IsZero() {
			b.since = later(l.began, b.closed)
		}
		b.message = reconcile.OfError(l.err)
		s.openBreaker(now)
	}
}

// openBreaker stops the run if the breaker has been half open for long.
func (s *session) openBreaker(now time.Time) {
	if now.Sub(s.breaker.since) >= s.limits.BreakAfter && !s.stopping {
		s.stop(stopFor(ErrUnavailable, s.breaker.message, nil))
	}
}

// drain is how long what is under way may take when the run stops.
func (s *session) drain() time.Duration {
	if errors.Is(s.result.Stopped, ErrUnavailable) {
		return min(s.limits.Drain, openDrain)
	}
	return s.limits.Drain
}

// countGivenUp counts a change that was given up, and stops the run where too many
// were in a row.
func (s *session) countGivenUp(o Outcome) {
	if o.Reason != Unavailable && o.Reason != Dropped && o.Reason != Throttled {
		return
	}
	if s.breaker.givenUp++; s.breaker.givenUp >= mostGivenUp {
		s.stop(stopFor(ErrUnavailable, o.Message, nil))
	}
}
