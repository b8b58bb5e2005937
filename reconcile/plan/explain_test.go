package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"licet/reconcile"
	"licet/reconcile/plan"
)

func TestExplain(t *testing.T) {
	s := scene{
		accounts: []account{
			{name: "ann", ways: []way{direct(e3), through(ems, 1), direct(visioSKU)}, record: reconcile.UserRecord{Mail: upn("ann.smith")}},
			{name: "bob"}, {name: "cho"}, {name: "dan", ways: []way{direct(visioSKU), direct(e5)}}, {name: "eve"},
		},
		seats: map[int]int{e5: 2, copilotSKU: 0},
		rows:  rows(row("ann", "SPE_E5"), row("ann", "EMS"), row("bob", "SPE_E3"), row("bob", "Nonsense"), row("cho", "Microsoft 365 Copilot"), row("zoe", "SPE_E3")),
	}
	for _, c := range []struct{ user, want string }{
		{"ANN.SMITH@contoso.com", `ann@contoso.com known rows staff.csv, B2; staff.csv, B3
Enterprise Mobility + Security E3: wanted and assigned through the group "Group 1": nothing to do (staff.csv, B3)
Microsoft 365 E3: not wanted, but assigned: remove (staff.csv, B2)
Microsoft 365 E5: wanted and not assigned: assign (staff.csv, B2)
Visio Plan 2: no row speaks of it, and it is not managed: left alone
ann: +SPE_E5 -SPE_E3`},
		{"bob@contoso.com", `bob@contoso.com known rows staff.csv, B4
Microsoft 365 E3: wanted and not assigned: assign (staff.csv, B4)
! unknown-license`},
		{"cho@contoso.com", `cho@contoso.com known rows staff.csv, B6
Microsoft 365 Copilot: wanted and not assigned: assign (staff.csv, B6)
! no-seats`},
		{"dan@contoso.com", `dan@contoso.com known rows 
Microsoft 365 E5: no row speaks of it, and the rows are not the whole truth: left alone
Visio Plan 2: no row speaks of it, and the rows are not the whole truth: left alone`},
		{"zoe@contoso.com", "zoe@contoso.com unknown rows staff.csv, B7\n! unknown-user"},
		{"nobody@contoso.com", "nobody@contoso.com unknown rows "},
		{id(kindUser, 5), "eve@contoso.com known rows "},
	} {
		t.Run(c.user, func(t *testing.T) {
			e, err := plan.Explain(s.input(), c.user)
			if err != nil {
				t.Fatal(err)
			}
			if got := showExplanation(e); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

func showExplanation(e *plan.Explanation) string {
	known := map[bool]string{true: "known", false: "unknown"}[e.Known]
	var places []string
	for _, p := range e.Rows {
		places = append(places, p.String())
	}
	lines := []string{fmt.Sprintf("%s %s rows %s", e.User.UserPrincipalName, known, strings.Join(places, "; "))}
	for _, d := range e.Licenses {
		line := d.License.Name + ": " + d.Decision.String()
		if !d.At.IsZero() {
			line += " (" + d.At.String() + ")"
		}
		lines = append(lines, line)
	}
	for _, f := range e.Findings {
		lines = append(lines, "! "+string(f.Code))
	}
	if e.Change != nil {
		lines = append(lines, showChange(e.Change))
	}
	return strings.Join(lines, "\n")
}

// Explaining does not change the plan that it explains, in scope tenant either.
func TestExplainAgreesWithThePlan(t *testing.T) {
	s := scene{accounts: []account{{name: "ann"}, {name: "bob", ways: []way{direct(ems)}}}, rows: rows(row("ann", "EMS")), options: reconcile.Options{Scope: reconcile.ScopeTenant}}
	p := s.build(t)
	for i := range p.Changes {
		e, err := plan.Explain(s.input(), p.Changes[i].User.UserPrincipalName)
		if err != nil {
			t.Fatal(err)
		}
		if e.Change == nil || showChange(e.Change) != showChange(&p.Changes[i]) {
			t.Errorf("explained %+v, planned %s", e, showChange(&p.Changes[i]))
		}
	}
	if len(p.Changes) != 2 {
		t.Errorf("plan: %s", show(p))
	}
}

func TestDrift(t *testing.T) {
	s := scene{accounts: []account{{name: "ann", ways: []way{direct(e3, viva), direct(ems)}}, {name: "bob", ways: []way{direct(e3)}}, {name: "cho"}, {name: "dan", ways: []way{direct(ems)}}},
		rows: rows(row("ann", "SPE_E5"), row("bob", "SPE_E5"), row("cho", "SPE_E5"), row("dan", "SPE_E3"))}
	p := s.build(t)
	now := map[string][]reconcile.Holding{
		id(kindUser, 1): {{SKUID: sku(e3)}, {SKUID: sku(visioSKU)}}, // other apps, EMS gone, Visio new
		id(kindUser, 2): {{SKUID: sku(e3)}},                         // as it was
		id(kindUser, 4): {{SKUID: sku(ems)}},                        // as it was
	}
	var got []string
	for _, f := range reconcile.Drift(p, presentBy(now)) {
		got = append(got, finding(f.Finding))
	}
	want := []string{
		"error drift: staff.csv, B2 ann@contoso.com | Since the plan was made the user's direct licences have changed: 00000001-0000-4000-8000-000000000004 is gone, 00000001-0000-4000-8000-000000000005 is new, other apps of Microsoft 365 E3 (SPE_E3) are off. | Make the plan again from the sheet.",
		"error drift: staff.csv, B4 cho@contoso.com | The user is not there any more. | Make the plan again from the sheet.",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// A swap's rows move everyone who holds the one licence directly to the other,
// with their apps, and touch nothing else.
func TestSwap(t *testing.T) {
	s := scene{accounts: []account{
		{name: "ann", ways: []way{direct(e3, viva), direct(ems), direct(visioSKU)}},
		{name: "bob", ways: []way{direct(e3), direct(e5, viva)}},
		{name: "cho", ways: []way{through(e3, 1)}},
		{name: "dan", ways: []way{direct(e3), through(e5, 1)}},
		{name: "eve", ways: []way{direct(visioSKU)}},
	}}
	in := s.input()
	find := func(text string) reconcile.Candidate { return in.Names.License(text)[0] }
	s.rows = rows(reconcile.Swap(in.Tenant, find("SPE_E3"), find("SPE_E5"))...)
	if len(s.rows) != 5 { // bob has E5 already: nothing is said of it, so its apps stay
		t.Errorf("rows: %v", s.rows)
	}
	p := s.build(t)
	want := "ann: +SPE_E5[-VIVAENGAGE_CORE] -SPE_E3\nbob: -SPE_E3\ndan: -SPE_E3"
	if got := show(p); got != want || p.HasErrors() {
		t.Errorf("got\n%s\nwant\n%s\n%v", got, want, p.Findings)
	}
	assertConverged(t, s, p)
	if rs := reconcile.Swap(in.Tenant, find("SPE_E3"), find("SPE_E3")); len(rs) > 0 {
		t.Errorf("from a licence to itself: %v", rs)
	}
}
