package licet_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"licet/io/prices"
	"licet/io/report"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/audit"
	"licet/reconcile/names"
)

// A rule that stands in two rooms becomes two rules: what a GUID is, every room
// knows from one function.
func TestEveryRoomKnowsAGUID(t *testing.T) {
	const guid = "05e9a617-0261-4cee-bb44-138d3ef5d965"
	known := names.New(&reconcile.Catalog{Products: []reconcile.Product{{SKUID: guid, PartNumber: "SPE_E3", Name: "Microsoft 365 E3"}}}, nil)
	nothing := names.New(&reconcile.Catalog{}, nil)
	for _, c := range []struct {
		text string
		is   bool
	}{
		{guid, true}, {strings.ToUpper(guid), true}, {"{" + guid + "}", true}, {" {" + strings.ToUpper(guid) + "} ", true},
		{"{" + guid, false}, {guid + "}", false}, {"(" + guid + ")", false}, {guid[1:], false}, {guid + "0", false}, {"", false}, {"{}", false},
		{strings.ReplaceAll(guid, "-", ""), false}, {strings.Replace(guid, "0", "g", 1), false}, {strings.Replace(guid, "-", "0", 1), false},
	} {
		if id, ok := reconcile.ParseGUID(c.text); ok != c.is || ok && id != guid {
			t.Errorf("ParseGUID(%q) is %q, %v", c.text, id, ok)
		}
		if id := reconcile.FoldUser(c.text); (id == guid) != c.is {
			t.Errorf("a user named %q is folded to %q", c.text, id)
		}
		if found := known.License(c.text); (len(found) == 1) != c.is {
			t.Errorf("a licence named %q is %v", c.text, found)
		}
		list, err := prices.Read(strings.NewReader("sku_id,price,currency\n\""+c.text+"\",1,EUR\n"), nothing)
		if (err == nil && len(list) == 1 && list[0].SKUID == guid) != c.is {
			t.Errorf("a price of %q is %v, %v", c.text, list, err)
		}
	}
}

// Free seats are what is enabled and in grace less what is in use, and never
// less than none: whoever told a negative number told of seats to buy.
func TestEveryRoomCountsFreeSeatsAlike(t *testing.T) {
	const id = "05e9a617-0261-4cee-bb44-138d3ef5d965"
	for _, c := range []struct{ enabled, warning, suspended, consumed, free, balance int }{
		{10, 0, 0, 4, 6, 6}, {10, 0, 0, 10, 0, 0}, {10, 0, 0, 14, 0, -4}, {5, 5, 0, 7, 3, 3}, {0, 0, 9, 3, 0, -3}, {0, 0, 0, 0, 0, 0},
	} {
		b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), &reconcile.Catalog{})
		b.AddSKU(reconcile.SKU{ID: id, PartNumber: "SPE_E3", AppliesTo: "User", CapabilityStatus: "Enabled",
			Enabled: c.enabled, Warning: c.warning, Suspended: c.suspended, LockedOut: 3, Consumed: c.consumed})
		tenant := b.Tenant()
		s := &tenant.SKUs[0]
		if s.Free() != c.free || s.Balance() != c.balance {
			t.Errorf("%+v: %d free, balance %d", c, s.Free(), s.Balance())
		}
		if n := (apply.SeatCount{SKUID: id, Pool: s.Pool(), Consumed: s.Consumed}).Balance(); n != c.balance {
			t.Errorf("%+v: a run counts %d", c, n)
		}
		if l := audit.Run(tenant, &reconcile.Catalog{}, audit.Options{}).Licenses[0]; l.Free != c.free {
			t.Errorf("%+v: an audit counts %d", c, l.Free)
		}
		var out bytes.Buffer
		var shown struct{ SKUs []struct{ Free int } }
		if err := report.SkusJSON(&out, report.SkusDoc{SKUs: tenant.SKUs, Known: true}); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(out.Bytes(), &shown); err != nil || shown.SKUs[0].Free != c.free {
			t.Errorf("%+v: skus counts %+v, %v", c, shown, err)
		}
	}
}
