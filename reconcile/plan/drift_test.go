package plan_test

import (
	"slices"
	"strings"
	"testing"

	"licet/reconcile"
)

// presentBy gives for reconcile.Drift users of the small tenant, by id, with what they have
// directly by now. In all else they are as the plan found them.
func presentBy(now map[string][]reconcile.Holding) func(string) (reconcile.Present, bool) {
	return func(id string) (reconcile.Present, bool) {
		direct, ok := now[id]
		name := map[string]string{idOf("ann"): "ann", idOf("bob"): "bob", idOf("cho"): "cho", idOf("dan"): "dan"}[id]
		return reconcile.Present{UserPrincipalName: upn(name), UsageLocation: "US", Direct: direct}, ok
	}
}

// idOf is the id of one of the first users of the small tenant, who are in the order of the alphabet.
func idOf(name string) string { return id(kindUser, int(name[0]-'a')+1) }

// drifted are the sentences of what Drift finds of a plan when its users are as now
// makes them of how the plan found them.
func drifted(p *reconcile.Plan, now func(c *reconcile.Change, have *reconcile.Present)) []string {
	var got []string
	found := reconcile.Drift(p, func(id string) (reconcile.Present, bool) {
		i := slices.IndexFunc(p.Changes, func(c reconcile.Change) bool { return c.User.ID == id })
		c := &p.Changes[i]
		have := reconcile.Present{UserPrincipalName: c.User.UserPrincipalName, UsageLocation: "US", Direct: c.Before}
		if l := c.SetUsageLocation; l != nil {
			have.UsageLocation = l.From
		}
		for _, h := range c.Unassign {
			if !slices.Contains(c.Releases, h.SKUID) {
				have.Inherited = append(have.Inherited, h.SKUID)
			}
		}
		now(c, &have)
		return have, true
	})
	for _, d := range found {
		f := d.Finding
		got = append(got, strings.TrimSuffix(f.User, "@contoso.com")+": "+f.Message.String())
	}
	return got
}

// A plan says who is changed by name, and the tenant changes whom the id means. Who bears
// another name by now, or never bore it, is not whom somebody approved.
func TestWhoIsNamedIsWhoIsChanged(t *testing.T) {
	s := scene{accounts: []account{{name: "ann", location: "US"}}, rows: rows(row("ann", "SPE_E5"))}
	p := s.build(t)
	got := drifted(p, func(_ *reconcile.Change, have *reconcile.Present) { have.UserPrincipalName = "boss@contoso.com" })
	want := "ann: The plan names ann@contoso.com, and the account with the id " + id(kindUser, 1) + " is boss@contoso.com."
	if !slices.Equal(got, []string{want}) {
		t.Errorf("got %q", got)
	}
	if got := drifted(p, func(_ *reconcile.Change, have *reconcile.Present) { have.UserPrincipalName = "ANN@Contoso.com" }); got != nil {
		t.Errorf("a name in other letters has drifted: %q", got)
	}
}

// Whoever sets a location between plan and apply has decided where services are
// delivered: a plan does not overwrite it, nor does it assign without any.
func TestAChangedUsageLocationIsDrift(t *testing.T) {
	moved := rows(row("ann", "SPE_E5"), row("bob", "SPE_E5"), row("cho", "SPE_E5"))
	moved[0].UsageLocation, moved[1].UsageLocation = "GB", "GB"
	s := scene{accounts: []account{{name: "ann", location: "IN"}, {name: "bob", location: "-"}, {name: "cho", location: "US"}}, rows: moved}
	p := s.build(t)
	if len(p.Changes) != 3 {
		t.Fatal(show(p))
	}
	for _, c := range []struct {
		now  string
		want []string
	}{
		{"DE", []string{
			"ann: Since the plan was made the usage location has changed from IN to DE; the plan sets GB.",
			"bob: Since the plan was made the usage location has changed from none to DE; the plan sets GB."}},
		{"gb", nil}, // somebody has set what the plan sets
		{"", []string{
			"ann: Since the plan was made the usage location has changed from IN to none; the plan sets GB.",
			"cho: The user has no usage location any more, without which no licence can be assigned."}},
	} {
		got := drifted(p, func(_ *reconcile.Change, have *reconcile.Present) { have.UsageLocation = c.now })
		if !slices.Equal(got, c.want) {
			t.Errorf("%q:\ngot  %q\nwant %q", c.now, got, c.want)
		}
	}
	if got := drifted(p, func(*reconcile.Change, *reconcile.Present) {}); got != nil {
		t.Errorf("nothing has changed, and %q", got)
	}
}

// A direct licence was to go because a group gives it as well. Where the group does so no
// longer, taking it away takes the mailbox.
func TestALicenceThatAGroupNoLongerGivesIsDrift(t *testing.T) {
	s := scene{accounts: []account{{name: "ann", location: "US", ways: []way{direct(e3), through(e3, 1)}}},
		rows: rows(row("ann", "SPE_E3")), options: reconcile.Options{DropRedundant: true}}
	p := s.build(t)
	if got := drifted(p, func(*reconcile.Change, *reconcile.Present) {}); got != nil || len(p.Changes) != 1 {
		t.Fatalf("%v, %s", got, show(p))
	}
	got := drifted(p, func(_ *reconcile.Change, have *reconcile.Present) { have.Inherited = nil })
	want := "ann: Microsoft 365 E3 (SPE_E3) does not come through a group any more, and would be lost with the direct one."
	if !slices.Equal(got, []string{want}) {
		t.Errorf("got %q", got)
	}
}

// What a plan calls a licence is what somebody approves.
func TestALicenceIsCalledWhatItIsInTheTenant(t *testing.T) {
	s := scene{accounts: []account{{name: "ann", location: "US"}}, rows: rows(row("ann", "SPE_E5"))}
	p, skus := s.build(t), s.input().Tenant.SKUs
	if wrong := reconcile.Mislabelled(p, skus); wrong != nil {
		t.Errorf("as it was made: %v", wrong)
	}
	edited := *p
	edited.Seats = slices.Clone(p.Seats)
	edited.Seats[0].SKUPartNumber, edited.Seats[0].Name = "FLOW_FREE", "Microsoft Power Automate Free"
	for _, c := range []struct {
		plan *reconcile.Plan
		skus []reconcile.SKU
		want string
	}{
		{&edited, skus, "the plan calls " + sku(e5) + " Microsoft Power Automate Free (FLOW_FREE), and in the tenant it is Microsoft 365 E5 (SPE_E5)"},
		{p, nil, "the tenant has no licence " + sku(e5) + ", which the plan calls Microsoft 365 E5 (SPE_E5)"},
	} {
		if got := reconcile.Mislabelled(c.plan, c.skus); len(got) != 1 || got[0].String() != c.want {
			t.Errorf("got %v, want %s", got, c.want)
		}
	}
	if named := edited.Labelled(skus, s.input().Names.Plan); named.Seats[0].Name != "Microsoft 365 E5" || edited.Seats[0].Name == "Microsoft 365 E5" {
		t.Errorf("named %q, edited %q", named.Seats[0].Name, edited.Seats[0].Name)
	}
}
