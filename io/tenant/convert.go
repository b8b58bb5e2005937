package tenant

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"licet/reconcile"
)

// builderSink hands a document to b.
func builderSink(b *reconcile.TenantBuilder) sink {
	return sink{
		tenant: func(o *Organization) {
			b.SetOrganization(o.ID, o.DisplayName, o.CountryLetterCode)
			b.SetUserCount(o.UserCount, false)
		},
		deltaLink:    func(string) {},
		sku:          func(s *SubscribedSku) { b.AddSKU(coreSKU(s)) },
		group:        func(g *Group) { b.AddGroup(g.ID, g.DisplayName) },
		subscription: func(s *CompanySubscription) { b.AddSubscription(coreSubscription(s)) },
		deletedUsers: recordList(b, unique(recordID, func(r *reconcile.UserRecord) { b.AddDeleted(*r) })),
		users:        recordList(b, func(r *reconcile.UserRecord) bool { return b.AddUser(*r) }),
	}
}

func coreSKU(s *SubscribedSku) reconcile.SKU {
	core := reconcile.SKU{
		ID:               s.SkuID,
		PartNumber:       s.SkuPartNumber,
		AppliesTo:        s.AppliesTo,
		CapabilityStatus: s.CapabilityStatus,
		Enabled:          s.PrepaidUnits.Enabled,
		Warning:          s.PrepaidUnits.Warning,
		Suspended:        s.PrepaidUnits.Suspended,
		LockedOut:        s.PrepaidUnits.LockedOut,
		Consumed:         s.ConsumedUnits,
		Plans:            make([]reconcile.ServicePlan, len(s.ServicePlans)),
	}
	for i, p := range s.ServicePlans {
		core.Plans[i] = reconcile.ServicePlan{
			ID:                 p.ServicePlanID,
			Name:               p.ServicePlanName,
			AppliesTo:          p.AppliesTo,
			ProvisioningStatus: p.ProvisioningStatus,
		}
	}
	return core
}

// coreUser gives what the core reads of u.
func coreUser(u *User) reconcile.UserRecord {
	r := reconcile.UserRecord{
		ID:                u.ID,
		UserPrincipalName: u.UserPrincipalName,
		DisplayName:       u.DisplayName,
		Mail:              u.Mail,
		UsageLocation:     u.UsageLocation,
		Disabled:          u.AccountEnabled != nil && !*u.AccountEnabled,
		Guest:             strings.EqualFold(u.UserType, "Guest"),
		Synced:            u.OnPremisesSyncEnabled,
		LastSignIn:        u.SignInActivity.latest(),
		AssignedLicenses:  make([]reconcile.LicenseRecord, len(u.AssignedLicenses)),
		States:            make([]reconcile.StateRecord, len(u.LicenseAssignmentStates)),
	}
	for i, l := range u.AssignedLicenses {
		r.AssignedLicenses[i] = reconcile.LicenseRecord{SKUID: l.SkuID, DisabledPlans: l.DisabledPlans}
	}
	for i, s := range u.LicenseAssignmentStates {
		r.States[i] = reconcile.StateRecord{SKUID: s.SkuID, State: s.State, Error: s.Error, DisabledPlans: s.DisabledPlans}
		if s.AssignedByGroup != nil {
			r.States[i].AssignedByGroup = *s.AssignedByGroup
		}
	}
	return r
}

func coreSubscription(s *CompanySubscription) reconcile.Subscription {
	core := reconcile.Subscription{SKUID: s.SkuID, Status: s.Status, Trial: s.IsTrial, Seats: s.TotalLicenses}
	if s.NextLifecycleDateTime != nil {
		core.Renews = s.NextLifecycleDateTime.Unix()
	}
	return core
}

// latest gives the latest sign-in of any kind in Unix seconds; 0 for none.
func (a *SignInActivity) latest() int64 {
	if a == nil {
		return 0
	}
	var last int64
	for _, at := range []*time.Time{a.LastSignInDateTime, a.LastNonInteractiveSignInDateTime, a.LastSuccessfulSignInDateTime} {
		if at != nil {
			last = max(last, at.Unix())
		}
	}
	return last
}

// FromTenant gives the tenant file of what was read, e.g. to rehearse on. What
// the core does not keep (departments, kinds of sign-in) is not in it.
// A group's own licences are put together from what its members have by it.
func FromTenant(t *reconcile.Tenant) *File {
	f := HeadFromTenant(t)
	f.Users = slices.AppendSeq(make([]User, 0, len(t.Users)), UsersFromTenant(t))
	return f
}

// HeadFromTenant is FromTenant without the users, for who takes these one by one.
func HeadFromTenant(t *reconcile.Tenant) *File {
	f := &File{
		Format: Format,
		Tenant: Organization{
			ID: t.ID, DisplayName: t.DisplayName, CountryLetterCode: t.CountryLetterCode, UserCount: t.UserCount,
		},
		Groups:       make([]Group, len(t.Groups)),
		DeletedUsers: make([]User, len(t.Deleted)),
	}
	for i := range t.SKUs {
		if t.SKUs[i].Owned {
			f.SubscribedSkus = append(f.SubscribedSkus, fileSKU(&t.SKUs[i]))
		}
	}
	for i := range t.Subscriptions {
		f.Subscriptions = append(f.Subscriptions, fileSubscription(t, i))
	}
	for i, g := range t.Groups {
		f.Groups[i] = Group{ID: g.ID, DisplayName: g.DisplayName}
	}
	for i := range t.Users {
		fillGroups(f.Groups, t, &t.Users[i])
	}
	for i := range t.Deleted {
		f.DeletedUsers[i] = fileUser(t, &t.Deleted[i])
	}
	return f
}

