package sandbox

import (
	"net/http"
	"slices"
	"strings"

	"licet/io/tenant"
)

// groupProperties are those of group that the tenant file knows.
// hasMembersWithLicenseErrors can be filtered by and is never returned.
var groupProperties = []property[*group]{
	{"id", func(b []byte, _ *Store, g *group) []byte { return appendString(b, g.facts.ID) }},
	{"displayName", func(b []byte, _ *Store, g *group) []byte { return appendText(b, g.facts.DisplayName) }},
	{"assignedLicenses", appendGroupLicenses},
	{"licenseProcessingState", appendProcessing},
	{"securityEnabled", func(b []byte, _ *Store, _ *group) []byte { return append(b, "true"...) }},
	{"mailEnabled", func(b []byte, _ *Store, _ *group) []byte { return append(b, "false"...) }},
	{"groupTypes", func(b []byte, _ *Store, _ *group) []byte { return append(b, "[]"...) }},
	{"description", nullGroup}, {"mail", nullGroup}, {"membershipRule", nullGroup}, {"createdDateTime", nullGroup},
	{"deletedDateTime", nullGroup},
}

var defaultGroup = []string{
	"id", "deletedDateTime", "createdDateTime", "description", "displayName", "groupTypes", "mail",
	"mailEnabled", "membershipRule", "securityEnabled",
}

func nullGroup(b []byte, _ *Store, _ *group) []byte { return append(b, "null"...) }

func appendGroupLicenses(b []byte, _ *Store, g *group) []byte {
	b = append(b, '[')
	for i, l := range g.facts.AssignedLicenses {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, `{"disabledPlans":`...)
		b = appendStrings(b, l.DisabledPlans)
		b = append(b, `,"skuId":`...)
		b = append(appendString(b, l.SkuID), '}')
	}
	return append(b, ']')
}

func appendProcessing(b []byte, _ *Store, g *group) []byte {
	if g.due.IsZero() {
		return append(b, `{"state":"ProcessingComplete"}`...)
	}
	return append(b, `{"state":"QueuedForProcessing"}`...)
}

// listGroups is GET /groups. The sandbox knows the groups that give licences.
func (s *Server) listGroups(c *call) (*answer, *refusal) {
	q, bad := s.readQuery(c, "$select", "$top", "$filter", "$count", skipTokenArg)
	if bad != nil {
		return nil, bad
	}
	chosen, bad := choose(q.selected, groupProperties, "group")
	if bad != nil {
		return nil, bad
	}
	f, bad := parseFilter(q.filter, groupSchema, q.advanced)
	if bad != nil {
		return nil, bad
	}
	st := s.store
	st.mu.RLock()
	defer st.mu.RUnlock()
	var found []*group
	for _, g := range st.groups {
		if f.Match(groupRecord{st, g}) {
			found = append(found, g)
		}
	}
	return okJSON(s.groupPage(c, q, found, chosen)), nil
}

func (s *Server) groupPage(c *call, q *query, found []*group, chosen []property[*group]) []byte {
	if chosen == nil {
		chosen = pick(groupProperties, defaultGroup...)
	}
	total, size := len(found), q.top
	if size == 0 {
		size = defaultPage
	}
	found = found[min(q.from, total):min(q.from+size, total)]
	b := appendContext(nil, c.root, "groups", q.selected)
	if q.advanced && !q.later {
		b = appendInt(append(b, `,"@odata.count":`...), total)
	}
	if q.from+size < total {
		b = appendString(append(b, `,"@odata.nextLink":`...), s.nextLink(c, q.from+size))
	}
	return append(appendAll(append(b, `,"value":`...), s.store, found, chosen), '}')
}

// group finds a group by the path; the lock is held.
func (s *Server) group(c *call) (int32, *refusal) {
	n, ok := s.store.groupNumbers[strings.ToLower(c.path[1])]
	if !ok {
		return 0, noResource(c.path[1])
	}
	return n, nil
}

// getGroup is GET /groups/{id}.
func (s *Server) getGroup(c *call) (*answer, *refusal) {
	chosen, bad := choose(selection(c), groupProperties, "group")
	if bad != nil {
		return nil, bad
	}
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	n, bad := s.group(c)
	if bad != nil {
		return nil, bad
	}
	if chosen == nil {
		chosen = pick(groupProperties, defaultGroup...)
	}
	return okJSON(appendEntity(c, s.store, "groups", s.store.groups[n], chosen)), nil
}

