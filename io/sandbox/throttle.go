package sandbox

import (
	"math"
	"net/http"
	"strconv"
)

// admit charges a call. It gives the 429 if it may not pass, and the highest
// share of a limit that is used.
func (s *Server) admit(c *call, op *operation, units int) (*answer, float64) {
	over, load := s.quota.Admit(c.app, op.write, units, s.now())
	if over == nil {
		return nil, load
	}
	r := refuse(http.StatusTooManyRequests, "TooManyRequests", messageThrottled,
		s.store.org.ID, "aadgraph.app.tenant_"+string(s.size))
	r.header = http.Header{
		"X-Ms-Throttle-Scope":       {over.Scope + "/" + c.app + "/" + s.store.org.ID},
		"X-Ms-Throttle-Information": {over.Information},
		"Retry-After":               {strconv.Itoa(int(math.Ceil(over.Wait.Seconds())))},
	}
	ans := c.refused(r)
	ans.scope = scopeAll
	if over.Writes {
		ans.scope = scopeWrites
	}
	return ans, load
}
