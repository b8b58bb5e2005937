package tenant

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"licet/io/users"
	"licet/reconcile"
)

// add hands b what a member of f holds, once it has been read.
func add(b *reconcile.TenantBuilder, f *File, name string) {
	switch name {
	case "tenant":
		b.SetOrganization(f.Tenant.ID, f.Tenant.DisplayName, f.Tenant.CountryLetterCode)
		b.SetUserCount(f.Tenant.UserCount, false)
	case "subscribedSkus":
		for i := range f.SubscribedSkus {
			b.AddSKU(coreSKU(&f.SubscribedSkus[i]))
		}
	case "groups":
		for _, g := range f.Groups {
			b.AddGroup(g.ID, g.DisplayName)
		}
	case "subscriptions":
		for _, s := range f.Subscriptions {
			b.AddSubscription(coreSubscription(&s))
		}
	case "deletedUsers":
		for i := range f.DeletedUsers {
			var r reconcile.UserRecord
			text, err := json.Marshal(&f.DeletedUsers[i])
			if err = errors.Join(err, users.NewDecoder().Decode(text, &r)); err != nil {
				panic(err) // what was read can be written, and read again
			}
			b.AddDeleted(r)
		}
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
		core.Plans[i] = reconcile.ServicePlan(p)
	}
	return core
}

func coreSubscription(s *CompanySubscription) reconcile.Subscription {
	core := reconcile.Subscription{SKUID: s.SkuID, Status: s.Status, Trial: s.IsTrial, Seats: s.TotalLicenses}
	if s.NextLifecycleDateTime != nil {
		core.Renews = s.NextLifecycleDateTime.Unix()
	}
	return core
}

// HeadOf gives the tenant file of what was read, e.g. to rehearse on, without its
// users. What the core does not keep (departments, kinds of sign-in) is not in
// it. A group's own licences are put together from what its members have by it.
func HeadOf(t *reconcile.Tenant) *File {
	f := &File{
		Format: Format,
		Tenant: Organization{
			ID: t.ID, DisplayName: t.DisplayName, CountryLetterCode: t.CountryLetterCode, UserCount: t.UserCount,
		},
	}
	for i := range t.SKUs {
		if t.SKUs[i].Owned {
			f.SubscribedSkus = append(f.SubscribedSkus, fileSKU(&t.SKUs[i]))
		}
	}
	for i := range t.Subscriptions {
		f.Subscriptions = append(f.Subscriptions, fileSubscription(t, i))
	}
	for _, g := range t.Groups {
		f.Groups = append(f.Groups, Group{ID: g.ID, DisplayName: g.DisplayName})
	}
	for _, as := range t.Holdings {
		for _, a := range as {
			if a.Group >= 0 {
				f.Groups[a.Group].give(t.SKUs[a.SKU].ID, a.DisabledPlans)
			}
		}
	}
	for i := range t.Deleted {
		f.DeletedUsers = append(f.DeletedUsers, UserOf(t, &t.Deleted[i]))
	}
	return f
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
		out.ServicePlans[i] = ServicePlan(p)
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

// UserOf gives a user of t as a tenant file has them.
func UserOf(t *reconcile.Tenant, u *reconcile.User) User {
	r := reconcile.UserRecord{
		ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName, Mail: u.Mail, UsageLocation: u.UsageLocation,
		Enabled: reconcile.Yes, Guest: u.Guest, Synced: u.Synced, LastSignIn: u.LastSignIn,
	}
	if u.Disabled {
		r.Enabled = reconcile.No
	}
	for _, h := range t.Held(u) {
		r.AssignedLicenses = append(r.AssignedLicenses, reconcile.LicenseRecord{SKUID: t.SKUs[h.SKU].ID, DisabledPlans: h.Off})
	}
	for _, a := range t.Assignments(u) {
		if a.Group == reconcile.UnknownOrigin {
			continue
		}
		s := reconcile.StateRecord{SKUID: t.SKUs[a.SKU].ID, DisabledPlans: a.DisabledPlans, State: a.State.String(), Error: cmp.Or(a.Error, "None")}
		if a.Group >= 0 {
			s.AssignedByGroup = t.Groups[a.Group].ID
		}
		r.States = append(r.States, s)
	}
	return userOf(&r)
}

// userOf gives a user who was read as a tenant file has them.
func userOf(r *reconcile.UserRecord) User {
	u := User{
		ID: r.ID, UserPrincipalName: r.UserPrincipalName, DisplayName: r.DisplayName, Mail: r.Mail,
		UserType: "Member", UsageLocation: r.UsageLocation, OnPremisesSyncEnabled: r.Synced,
	}
	if r.Guest {
		u.UserType = "Guest"
	}
	if r.Enabled != reconcile.Unsaid {
		u.AccountEnabled = new(r.Enabled == reconcile.Yes)
	}
	if r.LastSignIn != 0 { // of which kind, nobody keeps
		at := time.Unix(r.LastSignIn, 0).UTC()
		u.SignInActivity = &SignInActivity{LastSignInDateTime: &at, LastSuccessfulSignInDateTime: &at}
	}
	for _, l := range r.AssignedLicenses {
		u.AssignedLicenses = append(u.AssignedLicenses, AssignedLicense{SkuID: l.SKUID, DisabledPlans: l.DisabledPlans})
	}
	for _, s := range r.States {
		state := LicenseAssignmentState{SkuID: s.SKUID, DisabledPlans: s.DisabledPlans, State: s.State, Error: s.Error}
		if s.AssignedByGroup != "" {
			state.AssignedByGroup = &s.AssignedByGroup
		}
		u.LicenseAssignmentStates = append(u.LicenseAssignmentStates, state)
	}
	return u
}
