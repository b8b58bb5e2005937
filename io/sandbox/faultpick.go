package sandbox

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// faultCount is what a fault remembers.
type faultCount struct {
	// seen counts fitting requests, met how often the fault happened, due how
	// often it should have.
	seen, met, due int
	random         *rand.Rand
}

// start begins the counting.
func (f *Faults) start(seed uint64, now time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.began, f.counts = now, make([]faultCount, len(f.List))
	for i := range f.counts {
		f.counts[i].random = rand.New(rand.NewPCG(seed, uint64(i)))
	}
}

// faultTargets are the values of Fault.On.
func faultTargets() []string {
	out := []string{"any", "read", "write", opBatch}
	for _, r := range routes() {
		out = append(out, r.name)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// pick gives the fault that a call meets, or nil.
func (f *Faults) pick(op *operation, c *call, s *Server) *Fault {
	if len(f.List) == 0 {
		return nil
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	var met *Fault
	for i := range f.List {
		if !f.List[i].fits(op, c, s.store) || s.now().Sub(f.began) < time.Duration(f.List[i].NotBefore) {
			continue
		}
		if f.isDue(i) && met == nil {
			f.counts[i].met++
			met = &f.List[i]
		}
	}
	return met
}

// isDue counts a fitting request and reports whether the fault is due. One that
// is due and does not come to its turn stays due.
func (f *Faults) isDue(i int) bool {
	fault, n := &f.List[i], &f.counts[i]
	n.seen++
	if n.seen <= fault.After {
		return false
	}
	if p := fault.Probability; p > 0 {
		if n.random.Float64() < p {
			n.due++
		}
	} else if (n.seen-fault.After-1)%max(1, fault.Every) == 0 {
		n.due++
	}
	if times := fault.times(); times >= 0 {
		n.due = min(n.due, times)
	}
	return n.due > n.met
}

// times is how often the fault happens; -1 is always. A refusal for a SKU is
// lasting by nature.
func (f *Fault) times() int {
	switch {
	case f.Times != 0:
		return f.Times
	case f.Kind == FaultForbidden || f.Kind == FaultLatency:
		return -1
	}
	return 1
}

// Unmet gives the names of faults that happened less often than they were
// meant to (those without a bound: never). A test whose faults were not met
// has tested nothing.
func (f *Faults) Unmet() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := []string{}
	for i, n := range f.counts {
		if n.met == 0 || n.met < f.List[i].times() {
			out = append(out, f.List[i].title(i))
		}
	}
	return out
}

// fits reports whether a call is one that the fault is for.
func (f *Fault) fits(op *operation, c *call, st *Store) bool {
	if f.Kind == FaultExpirePage && !c.query.Has(skipTokenArg) {
		return false
	}
	return f.fitsOperation(op) && f.fitsUser(c, st) && f.fitsSKU(c)
}

func (f *Fault) fitsOperation(op *operation) bool {
	switch f.On {
	case "any":
		return op.name != opBatch
	case "", "write":
		return op.write
	case "read":
		return !op.write && op.name != opBatch
	default:
		return op.name == f.On
	}
}

func (f *Fault) fitsUser(c *call, st *Store) bool {
	if len(f.Users) == 0 || f.Kind == FaultDeleteUser || f.Kind == FaultEdit {
		return true
	}
	if len(c.path) < 2 {
		return false
	}
	st.mu.RLock()
	defer st.mu.RUnlock()
	at := st.find(c.path[1])
	return at >= 0 && slices.ContainsFunc(f.Users, func(u string) bool { return st.find(u) == at })
}

func (f *Fault) fitsSKU(c *call) bool {
	if len(f.SKUs) == 0 || f.Kind == FaultTakeSeat {
		return true
	}
	body := bytes.ToLower(c.body)
	return slices.ContainsFunc(f.SKUs, func(id string) bool { return bytes.Contains(body, []byte(strings.ToLower(id))) })
}

// retryAfter gives the header of a fault, empty for none.
func (f *Fault) retryAfter(now time.Time) (text string, err error) {
	if f.RetryAfter == "" || f.RetryAfter == "none" {
		return "", nil
	}
	number, isDate := strings.CutPrefix(f.RetryAfter, "date:")
	s, err := strconv.ParseFloat(number, 64)
	if err != nil || s < 0 || s > 1e6 {
		return "", fmt.Errorf("\"retryAfter\" is %q; it is seconds (\"7\", \"2.128\"), \"date:7\" or \"none\"", f.RetryAfter)
	}
	if isDate {
		// A date has whole seconds, and nobody may come before it is over.
		until := now.Add(time.Duration(s*float64(time.Second)) + time.Second - 1).Truncate(time.Second)
		return until.UTC().Format(http.TimeFormat), nil
	}
	return number, nil
}
