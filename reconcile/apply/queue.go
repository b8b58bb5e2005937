package apply

import (
	"container/heap"
	"time"

	"licet/reconcile"
	"licet/reconcile/order"
)

// queue holds the jobs that are not in flight. Each operation costs a constant
// or a logarithm, whatever the number of changes.
type queue struct {
	// locations, free and seated are what was not sent yet, in the order of the
	// schedule: locations, licences that need no counted seat, and licences
	// that need one. Of the last none overtakes another.
	locations, free, seated lane
	// again are jobs whose time has come (or come back), by kind.
	again [2]fifo
	// timed are jobs that wait for a moment, looks those whose user is to be read.
	timed, looks timetable
}

// entry is a job in a lane. Positions order the two licence lanes.
type entry struct {
	change, position int32
	part             Part
}

func (e entry) job() Job { return Job{Change: int(e.change), Part: e.part} }

type lane struct {
	entries []entry
	next    int
}

func (l *lane) peek() (entry, bool) {
	if l.next == len(l.entries) {
		return entry{}, false
	}
	return l.entries[l.next], true
}

func (l *lane) size() int { return len(l.entries) - l.next }

type fifo struct {
	jobs []Job
	next int
}

func (f *fifo) push(j Job) { f.jobs = append(f.jobs, j) }

func (f *fifo) pop() (Job, bool) {
	if f.next == len(f.jobs) {
		f.jobs, f.next = f.jobs[:0], 0
		return Job{}, false
	}
	j := f.jobs[f.next]
	f.next++
	return j, true
}

func (f *fifo) size() int { return len(f.jobs) - f.next }

// newQueue sorts the steps of a schedule into lanes.
func newQueue(p *reconcile.Plan, s order.Schedule, seats *ledger) queue {
	var q queue
	seated := 0
	for _, st := range s.Steps {
		if seats.listed(takes(&p.Changes[st.Change], part(st.Part))) {
			seated++
		}
	}
	q.seated.entries = make([]entry, 0, seated)
	q.free.entries = make([]entry, 0, len(s.Steps)-seated)
	for i, st := range s.Steps {
		c := &p.Changes[st.Change]
		e := entry{change: int32(st.Change), position: int32(i), part: part(st.Part)}
		if c.SetUsageLocation != nil && e.part != PartAdditions {
			q.locations.entries = append(q.locations.entries, entry{change: e.change, position: e.position, part: PartLocation})
		}
		if !c.TouchesLicenses() {
			continue
		}
		seats.expect(releases(c, e.part))
		l := &q.free
		if seats.listed(takes(c, e.part)) {
			l = &q.seated
		}
		l.entries = append(l.entries, e)
	}
	return q
}

func kindOf(p Part) Kind {
	if p == PartLocation {
		return SetLocation
	}
	return Licenses
}

// push makes a job ready to be sent.
func (q *queue) push(j Job) { q.again[kindOf(j.Part)].push(j) }

// due moves the jobs whose time has come.
func (q *queue) due(now time.Time) {
	for len(q.timed) > 0 && !q.timed[0].at.After(now) {
		q.push(q.timed.take().job)
	}
}

// size is the number of jobs of a kind that wait for nothing but their turn.
func (q *queue) size(k Kind) int {
	if k == SetLocation {
		return q.again[k].size() + q.locations.size()
	}
	return q.again[k].size() + q.free.size() + q.seated.size()
}

// appointment is a job that waits for a moment.
type appointment struct {
	at  time.Time
	job Job
	// What follows is for looks: when looking ends, how long to wait before
	// the next look, and whether Graph said that it was so already.
	deadline time.Time
	pause    time.Duration
	already  bool
	// failures counts readings that failed.
	failures int
}

// timetable is a heap of appointments, the earliest first; of equals the one
// of the earlier change.
type timetable []appointment

func (t timetable) Len() int      { return len(t) }
func (t timetable) Swap(i, k int) { t[i], t[k] = t[k], t[i] }
func (t timetable) Less(i, k int) bool {
	if t[i].at.Equal(t[k].at) {
		return t[i].job.Change < t[k].job.Change
	}
	return t[i].at.Before(t[k].at)
}

// Push is for container/heap; use add.
func (t *timetable) Push(x any) { *t = append(*t, x.(appointment)) }

// Pop is for container/heap; use take.
func (t *timetable) Pop() any {
	old := *t
	last := old[len(old)-1]
	*t = old[:len(old)-1]
	return last
}

func (t *timetable) add(a appointment) { heap.Push(t, a) }

func (t *timetable) take() appointment { return heap.Pop(t).(appointment) }
