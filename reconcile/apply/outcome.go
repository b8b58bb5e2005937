package apply

import (
	"strings"
	"time"

	"licet/reconcile"
)

// answered takes in a batch that came back.
func (s *session) answered(b sentBatch) {
	now := s.now()
	s.wire.sent--
	s.landed(b.jobs, now)
	st := &s.result.Stats
	st.Batches++
	st.Attempts += len(b.jobs)
	st.Units += float64(len(b.jobs))
	a := s.sum(b)
	st.count(now, len(b.jobs), a.throttled)
	s.tally.accepted += a.accepted
	s.pace = next(s.pace, a, now)
	s.judgeBatch(b, a, now)
	for i, j := range b.jobs {
		s.outcome(j, b.writes[i], b.outcomes[i], now)
	}
}

// unsent takes back a batch that did not go out.
func (s *session) unsent(b sentBatch) {
	s.landed(b.jobs, s.now())
	s.pace = s.pace.returned(len(b.jobs))
	if b.err != nil {
		s.stop(s.journalError(b.err))
		return
	}
	for _, j := range b.jobs {
		s.note(j, Retry)
	}
}

// sum gives what the pace learns from a batch.
func (s *session) sum(b sentBatch) answer {
	a := answer{sent: b.sent, writes: len(b.jobs), leastPercentage: b.outcomes[0].LimitPercentage}
	st := &s.result.Stats
	for i := range b.jobs {
		o := &b.outcomes[i]
		a.percentage = max(a.percentage, o.LimitPercentage)
		a.leastPercentage = min(a.leastPercentage, o.LimitPercentage)
		switch {
		case isThrottle(o):
			a.throttled++
			if !o.Outer || i == 0 {
				st.Throttled++
			}
			if !o.HasRetryAfter {
				a.unnamed++
			} else {
				st.LongestRetryAfter = max(st.LongestRetryAfter, o.RetryAfter)
				if o.Outer || limitsWrites(o.ThrottleScope) {
					a.pausesAll = true
					a.pauseAll = max(a.pauseAll, o.RetryAfter)
				}
			}
			if strings.HasPrefix(o.ThrottleScope, "Tenant/") {
				st.OthersThrottled = true
			}
		case o.Class == Retry || o.Class == Unknown:
			a.failed++
		default:
			a.accepted++
		}
	}
	return a
}

func isThrottle(o *Outcome) bool {
	return o.Class == Retry && (o.Reason == Throttled || o.Outer && o.HasRetryAfter)
}

// limitsWrites reads x-ms-throttle-scope, "Scope/Limit/application/tenant":
// Limit is Read, Write or ReadWrite.
func limitsWrites(scope string) bool {
	_, rest, _ := strings.Cut(scope, "/")
	limit, _, _ := strings.Cut(rest, "/")
	return limit == "Write" || limit == "ReadWrite"
}

// outcome takes in what became of one job.
func (s *session) outcome(j Job, w Write, o Outcome, now time.Time) {
	sl, it := &s.slots[j.Change], &s.result.Items[j.Change]
	sl.open = o.Class == Unknown
	if o.RequestID != "" {
		it.RequestID = o.RequestID
	}
	denied := o.Class == Refused && o.Reason == Denied
	if denied && !s.tally.permitted {
		s.deny(j, o)
		return
	}
	if o.Class == Done || o.Class == Already || o.Class == Refused && !denied {
		s.permitted()
	}
	switch v := decide(j, w, o, sl.tries); v.step {
	case stepDone:
		s.done(j, Done)
	case stepAlready:
		s.done(j, Already)
	case stepRetry:
		s.count(sl, o)
		s.again(j, o, now.Add(v.wait))
	case stepLook:
		sl.faults++
		s.lookFor(j, o, now)
	case stepSeats:
		s.contest(j)
	case stepFail:
		s.fail(j, o)
	case stepStop:
		it.Reason, it.Error = o.Reason, o.Message
		s.note(j, o.Class)
		s.stop(stopError(o))
	default:
		panic("apply: unexpected step")
	}
}

