package apply

import (
	"context"

	"licet/reconcile"
)

// collect takes up to n jobs of a kind that may go out now, with their seats.
func (w *work) collect(kind Kind, n int) []Job {
	jobs := make([]Job, 0, n)
	for len(jobs) < n {
		j, ok := w.take(kind)
		if !ok {
			break
		}
		jobs = append(jobs, j)
	}
	return jobs
}

func (w *work) take(kind Kind) (Job, bool) {
	for {
		j, ok := w.queue.again[kind].peek()
		if !ok {
			break
		}
		w.queue.again[kind].drop()
		if w.slots[j.Change].left.Has(j.Part) && w.seat(j) {
			return j, true
		}
	}
	if kind == SetLocation {
		return w.takeLocation()
	}
	return w.takeLicense()
}

func (w *work) takeLocation() (Job, bool) {
	e, ok := w.queue.locations.peek()
	if ok {
		w.queue.locations.drop()
	}
	return e.job(), ok
}

// takeLicense takes from the two licence lanes whichever comes first in the
// schedule; a job that needs a counted seat waits for its turn, one that needs
// none passes by.
func (w *work) takeLicense() (Job, bool) {
	for {
		free, hasFree := w.peekFree()
		seated, hasSeated := w.peekSeated()
		switch {
		case hasSeated && (!hasFree || seated.position < free.position):
			w.queue.seated.drop()
			return seated.job(), w.seat(seated.job())
		case hasFree:
			w.queue.free.drop()
			if w.seat(free.job()) {
				return free.job(), true
			}
		default:
			return Job{}, false
		}
	}
}

// peekFree gives the head of the free lane. Jobs that have to wait for an
// earlier part of their change are set aside: they come back when it is done.
func (w *work) peekFree() (entry, bool) {
	for {
		e, ok := w.queue.free.peek()
		if !ok {
			return e, false
		}
		sl := &w.slots[e.change]
		switch {
		case !sl.left.Has(e.part):
		case sl.mustWait(e.part):
			sl.aside = sl.aside.With(e.part)
		default:
			return e, true
		}
		w.queue.free.drop()
	}
}

// peekSeated gives the head of the seated lane if it can go out now.
func (w *work) peekSeated() (entry, bool) {
	for {
		e, ok := w.queue.seated.peek()
		if !ok {
			return e, false
		}
		sl := &w.slots[e.change]
		sku := w.seats.short(takes(&w.plan.Changes[e.change], e.part))
		switch {
		case !sl.left.Has(e.part):
		case sl.mustWait(e.part):
			return e, false
		case sku == "":
			return e, true
		case w.seats.exhausted[sku]:
			w.hopeless = append(w.hopeless, hopeless{e.job(), sku})
		default:
			return e, false
		}
		w.queue.seated.drop()
	}
}

// mustWait reports whether an earlier part of the change is not done yet.
func (sl *slot) mustWait(p Part) bool {
	return p != PartLocation && sl.left.Has(PartLocation) || p == PartAdditions && sl.left.Has(PartRemovals)
}

// seat sees to it that j holds the seats that it needs. If there is none it
// parks the job, or gives it up where none will come, and returns false.
func (w *work) seat(j Job) bool {
	sl := &w.slots[j.Change]
	need := takes(&w.plan.Changes[j.Change], j.Part)
	if sl.seated || len(need) == 0 {
		return true
	}
	switch sku := w.seats.short(need); {
	case sku == "":
		w.seats.take(need)
		sl.seated = true
		return true
	case w.seats.exhausted[sku]:
		w.hopeless = append(w.hopeless, hopeless{j, sku})
	default:
		w.seats.park(sku, j)
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
