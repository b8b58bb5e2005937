package apply

import (
	"context"
	"errors"
	"time"

	"licet/reconcile"
)

// sentBatch is a batch that came back.
type sentBatch struct {
	jobs     []Job
	writes   []Write
	outcomes []Outcome
	sent     time.Time
	// err is the journal's; nothing is sent then.
	err error
}

// ahead is how many batches, for each one on the wire, may be on their way: the
// one is sent while the journal takes the next to disk.
const ahead = 2

// launchAll makes batches as long as pace, gate and work allow, and gives the
// earlier of wake and the moment at which it could make more.
func (s *session) launchAll(now, wake time.Time) time.Time {
	for !s.stopping {
		jobs, at := s.next(now)
		for _, h := range s.hopeless {
			s.fail(h.job, s.noSeat(h.sku))
		}
		s.hopeless = s.hopeless[:0]
		if !at.IsZero() {
			s.announce(at)
			wake = earlier(wake, at)
		}
		if len(jobs) == 0 {
			break
		}
		s.launch(now, jobs)
	}
	if len(s.queue.timed) > 0 {
		wake = earlier(wake, s.queue.timed[0].at)
	}
	return wake
}

// launch has the intent of a batch written down, which is the first half of
// sending it.
func (s *session) launch(now time.Time, jobs []Job) {
	writes := make([]Write, len(jobs))
	for i, j := range jobs {
		writes[i] = write(&s.plan.Changes[j.Change], j.Part)
	}
	s.launched(jobs, now)
	s.wire.reread = false
	s.scheduler.beside(func() func() {
		b := sentBatch{jobs: jobs, writes: writes, err: s.Journal.Intend(jobs)}
		return func() { s.wire.held = append(s.wire.held, b) }
	})
}

// release sends batches whose intent is written down, as many as the wire may
// have, unless a pause has begun since. It gives the earlier of wake and the
// end of the pause.
func (s *session) release(hard context.Context, now, wake time.Time) time.Time {
	held := s.wire.held
	s.wire.held = nil
	for _, b := range held {
		switch {
		case b.err != nil || s.stopping || hard.Err() != nil:
			s.unsent(b)
		case s.pace.until.After(now):
			s.wire.held = append(s.wire.held, b)
			s.announce(s.pace.until)
			wake = earlier(wake, s.pace.until)
		case s.doubtful(b):
			s.recall(b)
		case s.wire.sent >= s.pace.allowed():
			s.wire.held = append(s.wire.held, b)
		default:
			s.send(hard, b)
		}
	}
	return wake
}

// doubtful reports whether a batch needs a seat that may not be there.
func (s *session) doubtful(b sentBatch) bool {
	for _, j := range b.jobs {
		if s.seats.doubtful(takes(&s.plan.Changes[j.Change], j.Part)) {
			return true
		}
	}
	return false
}

// recall puts the jobs of a batch that is not sent back into the queue.
func (s *session) recall(b sentBatch) {
	s.unsent(b)
	for _, j := range b.jobs {
		if j.Part.adds() {
			s.unseat(j.Change)
		}
		s.queue.push(j)
	}
}

func (s *session) send(hard context.Context, b sentBatch) {
	s.wire.sent++
	for _, j := range b.jobs {
		s.slots[j.Change].attempts++
		s.slots[j.Change].open = true
		s.result.Items[j.Change].Attempts++
	}
	b.sent = s.now()
	s.emit(Event{Kind: EventSent})
	s.scheduler.beside(func() func() {
		b.outcomes = s.Directory.Write(hard, b.writes)
		for len(b.outcomes) < len(b.jobs) {
			lacking := Outcome{Class: Unknown, Reason: Dropped, Message: reconcile.Say("the answer lacks this write")}
			b.outcomes = append(b.outcomes, lacking)
		}
		return func() { s.answered(b) }
	})
}

func (s *session) journalError(err error) error {
	if errors.Is(err, ErrJournal) {
		return err
	}
	return stopFor(ErrJournal, reconcile.OfError(err), err)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
