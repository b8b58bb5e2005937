package graph

import (
	"strings"

	"licet/reconcile"
)

// From the shapes of the wire to those of reconcile.

func (w *wireSKU) sku() reconcile.SKU {
	s := reconcile.SKU{
		ID:               strings.ToLower(w.SKUID),
		PartNumber:       w.PartNumber,
		AppliesTo:        w.AppliesTo,
		CapabilityStatus: w.CapabilityStatus,
		Enabled:          w.PrepaidUnits.Enabled,
		Warning:          w.PrepaidUnits.Warning,
		Suspended:        w.PrepaidUnits.Suspended,
		LockedOut:        w.PrepaidUnits.LockedOut,
		Consumed:         w.ConsumedUnits,
		Plans:            make([]reconcile.ServicePlan, len(w.ServicePlans)),
	}
	for i, p := range w.ServicePlans {
		s.Plans[i] = reconcile.ServicePlan{ID: p.ID, Name: p.Name, AppliesTo: p.AppliesTo, ProvisioningStatus: p.ProvisioningStatus}
	}
	return s
}

func (w *wireUser) record() reconcile.UserRecord {
	r := reconcile.UserRecord{
		ID:                w.ID,
		UserPrincipalName: w.UserPrincipalName,
		DisplayName:       w.DisplayName,
		Mail:              w.Mail,
		UsageLocation:     w.UsageLocation,
		Disabled:          w.AccountEnabled != nil && !*w.AccountEnabled,
		Guest:             strings.EqualFold(w.UserType, "Guest"),
		Synced:            w.Synced,
		LastSignIn:        w.SignIns.latest(),
		AssignedLicenses:  make([]reconcile.LicenseRecord, len(w.AssignedLicenses)),
		States:            make([]reconcile.StateRecord, len(w.States)),
	}
	for i, l := range w.AssignedLicenses {
		r.AssignedLicenses[i] = reconcile.LicenseRecord{SKUID: l.SKUID, DisabledPlans: l.DisabledPlans}
	}
	for i, s := range w.States {
		r.States[i] = reconcile.StateRecord{
			SKUID: s.SKUID, AssignedByGroup: s.AssignedByGroup, State: s.State, Error: s.Error, DisabledPlans: s.DisabledPlans,
		}
	}
	return r
}