// UsersFromTenant gives the users of FromTenant one by one: all of a large tenant
// take several times the room of the tenant.
func UsersFromTenant(t *reconcile.Tenant) iter.Seq[User] {
	return func(yield func(User) bool) {
		for i := range t.Users {
			if !yield(fileUser(t, &t.Users[i])) {
				return
			}
		}
	}
}

func fileSKU(s *reconcile.SKU) SubscribedSku {
	out := SubscribedSku{
		SkuID:            s.ID,
		SkuPartNumber:    s.PartNumber,
		AppliesTo:        s.AppliesTo,
		CapabilityStatus: s.CapabilityStatus,
		ConsumedUnits:    s.Consumed,
		PrepaidUnits: PrepaidUnits{
			Enabled: s.Enabled, Suspended: s.Suspended, Warning: s.Warning, LockedOut: s.LockedOut,
		},
		ServicePlans: make([]ServicePlan, len(s.Plans)),
	}
	for i, p := range s.Plans {
		out.ServicePlans[i] = ServicePlan{
			ServicePlanID:      p.ID,
			ServicePlanName:    p.Name,
			ProvisioningStatus: p.ProvisioningStatus,
			AppliesTo:          p.AppliesTo,
		}
	}
	return out
}

// fileSubscription gives the subscription an id of its own, which the core does
// not keep.
func fileSubscription(t *reconcile.Tenant, i int) CompanySubscription {
	s := t.Subscriptions[i]
	out := CompanySubscription{
		ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", i+1), SkuID: s.SKUID, Status: s.Status, IsTrial: s.Trial, TotalLicenses: s.Seats,
	}
	for k := range t.SKUs {
		if t.SKUs[k].ID == s.SKUID {
			out.SkuPartNumber = t.SKUs[k].PartNumber
		}
	}
	if s.Renews != 0 {
		at := time.Unix(s.Renews, 0).UTC()
		out.NextLifecycleDateTime = &at
	}
	return out
}

func fileUser(t *reconcile.Tenant, u *reconcile.User) User {
	enabled := !u.Disabled
	out := User{
		ID:                    u.ID,
		UserPrincipalName:     u.UserPrincipalName,
		DisplayName:           u.DisplayName,
		Mail:                  u.Mail,
		AccountEnabled:        &enabled,
		UserType:              "Member",
		UsageLocation:         u.UsageLocation,
		OnPremisesSyncEnabled: u.Synced,
		AssignedLicenses:      effective(t, u.Assignments),
	}
	out.SignInActivity = signInAt(u.LastSignIn)
	if u.Guest {
		out.UserType = "Guest"
	}
	for _, a := range u.Assignments {
		if a.Group == reconcile.UnknownOrigin {
			continue
		}
		s := LicenseAssignmentState{
			SkuID:         t.SKUs[a.SKU].ID,
			DisabledPlans: nonNil(a.DisabledPlans),
			State:         a.State.String(),
			Error:         a.Error,
		}
		if a.Error == "" {
			s.Error = "None"
		}
		if a.Group >= 0 {
			s.AssignedByGroup = &t.Groups[a.Group].ID
		}
		out.LicenseAssignmentStates = append(out.LicenseAssignmentStates, s)
	}
	return out
}

// signInAt gives the last sign-in, of which the core does not keep the kind; nil
// for 0.
func signInAt(seconds int64) *SignInActivity {
	if seconds == 0 {
		return nil
	}
	at := time.Unix(seconds, 0).UTC()
	return &SignInActivity{LastSignInDateTime: &at, LastSuccessfulSignInDateTime: &at}
}

// effective gives what a user holds by all ways together: an app is off only
// where every way has it off (graph.md 7, rule 13).
func effective(t *reconcile.Tenant, as []reconcile.Assignment) []AssignedLicense {
	var out []AssignedLicense
	for _, a := range as {
		if !a.Held() {
			continue
		}
		id := t.SKUs[a.SKU].ID
		if n := len(out); n > 0 && out[n-1].SkuID == id {
			out[n-1].DisabledPlans = intersection(out[n-1].DisabledPlans, a.DisabledPlans)
			continue
		}
		out = append(out, AssignedLicense{SkuID: id, DisabledPlans: nonNil(a.DisabledPlans)})
	}
	return out
}

func intersection(a, b []string) []string {
	both := []string{}
	for _, id := range a {
		if slices.Contains(b, id) {
			both = append(both, id)
		}
	}
	return both
}

func fillGroups(groups []Group, t *reconcile.Tenant, u *reconcile.User) {
	for _, a := range u.Assignments {
		if a.Group < 0 {
			continue
		}
		g, id := &groups[a.Group], t.SKUs[a.SKU].ID
		if !slices.ContainsFunc(g.AssignedLicenses, func(l AssignedLicense) bool { return l.SkuID == id }) {
			g.AssignedLicenses = append(g.AssignedLicenses, AssignedLicense{SkuID: id, DisabledPlans: nonNil(a.DisabledPlans)})
		}
	}
}
