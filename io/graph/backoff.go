package graph

import "time"

const (
	firstBackoff   = 500 * time.Millisecond
	longestBackoff = 30 * time.Second
)

// backoff is how long to wait after the given number of tries (1 is the first)
// when the server named no time: doubled each time up to a bound, the upper
// half of it left to chance (jitter, from 0 to 1) so that several clients do
// not come back together.
func backoff(tries int, jitter float64) time.Duration {
	d := longestBackoff
	if shift := tries - 1; shift < 10 {
		d = min(d, firstBackoff<<shift)
	}
	return d/2 + time.Duration(jitter*float64(d/2))
}
