package apply

import (
	"maps"
	"slices"

	"licet/reconcile"
)

// ledger keeps the seats of a run: our own count, from the schedule's start
// and what was confirmed since, because Graph's consumedUnits lag behind.
type ledger struct {
	// free are the seats left of each SKU that could run short; a SKU that is
	// not listed is not counted.
	free map[string]int
	// held counts the seats that were taken for jobs which are not settled.
	held counts
	// coming counts the releases of each SKU that have not been settled.
	coming counts
	// exhausted are SKUs of which a fresh reading had no seat and none is coming.
	exhausted map[string]bool
	// suspected are SKUs of which Graph refused a seat that was believed to be
	// there: no more are given away until a reading corrects the count.
	suspected map[string]bool
	// parked are jobs that wait for a seat of a SKU, first come first served.
	parked map[string][]Job
	// waiting counts the parked jobs.
	waiting int
	// recent counts the seats that became a user's since the latest reading
	// began: it may show them or not. still is true when nothing was under way
	// then, and no seat moved since.
	recent counts
	still  bool
}

func newLedger(free map[string]int) ledger {
	l := ledger{
		free:      map[string]int{},
		held:      counts{},
		coming:    counts{},
		exhausted: map[string]bool{},
		suspected: map[string]bool{},
		parked:    map[string][]Job{},
		recent:    counts{},
	}
	maps.Copy(l.free, free)
	return l
}

// counts are numbers of seats by skuId.
type counts map[string]int

func (c counts) add(skus []string, n int) {
	for _, sku := range skus {
		c[sku] += n
	}
}

func (l *ledger) listed(skus []string) bool {
	return slices.ContainsFunc(skus, func(sku string) bool { _, ok := l.free[sku]; return ok })
}

// short gives the first SKU of which there is no seat left, or "".
func (l *ledger) short(skus []string) string {
	for _, sku := range skus {
		if n, ok := l.free[sku]; l.suspected[sku] || ok && n <= 0 {
			return sku
		}
	}
	return ""
}

func (l *ledger) take(skus []string) {
	l.held.add(skus, 1)
	for _, sku := range skus {
		if _, ok := l.free[sku]; ok {
			l.free[sku]--
		}
	}
}

// settled notes that seats which were taken are now the user's.
func (l *ledger) settled(skus []string) {
	l.used(skus)
	l.recent.add(skus, 1)
	l.still = l.still && len(skus) == 0
}

// reading notes that a reading of the seats begins; still is true when nothing
// is under way.
func (l *ledger) reading(still bool) {
	clear(l.recent)
	l.still = still
}

// used notes that seats are no longer held for a job.
func (l *ledger) used(skus []string) { l.held.add(skus, -1) }

// give adds seats and returns the jobs that waited for them. They come without
// a seat: the caller has to see whether there are all that they need.
func (l *ledger) give(skus []string) []Job {
	var woken []Job
	for _, sku := range skus {
		if _, ok := l.free[sku]; !ok {
			continue
		}
		l.free[sku]++
		l.still = false
		if q := l.parked[sku]; len(q) > 0 && l.free[sku] > 0 {
			woken = append(woken, q[0])
			l.parked[sku] = q[1:]
			l.waiting--
		}
	}
	return woken
}

// arrived notes that releases were settled, one way or the other.
func (l *ledger) arrived(skus []string) { l.coming.add(skus, -1) }

func (l *ledger) park(sku string, j Job) {
	l.parked[sku] = append(l.parked[sku], j)
	l.waiting++
}

// unpark gives back all parked jobs.
func (l *ledger) unpark() []Job {
	var out []Job
	for sku, q := range l.parked {
		out = append(out, q...)
		delete(l.parked, sku)
	}
	l.waiting = 0
	return out
}

func (l *ledger) suspect(skus []string) {
	for _, sku := range skus {
		l.suspected[sku] = true
	}
}

// doubtful reports whether one of the SKUs is suspected.
func (l *ledger) doubtful(skus []string) bool {
	return slices.ContainsFunc(skus, func(sku string) bool { return l.suspected[sku] })
}

// contest corrects the ledger after Graph refused a seat that it had, or could
// not give one: counts are a fresh reading. It lists SKUs that it did not count
// before.
func (l *ledger) contest(skus []string, counts []SeatCount) {
	for _, sku := range skus {
		for i := range counts {
			if counts[i].SKUID != sku {
				continue
			}
			delete(l.suspected, sku)
			// A seat that is held, or was used while the reading was under way,
			// may be among the consumed ones already or not: it is taken for
			// not, which at worst makes a job wait.
			l.free[sku] = max(0, counts[i].Balance()-l.held[sku]-l.recent[sku])
			l.exhausted[sku] = l.free[sku] == 0 && l.coming[sku] <= 0 && l.still
		}
	}
}

// takes are the seats that part p of c needs, releases those that it frees.
func takes(c *reconcile.Change, p Part) []string {
	if p.adds() {
		return c.Takes
	}
	return nil
}

func releases(c *reconcile.Change, p Part) []string {
	if p.removes() {
		return c.Releases
	}
	return nil
}