// groupMembers is GET /groups/{id}/members: those to whom it gives, or fails to
// give, licences. The tenant file knows no others.
func (s *Server) groupMembers(c *call) (*answer, *refusal) {
	return s.members(c, func(w way) bool { return true })
}

// groupErrors is GET /groups/{id}/membersWithLicenseErrors.
func (s *Server) groupErrors(c *call) (*answer, *refusal) {
	return s.members(c, way.troubled)
}

func (w way) troubled() bool { return w.status.state != stateActive && w.status.err != errorWhenFine }

func (s *Server) members(c *call, which func(way) bool) (*answer, *refusal) {
	q, bad := s.readQuery(c, "$select", "$top", skipTokenArg)
	if bad != nil {
		return nil, bad
	}
	properties, bad := choose(q.selected, userProperties, "user")
	if bad != nil {
		return nil, bad
	}
	st := s.store
	st.mu.RLock()
	defer st.mu.RUnlock()
	n, bad := s.group(c)
	if bad != nil {
		return nil, bad
	}
	found, next, more := s.scan(&userFilter{match: memberOf(n, which)}, q.from, pageSize(q))
	b := appendContext(nil, c.root, "directoryObjects", q.selected)
	if more {
		b = appendString(append(b, `,"@odata.nextLink":`...), s.nextLink(c, next))
	}
	chosen := pick(userProperties, defaultUser...)
	if properties != nil {
		chosen = properties
	}
	typed := append([]userProperty{{"@odata.type", userKind}}, chosen...)
	return okJSON(append(s.appendUsers(append(b, `,"value":`...), found, typed), '}')), nil
}

func userKind(b []byte, _ *Store, _ *account) []byte {
	return append(b, `"#microsoft.graph.user"`...)
}

func memberOf(n int32, which func(way) bool) func(*account) bool {
	return func(a *account) bool {
		return slices.ContainsFunc(a.ways, func(w way) bool { return w.group == n && which(w) })
	}
}

// hasErrors reports whether some member's licences from g are in trouble.
func (st *Store) hasErrors(g *group) bool {
	n := st.groupNumbers[strings.ToLower(g.facts.ID)]
	in := memberOf(n, way.troubled)
	return slices.ContainsFunc(st.accounts, func(a *account) bool { return a != nil && in(a) })
}

// assignGroup is POST /groups/{id}/assignLicense: it is accepted at once and
// reaches the members later (Graph documentation: group: assignLicense).
func (s *Server) assignGroup(c *call) (*answer, *refusal) {
	body, bad := readAssignment(c.body)
	if bad != nil {
		return nil, bad
	}
	st := s.store
	st.mu.Lock()
	defer st.mu.Unlock()
	n, bad := s.group(c)
	if bad != nil {
		return nil, bad
	}
	if bad := st.checkSKUs(assignment{add: body.add}, &account{}); bad != nil {
		return nil, bad
	}
	g := st.groups[n]
	licenses, bad := groupLicenses(g.facts.AssignedLicenses, body)
	if bad != nil {
		return nil, bad
	}
	facts := g.facts
	facts.AssignedLicenses = licenses
	if err := st.append(logRecord{Group: &facts}); err != nil {
		return nil, internalError(err)
	}
	g.facts.AssignedLicenses, g.due = licenses, s.now().Add(s.options.GroupDelay)
	b := appendEntity(c, st, "groups", g, pick(groupProperties, "id", "displayName"))
	return &answer{status: http.StatusAccepted, body: b, header: http.Header{
		"Content-Type": {jsonType},
		"Location":     {c.root + "/groups/" + g.facts.ID},
	}}, nil
}

// groupLicenses gives a group's licences after an assignLicense.
func groupLicenses(have []tenant.AssignedLicense, body assignment) ([]tenant.AssignedLicense, *refusal) {
	out := slices.Clone(have)
	at := func(id string) int {
		return slices.IndexFunc(out, func(l tenant.AssignedLicense) bool { return equalID(l.SkuID, id) })
	}
	for _, id := range body.remove {
		i := at(id)
		if i < 0 {
			return nil, badRequest("Group does not have a corresponding license.")
		}
		out = slices.Delete(out, i, i+1)
	}
	for _, a := range body.add {
		l := tenant.AssignedLicense{SkuID: a.sku, DisabledPlans: a.disabled}
		if i := at(a.sku); i >= 0 {
			out[i] = l
		} else {
			out = append(out, l)
		}
	}
	return out, nil
}
