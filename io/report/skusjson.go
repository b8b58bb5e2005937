package report

import (
	"io"

	"licet/reconcile"
)

// SkusFormat names what SkusJSON writes and its version.
const SkusFormat = "licet-skus/1"

// SkusJSON writes d as licet-skus/1: the licences with their seats, null where
// the source does not tell them, and with ShowApps their apps. The only errors
// are those of w.
func SkusJSON(w io.Writer, d SkusDoc) error {
	names := namesOf(&reconcile.Plan{Apps: d.Apps}, nil)
	o := newJSONObject(w)
	o.field("format", SkusFormat)
	o.field("tenant", d.Tenant)
	jsonList(o, "skus", convert(d.SKUs, func(s *reconcile.SKU) skuJSON { return skuJSONOf(s, &d, names) }))
	return o.close()
}

// The structs of licet-skus/1, in the order of its fields.

type skuJSON struct {
	SkuID            string    `json:"skuId"`
	SkuPartNumber    string    `json:"skuPartNumber"`
	Name             string    `json:"name"`
	Owned            *int      `json:"owned"`
	Used             *int      `json:"used"`
	Free             *int      `json:"free"`
	AppliesTo        string    `json:"appliesTo"`
	CapabilityStatus string    `json:"capabilityStatus"`
	NoCost           string    `json:"noCost"`
	Apps             []appJSON `json:"apps,omitempty"`
}

type appJSON struct {
	ServicePlanID   string `json:"servicePlanId"`
	ServicePlanName string `json:"servicePlanName"`
	FriendlyName    string `json:"friendlyName"`
	AppliesTo       string `json:"appliesTo"`
}

func skuJSONOf(s *reconcile.SKU, d *SkusDoc, names planNames) skuJSON {
	out := skuJSON{
		SkuID: s.ID, SkuPartNumber: s.PartNumber, Name: s.Name,
		AppliesTo: s.AppliesTo, CapabilityStatus: s.CapabilityStatus, NoCost: s.NoCost,
	}
	if d.Known && s.Owned {
		owned, used, free := s.Pool(), s.Consumed, s.Free()
		out.Owned, out.Used, out.Free = &owned, &used, &free
	}
	if d.ShowApps {
		for _, plan := range s.Plans {
			app := appJSON{ServicePlanID: plan.ID, ServicePlanName: plan.Name, AppliesTo: plan.AppliesTo}
			if a := names.apps[plan.ID]; a != nil {
				app.FriendlyName = a.FriendlyName
			}
			out.Apps = append(out.Apps, app)
		}
	}
	return out
}
