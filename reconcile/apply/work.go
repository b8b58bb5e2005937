package apply

import (
	"time"

	"licet/reconcile"
	"licet/reconcile/order"
)

// work is what is left to be sent, and the rule of what may be sent at a moment: the
// order of the schedule and its seats, the gate and the pace. A run and its estimate
// go by it alike.
type work struct {
	plan  *reconcile.Plan
	slots []slot
	queue queue
	seats ledger
	gate  gate
	pace  pace
	// flying counts batches from their intent to their answer, locations those of
	// them with locations.
	flying, locations int
	// opened is true when all locations have been sent and answered once.
	opened bool
	// hopeless are jobs for which no seat will come.
	hopeless []hopeless
}

// slot is what is known of one change beside its Item.
type slot struct {
	tries
	// left are the parts that are not done, aside those that wait for an
	// earlier one to be settled.
	left, aside PartSet
	// seated is true while seats are held for the adding part.
	seated bool
	// open is true while a write is out of whose outcome nothing is known.
	open bool
}

// hopeless is a job that lacks a seat of a SKU of which none will come.
type hopeless struct {
	job Job
	sku string
}

// newWork is the work of a schedule, from a moment on at which so much was sent.
func newWork(p *reconcile.Plan, s order.Schedule, l Limits, sends []Sent, now time.Time) work {
	w := work{plan: p, slots: make([]slot, len(p.Changes)), seats: newLedger(s.Free), gate: newGate(l), pace: newPace(l, now)}
	for _, st := range s.Steps {
		sl, c := &w.slots[st.Change], &p.Changes[st.Change]
		if c.SetUsageLocation != nil && st.Part != order.AddAfter {
			sl.left = sl.left.With(PartLocation)
		}
		if c.TouchesLicenses() {
			sl.left = sl.left.With(part(st.Part))
		}
	}
	w.queue = newQueue(p, s, &w.seats)
	w.gate.seed(sends, now)
	return w
}

// next takes the jobs of a batch that may be sent now. Where there are none, at is
// when there may be some; it is zero where that depends on answers still to come.
func (w *work) next(now time.Time) (jobs []Job, at time.Time) {
	kind, ok := w.nextKind()
	if !ok || w.flying >= ahead*w.pace.allowed() {
		return nil, at
	}
	n := min(w.gate.largest(w.pace.size()), w.queue.size(kind))
	at, known := w.gate.when(now, n)
	at = later(at, w.pace.when(now, n))
	switch {
	case !known:
		return nil, time.Time{}
	case at.After(now):
		return nil, at
	}
	return w.collect(kind, n), time.Time{}
}

// nextKind says of which kind the next batch is; ok is false when there is nothing
// that may be sent.
func (w *work) nextKind() (kind Kind, ok bool) {
	if w.queue.size(SetLocation) > 0 {
		return SetLocation, true
	}
	if !w.opened && w.locations > 0 {
		return Licenses, false
	}
	w.opened = true
	return Licenses, w.queue.size(Licenses) > 0
}

// launched notes that a batch was given away.
func (w *work) launched(jobs []Job, now time.Time) {
	w.gate.take(now, len(jobs))
	w.pace = w.pace.spent(now, len(jobs))
	w.flying++
	if jobs[0].Part == PartLocation {
		w.locations++
	}
}

// landed notes that a batch came back.
func (w *work) landed(jobs []Job, now time.Time) {
	w.gate.landed(now, len(jobs))
	w.flying--
	if jobs[0].Part == PartLocation {
		w.locations--
	}
}

// finished notes that a job is done: what waited for it goes on.
func (w *work) finished(j Job) {
	sl, c := &w.slots[j.Change], &w.plan.Changes[j.Change]
	sl.left = sl.left.Without(j.Part)
	for _, p := range Parts() {
		if sl.aside.Has(p) && !sl.mustWait(p) {
			sl.aside = sl.aside.Without(p)
			w.queue.push(Job{Change: j.Change, Part: p})
		}
	}
	if sl.seated && j.Part.adds() {
		w.seats.settled(takes(c, j.Part))
		sl.seated = false
	}
	if j.Part != PartLocation {
		w.seats.arrived(releases(c, j.Part))
		w.queue.push(w.seats.give(releases(c, j.Part))...)
	}
}

// givenUp notes that what is left of a change will not be done.
func (w *work) givenUp(change int) {
	sl, c := &w.slots[change], &w.plan.Changes[change]
	for _, p := range Parts() {
		if sl.left.Has(p) && p != PartLocation {
			w.seats.arrived(releases(c, p))
		}
	}
	sl.left, sl.aside = 0, 0
	w.unseat(change)
}

// unseat returns the seats that a change has.
func (w *work) unseat(change int) {
	if sl := &w.slots[change]; sl.seated {
		sl.seated = false
		w.seats.used(w.plan.Changes[change].Takes)
		w.queue.push(w.seats.give(w.plan.Changes[change].Takes)...)
	}
}
