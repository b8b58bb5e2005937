package apply

import (
	"context"
	"errors"
	"time"
)

// A service that answers nothing properly for minutes will not do so for the
// next change either. To give one change up after the other would bring each of
// them a failure that is none of its own, and none of them would be tried by
// resume: the run stops instead, and what is not done is left for resume.

const (
	// longSilence is Limits.Silence where that is 0, fewSilent how many batches
	// must have been sent in that time.
	longSilence = 2 * time.Minute
	fewSilent   = 5
	// outage is how many changes may be given up in a row for want of a proper
	// answer.
	outage = 100
	// lastWait is how long what is under way may take once a run stops because
	// nobody answers.
	lastWait = 10 * time.Second
)

// silent is a time without a proper answer.
type silent struct {
	// batches were sent since the moment from, which is zero where all is well.
	batches int
	from    time.Time
	// change is one whose write was among them; several is true when there were
	// others: what fails for a single user may be that user's.
	change  int
	several bool
	// message is the latest thing that was heard instead of an answer.
	message string
}

// hear takes in whether a batch got a proper answer: a refusal is one, and to
// be asked to wait too.
func (s *session) hear(b sentBatch, a answer, now time.Time) {
	if a.accepted > 0 || a.throttled > 0 {
		s.tally.silent, s.tally.heard = silent{}, now
		return
	}
	q := &s.tally.silent
	if q.batches == 0 {
		q.change = b.jobs[0].Change
	}
	if q.from.IsZero() {
		q.from = b.sent
	}
	q.several = q.several || len(b.jobs) > 1 || b.jobs[0].Change != q.change
	q.batches++
	q.message = b.outcomes[0].Message
	s.hearNothing(now)
}

// hearNothing stops a run to which nobody has answered for a long time.
func (s *session) hearNothing(now time.Time) {
	if q := &s.tally.silent; q.several && q.batches >= fewSilent {
		s.giveUp(now)
	}
}

// hearReading takes in whether users could be read, which is all that is heard
// of a service when nothing is left to be sent. A reading that fails was repeated
// for a minute or more, and fails for no single user.
func (s *session) hearReading(l *look, now time.Time) {
	q := &s.tally.silent
	switch {
	case l.err == nil && q.batches == 0:
		*q = silent{}
	case l.err != nil && !errors.Is(l.err, context.Canceled):
		if q.from.IsZero() {
			q.from = later(l.began, s.tally.heard)
		}
		q.message = s.Phrases.Error(l.err)
		s.giveUp(now)
	}
}

// giveUp stops the run if the silence was long.
func (s *session) giveUp(now time.Time) {
	if q := &s.tally.silent; now.Sub(q.from) >= s.limits.Silence && !s.stopping {
		s.stop(s.stopFor(ErrUnavailable, q.message, nil))
	}
}

// drain is how long what is under way may take when the run stops.
func (s *session) drain() time.Duration {
	if errors.Is(s.result.Stopped, ErrUnavailable) {
		return min(s.limits.Drain, lastWait)
	}
	return s.limits.Drain
}

// givenUp counts a change that was given up, and stops the run where too many
// were in a row.
func (s *session) givenUp(o Outcome) {
	if o.Reason != Unavailable && o.Reason != Dropped && o.Reason != Throttled {
		return
	}
	if s.tally.givenUp++; s.tally.givenUp >= outage {
		s.stop(s.stopFor(ErrUnavailable, o.Message, nil))
	}
}
