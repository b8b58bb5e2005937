package plan_test

import (
	"slices"
	"strings"
	"testing"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// Who is meant by a text is one rule (FoldUser): what one room takes for a user,
// every room does. {GUID} was once found in small tenants and not in large ones;
// io/graph asks its own door, which reads users by name.
func TestEveryDoorKnowsWhoIsMeant(t *testing.T) {
	guid, name := id(kindUser, 1), upn("zoé")
	s := scene{accounts: []account{
		{name: "zoé", ways: []way{direct(ems)}, record: reconcile.UserRecord{Mail: "Z@fabrikam.com"}},
		{name: "zoe"}, {name: "bob", ways: []way{direct(ems)}},
	}}
	for _, c := range []struct {
		text string
		// is says whether the user is meant, spelt whether as the name of the user.
		is, spelt bool
	}{
		{name, true, true}, {"ZOÉ@CONTOSO.com", true, true}, {"  zoé@contoso.com\t", true, true}, {"zoe\u0301@contoso.com", true, true},
		{"\u00a0zoé@contoso.com", true, true}, {"zoé\u00a0@contoso.com", true, true}, {"zoé@contoso.com\u200b", true, true}, {"zo\u00adé@contoso.com", true, true},
		{guid, true, false}, {"{" + guid + "}", true, false}, {" {" + guid + "} ", true, false},
		{"z@fabrikam.com", true, false}, {"Z@FABRIKAM.com\u200d", true, false},
		{"zoe@contoso.com", false, false}, {"zoé", false, false}, {"{" + name + "}", false, false}, {"{" + guid, false, false},
		{"(" + guid + ")", false, false}, {strings.ReplaceAll(guid, "-", ""), false, false},
	} {
		s.rows = rows(reconcile.Row{User: c.text, License: "SPE_E3"})
		for door, is := range map[string]bool{
			"a row":        isChanged(s.build(t), guid),
			"a question":   isExplained(t, s.input(), c.text, guid),
			"a second row": isGathered(t, s, name, c.text),
		} {
			if is != c.is {
				t.Errorf("%s by %q: meant %v, want %v", door, c.text, is, c.is)
			}
		}
		for door, is := range map[string]bool{
			"a list of what is held": isHeld(t, name, c.text),
			"one list of two":        isAgreed(name, c.text),
		} {
			if is != c.spelt {
				t.Errorf("%s by %q: meant %v, want %v", door, c.text, is, c.spelt)
			}
		}
	}
}

func isChanged(p *reconcile.Plan, id string) bool {
	return len(p.Changes) == 1 && p.Changes[0].User.ID == id
}

func isExplained(t *testing.T, in plan.Input, user, id string) bool {
	t.Helper()
	e, err := plan.Explain(in, user)
	if err != nil {
		t.Fatal(err)
	}
	return e.Known && e.User.ID == id
}

// isGathered reports whether rows of both names are rows of one user.
func isGathered(t *testing.T, s scene, name, other string) bool {
	t.Helper()
	s.rows = rows(reconcile.Row{User: name, License: "SPE_E3"}, reconcile.Row{User: other, License: "VISIOCLIENT"})
	p := s.build(t)
	return len(p.Changes) == 1 && len(p.Changes[0].Assign) == 2
}

// isHeld reports whether a list of what users hold has one user by both names, who
// is found by the other.
func isHeld(t *testing.T, name, other string) bool {
	t.Helper()
	have := rows(reconcile.Row{User: name, License: "EMS"}, reconcile.Row{User: other, License: "VISIOCLIENT"})
	tenant, _ := plan.TenantFromRows(oneSheet(have), names.New(smallCatalog(), nil), smallCatalog())
	want := rows(reconcile.Row{User: other, License: "EMS"}, reconcile.Row{User: other, License: "VISIOCLIENT"})
	p, err := plan.Build(plan.Input{Sheets: reconcile.RowsOf(slices.Values(want)), Tenant: tenant, Catalog: smallCatalog(), Names: names.New(smallCatalog(), tenant)})
	if err != nil {
		t.Fatal(err)
	}
	return len(tenant.Users) == 1 && len(p.Changes) == 0 && p.Summary.Unchanged == 1
}

// isAgreed reports whether two lists say the same of both names.
func isAgreed(name, other string) bool {
	list := func(user string) *reconcile.Rows {
		return reconcile.RowsOf(slices.Values(rows(reconcile.Row{User: user, License: "EMS"})))[0]
	}
	l := plan.Lists{Current: list(name), Desired: list(other), Names: names.New(smallCatalog(), nil), Catalog: smallCatalog()}
	in, _ := l.Input()
	return in.Agreed.Users == 1
}
