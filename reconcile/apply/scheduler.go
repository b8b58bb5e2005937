package apply

import "time"

// scheduler has the time, and it carries work on beside the owner, the goroutine of
// Run, to whom all other methods belong. A run goes by the clock on the wall; a
// Simulation lets the hours of one pass at once.
type scheduler interface {
	now() time.Time
	// beside has work done beside the owner, and what it returns by the owner.
	beside(work func() (then func()))
	// post hands the owner something to do, from any goroutine.
	post(then func())
	// settle does what has come in so far.
	settle()
	// await waits for the next thing to come in, and does it; it waits until a
	// moment at the latest.
	await(until time.Time)
}

// wallClock is the scheduler of a real run.
type wallClock struct {
	events chan func()
	timer  *time.Timer
}

// newWallClock has a capacity for so many things on their way at once: none of them
// has to wait for an owner who is gone.
func newWallClock(capacity int) *wallClock {
	return &wallClock{events: make(chan func(), capacity), timer: time.NewTimer(time.Hour)}
}

func (w *wallClock) now() time.Time { return time.Now() }

func (w *wallClock) beside(work func() func()) {
	go func() { w.events <- work() }()
}

func (w *wallClock) post(then func()) { w.events <- then }

func (w *wallClock) settle() {
	for {
		select {
		case then := <-w.events:
			then()
		default:
			return
		}
	}
}

func (w *wallClock) await(until time.Time) {
	w.timer.Reset(time.Until(until))
	defer w.timer.Stop()
	select {
	case then := <-w.events:
		then()
	case <-w.timer.C:
	}
}
