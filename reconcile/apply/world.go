package apply

import "time"

// world is where a run happens. It has the time, and it carries work on beside
// the owner, the goroutine of Run, to whom all other methods belong. A run goes
// by the present; a Simulation lets the hours of one pass at once.
type world interface {
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

// present is the world as it is.
type present struct {
	events chan func()
	timer  *time.Timer
}

// newPresent gives a world for so many things on their way at once: room for
// all of them means that none has to wait for an owner who is gone.
func newPresent(room int) *present {
	return &present{events: make(chan func(), room), timer: time.NewTimer(time.Hour)}
}

func (p *present) now() time.Time { return time.Now() }

func (p *present) beside(work func() func()) {
	go func() { p.events <- work() }()
}

func (p *present) post(then func()) { p.events <- then }

func (p *present) settle() {
	for {
		select {
		case then := <-p.events:
			then()
		default:
			return
		}
	}
}

func (p *present) await(until time.Time) {
	p.timer.Reset(time.Until(until))
	defer p.timer.Stop()
	select {
	case then := <-p.events:
		then()
	case <-p.timer.C:
	}
}
