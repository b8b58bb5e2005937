package directorytest

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Memory is a directory in memory. Set its fields before it is used.
type Memory struct {
	// Latency gives how long a call takes; nil is no time. Half of it passes
	// before the call counts and half after.
	Latency func(*rand.Rand) time.Duration
	// Lag is how long it takes until a write can be read.
	Lag time.Duration
	// Fault gives the fault that a write meets; nil is none. It is called in
	// the order in which writes arrive.
	Fault func(*rand.Rand, apply.Write) Fault
	// Quota bounds writes; nil is no bound.
	Quota Quota
	// Simulation is whose clock the directory goes by; nil is the real one.
	Simulation *apply.Simulation

	mu      sync.Mutex
	rand    *rand.Rand
	users   map[string]*user
	pools   map[string]int
	used    map[string]int
	witness Witness
	busy    map[string]bool
	// waits tell from when until when a user may not be written to, "" all.
	waits map[string][]wait
}

// Fault is what happens to a write instead of the usual.
type Fault struct {
	// Outcome is what the client gets, unless its class is Done and the write
	// was carried out: then it gets what came of it.
	Outcome apply.Outcome
	// Happens is true when there is a fault at all.
	Happens bool
	// Committed is true when the write is carried out all the same.
	Committed bool
}

// Witness counts what the client did, and did wrong.
type Witness struct {
	Calls, Writes int
	// Wasted are writes that changed nothing though no fault was in the way.
	Wasted int
	// Early are writes that were sent before a Retry-After was over.
	Early int
	// Doubled are writes sent while another one of the same user was out.
	Doubled int
	// NoSeat are writes for which there was no seat.
	NoSeat int
	// Throttled are writes that the quota refused.
	Throttled int
	// Arrivals are the writes that counted, in the order of time.
	Arrivals []apply.Sent
}

// state is what a user has since a moment.
type state struct {
	since    time.Time
	location string
	direct   map[string][]string
}

type user struct {
	User
	states []state
}

// NewMemory makes a directory with the contents of a fixture.
func NewMemory(f Fixture, seed uint64) *Memory {
	m := &Memory{
		rand:  rand.New(rand.NewPCG(seed, 1)),
		users: map[string]*user{},
		pools: map[string]int{},
		used:  map[string]int{},
		busy:  map[string]bool{},
		waits: map[string][]wait{},
	}
	for _, s := range f.SKUs {
		m.pools[s.ID] = s.Enabled
	}
	for _, u := range f.Users {
		st := state{location: u.UsageLocation, direct: map[string][]string{}}
		for _, h := range u.Direct {
			st.direct[h.SKUID] = h.DisabledPlans
		}
		m.users[u.ID] = &user{User: u}
		m.set(m.users[u.ID], st)
	}
	return m
}

// Witness gives what was counted so far.
func (m *Memory) Witness() Witness {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.witness
	w.Arrivals = slices.Clone(w.Arrivals)
	return w
}

// Meddle changes a user behind the client's back.
func (m *Memory) Meddle(id string, hs ...reconcile.Holding) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.users[id].now().copy()
	now.direct = map[string][]string{}
	for _, h := range hs {
		now.direct[h.SKUID] = h.DisabledPlans
	}
	m.set(m.users[id], now)
}

func (u *user) now() state { return u.states[len(u.states)-1] }

func (s state) copy() state {
	s.direct = maps.Clone(s.direct)
	return s
}

// set makes s the state of u from now on. Each SKU that a user has, one way or
// the other, is one seat.
func (m *Memory) set(u *user, s state) {
	for sku := range m.pools {
		if u.has(sku) {
			m.used[sku]--
		}
	}
	s.since = m.now()
	u.states = append(u.states, s)
	for sku := range m.pools {
		if u.has(sku) {
			m.used[sku]++
		}
	}
}

// Write implements apply.Directory.
func (m *Memory) Write(ctx context.Context, batch []apply.Write) []apply.Outcome {
	out := make([]apply.Outcome, len(batch))
	for i := range out {
		out[i] = apply.Outcome{Class: apply.Unknown, Reason: apply.Dropped, Message: reconcile.Verbatim("connection dropped")}
	}
	half := m.depart(batch) / 2
	if m.pass(ctx, half) {
		arrived := m.arrive(batch)
		if m.pass(ctx, half) {
			out = arrived
		}
	}
	m.answer(batch, out)
	return out
}

func (m *Memory) now() time.Time {
	if m.Simulation != nil {
		return m.Simulation.Now()
	}
	return time.Now()
}

