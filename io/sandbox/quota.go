package sandbox

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// RetryStyle says how a Retry-After is written.
type RetryStyle string

// Styles of Retry-After, all of which Graph has been seen to use.
const (
	// RetryWhole is whole seconds, rounded up; the zero style means it.
	RetryWhole RetryStyle = "seconds"
	// RetryDecimal is seconds with decimals, as in "2.128".
	RetryDecimal RetryStyle = "decimal"
	// RetryDate is an HTTP date, rounded up to a second.
	RetryDate RetryStyle = "date"
	// RetryNone leaves the header out.
	RetryNone RetryStyle = "none"
	// RetryMixed takes the others in turn.
	RetryMixed RetryStyle = "mixed"
)

// QuotaKind says which limits there are.
type QuotaKind uint8

const (
	// QuotaOff: none.
	QuotaOff QuotaKind = iota
	// QuotaGraph: the published ones of the identity service (graph.md 11):
	// resource units by tenant size, 3,000 writes per 150 s for an application,
	// 18,000 per 5 min for the tenant.
	QuotaGraph
	// QuotaWrites: PerSecond writes a second, with a burst.
	QuotaWrites
)

// Quota limits what clients may send. The limits are token buckets: full at the
// start, filled at the rate of the quota.
type Quota struct {
	Kind QuotaKind
	// PerSecond and Burst are those of QuotaWrites; a Burst of 0 is a second's
	// worth, but at least a batch.
	PerSecond float64
	Burst     int
	// Others is how many writes a second other applications send: they use up
	// the tenant's quota.
	Others float64
	// RefusedFree makes refused requests cost nothing. Graph counts them.
	RefusedFree bool
	// Style is how Retry-After is written.
	Style RetryStyle
}

// ParseQuota reads off, graph, N (writes a second) or N/BURST.
func ParseQuota(text string) (Quota, error) {
	switch text {
	case "", "off":
		return Quota{}, nil
	case "graph":
		return Quota{Kind: QuotaGraph}, nil
	}
	rate, burst, hasBurst := strings.Cut(text, "/")
	q := Quota{Kind: QuotaWrites}
	var err error
	if q.PerSecond, err = strconv.ParseFloat(rate, 64); err == nil && hasBurst {
		q.Burst, err = strconv.Atoi(burst)
	}
	if err != nil || !(q.PerSecond > 0) || math.IsInf(q.PerSecond, 0) || q.Burst < 0 {
		return Quota{}, fmt.Errorf("quota %q is none of off, graph, N, N/BURST (N writes a second)", text)
	}
	return q, nil
}

// MostAtOnce is the burst of a QuotaWrites.
func (q Quota) MostAtOnce() float64 {
	if q.Burst > 0 {
		return float64(q.Burst)
	}
	return max(maxBatch, math.Ceil(q.PerSecond))
}

// bucket is one limit. used grows with requests and shrinks with time.
type bucket struct {
	capacity, rate, used float64
	last                 time.Time
	// scope and info are what the throttle headers say; they hold back what
	// scope says.
	scope, info string
	holds       scope
	writes      bool
}

// quota is the state of all limits; those of an application by its id.
type quota struct {
	mu     sync.Mutex
	limits Quota
	users  int
	spent  []Spent
	tenant []*bucket
	apps   map[string][]*bucket
	turn   int
}

func newQuota(q Quota, users int, spent []Spent) *quota {
	u := &quota{limits: q, users: users, spent: spent, apps: map[string][]*bucket{}}
	if q.Kind == QuotaGraph {
		u.tenant = []*bucket{{
			capacity: 18000, rate: 60 - q.Others, scope: "Tenant/Write", info: "WriteLimitExceeded", holds: scopeWrites, writes: true,
		}}
	}
	spend(u.tenant, spent)
	return u
}

