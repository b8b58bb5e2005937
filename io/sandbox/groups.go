package sandbox

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"licet/io/tenant"
)

// groupResource has what the tenant file knows. hasMembersWithLicenseErrors can be
// filtered by and is never returned.
var groupResource = resource[*group]{kind: "group",
	usual: []string{
		"id", "deletedDateTime", "createdDateTime", "description", "displayName", "groupTypes", "mail",
		"mailEnabled", "membershipRule", "securityEnabled",
	},
	properties: slices.Concat([]property[*group]{
		text("id", func(g *group) string { return g.facts.ID }),
		text("displayName", func(g *group) string { return g.facts.DisplayName }),
		{"assignedLicenses", func(_ *Store, g *group) any { return list(g.facts.AssignedLicenses) }},
		{"licenseProcessingState", processing},
	}, always[*group](true, "securityEnabled"), always[*group](false, "mailEnabled"),
		always[*group]([]string{}, "groupTypes"),
		always[*group](nil, "description", "mail", "membershipRule", "createdDateTime", "deletedDateTime")),
}

func processing(_ *Store, g *group) any {
	if g.due.IsZero() {
		return object{{"state", "ProcessingComplete"}}
	}
	return object{{"state", "QueuedForProcessing"}}
}

// listGroups is GET /groups. The sandbox knows the groups that assign licences.
func (s *Server) listGroups(c *call) (*answer, *refusal) {
	q, chosen, bad := groupResource.query(s, c, "$top", "$filter", "$count", skipTokenArg)
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
	found := slices.DeleteFunc(slices.Clone(st.groups), func(g *group) bool { return !f.Match(groupRecord(st, g)) })
	l := listing[*group]{set: "groups", selected: q.selected, properties: chosen, count: q.total(len(found))}
	l.entries, l.next = pageOf(s, c, q, cmp.Or(q.top, defaultPage), found)
	return l.answer(c, st), nil
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
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	n, bad := s.group(c)
	if bad != nil {
		return nil, bad
	}
	return entity(c, s.store, "groups", &groupResource, s.store.groups[n])
}

// groupMembers is GET /groups/{id}/members: those to whom it gives, or fails to
// give, licences. The tenant file knows no others.
func (s *Server) groupMembers(c *call) (*answer, *refusal) {
	return s.members(c, func(w way) bool { return true })
}

// groupErrors is GET /groups/{id}/membersWithLicenseErrors.
func (s *Server) groupErrors(c *call) (*answer, *refusal) {
	return s.members(c, way.failing)
}

func (w way) failing() bool {
	return w.status.Value().state != stateActive && w.status.Value().err != errorWhenFine
}

func (s *Server) members(c *call, which func(way) bool) (*answer, *refusal) {
	q, chosen, bad := userResource.query(s, c, "$top", skipTokenArg)
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
	l := listing[*account]{set: "directoryObjects", selected: q.selected, entries: found, properties: typed(chosen)}
	if more {
		l.next = s.nextLink(c, next)
	}
	return l.answer(c, st), nil
}

// typed are the properties of users in lists of other things as well.
func typed(chosen []property[*account]) []property[*account] {
	return append(always[*account]("#microsoft.graph.user", "@odata.type"), chosen...)
}

func memberOf(n int32, which func(way) bool) func(*account) bool {
	return func(a *account) bool {
		return slices.ContainsFunc(a.ways, func(w way) bool { return w.group == n && which(w) })
	}
}

// hasErrors reports whether some member's licences from g fail.
func (st *Store) hasErrors(g *group) bool {
	n := st.groupNumbers[strings.ToLower(g.facts.ID)]
	in := memberOf(n, way.failing)
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
	chosen, _ := groupResource.choose([]string{"id", "displayName"})
	ans := okJSON(objectOf(object{odataContext(c, "groups/$entity", nil)}, st, g, chosen))
	ans.status = http.StatusAccepted
	ans.header.Set("Location", c.root+"/groups/"+g.facts.ID)
	return ans, nil
}

// groupLicenses gives a group's licences after an assignLicense.
func groupLicenses(have []tenant.AssignedLicense, body assignment) ([]tenant.AssignedLicense, *refusal) {
	out := slices.Clone(have)
	at := func(id string) int {
		return slices.IndexFunc(out, func(l tenant.AssignedLicense) bool { return strings.EqualFold(l.SkuID, id) })
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
