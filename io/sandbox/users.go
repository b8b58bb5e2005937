package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// listUsers is GET /users.
func (s *Server) listUsers(c *call) (*answer, *refusal) {
	q, chosen, bad := userResource.query(s, c, "$top", "$filter", "$count", skipTokenArg, "$format")
	if bad != nil {
		return nil, bad
	}
	f, bad := s.userFilter(q.filter, q.advanced)
	if bad != nil {
		return nil, bad
	}
	size := pageSize(q)
	if c.emptyPage {
		size = 0
	}
	st := s.store
	st.mu.RLock()
	found, next, more := s.scan(f, q.from, size)
	l := listing[*account]{set: "users", selected: q.selected, entries: found, properties: chosen}
	if q.advanced && !q.later {
		l.count = new(s.count(f))
	}
	st.mu.RUnlock()
	if more || c.emptyPage {
		l.next = s.nextLink(c, next)
	}
	return l.answer(c, st), nil
}

func pageSize(q *query) int {
	size := cmp.Or(q.top, defaultPage)
	signIn := slices.ContainsFunc(q.selected, func(n string) bool { return strings.EqualFold(n, "signInActivity") })
	if signIn || strings.Contains(strings.ToLower(q.filter), "signinactivity") {
		size = min(size, signInPage)
	}
	return size
}

// userFilter is what a list of users lets through; where it is keyed, the keys are
// the only users that can be among them.
type userFilter struct {
	match func(*account) bool
	keys  []string
	keyed bool
}

func (s *Server) userFilter(text string, advanced bool) (*userFilter, *refusal) {
	f, bad := parseFilter(text, userSchema, advanced)
	return &userFilter{func(a *account) bool { return f.Match(userRecord(s.store, a)) }, f.Keys, f.Keyed}, bad
}

// scan gives up to size users from a position on, the position of the next
// one, and whether there is one.
func (s *Server) scan(f *userFilter, from, size int) (found []*account, next int, more bool) {
	now, lag := s.now(), s.lag.List
	take := func(i int) bool {
		a := s.store.seen(i, lag, now)
		if a == nil || !f.match(a) {
			return true
		}
		if len(found) == size {
			next, more = i, true
			return false
		}
		found = append(found, a)
		return true
	}
	if f.keyed {
		for _, i := range s.positions(f.keys) {
			if i >= from && !take(i) {
				break
			}
		}
		return found, next, more
	}
	for i := from; i < len(s.store.accounts) && take(i); i++ {
	}
	return found, next, more
}

// positions gives where users with these ids, UPNs or mail addresses stand, in
// order.
func (s *Server) positions(keys []string) []int {
	var out []int
	for _, key := range keys {
		if i := s.store.find(key); i >= 0 {
			out = append(out, i)
		}
		for _, i := range s.store.byMail[strings.ToLower(key)] {
			out = append(out, int(i))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (s *Server) count(f *userFilter) int {
	found, _, _ := s.scan(f, 0, len(s.store.accounts))
	return len(found)
}

// changed answers a write with the user, whose usual properties it shows.
func (s *Server) changed(c *call, a *account) *answer {
	return okJSON(objectOf(object{odataContext(c, "users/$entity", nil)}, s.store, a, usualUser))
}

// getUser is GET /users/{id|userPrincipalName}.
func (s *Server) getUser(c *call) (*answer, *refusal) {
	if _, bad := s.readQuery(c, "$select"); bad != nil {
		return nil, bad
	}
	a, bad := s.visible(c.path[1])
	if bad != nil {
		return nil, bad
	}
	return entity(c, s.store, "users", &userResource, a)
}

// visible gives a user as a GET by id sees it now.
func (s *Server) visible(key string) (*account, *refusal) {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	i := s.store.find(key)
	if i < 0 {
		return nil, noResource(key)
	}
	return s.store.seen(i, s.lag.ByID, s.now()), nil
}

// countUsers is GET /users/$count, which is an advanced query.
func (s *Server) countUsers(c *call) (*answer, *refusal) {
	if !c.eventual() {
		return nil, badRequest("$count is not currently supported.")
	}
	q, bad := s.readQuery(c, "$filter")
	if bad != nil {
		return nil, bad
	}
	f, bad := s.userFilter(q.filter, true)
	if bad != nil {
		return nil, bad
	}
	s.store.mu.RLock()
	n := s.count(f)
	s.store.mu.RUnlock()
	return &answer{
		status: http.StatusOK,
		header: http.Header{"Content-Type": {"text/plain"}},
		body:   strconv.AppendInt(nil, int64(n), 10),
	}, nil
}

// me is GET /me: the person who signed in. An application has none.
func (s *Server) me(c *call) (*answer, *refusal) {
	if c.user != nil {
		c.path = []string{"users", c.user.ID}
		return s.getUser(c)
	}
	return nil, malformed("/me request is only valid with delegated authentication flow.")
}
