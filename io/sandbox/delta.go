package sandbox

import (
	"encoding/base64"
	"encoding/binary"
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
	// history is the epoch of a delta token, the session of a page token.
	history uint64
	// since is the write after which changes count; 0 asks for all users.
	since uint64
	// until is the write up to which this round goes.
	until uint64
	// from is the position of the next user.
	from   int
	issued time.Time
	// selected is $select, which counts in the first call only.
	selected string
}

func (d deltaState) token() string {
	b := binary.BigEndian.AppendUint64(nil, d.since)
	b = binary.BigEndian.AppendUint64(b, d.until)
	b = binary.BigEndian.AppendUint64(b, uint64(d.from))
	b = binary.BigEndian.AppendUint64(b, uint64(d.issued.UnixNano()))
	b = binary.BigEndian.AppendUint64(b, d.history)
	return base64.RawURLEncoding.EncodeToString(append(b, d.selected...))
}

func readDelta(token string) (deltaState, bool) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < 40 {
		return deltaState{}, false
	}
	word := func(i int) uint64 { return binary.BigEndian.Uint64(b[8*i:]) }
	return deltaState{word(4), word(0), word(1), int(word(2)), time.Unix(0, int64(word(3))), string(b[40:])}, true
}

// usersDelta is GET /users/delta (Graph documentation: delta query overview).
func (s *Server) usersDelta(c *call) (*answer, *refusal) {
	d, bad := s.deltaRound(c)
	if bad != nil {
		return nil, bad
	}
	c.query.Set("$select", d.selected)
	chosen, bad := userResource.choose(selection(c))
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
		d.from = len(s.store.accounts)
		d.since = d.until
	}
	return okJSON(s.deltaPage(c, d, chosen, only)), nil
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
		return deltaState{until: now, issued: s.now(), selected: c.query.Get("$select")}, nil
	}
	d, ok := readDelta(token)
	switch {
	case !ok || d.history != history || d.until > now || c.resync:
		r := refuse(http.StatusGone, "resyncRequired", "Resync is required.")
		r.header = http.Header{"Location": {c.root + "/users/delta?$deltatoken="}}
		return d, r
	case s.now().Sub(d.issued) > deltaTokenLife:
		return d, badRequest("syncStateNotFound: the delta token has expired.")
	}
	if c.query.Get(skipTokenArg) == "" {
		d.since, d.until, d.from = d.until, now, 0
		d.issued = s.now()
	}
	return d, nil
}

// deltaFilter allows id eq … or … only, at most 50.
func (s *Server) deltaFilter(c *call) (func(*account) bool, *refusal) {
	text := c.query.Get("$filter")
	f, bad := parseFilter(text, userSchema, true)
	if bad == nil && text != "" && (!f.Keyed || len(f.Keys) > 50) {
		bad = badRequest("A delta query can be filtered by id only, by at most 50.")
	}
	return func(a *account) bool { return f.Match(userRecord{s.store, a}) }, bad
}

// deltaPage writes a page of the round: first users, and after the last of them
// those who were deleted.
func (s *Server) deltaPage(c *call, d deltaState, chosen []property[*account], only func(*account) bool) []byte {
	changed := func(a *account) bool { return only(a) && (d.since == 0 || a.tracked > d.since) }
	all := d.since == 0
	found, next, more := s.scan(&userFilter{match: changed}, d.from, defaultPage)
	value := appendAll(nil, s.store, found, withID(chosen))
	if !more && !all {
		value = s.appendRemoved(value[:len(value)-1], d)
	}
	b := appendContext(nil, c.root, "users", selection(c))
	if more {
		d.from, d.history = next, s.store.history.session
		b = appendString(append(b, `,"@odata.nextLink":`...), deltaLink(c, skipTokenArg, d))
	} else {
		s.store.remember()
		d.issued, d.history = s.now(), s.store.history.epoch
		b = appendString(append(b, `,"@odata.deltaLink":`...), deltaLink(c, deltaTokenArg, d))
	}
	return append(append(append(b, `,"value":`...), value...), '}')
}

// appendRemoved closes the list with the users deleted in the round.
func (s *Server) appendRemoved(b []byte, d deltaState) []byte {
	for _, gone := range s.store.deleted {
		if gone.version <= d.since || gone.version > d.until {
			continue
		}
		if b[len(b)-1] != '[' {
			b = append(b, ',')
		}
		b = append(b, `{"id":`...)
		b = appendString(b, gone.user.ID)
		b = append(b, `,"@removed":{"reason":"changed"}}`...)
	}
	return append(b, ']')
}

func withID(chosen []property[*account]) []property[*account] {
	if slices.ContainsFunc(chosen, func(p property[*account]) bool { return p.name == "id" }) {
		return chosen
	}
	id, _ := userResource.choose([]string{"id"})
	return append(id, chosen...)
}

// deltaLink keeps nothing of the query but the filter: the rest is in the token.
func deltaLink(c *call, option string, d deltaState) string {
	link := c.root + "/users/delta?"
	if f := c.query.Get("$filter"); f != "" {
		link += "$filter=" + url.QueryEscape(f) + "&"
	}
	return link + option + "=" + d.token()
}
