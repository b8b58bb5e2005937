// Package quota limits what clients of Graph may send, by the published figures
// of the identity service or by a number of writes a second. The limits are token
// buckets: full at the start, filled at the rate of the quota.
package quota

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Kind says which limits there are.
type Kind uint8

const (
	// Off: none.
	Off Kind = iota
	// Graph: the published ones of the identity service (graph.md 11): resource
	// units by tenant size, 3,000 writes per 150 s for an application, 18,000 per
	// 5 min for the tenant.
	Graph
	// Writes: PerSecond writes a second, with a burst.
	Writes
)

const (
	// leastBurst is a batch.
	leastBurst = 20
	// deepest is how far beyond a limit refused requests are counted:
	// x-ms-throttle-limit-percentage is documented up to 1.8.
	deepest = 1.8
)

// Limits limit what clients may send.
type Limits struct {
	Kind Kind
	// PerSecond and Burst are those of Writes; a Burst of 0 is a second's worth,
	// but at least a batch.
	PerSecond float64
	Burst     int
}

// Parse reads off, graph, N (writes a second) or N/BURST.
func Parse(text string) (Limits, error) {
	switch text {
	case "", "off":
		return Limits{}, nil
	case "graph":
		return Limits{Kind: Graph}, nil
	}
	rate, burst, hasBurst := strings.Cut(text, "/")
	l := Limits{Kind: Writes}
	var err error
	if l.PerSecond, err = strconv.ParseFloat(rate, 64); err == nil && hasBurst {
		l.Burst, err = strconv.Atoi(burst)
	}
	if err != nil || !(l.PerSecond > 0) || math.IsInf(l.PerSecond, 0) || l.Burst < 0 {
		return Limits{}, fmt.Errorf("quota %q is not one of off, graph, N, N/BURST (N writes a second)", text)
	}
	return l, nil
}

// MostAtOnce is the burst of Writes.
func (l Limits) MostAtOnce() float64 {
	if l.Burst > 0 {
		return float64(l.Burst)
	}
	return max(leastBurst, math.Ceil(l.PerSecond))
}

// Spent are writes of a client at a moment before the server was there.
type Spent struct {
	At     time.Time
	Writes int
}

// Size is how large a tenant is, in the words of throttling.
type Size string

// SizeOf gives the size of a tenant with so many users.
func SizeOf(users int) Size {
	switch {
	case users < 50:
		return "small"
	case users <= 500:
		return "medium"
	}
	return "large"
}

// unitsPer10s is the quota of resource units.
var unitsPer10s = map[Size]float64{"small": 3500, "medium": 5000, "large": 8000}

// Bucket is one limit: of writes, or of the resource units of all requests.
type Bucket struct {
	// Scope and Information are what the throttle headers say.
	Scope, Information string
	// Writes is true for a limit of writes alone.
	Writes bool

	// used grows with requests and shrinks with time.
	capacity, rate, used float64
	last                 time.Time
}

func writes(scope string, capacity, rate float64) *Bucket {
	return &Bucket{Scope: scope, Information: "WriteLimitExceeded", Writes: true, capacity: capacity, rate: rate}
}

// take charges a bucket. It gives how long to wait, 0 when the request may
// pass. A refused request counts as well.
func (b *Bucket) take(now time.Time, cost float64) time.Duration {
	if !b.last.IsZero() {
		b.used = max(0, b.used-b.rate*now.Sub(b.last).Seconds())
	}
	b.last = now
	// What time refilled is a sum of fractions: a hair over is not over.
	if b.used+cost <= b.capacity+1e-6 {
		b.used += cost
		return 0
	}
	b.used = min(b.used+cost, deepest*b.capacity)
	return time.Duration(math.Ceil((b.used + cost - b.capacity) / max(b.rate, 1e-3) * float64(time.Second)))
}

// Quota is the state of all limits. Make it with New; it is safe for concurrent
// use.
type Quota struct {
	limits Limits
	size   Size
	spent  []Spent

	mu     sync.Mutex
	tenant []*Bucket
	// apps are the limits of applications by their ids.
	apps map[string][]*Bucket
}

// New makes the limits of a tenant of a size. Spent are writes, oldest first,
// that used them before.
func New(l Limits, size Size, spent []Spent) *Quota {
	q := &Quota{limits: l, size: size, spent: spent, apps: map[string][]*Bucket{}}
	if l.Kind == Graph {
		q.tenant = q.used(writes("Tenant/Write", 18000, 60))
	}
	return q
}

// used gives limits of which the writes of before are taken.
func (q *Quota) used(buckets ...*Bucket) []*Bucket {
	for _, b := range buckets {
		for _, s := range q.spent {
			if b.Writes {
				b.take(s.At, float64(s.Writes))
			}
		}
	}
	return buckets
}

// ofApp gives the limits of an application.
func (q *Quota) ofApp(app string) []*Bucket {
	list, ok := q.apps[app]
	if ok {
		return list
	}
	const scope = "Tenant_Application/Write"
	switch q.limits.Kind {
	case Off:
	case Writes:
		list = q.used(writes(scope, q.limits.MostAtOnce(), q.limits.PerSecond))
	case Graph:
		units := unitsPer10s[q.size]
		list = q.used(writes(scope, 3000, 20), &Bucket{
			Scope: "Tenant_Application/ReadWrite", Information: "ResourceUnitLimitExceeded", capacity: units, rate: units / 10,
		})
	}
	q.apps[app] = list
	return list
}

// Over is a request that may not pass.
type Over struct {
	*Bucket
	Wait time.Duration
}

// Admit charges a request of an application. It gives nil if it may pass, and the
// highest share of a limit that is used.
func (q *Quota) Admit(app string, write bool, units int, now time.Time) (over *Over, load float64) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, b := range slices.Concat(q.ofApp(app), q.tenant) {
		cost := float64(units)
		if b.Writes {
			cost = 1
		}
		if b.Writes && !write {
			continue
		}
		if wait := b.take(now, cost); wait > 0 && (over == nil || wait > over.Wait) {
			over = &Over{Bucket: b, Wait: wait}
		}
		load = max(load, b.used/b.capacity)
	}
	return over, load
}