func (s *session) count(sl *slot, o Outcome) {
	switch {
	case o.Class == Refused:
		sl.lag++
	case o.Reason == Throttled || o.HasRetryAfter:
		sl.throttled++
	default:
		sl.faults++
	}
}

// again puts a job that was not done into the timed queue. It keeps its seats.
func (s *session) again(j Job, o Outcome, at time.Time) {
	s.result.Items[j.Change].Reason = o.Reason
	s.result.Items[j.Change].Error = o.Message
	x := Settlement{Job: j, Class: Retry}
	if o.HasRetryAfter {
		x.NotBefore = at
	}
	s.unsaved = append(s.unsaved, x)
	s.queue.timed.add(appointment{at: at, job: j})
	s.emit(Event{Kind: EventRetry, Change: j.Change, Reason: o.Reason, Until: at})
}

// note tells the journal about a job without deciding its change.
func (s *session) note(j Job, c Class) {
	s.unsaved = append(s.unsaved, Settlement{Job: j, Class: c})
}

// done takes in that a part was carried out, or was so before (Already).
func (s *session) done(j Job, class Class) {
	sl, it := &s.slots[j.Change], &s.result.Items[j.Change]
	sl.open = false
	if class == Done {
		it.Did = it.Did.With(j.Part)
	}
	s.breaker.close(s.now())
	if j.Part == PartLocation && class == Done {
		sl.patched = true
	}
	s.finished(j)
	it.Reason, it.Error = NoReason, reconcile.Sentence{}
	if sl.left != 0 {
		s.note(j, class)
		return
	}
	it.Status = StatusAlready
	if it.Did != 0 {
		it.Status = StatusDone
	}
	s.close(j, class)
}

// fail takes in that a change will not be carried out (any further).
func (s *session) fail(j Job, o Outcome) {
	it := &s.result.Items[j.Change]
	s.slots[j.Change].open = false
	s.givenUp(j.Change)
	it.Status, it.Reason, it.Error, it.Hint = StatusFailed, o.Reason, o.Message, HintFor(o.Reason)
	if it.Error.IsZero() {
		it.Error = reconcile.Verbatim(o.Code)
	}
	s.close(j, Refused)
	s.tally.failed++
	if most := s.limits.StopAfter; most > 0 && s.tally.failed >= most {
		s.stop(stopFor(ErrTooManyFailures, reconcile.Say("%d, the limit of --stop-after", s.tally.failed), nil))
	}
	s.countGivenUp(o)
}

// close settles the result of a change.
func (s *session) close(j Job, class Class) {
	it := &s.result.Items[j.Change]
	it.Finished = s.now()
	s.unsaved = append(s.unsaved, Settlement{Job: j, Class: class, Item: it})
	if it.Status != StatusFailed {
		s.tally.done++
	}
	s.emit(Event{Kind: EventSettled, Change: j.Change, Item: it, Reason: it.Reason})
}

// fewDenied is how many writes may lack a permission before a run stops in which
// nothing was permitted yet.
const fewDenied = 10

// deny holds back a denied job until it is known whether anything at all is
// permitted: a single one may be a licence that cannot be changed this way.
func (s *session) deny(j Job, o Outcome) {
	s.denied = append(s.denied, denial{job: j, outcome: o})
	s.result.Items[j.Change].Reason, s.result.Items[j.Change].Error = o.Reason, o.Message
	s.note(j, Retry)
	if len(s.denied) >= fewDenied {
		s.stop(stopError(o))
	}
}

// permitted notes that a write was taken, if only to be refused for a reason
// of its own.
func (s *session) permitted() {
	s.tally.permitted = true
	s.breaker.givenUp = 0
	for _, d := range s.denied {
		s.fail(d.job, d.outcome)
	}
	s.denied = nil
}
