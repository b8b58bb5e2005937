package sandbox

import (
	"encoding/json"
	"strings"
)

// detail is one licence of a user with its plans.
type detail struct {
	user     *account
	sku      *sku
	disabled *planSet
}

var detailResource = resource[detail]{kind: "licenseDetails", properties: []property[detail]{
	text("id", func(d detail) string { return d.user.profile.ID + "_" + d.sku.facts.SkuID }),
	text("skuId", func(d detail) string { return d.sku.facts.SkuID }),
	text("skuPartNumber", func(d detail) string { return d.sku.facts.SkuPartNumber }),
	{"servicePlans", func(_ *Store, d detail) any { return d.sku.servicePlans(d.disabled) }},
}}

// licenseDetails is GET /users/{id}/licenseDetails.
func (s *Server) licenseDetails(c *call) (*answer, *refusal) {
	a, bad := s.visible(c.path[1])
	if bad != nil {
		return nil, bad
	}
	var details []detail
	for _, l := range s.store.effective(a) {
		details = append(details, detail{a, s.store.skus[l.sku], l.disabled})
	}
	return listAll(s, c, "users('"+a.profile.ID+"')/licenseDetails", &detailResource, details)
}

// listDeleted is GET /directory/deletedItems/microsoft.graph.user.
func (s *Server) listDeleted(c *call) (*answer, *refusal) {
	q, chosen, bad := userResource.query(s, c, "$top", "$count", skipTokenArg)
	if bad != nil {
		return nil, bad
	}
	st := s.store
	st.mu.RLock()
	deleted := st.deleted
	st.mu.RUnlock()
	l := listing[*account]{set: "users", selected: q.selected, properties: chosen, count: q.total(len(deleted))}
	deleted, l.next = pageOf(s, c, q, pageSize(q), deleted)
	for _, d := range deleted {
		// Licences do not count any more and are not shown.
		l.entries = append(l.entries, &account{profile: &d.user})
	}
	return l.answer(c, st), nil
}

// getByIDs is POST /directoryObjects/getByIds: at most 1,000 ids; those that
// nobody has are left out.
func (s *Server) getByIDs(c *call) (*answer, *refusal) {
	m, bad := fields(c.body)
	if bad != nil {
		return nil, bad
	}
	var ids []string
	if err := json.Unmarshal(m["ids"], &ids); err != nil || len(ids) > 1000 {
		return nil, badRequest("ids is missing, or has more than 1000 entries.")
	}
	chosen, bad := userResource.choose(selection(c))
	if bad != nil {
		return nil, bad
	}
	l := listing[*account]{set: "directoryObjects", selected: selection(c), properties: typed(chosen)}
	s.store.mu.RLock()
	for _, id := range ids {
		if i, ok := s.store.byID[strings.ToLower(id)]; ok {
			l.entries = append(l.entries, s.store.accounts[i])
		}
	}
	s.store.mu.RUnlock()
	return l.answer(c, s.store), nil
}
