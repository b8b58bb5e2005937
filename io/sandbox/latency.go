package sandbox

import (
	"context"
	"slices"
	"time"
)

// travel waits out the way of a request; false when the client went away.
func (s *Server) travel(ctx context.Context) bool { return s.sleep(ctx, s.latency/2) }

// leaves is when the answer to a call leaves: the latency after it arrived, and
// by how much faults delayed it, but not before now.
func (s *Server) leaves(c *call) time.Time {
	return slices.MaxFunc([]time.Time{s.now(), c.arrived.Add(s.latency + c.delayed)}, time.Time.Compare)
}

// travelBack waits until an answer leaves.
func (s *Server) travelBack(ctx context.Context, c *call, ans *answer) *answer {
	if s.dead.Load() || !s.sleep(ctx, s.leaves(c).Sub(s.now())) {
		return lost(c, dropped)
	}
	return ans
}
