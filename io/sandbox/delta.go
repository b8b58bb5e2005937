package sandbox

import (
	"net/http"
	"net/url"
	"slices"
	"time"
)

const deltaTokenArg = "$deltatoken"

// seesDelta reports whether a delta query notices a change. Changes of
// licenseAssignmentStates alone are not tracked (Graph documentation: user:
// delta).
func (st *Store) seesDelta(was, next *account) bool {
	sameLicenses := slices.EqualFunc(st.effective(was), st.effective(next), func(a, b license) bool {
		return a.sku == b.sku && a.disabled == b.disabled
	})
	return !sameLicenses || was.profile.UsageLocation != next.profile.UsageLocation
}

// deltaState is what a delta or page token of delta carries.
type deltaState struct {
	// History is the epoch of a delta token, the session of a page token.
	History uint64
	// Since is the write after which changes count; 0 asks for all users. Until is
	// the write up to which this round goes.
	Since, Until uint64
	// From is the position of the next user.
	From   int
	Issued time.Time
	// Selected is $select, which counts in the first call only.
	Selected string
}

// usersDelta is GET /users/delta (Graph documentation: delta query overview).
func (s *Server) usersDelta(c *call) (*answer, *refusal) {
	d, bad := s.deltaRound(c)
	if bad != nil {
		return nil, bad
	}
	c.query.Set("$select", d.Selected)
	names := selection(c)
	if len(names) > 0 {
		names = append([]string{"id"}, names...)
	}
	chosen, bad := userResource.choose(names)
	if bad != nil {
		return nil, bad
	}
	only, bad := s.deltaFilter(c)
	if bad != nil {
		return nil, bad
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	if c.query.Get(deltaTokenArg) == "latest" {
		d.From = len(s.store.accounts)
		d.Since = d.Until
	}
	return s.deltaPage(c, d, chosen, only), nil
}

// deltaRound reads where the client is. An old token starts it over.
func (s *Server) deltaRound(c *call) (deltaState, *refusal) {
	for _, name := range []string{"$top", "$orderby", "$expand"} {
		if c.query.Has(name) {
			return deltaState{}, badRequest("The query option '%s' is not supported for delta queries.", name)
		}
	}
	s.store.mu.RLock()
	now := s.store.version
	s.store.mu.RUnlock()
	token, history := c.query.Get(skipTokenArg), s.store.history.session
	if token == "" {
		token, history = c.query.Get(deltaTokenArg), s.store.history.epoch
	}
	if token == "" || token == "latest" {
		return deltaState{Until: now, Issued: s.now(), Selected: c.query.Get("$select")}, nil
	}
	var d deltaState
	switch {
	case !readToken(token, &d) || d.History != history || d.Until > now || c.resync:
		r := refuse(http.StatusGone, "resyncRequired", "Resync is required.")
		r.header = http.Header{"Location": {c.root + "/users/delta?$deltatoken="}}
		return d, r
	case s.now().Sub(d.Issued) > deltaTokenLife:
		return d, badRequest("syncStateNotFound: the delta token has expired.")
	}
	if c.query.Get(skipTokenArg) == "" {
		d.Since, d.Until, d.From = d.Until, now, 0
		d.Issued = s.now()
	}
	return d, nil
}

// deltaFilter allows id eq … or … only, at most 50.
func (s *Server) deltaFilter(c *call) (func(*account) bool, *refusal) {
	text := c.query.Get("$filter")
	f, bad := s.userFilter(text, true)
	if bad == nil && text != "" && (!f.keyed || len(f.keys) > 50) {
		bad = badRequest("A delta query can be filtered by id only, by at most 50.")
	}
	return f.match, bad
}

// deltaPage writes a page of the round: first users, and after the last of them
// those who were deleted.
func (s *Server) deltaPage(c *call, d deltaState, chosen []property[*account], only func(*account) bool) *answer {
	changed := func(a *account) bool { return only(a) && (d.Since == 0 || a.tracked > d.Since) }
	all := d.Since == 0
	found, next, more := s.scan(&userFilter{match: changed}, d.From, defaultPage)
	value := make([]object, len(found))
	for i, a := range found {
		value[i] = objectOf(nil, s.store, a, chosen)
	}
	if !more && !all {
		value = append(value, s.removed(d)...)
	}
	link := member{"@odata.nextLink", ""}
	if more {
		d.From, d.History = next, s.store.history.session
		link.value = deltaLink(c, skipTokenArg, d)
	} else {
		s.store.remember()
		d.Issued, d.History = s.now(), s.store.history.epoch
		link = member{"@odata.deltaLink", deltaLink(c, deltaTokenArg, d)}
	}
	return okJSON(object{odataContext(c, "users", selection(c)), link, {"value", value}})
}

// removed are the users deleted in the round.
func (s *Server) removed(d deltaState) (out []object) {
	for _, gone := range s.store.deleted {
		if gone.version > d.Since && gone.version <= d.Until {
			out = append(out, object{{"id", gone.user.ID}, {"@removed", object{{"reason", "changed"}}}})
		}
	}
	return out
}

// deltaLink keeps nothing of the query but the filter: the rest is in the token.
func deltaLink(c *call, option string, d deltaState) string {
	link := c.root + "/users/delta?"
	if f := c.query.Get("$filter"); f != "" {
		link += "$filter=" + url.QueryEscape(f) + "&"
	}
	return link + option + "=" + writeToken(d)
}
