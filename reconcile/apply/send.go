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
	most := s.gate.largest(s.pace.size())
	for s.wire.flying < ahead*s.pace.allowed() && !s.stopping {
		kind, ok := s.nextKind()
		if !ok {
			break
		}
		n := min(most, s.queue.size(kind))
		at, known := s.gate.when(now, n)
		if p := s.pace.when(now, n); p.After(at) {
			at = p
		}
		if !known {
			break
		}
		if at.After(now) {
			s.announce(at)
			wake = earlier(wake, at)
			break
		}
		jobs := s.collect(kind, n)
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

// nextKind says of which kind the next batch is; ok is false when there is nothing
// that may be sent.
func (s *session) nextKind() (kind Kind, ok bool) {
	if s.queue.size(SetLocation) > 0 {
		return SetLocation, true
	}
	if !s.wire.opened && s.wire.locations > 0 {
		return Licenses, false
	}
	s.wire.opened = true
	return Licenses, s.queue.size(Licenses) > 0
}

// launch has the intent of a batch written down, which is the first half of
// sending it.
func (s *session) launch(now time.Time, jobs []Job) {
	writes := make([]Write, len(jobs))
	for i, j := range jobs {
		writes[i] = write(&s.plan.Changes[j.Change], j.Part)
	}
	s.gate.take(now, len(jobs))
	s.pace = s.pace.spent(now, len(jobs))
	s.wire.flying++
	if jobs[0].Part == PartLocation {
		s.wire.locations++
	}
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
		if sl := &s.slots[j.Change]; sl.seated && j.Part.adds() {
			sl.seated = false
			s.wake(s.seats.giveBack(takes(&s.plan.Changes[j.Change], j.Part)))
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