// ofApp gives the limits of an application.
func (u *quota) ofApp(app string) []*bucket {
	if b, ok := u.apps[app]; ok {
		return b
	}
	var list []*bucket
	write := &bucket{capacity: 3000, rate: 20, scope: "Tenant_Application/Write", info: "WriteLimitExceeded", holds: scopeWrites, writes: true}
	switch u.limits.Kind {
	case QuotaOff:
	case QuotaWrites:
		write.rate, write.capacity = u.limits.PerSecond, u.limits.MostAtOnce()
		list = []*bucket{write}
	case QuotaGraph:
		units := unitsPer10s(u.users)
		list = []*bucket{write, {
			capacity: units, rate: units / 10, scope: "Tenant_Application/ReadWrite", info: "ResourceUnitLimitExceeded", holds: scopeAll,
		}}
	}
	spend(list, u.spent)
	u.apps[app] = list
	return list
}

// unitsPer10s is the quota of resource units by tenant size: S, M, L.
func unitsPer10s(users int) float64 {
	switch {
	case users < 50:
		return 3500
	case users <= 500:
		return 5000
	}
	return 8000
}

// size is the word for the tenant's size in categories of throttling.
func (u *quota) size() string {
	switch {
	case u.users < 50:
		return "small"
	case u.users <= 500:
		return "medium"
	}
	return "large"
}

// take charges a bucket. It gives how long to wait, 0 when the request may
// pass. A refused request counts as well.
func (b *bucket) take(now time.Time, cost float64, free bool) time.Duration {
	if !b.last.IsZero() {
		b.used = max(0, b.used-b.rate*now.Sub(b.last).Seconds())
	}
	b.last = now
	over := b.used + cost - b.capacity
	// What time refilled is a sum of fractions: a hair over is not over.
	if over <= 1e-6 {
		b.used += cost
		return 0
	}
	if !free {
		b.used = min(b.used+cost, deepestThrottle*b.capacity)
		over = b.used + cost - b.capacity
	}
	return time.Duration(math.Ceil(over / max(b.rate, 1e-3) * float64(time.Second)))
}

// admit charges a call. It gives the 429 if it may not pass, and the highest
// share of a limit that is used.
func (s *Server) admit(c *call, op *operation, units int) (*answer, float64) {
	u := s.quota
	if u.limits.Kind == QuotaOff {
		return nil, 0
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	now := s.now()
	var worst *bucket
	var wait time.Duration
	load := 0.0
	for _, b := range slices.Concat(u.ofApp(c.app), u.tenant) {
		if b.writes && !op.write {
			continue
		}
		cost := 1.0
		if !b.writes {
			cost = float64(units)
		}
		if d := b.take(now, cost, u.limits.RefusedFree); d > wait {
			worst, wait = b, d
		}
		load = max(load, b.used/b.capacity)
	}
	if worst == nil {
		return nil, load
	}
	u.turn++
	return s.throttled(c, worst, wait), load
}

// throttled is the answer to a call over the quota.
func (s *Server) throttled(c *call, b *bucket, wait time.Duration) *answer {
	r := refuse(http.StatusTooManyRequests, "TooManyRequests", messageThrottled,
		s.store.org.ID, "aadgraph.app.tenant_"+s.quota.size())
	r.header = http.Header{
		"X-Ms-Throttle-Scope":       {b.scope + "/" + c.app + "/" + s.store.org.ID},
		"X-Ms-Throttle-Information": {b.info},
	}
	if text := s.quota.limits.Style.write(s.now(), wait, s.quota.turn); text != "" {
		r.header.Set("Retry-After", text)
	}
	ans := c.refused(r)
	ans.scope = b.holds
	return ans
}

// write gives the text of a Retry-After; empty for none. turn counts for
// RetryMixed.
func (r RetryStyle) write(now time.Time, wait time.Duration, turn int) string {
	switch r {
	case RetryWhole, "":
		return strconv.Itoa(int(math.Ceil(wait.Seconds())))
	case RetryDecimal:
		return strconv.FormatFloat(math.Ceil(wait.Seconds()*1000)/1000, 'f', 3, 64)
	case RetryDate:
		t := now.Add(wait + time.Second - 1).Truncate(time.Second)
		return t.UTC().Format(http.TimeFormat)
	case RetryNone:
		return ""
	case RetryMixed:
		return []RetryStyle{RetryWhole, RetryDecimal, RetryDate, RetryNone}[turn%4].write(now, wait, turn)
	default:
		panic("sandbox: unexpected RetryStyle " + string(r))
	}
}
