package apply

import "time"

// What an outcome leads to is decided here, without side effects.

// step is what is to be done with a job after an outcome.
type step uint8

const (
	stepDone step = iota
	// stepAlready: it was so before.
	stepAlready
	// stepRetry: send it again after verdict.wait.
	stepRetry
	// stepLook: read the user, then decide.
	stepLook
	// stepSeats: a seat was refused; read the seats, then decide.
	stepSeats
	// stepFail: it will not be done.
	stepFail
	// stepStop: nothing else would be done either.
	stepStop
)

type verdict struct {
	step step
	wait time.Duration
}

// tries counts what was tried for one change already.
type tries struct {
	// attempts are all sends; faults those that failed for a moment or left
	// nothing known; throttled those that were asked to wait; lag the refusals
	// for a location that this run set.
	attempts, faults, throttled, lag uint16
	// reseated counts how often the job was sent again after a seat was refused.
	reseated uint16
	// patched is true when this run set the location of the user.
	patched bool
}

const (
	// mostFaults and mostThrottled are how often a write is sent again before
	// it is given up: about five minutes of back-off, and hours of throttling.
	mostFaults    = 9
	mostThrottled = 200
	// mostReseated is how often a write is sent again for which Graph had no seat
	// though a reading after that showed one: consumedUnits lag behind, and
	// somebody else may be faster again.
	mostReseated = 3
	// mostWait bounds the back-off.
	mostWait = time.Minute
)

// lagWaits are the waits before a licence is tried again that was refused for
// want of a location which this run has just set: over about a minute (Graph
// promises nothing about when a PATCH is seen).
func lagWaits() []time.Duration {
	return []time.Duration{2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 30 * time.Second}
}

// decide gives the verdict on an outcome of j. t counts this outcome's send
// among its attempts and not yet among faults, throttled and lag.
func decide(j Job, w Write, o Outcome, t tries) verdict {
	switch o.Class {
	case Done:
		return verdict{step: stepDone}
	case Already:
		if len(w.Add) == 0 && len(w.Remove) <= 1 {
			return verdict{step: stepAlready}
		}
		// One part of the call was so before, and so none of it was done.
		return verdict{step: stepLook}
	case Retry:
		return again(j, o, t)
	case Unknown:
		return verdict{step: stepLook}
	case Refused:
		return refused(j, o, t)
	case Fatal:
		return verdict{step: stepStop}
	default:
		panic("apply: unexpected Class")
	}
}

func again(j Job, o Outcome, t tries) verdict {
	if o.Reason == Throttled || o.HasRetryAfter {
		if t.throttled >= mostThrottled {
			return verdict{step: stepFail}
		}
		if o.HasRetryAfter {
			return verdict{step: stepRetry, wait: max(0, o.RetryAfter)}
		}
		return verdict{step: stepRetry, wait: backOff(j, t.throttled)}
	}
	if t.faults >= mostFaults {
		return verdict{step: stepFail}
	}
	return verdict{step: stepRetry, wait: backOff(j, t.faults)}
}

func refused(j Job, o Outcome, t tries) verdict {
	switch {
	case o.Reason == NoSeats && j.Part.adds():
		if t.reseated >= mostReseated {
			return verdict{step: stepFail}
		}
		return verdict{step: stepSeats}
	case o.Reason == NoLocation && t.patched && int(t.lag) < len(lagWaits()):
		return verdict{step: stepRetry, wait: lagWaits()[t.lag]}
	default:
		return verdict{step: stepFail}
	}
}

// backOff doubles from one second, plus up to half as much again: a spread
// that is the same in every run, from the job itself.
func backOff(j Job, n uint16) time.Duration {
	wait := min(mostWait, time.Second<<min(n, 10))
	spread := (uint64(j.Change)*2654435761 + uint64(n)*40503) % 1024
	return wait + wait*time.Duration(spread)/2048
}
