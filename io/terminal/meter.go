package terminal

import (
	"time"

	"licet/reconcile/apply"
)

// meter measures how many changes a second are settled, over the latest half
// minute at most. When Graph asks to wait for the first time it begins anew:
// what went before, while the quota was full, says nothing about the rest.
type meter struct {
	// samples are a second apart or more, but for the last.
	samples   []sample
	throttled bool
}

type sample struct {
	at      time.Time
	settled int
}

const (
	meterSpan = 30 * time.Second
	meterStep = time.Second
	// meterLeast is the time from which on a measurement says something.
	meterLeast = 2 * time.Second
	// meterStall is the time without any change after which nothing is estimated.
	meterStall = 10 * time.Second
)

func (m *meter) see(now time.Time, p *apply.Progress) {
	s := sample{at: now, settled: p.Done + p.Failed}
	if p.Throttled > 0 && !m.throttled {
		m.throttled, m.samples = true, nil
	}
	n := len(m.samples)
	if n > 1 && m.samples[n-1].at.Sub(m.samples[n-2].at) < meterStep {
		m.samples[n-1] = s
	} else {
		m.samples = append(m.samples, s)
	}
	for len(m.samples) > 2 && now.Sub(m.samples[1].at) >= meterSpan {
		m.samples = m.samples[1:]
	}
}

// rate is 0 while nothing is known.
func (m *meter) rate() float64 {
	if len(m.samples) == 0 {
		return 0
	}
	first, last := m.samples[0], m.samples[len(m.samples)-1]
	span := last.at.Sub(first.at)
	if span < meterLeast {
		return 0
	}
	return float64(last.settled-first.settled) / span.Seconds()
}

// stalled reports that nothing was settled for a while: nobody knows then how
// long the rest takes.
func (m *meter) stalled() bool {
	n := len(m.samples)
	return n > 0 && m.samples[n-1].at.Sub(m.samples[0].at) > meterStall && m.rate() == 0
}

// left estimates the rest by how fast it went. It is for a run that Graph slows
// down, where the time that is waited is part of that, and for a rehearsal. It is
// negative while nothing is known.
func (m *meter) left(p *apply.Progress) time.Duration {
	rate := m.rate()
	if rate == 0 {
		return -1
	}
	return time.Duration(float64(p.Total-p.Done-p.Failed) / rate * float64(time.Second))
}
