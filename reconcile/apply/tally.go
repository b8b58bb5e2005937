package apply

import (
	"time"
)

// tally counts what happened in a run.
type tally struct {
	total, done, failed int
	// accepted counts writes that used the quota.
	accepted int
	// permitted is true once a write was carried out.
	permitted bool
	// throttledFor is the time in which nothing could be sent because Graph
	// had asked to wait.
	throttledFor time.Duration
	// announced is the latest wait that the observer was told of.
	announced time.Time
	// lookUntil is how long users are looked at who were read and did not show
	// what was written.
	lookUntil time.Time
	// verified and toVerify count users.
	verified, toVerify int
}

// waited adds the time since since in which a wait that Graph asked for kept
// the run from sending: one for all writes until paused, or one of the only
// writes that are left.
func (s *session) waited(since, paused time.Time) {
	now := s.now()
	if paused.After(since) {
		s.tally.throttledFor += earlier(now, paused).Sub(since)
		return
	}
	if s.flying > 0 || s.wire.looking || len(s.queue.timed) == 0 {
		return
	}
	if first := s.queue.timed[0].job.Change; s.result.Items[first].Reason == Throttled {
		s.tally.throttledFor += now.Sub(since)
	}
}

// announce tells the observer that nothing is sent before at.
func (s *session) announce(at time.Time) {
	if !at.After(s.tally.announced) {
		return
	}
	s.tally.announced = at
	e := Event{Kind: EventWaiting, Until: at, Reason: AtQuota, OthersLoad: s.result.Stats.OthersThrottled}
	if !s.pace.until.Before(at) {
		e.Reason = Throttled
	}
	s.emit(e)
}

// emit hands an event to the observer, with how far the run is.
func (s *session) emit(e Event) {
	if s.Observer == nil {
		return
	}
	e.Progress = Progress{
		Total:     s.tally.total,
		Done:      s.tally.done,
		Failed:    s.tally.failed,
		Batches:   s.wire.sent,
		Throttled: s.result.Stats.Throttled,
		Verified:  s.tally.verified,
		ToVerify:  s.tally.toVerify,
		Left:      s.remaining(),

		NoAnswerSince: s.breaker.since,
	}
	s.Observer.Observe(e)
}

// remaining estimates how long the rest takes: as fast as it went so far, but not
// faster than the gate and the measured rate allow, and not before a wait is
// over.
func (s *session) remaining() time.Duration {
	elapsed := s.now().Sub(s.result.Stats.Started) - s.tally.throttledFor
	writes := s.queue.size(SetLocation) + s.queue.size(Licenses) + len(s.queue.timed) + len(s.queue.looks)
	now := s.now()
	if writes == 0 {
		return s.lingering(now)
	}
	if s.tally.accepted == 0 || elapsed <= 0 {
		return -1
	}
	best := time.Duration(float64(elapsed) / float64(s.tally.accepted) * float64(writes))
	if rate, ok := s.pace.rate(now); ok && rate > 0 {
		best = max(best, time.Duration(float64(writes)/rate*float64(time.Second)))
	}
	best += max(0, s.pace.until.Sub(now))
	for i := range s.gate.writes {
		best = max(best, s.gate.writes[i].drain(writes))
	}
	return max(best, s.lingering(now))
}

// lingering is how long what is neither on its way nor to be sent at once will
// take: users who did not show a write so far are read until the deadline, and
// where nothing else is left the next write waits for its moment.
func (s *session) lingering(now time.Time) time.Duration {
	wait := time.Duration(0)
	if len(s.queue.looks) > 0 || s.wire.looking {
		wait = max(0, s.tally.lookUntil.Sub(now))
	}
	if len(s.queue.timed) > 0 && s.flying == 0 && s.queue.size(SetLocation)+s.queue.size(Licenses) == 0 {
		wait = max(wait, s.queue.timed[0].at.Sub(now))
	}
	return wait
}

// drain is about how long a window needs to let n more through.
func (w *window) drain(n int) time.Duration {
	excess := w.flying + w.sum + n - w.limit
	if w.span <= 0 || excess <= 0 {
		return 0
	}
	return time.Duration(float64(excess) / float64(w.limit) * float64(w.span))
}

// finish gives every change its result and completes the figures.
func (s *session) finish() {
	settled := true
	for i := range s.result.Items {
		it := &s.result.Items[i]
		settled = settled && it.Status != StatusUnknown
		if it.Status != "" {
			continue
		}
		settled = false
		s.unfinished(it, &s.slots[i])
	}
	s.result.Interrupted = s.result.Interrupted && !settled
	st := &s.result.Stats
	st.Finished = s.now()
	st.Waited = s.tally.throttledFor
	st.PeakWindow = s.gate.peak
	if s.limits.Rate.Mode == RateAuto {
		st.QuotaWindow = int(s.limits.Quota.Writes.Amount)
	}
	st.Floor = Floor(s.tally.accepted, s.limits.Quota)
}

func (s *session) unfinished(it *Item, sl *slot) {
	if !sl.open && sl.left == 0 {
		it.Status, it.Reason, it.Hint = StatusSkipped, NotScheduled, HintFor(NotScheduled)
		return
	}
	it.Open(sl.open)
}

// Open makes of an item without a result one that resume goes on with: unknown, if it
// was sent, and skipped, if not.
func (i *Item) Open(sent bool) {
	if sent {
		i.Status = StatusUnknown
		if i.Reason == NoReason {
			i.Reason = NotFoundOut
		}
		i.Hint = HintFor(NotFoundOut)
		return
	}
	i.Status = StatusSkipped
	if i.Reason == NoReason {
		i.Reason = Interrupted
	}
	i.Hint = HintFor(Interrupted)
	if i.Reason == Denied || i.Reason == SignInLost {
		i.Hint = HintFor(i.Reason)
	}
}
