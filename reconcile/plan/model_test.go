package plan_test

import (
	"maps"
	"slices"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/order"
)

// model is a tenant as Graph would change it: written from Graph's documents
// of assignLicense and licenseAssignmentState,
// knowing nothing of how plans are made.
type model struct {
	t     *reconcile.Tenant
	users map[string]*modelUser // by object id
	used  map[string]int        // consumed units by skuId
	pool  map[string]int
}

// modelUser holds licences directly, and through other ways that no call changes.
type modelUser struct {
	user     *reconcile.User
	direct   map[string][]string // skuId -> disabled plans
	other    map[string]bool     // held in another way
	location string
}

func newModel(t *reconcile.Tenant) *model {
	m := &model{t: t, users: map[string]*modelUser{}, used: map[string]int{}, pool: map[string]int{}}
	for _, s := range t.SKUs {
		m.used[s.ID], m.pool[s.ID] = s.Consumed, s.Pool()
	}
	for i := range t.Users {
		u := &t.Users[i]
		mu := &modelUser{user: u, direct: map[string][]string{}, other: map[string]bool{}, location: u.UsageLocation}
		for _, a := range t.Assignments(u) {
			id := t.SKUs[a.SKU].ID
			switch {
			case a.Group == reconcile.Direct:
				mu.direct[id] = a.DisabledPlans
			case a.Held():
				mu.other[id] = true
			}
		}
		m.users[u.ID] = mu
	}
	return m
}

func (u *modelUser) holds(sku string) bool {
	_, direct := u.direct[sku]
	return direct || u.other[sku]
}

func (u *modelUser) holdings() []reconcile.Holding {
	var hs []reconcile.Holding
	for _, id := range slices.Sorted(maps.Keys(u.direct)) {
		hs = append(hs, reconcile.Holding{SKUID: id, DisabledPlans: u.direct[id]})
	}
	return hs
}

// assignLicense is one call: it checks what Graph checks, then does it whole.
func (m *model) assignLicense(t rapid.TB, id string, add []reconcile.Holding, remove []string) {
	t.Helper()
	u := m.users[id]
	if u == nil {
		t.Fatalf("call for unknown user %s", id)
	}
	if len(add) > 0 && u.location == "" {
		t.Fatalf("%s: licence given without a usage location", u.user.UserPrincipalName)
	}
	before := map[string]bool{}
	for _, s := range m.t.SKUs {
		before[s.ID] = u.holds(s.ID)
	}
	for _, sku := range remove {
		if _, ok := u.direct[sku]; !ok {
			t.Fatalf("%s: %s is not held directly", u.user.UserPrincipalName, sku)
		}
		delete(u.direct, sku)
	}
	for _, h := range add {
		u.direct[h.SKUID] = h.DisabledPlans
	}
	for _, s := range m.t.SKUs {
		switch now := u.holds(s.ID); {
		case now && !before[s.ID]:
			m.used[s.ID]++
			if m.used[s.ID] > m.pool[s.ID] {
				t.Fatalf("%s: no seat of %s: %d of %d", u.user.UserPrincipalName, s.PartNumber, m.used[s.ID], m.pool[s.ID])
			}
		case !now && before[s.ID]:
			m.used[s.ID]--
		}
	}
}

// do carries out one part of a change.
func (m *model) do(t rapid.TB, c *reconcile.Change, part order.Part) {
	t.Helper()
	if l := c.SetUsageLocation; l != nil && part != order.AddAfter {
		m.users[c.User.ID].location = l.To
	}
	var add []reconcile.Holding
	var remove []string
	if part != order.RemoveFirst {
		add = append(add, c.Assign...)
		for _, u := range c.Update {
			add = append(add, reconcile.Holding{SKUID: u.SKUID, DisabledPlans: u.DisabledPlans})
		}
	}
	if part != order.AddAfter {
		for _, h := range c.Unassign {
			remove = append(remove, h.SKUID)
		}
	}
	m.assignLicense(t, c.User.ID, add, remove)
}

// apply carries changes out in an order that frees seats before it takes them.
func (m *model) apply(t rapid.TB, changes []reconcile.Change) {
	t.Helper()
	free := map[string]int{}
	for id, n := range m.pool {
		free[id] = n - m.used[id]
	}
	schedule, rings := order.OfChanges(changes, free)
	if len(rings) > 0 {
		t.Fatalf("no order: %v", rings)
	}
	for _, step := range schedule.Steps {
		m.do(t, &changes[step.Change], step.Part)
	}
}

// tenant reads the model again, as a tenant of its own.
func (m *model) tenant(c *reconcile.Catalog) *reconcile.Tenant {
	b := reconcile.NewTenantBuilder(m.t.Knows, c)
	b.SetOrganization(m.t.ID, m.t.DisplayName, m.t.CountryLetterCode)
	b.SetUserCount(m.t.UserCount, m.t.Partial)
	for _, s := range m.t.SKUs {
		s.Consumed = m.used[s.ID]
		if s.Owned {
			s.Plans = slices.Clone(s.Plans)
			b.AddSKU(s)
		}
	}
	for _, g := range m.t.Groups {
		b.AddGroup(g.ID, g.DisplayName)
	}
	for _, u := range m.t.Users {
		b.AddUser(m.record(m.users[u.ID]))
	}
	return b.Tenant()
}

func (m *model) record(u *modelUser) reconcile.UserRecord {
	r := reconcile.UserRecord{ID: u.user.ID, UserPrincipalName: u.user.UserPrincipalName, DisplayName: u.user.DisplayName, Mail: u.user.Mail,
		UsageLocation: u.location, Enabled: map[bool]reconcile.Answer{true: reconcile.No, false: reconcile.Yes}[u.user.Disabled], Guest: u.user.Guest, Synced: u.user.Synced}
	held := map[string][]string{}
	hold := func(id string, off []string) {
		if was, ok := held[id]; ok {
			off = slices.DeleteFunc(slices.Clone(was), func(p string) bool { return !slices.Contains(off, p) })
		}
		held[id] = off
	}
	for _, h := range u.holdings() {
		r.States = append(r.States, reconcile.StateRecord{SKUID: h.SKUID, State: "Active", Error: "None", DisabledPlans: h.DisabledPlans})
		hold(h.SKUID, h.DisabledPlans)
	}
	for _, a := range m.t.Assignments(u.user) {
		id := m.t.SKUs[a.SKU].ID
		if a.Group == reconcile.Direct {
			continue
		}
		if a.Held() {
			hold(id, a.DisabledPlans)
		}
		if a.Group >= 0 {
			r.States = append(r.States, reconcile.StateRecord{SKUID: id, AssignedByGroup: m.t.Groups[a.Group].ID, State: a.State.String(), Error: a.Error, DisabledPlans: a.DisabledPlans})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(held)) {
		r.AssignedLicenses = append(r.AssignedLicenses, reconcile.LicenseRecord{SKUID: id, DisabledPlans: held[id]})
	}
	return r
}
