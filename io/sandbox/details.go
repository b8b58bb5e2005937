package sandbox

import (
	"encoding/json"
)

// detail is one licence of a user with its plans.
type detail struct {
	user *account
	license
}

var detailProperties = []property[detail]{
	{"id", func(b []byte, st *Store, d detail) []byte {
		return appendString(b, d.user.profile.ID+"_"+st.skus[d.sku].facts.SkuID)
	}},
	{"skuId", func(b []byte, st *Store, d detail) []byte { return appendString(b, st.skus[d.sku].facts.SkuID) }},
	{"skuPartNumber", func(b []byte, st *Store, d detail) []byte { return appendString(b, st.skus[d.sku].facts.SkuPartNumber) }},
	{"servicePlans", func(b []byte, st *Store, d detail) []byte { return st.skus[d.sku].appendPlans(b, d.disabled) }},
}

// licenseDetails is GET /users/{id}/licenseDetails.
func (s *Server) licenseDetails(c *call) (*answer, *refusal) {
	s.store.mu.RLock()
	a, bad := s.visible(c.path[1])
	s.store.mu.RUnlock()
	if bad != nil {
		return nil, bad
	}
	var details []detail
	for _, l := range s.store.effective(a) {
		details = append(details, detail{a, l})
	}
	return listAll(s, c, "users('"+a.profile.ID+"')/licenseDetails", "licenseDetails", details, detailProperties)
}

// listDeleted is GET /directory/deletedItems/microsoft.graph.user.
func (s *Server) listDeleted(c *call) (*answer, *refusal) {
	q, bad := s.readQuery(c, "$select", "$top", "$count", skipTokenArg)
	if bad != nil {
		return nil, bad
	}
	chosen, bad := choose(q.selected, userProperties, "user")
	if bad != nil {
		return nil, bad
	}
	st := s.store
	st.mu.RLock()
	deleted := st.deleted
	st.mu.RUnlock()
	size, total := pageSize(q), len(deleted)
	page := pageOfUsers{more: q.from+size < total, next: q.from + size, count: -1, properties: chosen}
	if q.advanced && !q.later {
		page.count = total
	}
	for _, d := range deleted[min(q.from, total):min(q.from+size, total)] {
		// Licences do not count any more and are not shown.
		page.users = append(page.users, &account{profile: profileOf(&d.user)})
	}
	return okJSON(s.userPage(c, q, page)), nil
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
	chosen, bad := choose(selection(c), userProperties, "user")
	if bad != nil {
		return nil, bad
	}
	if chosen == nil {
		chosen = pick(userProperties, defaultUser...)
	}
	typed := append([]userProperty{{"@odata.type", userKind}}, chosen...)
	var found []*account
	s.store.mu.RLock()
	for _, id := range ids {
		if i := s.store.byID.find(id); i >= 0 {
			found = append(found, s.store.accounts[i])
		}
	}
	s.store.mu.RUnlock()
	b := appendContext(nil, c.root, "directoryObjects", selection(c))
	return okJSON(append(s.appendUsers(append(b, `,"value":`...), found, typed), '}')), nil
}
