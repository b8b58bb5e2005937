package apply

import (
	"context"
	"time"

	"licet/reconcile"
	"licet/reconcile/order"
)

// session is one execution. All of it belongs to the goroutine of Run; what is
// done beside it touches nothing of it, and hands in what the owner is to do.
type session struct {
	Runner
	scheduler scheduler
	limits    Limits
	result    Result
	work
	breaker breaker
	wire    wire
	tally   tally
	// unsaved are settlements that the journal has not got yet.
	unsaved []Settlement
	// denied are jobs that lack a permission while nothing was permitted yet.
	denied []denial
	// stopping is true when nothing new is to be sent.
	stopping bool
}

// wire is what is under way.
type wire struct {
	// sent counts the batches that are on the wire.
	sent int
	// held are batches with an intent that wait for their turn on the wire.
	held    []sentBatch
	looking bool
	reading bool
	// contested are jobs that wait for the reading of seats.
	contested []Job
	// reread is true when seats were read since the last batch was sent, with
	// nothing under way.
	reread bool
}

// denial is a write that was refused for want of a permission.
type denial struct {
	job     Job
	outcome Outcome
}

func newSession(r *Runner, p *reconcile.Plan, sched order.Schedule) *session {
	s := &session{Runner: *r, limits: r.Limits.settled()}
	if s.scheduler = s.Simulation; s.Simulation == nil {
		// Each batch on its way, a look, a reading of seats, and both ways to
		// interrupt.
		s.scheduler = newWallClock(ahead*s.limits.InFlight + 4)
	}
	now := s.now()
	s.result.Items = make([]Item, len(p.Changes))
	copy(s.result.Items, s.Earlier)
	for i := range s.result.Items {
		s.result.Items[i].Change = i
	}
	s.result.Stats.Started = now
	s.work = newWork(p, sched, s.limits, r.Sends, now)
	for _, st := range sched.Steps {
		if st.Part != order.AddAfter {
			s.tally.total++
		}
		s.result.Items[st.Change] = Item{Change: st.Change, Did: s.result.Items[st.Change].Did}
	}
	if wait := r.NotBefore.Sub(now); wait > 0 {
		s.pace = s.pace.paused(now, wait)
	}
	return s
}

// run is the loop of the owner: send what may be sent, wait for something to
// happen, take it in.
func (s *session) run(ctx context.Context) {
	hard, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer s.listen(ctx, cancel)()
	var drained time.Time
	for {
		wake, busy := s.advance(hard)
		if !busy {
			return
		}
		since, paused := s.now(), s.pace.until
		if s.stopping && drained.IsZero() {
			drained = since.Add(s.drain())
		}
		if s.stopping && hard.Err() == nil {
			wake = earlier(wake, drained)
		}
		s.scheduler.await(wake)
		if !drained.IsZero() && !s.now().Before(drained) {
			cancel()
		}
		s.waited(since, paused)
	}
}

// listen has the owner hear of the end of the context, and of Abort, which
// cancels what is in flight as well.
func (s *session) listen(ctx context.Context, cancel func()) (stop func()) {
	if ctx.Err() != nil {
		s.interrupt()
	}
	deaf := context.AfterFunc(ctx, func() { s.scheduler.post(s.interrupt) })
	over := make(chan struct{})
	go func() {
		select {
		case <-s.Abort:
			s.scheduler.post(func() {
				s.interrupt()
				cancel()
			})
		case <-over:
		}
	}()
	return func() {
		deaf()
		close(over)
	}
}

func (s *session) now() time.Time { return s.scheduler.now() }

// advance starts what can be started. It gives the moment at which there will
// be more to start, and whether there is anything to wait for at all.
func (s *session) advance(hard context.Context) (wake time.Time, busy bool) {
	for {
		// What was answered comes first, so that nothing is sent past a wait
		// that an answer asks for.
		s.scheduler.settle()
		now := s.now()
		wake = s.release(hard, now, now.Add(time.Hour))
		if !s.stopping {
			s.queue.due(now)
			wake = s.launchAll(now, wake)
		}
		wake = s.startLook(hard, now, wake)
		if len(s.wire.contested) > 0 && !s.stopping {
			s.readSeats(hard)
		}
		s.save()
		if s.flying > 0 || s.wire.looking || s.wire.reading || len(s.queue.looks) > 0 {
			return wake, true
		}
		if s.stopping {
			return wake, false
		}
		if len(s.queue.timed) > 0 || wake.Sub(now) < time.Hour {
			return wake, true
		}
		if !s.unblock(hard) {
			return wake, false
		}
	}
}

// interrupt stops because of the caller.
func (s *session) interrupt() {
	s.result.Interrupted = true
	s.halt()
}

// stop stops because of err.
func (s *session) stop(err error) {
	if s.result.Stopped == nil {
		s.result.Stopped = err
	}
	s.halt()
}

func (s *session) halt() {
	if !s.stopping {
		s.stopping = true
		s.emit(Event{Kind: EventStopping})
	}
}

// save hands settlements to the journal.
func (s *session) save() {
	if len(s.unsaved) == 0 {
		return
	}
	batch := s.unsaved
	s.unsaved = nil
	if err := s.Journal.Settle(batch); err != nil {
		s.stop(s.journalError(err))
	}
}
