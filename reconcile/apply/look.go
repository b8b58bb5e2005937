package apply

import (
	"context"
	"errors"
	"time"

	"licet/reconcile"
)

const (
	// firstLook is the wait before a user is read whose outcome is unknown,
	// each further look waits three times as long as the one before.
	firstLook  = 500 * time.Millisecond
	lookFactor = 3
	// mostLooks is the number of users in one reading, mostReadings how often
	// a reading may fail.
	mostLooks    = 200
	mostReadings = 5
)

// look is a reading of users whose outcome is unknown.
type look struct {
	wanted   []appointment
	began    time.Time
	accounts []Account
	err      error
}

// lookFor has the user of j read. A reading that says "not done" may be older
// than the write (Graph promises nothing about replication), so looking goes
// on until Limits.Lag is over: nothing is to be sent twice that was done.
func (s *session) lookFor(j Job, o Outcome, now time.Time) {
	it := &s.result.Items[j.Change]
	it.Reason, it.Error = o.Reason, o.Message
	s.note(j, o.Class)
	a := appointment{job: j, at: now.Add(firstLook), pause: firstLook, deadline: now.Add(s.limits.Lag)}
	a.already = o.Class == Already
	if s.limits.Lag < 0 {
		a.at = now
	}
	s.queue.looks.add(a)
}

// startLook reads users whose time has come; after the end of the sending it
// reads all that are left, once. It gives the earlier of wake and the time of
// the next look.
func (s *session) startLook(hard context.Context, now, wake time.Time) time.Time {
	if s.wire.looking || len(s.queue.looks) == 0 {
		return wake
	}
	if s.stopping && s.flying > 0 {
		return wake
	}
	if hard.Err() != nil {
		s.queue.looks = nil
		return wake
	}
	if first := s.queue.looks[0].at; !s.stopping && first.After(now) {
		return earlier(wake, first)
	}
	l := look{began: now}
	for len(s.queue.looks) > 0 && len(l.wanted) < mostLooks && (s.stopping || !s.queue.looks[0].at.After(now)) {
		l.wanted = append(l.wanted, s.queue.looks.take())
	}
	ids := make([]string, len(l.wanted))
	for i := range l.wanted {
		ids[i] = s.plan.Changes[l.wanted[i].job.Change].User.ID
	}
	s.wire.looking = true
	s.result.Stats.Units += float64(len(ids))
	s.emit(Event{Kind: EventLooking})
	s.scheduler.beside(func() func() {
		l.accounts, l.err = s.Directory.Accounts(hard, ids)
		return func() { s.looked(l) }
	})
	return wake
}

// looked takes in a reading.
func (s *session) looked(l look) {
	now := s.now()
	s.wire.looking = false
	s.judgeReading(&l, now)
	for i, a := range l.wanted {
		if l.err != nil || i >= len(l.accounts) {
			s.unread(a, l.err, now)
			continue
		}
		s.decideBy(a, &l.accounts[i], now)
	}
}

// unread has a user read once more whose reading failed. When that went on for
// too long the outcome stays unknown: resume will find it out.
func (s *session) unread(a appointment, err error, now time.Time) {
	it := &s.result.Items[a.job.Change]
	if err != nil && !errors.Is(err, context.Canceled) {
		it.Error = reconcile.OfError(err)
	}
	it.Reason = NotFoundOut
	if a.failures++; a.failures >= mostReadings || s.stopping {
		s.slots[a.job.Change].open = true
		s.abandon(a.job)
		return
	}
	a.at = now.Add(backOff(a.job, uint16(a.failures)))
	s.queue.looks.add(a)
}

// decideBy decides by what a user has.
func (s *session) decideBy(a appointment, acc *Account, now time.Time) {
	j := a.job
	e := portion(&s.plan.Changes[j.Change], j.Part)
	switch seen := judge(&e, acc); {
	case seen == seenDone && a.already:
		s.done(j, Already)
	case seen == seenDone:
		s.done(j, Done)
	case seen == seenGone:
		s.fail(j, Outcome{Reason: NoUser, Message: reconcile.Say("the tenant does not know this user any more")})
	case seen == seenForeign && !now.Before(a.deadline):
		s.fail(j, Outcome{Reason: Drifted, Message: reconcile.Say("somebody else has changed this user in the meantime")})
	case s.stopping:
		// Not done as far as one can see, which is not far: resume looks again.
	case now.Before(a.deadline):
		a.pause *= lookFactor
		a.at = earlier(now.Add(a.pause), a.deadline)
		s.tally.lookUntil = later(s.tally.lookUntil, a.deadline)
		s.queue.looks.add(a)
	default:
		s.undone(j, now)
	}
}

// undone sends a job again whose outcome was unknown and that was not done.
func (s *session) undone(j Job, now time.Time) {
	sl, it := &s.slots[j.Change], &s.result.Items[j.Change]
	sl.open = false
	o := Outcome{Class: Retry, Reason: it.Reason, Message: it.Error}
	if sl.faults >= mostFaults {
		s.fail(j, o)
		return
	}
	s.again(j, o, now)
}

// abandon gives up finding out what became of a job. It keeps its seats.
func (s *session) abandon(j Job) {
	it := &s.result.Items[j.Change]
	it.Status, it.Hint = StatusUnknown, HintFor(NotFoundOut)
	s.slots[j.Change].left = 0
	s.unsaved = append(s.unsaved, Settlement{Job: j, Class: Unknown, Item: it})
	s.emit(Event{Kind: EventSettled, Change: j.Change, Item: it, Reason: it.Reason})
}

func (s *session) readSeats(hard context.Context) {
	if s.wire.reading {
		return
	}
	s.wire.reading = true
	asked := s.wire.contested
	s.wire.contested = nil
	s.seats.reading(s.flying == 0 && !s.wire.looking)
	s.scheduler.beside(func() func() {
		counts, err := s.Directory.Seats(hard)
		return func() { s.counted(asked, counts, err) }
	})
}

// contest has the seats read for a job whose seat Graph refused though the
// ledger had it: somebody else was faster.
func (s *session) contest(j Job) {
	sl := &s.slots[j.Change]
	sl.open = false
	sl.reseated++
	if sl.seated {
		sl.seated = false
		s.seats.used(s.plan.Changes[j.Change].Takes)
	}
	s.seats.suspect(s.plan.Changes[j.Change].Takes)
	s.note(j, Retry)
	s.wire.contested = append(s.wire.contested, j)
}

// counted corrects the ledger by a reading and lets the jobs try again that were
// refused before it began: of a later refusal it tells nothing, the next will.
func (s *session) counted(asked []Job, counts []SeatCount, err error) {
	s.wire.reading, s.wire.reread = false, err != nil || s.seats.still
	jobs := append(asked, s.seats.unpark()...)
	if err == nil {
		for _, j := range jobs {
			s.seats.contest(s.plan.Changes[j.Change].Takes, counts)
		}
		if e, ok := s.queue.seated.peek(); ok {
			s.seats.contest(s.plan.Changes[e.change].Takes, counts)
		}
	}
	for _, j := range s.wire.contested {
		s.seats.suspect(s.plan.Changes[j.Change].Takes)
	}
	s.queue.push(jobs...)
}
