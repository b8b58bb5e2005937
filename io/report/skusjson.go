package report

import "io"

// SkusFormat names what SkusJSON writes and its version.
const SkusFormat = "licet-skus/1"

// SkusJSON writes d as licet-skus/1: the licences with their seats, null where
// the source does not tell them, and with ShowApps their apps. The only errors
// are those of w.
func SkusJSON(w io.Writer, d SkusDoc) error {
	o := newJSONObject(w)
	o.field("format", SkusFormat)
	o.field("tenant", d.Tenant)
	o.list("skus", skuTable(&d).led("skuId", "skuPartNumber"))
	return o.close()
}

// appJSON is an app of a licence in licet-skus/1.
type appJSON struct {
	ServicePlanID   string `json:"servicePlanId"`
	ServicePlanName string `json:"servicePlanName"`
	FriendlyName    string `json:"friendlyName"`
	AppliesTo       string `json:"appliesTo"`
}
