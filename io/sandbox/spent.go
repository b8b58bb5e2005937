package sandbox

import "time"

// Spent are writes of a client at a moment before the server was there.
type Spent struct {
	At     time.Time
	Writes int
}

// spend takes from limits what was used of them before.
func spend(buckets []*bucket, before []Spent) {
	for _, b := range buckets {
		for _, s := range before {
			if b.writes {
				b.take(s.At, float64(s.Writes), false)
			}
		}
	}
}
