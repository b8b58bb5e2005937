package apply

import (
	"context"
	"time"
)

// Simulation is a scheduler on a virtual clock: when all that is left to do is to wait,
// it jumps to the end of the shortest wait. A run on it (Runner.Simulation) is the run
// that it would be, batch for batch, and takes as long as its computations take.
//
// Whatever takes time in it says so by Sleep. A Directory of such a run goes by
// this clock and no other, and leaves it to Together to do things side by side:
// one goroutine goes on at a time, until it sleeps or is done, and so the same
// run is the same each time. A Simulation is for one run.
type Simulation struct {
	clock time.Time
	due   agenda[occasion]
	// added counts what was put on the agenda.
	added int
	// turn is given back by a goroutine that goes to sleep or is done.
	turn chan struct{}
	// came is what the owner has to do, mail the same from outside.
	came []func()
	mail chan func()
}

// NewSimulation makes one whose clock stands at start.
func NewSimulation(start time.Time) *Simulation {
	// Two from outside: the end of the context, and Runner.Abort.
	return &Simulation{clock: start, turn: make(chan struct{}), mail: make(chan func(), 4)}
}

// Now gives the simulated time.
func (s *Simulation) Now() time.Time { return s.clock }

// Sleep lets simulated time pass for the goroutine that calls it. It gives the
// error of the context, though only when the time is over: where no real time
// passes nobody waits for that.
func (s *Simulation) Sleep(ctx context.Context, d time.Duration) error {
	if d > 0 && ctx.Err() == nil {
		s.park(func(resume func()) { s.at(d, resume) })
	}
	return ctx.Err()
}

// Together carries tasks out side by side, limit of them at once, and returns
// when all are done.
func (s *Simulation) Together(limit int, tasks []func()) {
	left := len(tasks)
	if left == 0 {
		return
	}
	s.park(func(resume func()) {
		var next func()
		next = func() {
			if len(tasks) == 0 {
				return
			}
			task := tasks[0]
			tasks = tasks[1:]
			s.begin(func() {
				task()
				next()
				if left--; left == 0 {
					s.at(0, resume)
				}
			})
		}
		for range limit {
			next()
		}
	})
}

// park stops the goroutine that calls it until somebody calls resume.
func (s *Simulation) park(arrange func(resume func())) {
	wake := make(chan struct{})
	arrange(func() {
		close(wake)
		<-s.turn
	})
	s.turn <- struct{}{}
	<-wake
}

// begin puts a goroutine on the agenda.
func (s *Simulation) begin(work func()) {
	s.at(0, func() {
		go func() {
			work()
			s.turn <- struct{}{}
		}()
		<-s.turn
	})
}

// at puts something on the agenda for a while from now.
func (s *Simulation) at(d time.Duration, do func()) {
	s.added++
	s.due.add(occasion{at: s.clock.Add(d), order: s.added, do: do})
}

func (s *Simulation) now() time.Time { return s.clock }

func (s *Simulation) post(then func()) { s.mail <- then }

func (s *Simulation) beside(work func() func()) {
	s.begin(func() { s.came = append(s.came, work()) })
}

func (s *Simulation) settle() {
	for s.step(s.clock) {
	}
}

func (s *Simulation) await(until time.Time) {
	if !s.step(until) && until.After(s.clock) {
		s.clock = until
	}
}

// step goes on until the owner has had something to do. It reports false where
// nothing comes up to a moment.
func (s *Simulation) step(until time.Time) bool {
	for {
		select {
		case then := <-s.mail:
			then()
			return true
		default:
		}
		if len(s.came) > 0 {
			then := s.came[0]
			s.came = s.came[1:]
			then()
			return true
		}
		if len(s.due) == 0 || s.due[0].at.After(until) {
			return false
		}
		e := s.due.take()
		s.clock = e.at
		e.do()
	}
}

// occasion is something that is done at a moment; of those of one moment the one that
// was put on the agenda first is first.
type occasion struct {
	at    time.Time
	order int
	do    func()
}

func (o occasion) before(p occasion) bool { //nolint:unused // agenda asks it
	return o.at.Before(p.at) || o.at.Equal(p.at) && o.order < p.order
}
