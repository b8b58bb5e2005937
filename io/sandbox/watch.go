package sandbox

import (
	"maps"
	"math/big"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"
)

// watch counts what clients do, and what they should not do. Its lock is the
// innermost: nothing else is locked while it is held.
type watch struct {
	mu       sync.Mutex
	stats    Stats
	inFlight map[string]int
	// closed are the Retry-Afters that are not over, by what they hold back.
	closed map[string][]interval
	// users are what became of users by writes of their licences, by their
	// positions in the store.
	users                     []writtenUser
	window150, window5, units sliding
}

// interval is the time in which a client has to hold back: it was told at from.
type interval struct{ from, until time.Time }

func newWatch() *watch {
	w := &watch{inFlight: map[string]int{}}
	w.clear()
	return w
}

func (w *watch) clear() {
	w.stats = Stats{Statuses: map[int]int{}}
	w.closed, w.users = map[string][]interval{}, nil
	w.window150 = sliding{span: 150 * time.Second}
	w.window5 = sliding{span: 5 * time.Minute}
	w.units = sliding{span: 10 * time.Second}
}

func (w *watch) reset() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.clear()
}

func (w *watch) snapshot() Stats {
	w.mu.Lock()
	defer w.mu.Unlock()
	s := w.stats
	s.Statuses = maps.Clone(s.Statuses)
	s.PeakWrites150s, s.PeakWrites5min, s.PeakUnits10s = w.window150.peak, w.window5.peak, w.units.peak
	return s
}

// count changes the figures.
func (w *watch) count(change func(*Stats)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.stats)
}

// enter notes a write of a user as in flight; true when there is one already.
func (w *watch) enter(user string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inFlight[user]++
	if w.inFlight[user] > 1 {
		w.stats.Overlapping++
		return true
	}
	return false
}

func (w *watch) leave(user string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.inFlight[user]--; w.inFlight[user] == 0 {
		delete(w.inFlight, user)
	}
}

// attempt counts an operation when the quota is about to judge it.
func (w *watch) attempt(c *call, op *operation, units int, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stats.Calls++
	w.stats.ResourceUnits += units
	w.units.add(now, units)
	if op.write {
		w.stats.Writes++
		w.window150.add(now, 1)
		w.window5.add(now, 1)
	}
	if w.early(c, op) {
		w.stats.Early++
	}
}

// early reports whether the call came while a Retry-After held it back. What
// was told about a whole scope needs a moment to reach all who are sending.
func (w *watch) early(c *call, op *operation) bool {
	if w.within(itemKey(c), c.arrived, 0) || w.within(allKey(c), c.arrived, answerTravel) {
		return true
	}
	return op.write && w.within(writesKey(c), c.arrived, answerTravel)
}

func (w *watch) within(key string, at time.Time, slack time.Duration) bool {
	for _, i := range w.closed[key] {
		if at.After(i.from.Add(slack)) && at.Before(i.until) {
			return true
		}
	}
	return false
}

func itemKey(c *call) string   { return c.method + " " + c.rawURL }
func writesKey(c *call) string { return "writes of " + c.app }
func allKey(c *call) string    { return "all of " + c.app }

// answered counts the answer of an operation and remembers its Retry-After.
func (w *watch) answered(c *call, ans *answer, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stats.Statuses[ans.status]++
	if ans.status == http.StatusTooManyRequests {
		w.stats.Throttled++
	}
	w.close(c, ans, now)
}

// answeredBatch remembers the Retry-After of a whole batch: it holds back all
// that was in it.
func (w *watch) answeredBatch(items []item, ans *answer, now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ans.status == http.StatusTooManyRequests {
		w.stats.Throttled++
	}
	if ans.status >= http.StatusBadRequest {
		for i := range items {
			w.close(items[i].call, ans, now)
		}
	}
}

// close remembers what an answer holds back, if it reaches the client.
func (w *watch) close(c *call, ans *answer, now time.Time) {
	until, ok := readRetryAfter(ans.header.Get("Retry-After"), now)
	if !ok || ans.delivery != whole {
		return
	}
	key := itemKey(c)
	switch ans.scope {
	case scopeWrites:
		key = writesKey(c)
	case scopeAll:
		key = allKey(c)
	case scopeItem:
	}
	open := slices.DeleteFunc(w.closed[key], func(i interval) bool { return now.Sub(i.until) >= time.Minute })
	w.closed[key] = append(open, interval{now, until})
}

// readRetryAfter gives the moment that a Retry-After names: whole or decimal
// seconds, or a date.
func readRetryAfter(text string, now time.Time) (time.Time, bool) {
	if text == "" {
		return time.Time{}, false
	}
	if s, err := strconv.ParseFloat(text, 64); err == nil {
		return now.Add(time.Duration(s * float64(time.Second))), true
	}
	t, err := http.ParseTime(text)
	return t, err == nil
}

// writtenUser is how often the licences of a user were written, and the service
// plans that writes took away.
type writtenUser struct {
	times int
	lost  big.Int
}

// licensesWritten counts a change of the licences of the user at a position; before
// and after are the service plans that were and are on.
func (w *watch) licensesWritten(user int, before, after *big.Int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stats.Committed++
	if more := user + 1 - len(w.users); more > 0 {
		w.users = append(w.users, make([]writtenUser, more)...)
	}
	u := &w.users[user]
	if u.times++; u.times == 2 {
		w.stats.WrittenTwice++
	}
	if again := both(&u.lost, except(after, before)); again.Sign() != 0 {
		w.stats.ServiceGaps++
		u.lost.AndNot(&u.lost, again)
	}
	u.lost.Or(&u.lost, except(before, after))
}
