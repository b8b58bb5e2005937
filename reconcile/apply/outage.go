package apply

import "time"

// A service that answers nothing properly for minutes will not do so for the
// next change either. To give one change up after the other would bring each of
// them a failure that is none of its own, and none of them would be tried by
// resume: the run stops instead, and what is not done is left for resume.

const (
	// longSilence is how long no batch may get a proper answer, fewSilent how
	// many batches must have been sent in that time.
	longSilence = 2 * time.Minute
	fewSilent   = 5
	// outage is how many changes may be given up in a row for want of a proper
	// answer.
	outage = 100
)

// silent is a time without a proper answer.
type silent struct {
	// batches were sent since the moment from.
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
		s.tally.silent = silent{}
		return
	}
	q := &s.tally.silent
	if q.batches == 0 {
		q.from, q.change = b.sent, b.jobs[0].Change
	}
	q.several = q.several || len(b.jobs) > 1 || b.jobs[0].Change != q.change
	q.batches++
	q.message = b.outcomes[0].Message
	s.hearNothing(now)
}

// hearNothing stops a run to which nobody has answered for a long time.
func (s *session) hearNothing(now time.Time) {
	q := &s.tally.silent
	if !q.several || q.batches < fewSilent || now.Sub(q.from) < longSilence || s.stopping {
		return
	}
	s.stop(s.stopFor(ErrUnavailable, q.message, nil))
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
