package sandbox

import (
	"context"
	"net/http"
	"strconv"
)

// perform carries out one call that is no batch: quota, faults, the handler.
func (s *Server) perform(ctx context.Context, c *call) *answer {
	if s.dead.Load() {
		return lost(c, dropped)
	}
	op, bad := s.find(c)
	if bad != nil {
		return c.refused(bad)
	}
	units := op.cost(c)
	s.watch.attempt(c, op, units, s.now())
	ans, load := s.admit(c, op, units)
	if ans == nil {
		ans = s.faulted(ctx, c, op, func() *answer { return s.handle(c, op) })
	}
	ans.header.Set("x-ms-resource-unit", strconv.Itoa(units))
	if load >= warnThrottle {
		ans.header.Set("x-ms-throttle-limit-percentage", strconv.FormatFloat(load, 'f', 2, 64))
	}
	s.watch.answered(c, ans, s.leaves(c))
	return ans
}

// faulted carries a call out by run, unless a fault comes before it, and lets a
// fault change the answer.
func (s *Server) faulted(ctx context.Context, c *call, op *operation, run func() *answer) *answer {
	if f := s.faults.pick(op, c, s); f != nil {
		return s.act(ctx, c, f, run)
	}
	return run()
}

// handle calls the handler alone. Two writes of one user that overlap are
// refused (graph.md 7, rule 18).
func (s *Server) handle(c *call, op *operation) *answer {
	if c.overlaps {
		r := refuse(http.StatusConflict, codeConcurrency, messageConcurrent)
		r.header = http.Header{"Retry-After": {concurrencyRetry}}
		return c.refused(r)
	}
	ans, bad := op.handle(s, c)
	if bad != nil {
		return c.refused(bad)
	}
	return ans
}

// enter notes that a call is in flight, and gives what to call when it is over.
func (s *Server) enter(c *call) (leave func()) {
	op, bad := s.find(c)
	if bad != nil || !op.user {
		return func() {}
	}
	key := s.userKey(c)
	c.overlaps = s.watch.enter(key)
	return func() { s.watch.leave(key) }
}

// userKey names the user whom a call is about, however it is addressed.
func (s *Server) userKey(c *call) string {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	if i := s.store.find(c.path[1]); i >= 0 {
		return s.store.accounts[i].profile.ID
	}
	return c.path[1]
}
