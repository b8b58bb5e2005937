package sandbox

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"licet/io/sandbox/login"
	"licet/io/sandbox/quota"
)

// Options say how a Server behaves. The zero Options are a patient Graph:
// any bearer token, no quota, no latency, no faults, no lag.
type Options struct {
	// Token is the bearer token to ask for: no other is accepted, the token endpoint
	// hands out none, and what belongs to the sandbox itself wants it too. With ""
	// any token is accepted, but one must be there; with a secret in Login one that
	// was handed out for it.
	Token string
	// Quota limits what clients may send.
	Quota quota.Limits
	// Faults are what goes wrong; nil for nothing. They belong to one server.
	Faults *Faults
	// Latency is how long each HTTP request takes from its arrival to its answer
	// (a batch is one), the work included: half of it passes before the request
	// is carried out, the rest after. What takes longer by itself is not delayed.
	Latency time.Duration
	// Lag hides writes from reads for a while.
	Lag Lag
	// Facts are the rules between service plans.
	Facts Facts
	// Seed makes ids, the order of batch answers and faults by probability
	// repeatable.
	Seed uint64
	// GroupDelay is how long a group's licences wait to reach its members.
	GroupDelay time.Duration
	// Login configures the token endpoint.
	Login login.Options
	// Die is called by the fault "die" and is not expected to return; the
	// command makes it os.Exit. With nil that fault drops the connection and
	// every later one.
	Die func()
	// Clock is the time; nil is that of the machine.
	Clock Clock
	// Exact has waits of the machine's clock end to a tenth of a millisecond. They
	// are then the kernel's, of which a bubble of testing/synctest knows nothing.
	Exact bool
	// Users is the size of the tenant, on which its quota depends; 0 is that of
	// the store.
	Users int
	// Spent are writes, oldest first, that used the quota before.
	Spent []quota.Spent
}

// Server is the sandbox as an http.Handler. It is safe for concurrent use and
// starts no goroutines.
type Server struct {
	store   *Store
	options Options
	routes  []route
	faults  *Faults
	watch   *watch
	quota   *quota.Quota
	size    quota.Size
	rules   planRules
	login   *login.Service
	// latency and lag are the longer of what the options and the fault file say.
	latency time.Duration
	lag     Lag

	// dead is set by the fault "die": nothing is answered any more.
	dead atomic.Bool

	mu     sync.Mutex
	random *rand.Rand
}

// New serves a store.
func New(store *Store, o Options) *Server {
	s := &Server{
		store:   store,
		options: o,
		routes:  routes(),
		faults:  o.Faults,
		watch:   newWatch(),
		random:  rand.New(rand.NewPCG(o.Seed, 0x6c69636574)),
	}
	if o.Clock == nil {
		s.options.Clock = wall{exact: o.Exact}
	}
	if s.faults == nil {
		s.faults = &Faults{}
	}
	s.latency, s.lag = max(o.Latency, s.faults.Latency), o.Lag.or(s.faults.Lag)
	o.Login.Closed = o.Token != ""
	s.login = login.New(o.Login, store.person, s.now, s.newID)
	s.faults.start(o.Seed, s.now())
	store.mu.Lock()
	defer store.mu.Unlock()
	s.size = quota.SizeOf(max(o.Users, store.users))
	s.quota = quota.New(o.Quota, s.size, o.Spent)
	s.rules = newPlanRules(o.Facts, store.plans)
	store.past.span = max(store.past.span, s.lag.longest())
	return s
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.dead.Load() {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("x-licet-sandbox", "1")
	if s.serveOwn(w, r) || s.login.Serve(w, r, scheme(r)+"://"+r.Host) {
		return
	}
	c, bad := s.readCall(r)
	if bad == nil {
		bad = s.authorize(c)
	}
	if bad == nil {
		c.body, bad = readBody(r)
	}
	var ans *answer
	switch {
	case bad != nil:
		ans = c.refused(bad)
	case len(c.path) == 1 && c.path[0] == "$batch":
		ans = s.batch(r.Context(), c)
	default:
		ans = s.single(r.Context(), c)
	}
	s.send(w, c, ans)
}

// single answers a call that is no batch.
func (s *Server) single(ctx context.Context, c *call) *answer {
	s.watch.count(func(n *Stats) { n.Requests++ })
	defer s.enter(c)()
	if !s.travel(ctx) {
		return lost(c, dropped)
	}
	s.settleGroups()
	return s.travelBack(ctx, c, s.perform(ctx, c))
}

// authorize wants a bearer token, and the right one.
func (s *Server) authorize(c *call) *refusal {
	scheme, token, _ := strings.Cut(c.header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") || token == "" {
		return unauthorized("Access token is empty.")
	}
	who, known, expired := s.login.Check(token)
	c.app, c.user = who.App, who.User
	switch {
	case s.options.Token != "" && !same(token, s.options.Token), s.options.Login.Secret != "" && !known:
		return unauthorized("Access token validation failure. Invalid audience.")
	case expired:
		return unauthorized("Lifetime validation failed, the token is expired.")
	}
	return nil
}

// same compares secrets in a time that says nothing of where they differ.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

func unauthorized(message string) *refusal {
	r := refuse(http.StatusUnauthorized, "InvalidAuthenticationToken", "%s", message)
	r.header = http.Header{"Www-Authenticate": {`Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", error="invalid_token"`}}
	return r
}

// send writes an answer with the headers that every answer has.
func (s *Server) send(w http.ResponseWriter, c *call, ans *answer) {
	if ans.delivery == dropped {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	maps.Copy(h, ans.header)
	h.Set("request-id", c.id)
	h.Set("client-request-id", cmp.Or(c.clientID, c.id))
	h.Set("Date", s.now().UTC().Format(http.TimeFormat))
	h.Set("x-ms-ags-diagnostic", `{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"LICET"}}`)
	h.Set("Content-Length", strconv.Itoa(len(ans.body)))
	w.WriteHeader(ans.status)
	if ans.delivery == cut {
		_, _ = w.Write(ans.body[:len(ans.body)/2])
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
	// A client that went away is no trouble of the server's.
	_, _ = w.Write(ans.body)
}

// newID gives a GUID.
func (s *Server) newID() string {
	s.mu.Lock()
	a, b := s.random.Uint64(), s.random.Uint64()
	s.mu.Unlock()
	return guid(a, b)
}

// guid writes 16 bytes as a version 4 GUID.
func guid(a, b uint64) string {
	raw := binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, a), b)
	raw[6], raw[8] = raw[6]&0x0f|0x40, raw[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", raw[:4], raw[4:6], raw[6:8], raw[8:10], raw[10:])
}
