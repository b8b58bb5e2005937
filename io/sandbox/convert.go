package sandbox

import (
	"cmp"
	"iter"
	"strings"
	"time"

	"licet/io/tenant"
)

// account reads a user of the tenant file. The states say how a SKU came to
// the user; one that is held without a state has an unknown origin.
func (st *Store) account(u *tenant.User) *account {
	profile := *u
	profile.AssignedLicenses, profile.LicenseAssignmentStates = nil, nil
	a := &account{profile: &profile, ways: make([]way, 0, max(len(u.LicenseAssignmentStates), len(u.AssignedLicenses)))}
	for _, s := range u.LicenseAssignmentStates {
		w := way{
			sku:      st.skuNumber(s.SkuID),
			group:    directly,
			disabled: st.plans.set(s.DisabledPlans),
			status:   statusOf(cmp.Or(s.State, stateActive), cmp.Or(s.Error, errorWhenFine)),
		}
		if s.AssignedByGroup != nil && *s.AssignedByGroup != "" {
			w.group = st.groupNumber(*s.AssignedByGroup)
		}
		if s.LastUpdatedDateTime != "" { // a tenant that was read does not tell it
			if t, err := time.Parse(time.RFC3339, s.LastUpdatedDateTime); err == nil {
				w.updated = t.Unix()
			}
		}
		a.ways = append(a.ways, w)
	}
	for _, l := range u.AssignedLicenses {
		if n := st.skuNumber(l.SkuID); !a.holds(n) {
			a.ways = append(a.ways, way{
				sku:      n,
				group:    unknownOrigin,
				disabled: st.plans.set(l.DisabledPlans),
				status:   active(),
			})
		}
	}
	a.sortWays()
	return a
}

// user writes an account as the tenant file has it.
func (st *Store) user(a *account) tenant.User {
	u := *a.profile
	u.AssignedLicenses, u.LicenseAssignmentStates = st.assignedLicenses(a), st.assignmentStates(a)
	return u
}

// assignedLicenses is what a user effectively holds, in Graph's form.
func (st *Store) assignedLicenses(a *account) (out []tenant.AssignedLicense) {
	for _, l := range st.effective(a) {
		out = append(out, tenant.AssignedLicense{SkuID: st.skus[l.sku].facts.SkuID, DisabledPlans: l.disabled.ids})
	}
	return out
}

// assignmentStates is how the user came to it, as far as that is known.
func (st *Store) assignmentStates(a *account) (out []tenant.LicenseAssignmentState) {
	for _, w := range a.ways {
		if w.group == unknownOrigin {
			continue
		}
		s := tenant.LicenseAssignmentState{
			SkuID: st.skus[w.sku].facts.SkuID, DisabledPlans: w.disabled.ids, State: w.status.Value().state, Error: w.status.Value().err,
		}
		if w.group >= 0 {
			s.AssignedByGroup = new(st.groups[w.group].facts.ID)
		}
		if w.updated != 0 {
			s.LastUpdatedDateTime = time.Unix(w.updated, 0).UTC().Format(time.RFC3339)
		}
		out = append(out, s)
	}
	return out
}

// File gives the tenant as it is now: what snapshot would write. Users stand in
// the order in which they were read.
func (st *Store) File() *tenant.File {
	st.mu.RLock()
	defer st.mu.RUnlock()
	f := st.head()
	f.Users = make([]tenant.User, 0, st.users)
	for u := range st.each() {
		f.Users = append(f.Users, *u)
	}
	return f
}

// head gives the tenant file without its users.
func (st *Store) head() *tenant.File {
	f := &tenant.File{Format: tenant.Format, Tenant: st.org, Subscriptions: st.subscriptions}
	if f.Tenant.UserCount != 0 {
		f.Tenant.UserCount = st.users
	}
	for _, s := range st.skus {
		if s.listed {
			facts := s.facts
			facts.ConsumedUnits = s.consumed()
			f.SubscribedSkus = append(f.SubscribedSkus, facts)
		}
	}
	for _, g := range st.groups {
		f.Groups = append(f.Groups, g.facts)
	}
	for _, d := range st.deleted {
		f.DeletedUsers = append(f.DeletedUsers, d.user)
	}
	return f
}

// each gives the users one by one.
func (st *Store) each() iter.Seq[*tenant.User] {
	return func(yield func(*tenant.User) bool) {
		for _, a := range st.accounts {
			if a == nil {
				continue
			}
			if u := st.user(a); !yield(&u) {
				return
			}
		}
	}
}

// lowerAll gives ids in lower case.
func lowerAll(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = strings.ToLower(id)
	}
	return out
}
