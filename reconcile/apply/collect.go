package apply

import (
	"context"

	"licet/reconcile"
)

// collect takes up to n jobs of a kind that may go out now, with their seats.
func (s *session) collect(kind Kind, n int) []Job {
	jobs := make([]Job, 0, n)
	for len(jobs) < n {
		j, ok := s.take(kind)
		if !ok {
			break
		}
		jobs = append(jobs, j)
	}
	return jobs
}

func (s *session) take(kind Kind) (Job, bool) {
	for {
		j, ok := s.queue.again[kind].peek()
		if !ok {
			break
		}
		s.queue.again[kind].drop()
		if !s.settled(j.Change) && s.seat(j) {
			return j, true
		}
	}
	if kind == SetLocation {
		return s.takeLocation()
	}
	return s.takeLicense()
}

func (s *session) takeLocation() (Job, bool) {
	e, ok := s.queue.locations.peek()
	if ok {
		s.queue.locations.drop()
	}
	return e.job(), ok
}

// takeLicense takes from the two licence lanes whichever comes first in the
// schedule; a job that needs a counted seat waits for its turn, one that needs
// none passes by.
func (s *session) takeLicense() (Job, bool) {
	for {
		free, hasFree := s.peekFree()
		seated, hasSeated := s.peekSeated()
		switch {
		case hasSeated && (!hasFree || seated.position < free.position):
			s.queue.seated.drop()
			return seated.job(), s.seat(seated.job())
		case hasFree:
			s.queue.free.drop()
			if s.seat(free.job()) {
				return free.job(), true
			}
		default:
			return Job{}, false
		}
	}
}

// peekFree gives the head of the free lane. Jobs that have to wait for an
// earlier part of their change are set aside: they come back when it is done.
func (s *session) peekFree() (entry, bool) {
	for {
		e, ok := s.queue.free.peek()
		if !ok {
			return e, false
		}
		sl := &s.slots[e.change]
		switch {
		case s.settled(int(e.change)):
		case sl.mustWait(e.part):
			sl.aside = sl.aside.With(e.part)
		default:
			return e, true
		}
		s.queue.free.drop()
	}
}

// peekSeated gives the head of the seated lane if it can go out now.
func (s *session) peekSeated() (entry, bool) {
	for {
		e, ok := s.queue.seated.peek()
		if !ok {
			return e, false
		}
		sku := s.seats.short(takes(&s.plan.Changes[e.change], e.part))
		switch {
		case s.settled(int(e.change)):
		case s.slots[e.change].mustWait(e.part):
			return e, false
		case sku == "":
			return e, true
		case s.seats.exhausted[sku]:
			s.fail(e.job(), s.noSeat(sku))
		default:
			return e, false
		}
		s.queue.seated.drop()
	}
}

// mustWait reports whether an earlier part of the change is not done yet.
func (sl *slot) mustWait(p Part) bool {
	return p != PartLocation && sl.left.Has(PartLocation) || p == PartAdditions && sl.left.Has(PartRemovals)
}

// seat sees to it that j holds the seats that it needs. If there is none it
// parks the job, or fails it where none will come, and returns false.
func (s *session) seat(j Job) bool {
	sl := &s.slots[j.Change]
	need := takes(&s.plan.Changes[j.Change], j.Part)
	if sl.seated || len(need) == 0 {
		return true
	}
	switch sku := s.seats.short(need); {
	case sku == "":
		s.seats.take(need)
		sl.seated = true
		return true
	case s.seats.exhausted[sku]:
		s.fail(j, s.noSeat(sku))
	default:
		s.seats.park(sku, j)
	}
	return false
}

func (s *session) noSeat(sku string) Outcome {
	return Outcome{Class: Refused, Reason: NoSeats, Message: reconcile.Say("no seat of %s is left", s.licenseName(sku))}
}

// licenseName names a licence as people know it.
func (s *session) licenseName(sku string) string {
	for i := range s.plan.Seats {
		if seat := &s.plan.Seats[i]; seat.SKUID == sku && seat.Name != "" {
			return seat.Name + " (" + seat.SKUPartNumber + ")"
		}
	}
	return sku
}

// unblock is for the moment in which nothing is under way and nothing can be
// sent: what waits then waits for a seat that nobody will free. It reads the
// seats once more; after that it refuses. It reports whether there is more to
// do.
func (s *session) unblock(hard context.Context) bool {
	if len(s.denied) > 0 {
		s.stop(stopError(s.denied[0].outcome))
		return true
	}
	head, blocked := s.queue.seated.peek()
	if !blocked && s.seats.waiting == 0 {
		return false
	}
	if !s.wire.reread {
		s.readSeats(hard)
		return true
	}
	if blocked {
		s.queue.seated.drop()
		if sku := s.seats.short(takes(&s.plan.Changes[head.change], head.part)); sku != "" && s.seats.coming[sku] > 0 {
			s.seats.park(sku, head.job())
			return true
		}
		s.fail(head.job(), s.noSeat(s.seats.short(s.plan.Changes[head.change].Takes)))
		return true
	}
	for _, j := range s.seats.unpark() {
		s.fail(j, s.noSeat(s.seats.short(s.plan.Changes[j.Change].Takes)))
	}
	return true
}