func (m *Memory) pass(ctx context.Context, d time.Duration) bool {
	if m.Simulation != nil {
		return m.Simulation.Sleep(ctx, d) == nil
	}
	if ctx.Err() != nil {
		return false
	}
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// depart notes what is wrong with a call when it is made.
func (m *Memory) depart(batch []apply.Write) time.Duration {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.witness.Calls++
	for _, w := range batch {
		if m.busy[w.UserID] {
			m.witness.Doubled++
		}
		m.busy[w.UserID] = true
		if m.mustWait("", now) || m.mustWait(w.UserID, now) {
			m.witness.Early++
		}
	}
	if m.Latency == nil {
		return 0
	}
	return m.Latency(m.rand)
}

// arrive carries a batch out.
func (m *Memory) arrive(batch []apply.Write) []apply.Outcome {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	m.witness.Writes += len(batch)
	m.witness.Arrivals = append(m.witness.Arrivals, apply.Sent{At: now, Writes: len(batch)})
	out := make([]apply.Outcome, len(batch))
	for i, w := range batch {
		out[i] = m.one(w, now)
		out[i].RequestID = "request-of-" + w.UserID
	}
	return out
}

func (m *Memory) one(w apply.Write, now time.Time) apply.Outcome {
	o := m.quotaOutcome(now)
	if o.Class == apply.Done {
		percentage := o.LimitPercentage
		o = m.usual(w)
		o.LimitPercentage = percentage
	}
	return o
}

// quotaOutcome is Done where the quota lets a write through.
func (m *Memory) quotaOutcome(now time.Time) (o apply.Outcome) {
	if m.Quota == nil {
		return o
	}
	if wait, ok := m.Quota.Take(now); !ok {
		m.witness.Throttled++
		o = apply.Outcome{Class: apply.Retry, Reason: apply.Throttled, Message: reconcile.Verbatim("too many requests"),
			HasRetryAfter: wait >= 0, RetryAfter: max(0, wait), ThrottleScope: "Tenant_Application/Write/app/tenant"}
	}
	if t, ok := m.Quota.(teller); ok {
		o.LimitPercentage = t.told()
	}
	return o
}

// usual is what becomes of a write that no quota stops.
func (m *Memory) usual(w apply.Write) apply.Outcome {
	if m.Fault == nil {
		return m.carryOut(w)
	}
	f := m.Fault(m.rand, w)
	if !f.Happens {
		return m.carryOut(w)
	}
	if f.Committed {
		m.carryOut(w)
	}
	return f.Outcome
}

// wait is a Retry-After that a client has been told.
type wait struct{ from, until time.Time }

// onTheWay is the age from which on a client must know an answer: two things
// that happen in the same moment have no order.
const onTheWay = time.Millisecond

func (m *Memory) mustWait(name string, now time.Time) bool {
	m.waits[name] = slices.DeleteFunc(m.waits[name], func(w wait) bool { return !now.Before(w.until) })
	return slices.ContainsFunc(m.waits[name], func(w wait) bool { return !now.Before(w.from) })
}

// answer notes what the client was told.
func (m *Memory) answer(batch []apply.Write, out []apply.Outcome) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	for i, w := range batch {
		delete(m.busy, w.UserID)
		o := out[i]
		if !o.HasRetryAfter {
			continue
		}
		name := w.UserID
		if o.Outer || o.ThrottleScope != "" {
			name = ""
		}
		m.waits[name] = append(m.waits[name], wait{from: now.Add(onTheWay), until: now.Add(o.RetryAfter)})
	}
}

// Accounts implements apply.Directory.
func (m *Memory) Accounts(ctx context.Context, userIDs []string) ([]apply.Account, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]apply.Account, len(userIDs))
	for i, id := range userIDs {
		out[i] = apply.Account{ID: id}
		if u := m.users[id]; u != nil {
			out[i] = u.account(m.now().Add(-m.Lag))
		}
	}
	return out, nil
}

// Seats implements apply.Directory.
func (m *Memory) Seats(ctx context.Context) ([]apply.SeatCount, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []apply.SeatCount
	for sku, pool := range m.pools {
		out = append(out, apply.SeatCount{SKUID: sku, Pool: pool, Consumed: m.used[sku]})
	}
	return out, nil
}

func (u *user) account(asOf time.Time) apply.Account {
	s := u.states[0]
	for _, later := range u.states[1:] {
		if !later.since.After(asOf) {
			s = later
		}
	}
	a := apply.Account{ID: u.ID, Exists: true, UserPrincipalName: u.UserPrincipalName,
		UsageLocation: s.location, Inherited: slices.Clone(u.Inherited)}
	for sku, disabled := range s.direct {
		a.Direct = append(a.Direct, reconcile.Holding{SKUID: sku, DisabledPlans: disabled})
	}
	reconcile.SortHoldings(a.Direct)
	return a
}

func (u *user) has(sku string) bool {
	if len(u.states) == 0 {
		return false
	}
	_, direct := u.now().direct[sku]
	return direct || slices.Contains(u.Inherited, sku)
}
