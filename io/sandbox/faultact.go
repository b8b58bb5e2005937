package sandbox

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"time"
)

// act lets a fault happen to a call. run carries the call out.
func (s *Server) act(ctx context.Context, c *call, f *Fault, run func() *answer) *answer {
	if f.Delay > 0 && !s.sleep(ctx, time.Duration(f.Delay)) {
		return lost(c, dropped)
	}
	c.delayed += time.Duration(f.Delay)
	s.prepare(c, f)
	var ans *answer
	if f.carriesOut() {
		ans = run()
	}
	switch f.Kind {
	case FaultCut:
		ans.delivery = cut
		if c.inBatch {
			ans.delivery = missing
		}
	case FaultDrop:
		return lost(c, dropped)
	case FaultMissing:
		return lost(c, missing)
	case FaultDie:
		return s.die(c)
	case FaultHTML:
		return htmlPage()
	default:
		if !faultKinds[f.Kind].carriesOut {
			return s.refuseBy(c, f)
		}
	}
	return ans
}

// lost is an answer that does not arrive. An item of a batch cannot lose its
// connection alone, it is missing from the answer; nor can a call alone be
// missing, it is dropped.
func lost(c *call, f delivery) *answer {
	switch {
	case f == dropped && c.inBatch:
		f = missing
	case f == missing && !c.inBatch:
		f = dropped
	}
	return &answer{status: http.StatusGatewayTimeout, header: http.Header{}, delivery: f}
}

func htmlPage() *answer {
	return &answer{
		status: http.StatusBadGateway,
		header: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
		body:   []byte("<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1><p>The proxy server received an invalid response.</p></body></html>"),
	}
}

// prepare does what a fault does before the call is carried out.
func (s *Server) prepare(c *call, f *Fault) {
	switch f.Kind {
	case FaultEmptyPage:
		c.emptyPage = true
	case FaultResync:
		c.resync = true
	case FaultRevoke:
		s.login.Revoke()
	case FaultTakeSeat:
		s.takeSeat(f)
	case FaultDeleteUser:
		s.other(c, f, func(st *Store, i int, now time.Time) { _ = st.remove(i, now) })
	case FaultEdit:
		s.other(c, f, func(st *Store, i int, now time.Time) { st.edit(i, f, now) })
	default:
		// The others only change the answer.
	}
}

func (s *Server) takeSeat(f *Fault) {
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if n, ok := s.store.skuNumbers[strings.ToLower(f.SKUs[0])]; ok {
		// A seat that cannot be logged is not taken; the fault is then void.
		_ = s.store.occupy(n, cmp.Or(f.Units, 1))
	}
}

// other lets somebody else change the user of a fault.
func (s *Server) other(c *call, f *Fault, change func(st *Store, i int, now time.Time)) {
	key := ""
	switch {
	case len(f.Users) > 0:
		key = f.Users[0]
	case len(c.path) > 1:
		key = c.path[1]
	}
	s.store.mu.Lock()
	defer s.store.mu.Unlock()
	if i := s.store.find(key); i >= 0 {
		change(s.store, i, s.now())
	}
}

// edit gives or takes a licence as another administrator would, seats or not.
func (st *Store) edit(i int, f *Fault, now time.Time) {
	next := st.accounts[i].clone(1)
	if n, ok := st.skuNumbers[strings.ToLower(f.Unassign)]; ok {
		next.ways = slices.DeleteFunc(next.ways, func(w way) bool { return w.sku == n && w.group < 0 })
	}
	if n, ok := st.skuNumbers[strings.ToLower(f.Assign)]; ok && next.direct(n) < 0 {
		next.ways = append(next.ways, way{n, directly, st.plans.set(nil), active(), now.Unix()})
	}
	next.sortWays()
	// An edit that cannot be logged is not done; the fault is then void.
	_ = st.commit(i, next, now)
}

// die ends the process, or without Options.Die this server.
func (s *Server) die(c *call) *answer {
	s.dead.Store(true)
	if s.options.Die != nil {
		s.options.Die()
	}
	return lost(c, dropped)
}

// refuseBy gives the error answer of a fault.
func (s *Server) refuseBy(c *call, f *Fault) *answer {
	r := f.refusal()
	if text, _ := f.retryAfter(s.now()); text != "" {
		r.header.Set("Retry-After", text)
	}
	held := throttleScopes[f.Scope]
	if held.name != "" {
		r.header.Set("X-Ms-Throttle-Scope", "Tenant_Application/"+held.name+"/"+c.app+"/"+s.store.org.ID)
	}
	ans := c.refused(r)
	ans.scope = held.scope
	return ans
}

// throttleScopes are the values of Fault.Scope that headers tell.
var throttleScopes = map[string]struct {
	scope scope
	name  string
}{"writes": {scopeWrites, "Write"}, "all": {scopeAll, "ReadWrite"}}

func (f *Fault) refusal() *refusal {
	switch kind := faultKinds[f.Kind]; f.Kind {
	case FaultUnauthorized, FaultRevoke:
		return f.challenge()
	case FaultError:
		return refuse(f.Status, f.Code, "%s", f.Message)
	default:
		return refuse(kind.status, kind.code, "%s", kind.message)
	}
}

// challenge is a 401, with Claims one that asks for a token with newer claims.
func (f *Fault) challenge() *refusal {
	r := unauthorized("Lifetime validation failed, the token is expired.")
	if f.Claims {
		r.header.Set("Www-Authenticate", `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwidmFsdWUiOiIxNzY0MDAwMDAwIn19fQ=="`)
	}
	return r
}
