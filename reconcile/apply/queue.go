package apply

import (
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
	locations, free, seated fifo[entry]
	// again are jobs whose time has come (or come back), by kind.
	again [2]fifo[Job]
	// timed are jobs that wait for a moment, looks those whose user is to be read.
	timed, looks agenda[appointment]
}

// entry is a job in a lane of the queue. Positions order the two licence lanes.
type entry struct {
	change, position int32
	part             Part
}

func (e entry) job() Job { return Job{Change: int(e.change), Part: e.part} }

// newQueue sorts the steps of a schedule into lanes.
func newQueue(p *reconcile.Plan, s order.Schedule, seats *ledger) queue {
	var q queue
	for i, st := range s.Steps {
		c := &p.Changes[st.Change]
		e := entry{change: int32(st.Change), position: int32(i), part: part(st.Part)}
		if c.SetUsageLocation != nil && e.part != PartAdditions {
			q.locations.push(entry{change: e.change, position: e.position, part: PartLocation})
		}
		if !c.TouchesLicenses() {
			continue
		}
		seats.coming.add(releases(c, e.part), 1)
		l := &q.free
		if seats.listed(takes(c, e.part)) {
			l = &q.seated
		}
		l.push(e)
	}
	return q
}

func kindOf(p Part) Kind {
	if p == PartLocation {
		return SetLocation
	}
	return Licenses
}

// push makes jobs ready to be sent.
func (q *queue) push(jobs ...Job) {
	for _, j := range jobs {
		q.again[kindOf(j.Part)].push(j)
	}
}

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

// before tells the order in which appointments come: of two at one moment that of
// the earlier change is first.
func (a appointment) before(b appointment) bool { //nolint:unused // agenda asks it
	return a.at.Before(b.at) || a.at.Equal(b.at) && a.job.Change < b.job.Change
}
