package apply

import (
	"math"
	"time"
)

// What the answers tell of the rate of the quota. When an answer is throttled the quota
// is used up: between two such moments exactly what Graph gives was used, however large
// the first burst was. What was refused in between counts as well by Graph's
// documentation (throttling guidance), but perhaps not everywhere: the rate lies between
// what was accepted and that together with what was refused, over the time. The run
// starts in the middle, goes to the upper one within some batches, and then climbs faster
// and faster, in case the quota has grown, or was none.
//
// x-ms-throttle-limit-percentage tells how much is used before anything is refused: the
// rate follows it, where all writes of a batch were told of it (of a quota not much more
// than a batch it only tells of the batch itself).

const (
	// stretch is the number of batches in which the rate goes from the middle
	// to the upper bound; leastStretch and mostStretch bound the time.
	stretch      = 20
	leastStretch = 2 * time.Second
	mostStretch  = 30 * time.Second
	// climb is the part of itself by which the rate has grown a stretch later,
	// eight times as much after two, and so on.
	climb = 0.02
	// enough is how many full batches must have been accepted between two
	// marks before they are a measurement; leastSpan the time between them
	// below which they are none.
	enough    = 10
	leastSpan = 500 * time.Millisecond
	// longWait is the length of a wait that tells of a quota in bursts, where
	// much was accepted before it.
	longWait = 10 * time.Second
	// markMemory is how far back the rate of the quota is measured.
	markMemory = 5 * time.Minute
	// leastBatch is the size below which batches are not made smaller.
	leastBatch = 4
	// trust is how far above the measured rate the truth may be believed.
	trust = 1.5
	// aim is the share of the limit that is held where Graph tells it; steer
	// and learnt are the parts of the distance to it by which the rate is
	// corrected for the moment and for good.
	aim    = 0.97
	steer  = 1.0
	learnt = 0.05
	// mostShare is the largest share that is heeded.
	mostShare = 1.2
)

// knowledge is what is known of the quota.
type knowledge struct {
	// batch is the most writes that go out at once.
	batch int
	// accepted counts writes that Graph carried out or refused for a reason of
	// its own, refused those that were throttled.
	accepted, refused int
	// bursts is true when much was accepted before the latest long wait, and
	// before is what had been accepted by then: the quota does not fill evenly,
	// and the time from before that wait, the first of marks, is no measure.
	bursts bool
	before int
	// marks are the moments at which the quota was used up.
	marks []mark
	// low and high are the bounds of the rate as of since; 0 if unknown.
	low, high float64
	since     time.Time
	// share is the x-ms-throttle-limit-percentage of the latest answer.
	share float64
}

// mark is a moment at which the quota was used up, and how much had been
// accepted of what was sent before it, and refused.
type mark struct {
	at                time.Time
	accepted, refused int
	// rate is the rate that was allowed then; 0 when nothing bounded it.
	rate float64
}

func (k knowledge) known() bool { return k.high > 0 }

// size is the number of writes that go out at once: no more than what half a
// second allows, so that of a small quota little is refused in one go.
func (k knowledge) size() int {
	if !k.known() {
		return k.batch
	}
	return min(k.batch, max(leastBatch, int(k.high/2)))
}

// news reports whether an answer is to something sent after the latest mark.
func (k knowledge) news(a answer) bool {
	n := len(k.marks)
	return n == 0 || !a.sent.Before(k.marks[n-1].at)
}

// counted adds up an answer. What was accepted of that which was sent before a
// mark was used before it, and corrects what was measured there.
func (k knowledge) counted(a answer) knowledge {
	k.accepted += a.accepted
	k.refused += a.throttled
	if !k.news(a) {
		k.marks = append([]mark(nil), k.marks...)
		k.marks[len(k.marks)-1].accepted += a.accepted
		k.low, k.high = k.measured()
	}
	return k
}

// marked notes that the quota is used up now, at a rate of so much (0: nothing
// bounded it). What was refused in this very batch is used after the mark.
func (k knowledge) marked(a answer, rate float64, now time.Time) knowledge {
	marks := append([]mark(nil), k.marks...)
	marks = append(marks, mark{at: now, accepted: k.accepted, refused: k.refused - a.throttled, rate: rate})
	for len(marks) > 1 && now.Sub(marks[0].at) >= markMemory && now.Sub(marks[1].at) >= mostStretch {
		marks = marks[1:]
	}
	if a.pauseAll >= longWait {
		k.bursts, k.before = k.accepted-k.before >= enough*k.batch, k.accepted
	}
	if a.pauseAll >= longWait && k.bursts {
		marks = marks[len(marks)-1:]
	}
	k.marks, k.since, k.share = marks, now, 0
	k.low, k.high = k.measured()
	return k
}

// measured gives the bounds of the rate between the marks: the latest ones
// between which enough was accepted, else all. They are 0 when there is nothing
// to measure by.
func (k knowledge) measured() (low, high float64) {
	last, marks := k.marks[len(k.marks)-1], k.marks
	if k.bursts {
		marks = marks[1:]
	}
	for i := len(marks) - 2; i >= 0; i-- {
		m := marks[i]
		accepted, span := last.accepted-m.accepted, last.at.Sub(m.at)
		if span < leastSpan || accepted <= 0 {
			continue
		}
		low = float64(accepted) / span.Seconds()
		high = low + float64(last.refused-m.refused)/span.Seconds()
		if accepted >= enough*k.size() {
			break
		}
	}
	if last.rate > high && high > 0 {
		// The quota gave more than was measured, where waits let some of it
		// pass by, and less than the rate at which it was used up.
		high = min((high+last.rate)/2, trust*high)
	}
	return low, high
}

// trimmed takes in the share of the limit that is used, with nothing refused.
// Where it does not fall any more above the aim, the rate climbs no further.
func (k knowledge) trimmed(a answer, now time.Time) knowledge {
	share := min(a.percentage, mostShare)
	if share >= aim && share >= k.share {
		k.low, _ = k.untrimmed(now)
		k.high, k.since = k.low, now
	}
	better := 1 + learnt*(aim-share)
	k.low, k.high, k.share = k.low*better, k.high*better, share
	return k
}

// relieved takes in that no share was told: where one is told at all, less is
// used than that.
func (k knowledge) relieved() knowledge {
	k.share = min(k.share, nearLimit)
	return k
}

// rate gives the writes a second that may be sent at a moment; ok is false
// when nothing bounds them.
func (k knowledge) rate(now time.Time) (rate float64, ok bool) {
	rate, ok = k.untrimmed(now)
	if k.share > 0 {
		rate *= 1 + steer*(aim-k.share)
	}
	return rate, ok
}

// untrimmed is the rate without regard to the share that is used.
func (k knowledge) untrimmed(now time.Time) (rate float64, ok bool) {
	if !k.known() {
		return 0, false
	}
	length := time.Duration(stretch * float64(k.size()) / k.high * float64(time.Second))
	length = min(mostStretch, max(leastStretch, length))
	x := max(0, now.Sub(k.since).Seconds()) / length.Seconds()
	if x < 1 {
		middle := (k.low + 3*k.high) / 4
		return middle + (k.high-middle)*x, true
	}
	return k.high * (1 + climb*math.Pow(x-1, 3)), true
}
