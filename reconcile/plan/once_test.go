package plan_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/plan"
)

// What is decided is decided once for all who want the same and hold the same. What
// is told and done about each of them is their own all the same.
func TestEachOfThoseWhoAreAlikeHasTheirOwn(t *testing.T) {
	ways := []way{direct(e3), through(ems, 1)}
	said := func(name string, first int) []reconcile.Row {
		var rs []reconcile.Row
		for i, license := range []string{"SPE_E5", "SPE_E5", "EMS", "Nonsense", "VISIOCLIENT"} {
			rs = append(rs, reconcile.Row{At: at(first + 10*i), User: upn(name), License: license})
		}
		rs[4].Action = reconcile.ActionUnassign
		return rs
	}
	valid := func(name string, first int) []reconcile.Row {
		return slices.DeleteFunc(said(name, first), func(r reconcile.Row) bool { return r.License == "Nonsense" })
	}
	for _, c := range []struct {
		name string
		scene
		want []string
		// plan is the plan as a line a change, with the places that led to it.
		plan string
	}{
		{name: "places", scene: scene{rows: append(said("ann", 2), said("bob", 3)...)}, want: []string{
			"error unknown-license: staff.csv, B32 ann@contoso.com | No licence is named \"Nonsense\".",
			"error unknown-license: staff.csv, B33 bob@contoso.com | No licence is named \"Nonsense\".",
			"note duplicate-row: staff.csv, B12 ann@contoso.com | The same is said in staff.csv, B2; it counts once.",
			"note duplicate-row: staff.csv, B13 bob@contoso.com | The same is said in staff.csv, B3; it counts once.",
		}},
		{name: "account", scene: scene{rows: slices.Concat(valid("ann", 2), valid("bob", 3), valid("cho", 4)),
			accounts: []account{{name: "ann", ways: ways}, {name: "bob", ways: ways, record: reconcile.UserRecord{Enabled: reconcile.No}},
				{name: "cho", ways: ways, record: reconcile.UserRecord{Guest: true}}}},
			want: []string{
				"warning disabled-user: staff.csv, B3 bob@contoso.com | The account is disabled and gets a licence.",
				"note guest-user: staff.csv, B4 cho@contoso.com | The account is a guest and gets a licence.",
				"note duplicate-row: staff.csv, B12 ann@contoso.com | The same is said in staff.csv, B2; it counts once.",
				"note duplicate-row: staff.csv, B13 bob@contoso.com | The same is said in staff.csv, B3; it counts once.",
				"note duplicate-row: staff.csv, B14 cho@contoso.com | The same is said in staff.csv, B4; it counts once.",
			},
			plan: "ann: +SPE_E5 -SPE_E3 [2 12 22 42]\nbob: +SPE_E5 -SPE_E3 [3 13 23 43]\ncho: +SPE_E5 -SPE_E3 [4 14 24 44]"},
		{name: "location", scene: scene{rows: append(valid("ann", 2), valid("bob", 3)...),
			accounts: []account{{name: "ann", ways: ways, location: "-"}, {name: "bob", ways: ways}}},
			want: []string{
				"error no-location: staff.csv, B2 ann@contoso.com | The user has no usage location, without which no licence can be assigned.",
				"note duplicate-row: staff.csv, B12 ann@contoso.com | The same is said in staff.csv, B2; it counts once.",
				"note duplicate-row: staff.csv, B13 bob@contoso.com | The same is said in staff.csv, B3; it counts once.",
			},
			plan: "bob: +SPE_E5 -SPE_E3 [3 13 23 43]"},
		{name: "a sheet that is given twice", scene: scene{rows: slices.Concat(valid("ann", 2)[:1], valid("bob", 3)[:1], valid("ann", 2)[:1], valid("bob", 5)[:1])},
			want: []string{
				"warning inherited-license: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) is not wanted, but comes through the group \"Group 1\".",
				"warning inherited-license: staff.csv, B3 bob@contoso.com | Enterprise Mobility + Security E3 (EMS) is not wanted, but comes through the group \"Group 1\".",
				"note duplicate-row: staff.csv, B2 ann@contoso.com | This cell says the same twice; it counts once.",
				"note duplicate-row: staff.csv, B5 bob@contoso.com | The same is said in staff.csv, B3; it counts once.",
			},
			plan: "ann: +SPE_E5 -SPE_E3 [2]\nbob: +SPE_E5 -SPE_E3 [3 5]"},
		{name: "seats", scene: scene{rows: append(valid("ann", 2), valid("bob", 3)...), seats: map[int]int{e5: 1}},
			want: []string{
				"error no-seats: staff.csv, B3 | Microsoft 365 E5 (SPE_E5) is short of 1 seat: 1 is free or becomes free, 2 are needed. Without one: bob@contoso.com (row 3).",
				"note duplicate-row: staff.csv, B12 ann@contoso.com | The same is said in staff.csv, B2; it counts once.",
				"note duplicate-row: staff.csv, B13 bob@contoso.com | The same is said in staff.csv, B3; it counts once.",
			},
			plan: "ann: +SPE_E5 -SPE_E3 [2 12 22 42]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.accounts == nil {
				c.accounts = []account{{name: "ann", ways: ways}, {name: "bob", ways: ways}}
			}
			c.options.ManageAll = true
			p := c.build(t)
			var got []string
			for _, f := range p.Findings {
				f.Hint = reconcile.Sentence{}
				got = append(got, strings.TrimSuffix(finding(f), " |"))
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got\n%q\nwant\n%q", got, c.want)
			}
			if got := showWithRows(p); got != c.plan {
				t.Errorf("got\n%swant\n%s", got, c.plan)
			}
		})
	}
}

// Whoever is planned beside others who are like them is planned as if alone.
func TestAlikePeopleArePlannedAsIfAlone(t *testing.T) {
	names := []string{"ann", "bob", "cho"}
	rapid.Check(t, func(t *rapid.T) {
		s := scene{options: genOptions(t)}
		like := genAccount(t, 0)
		like.record.Mail = ""
		for _, name := range names {
			a := like
			a.name, a.record.Guest = name, name == "cho"
			s.accounts = append(s.accounts, a)
		}
		said := make([][]reconcile.Row, len(names))
		for n := range rapid.IntRange(1, 4).Draw(t, "rows") {
			r := genRow(t, 1, n)
			for i, name := range names {
				r.User, r.At = upn(name), at(2+10*n+i)
				said[i] = append(said[i], r)
				s.rows = append(s.rows, r)
			}
		}
		together := s.build(t)
		for i, name := range names {
			s.rows = said[i]
			if got, want := of(together, name), of(s.build(t), name); got != want {
				t.Fatalf("%s beside others\n%s\nalone\n%s", name, got, want)
			}
		}
	})
}

// of is all that a plan does to a user and says of them.
func of(p *reconcile.Plan, name string) string {
	var lines []string
	for _, f := range p.Findings {
		if f.User == upn(name) {
			lines = append(lines, finding(f))
		}
	}
	for _, c := range p.Changes {
		if c.User.UserPrincipalName == upn(name) {
			lines = append(lines, fmt.Sprintf("%s %v %v %v %v", showChange(&c), c.Sources, c.Before, c.Takes, c.Releases))
		}
	}
	return strings.Join(lines, "\n")
}

// A user whom rows name in two ways is told once of each location beside the first.
func TestLocationsOfOneUserByTwoNames(t *testing.T) {
	s := scene{accounts: named("ann"), rows: rows(row("ann", "SPE_E3"), row("ann", "EMS"), row("ann", "VISIOCLIENT"))}
	for i, country := range []string{"US", "DE", "DE"} {
		s.rows[i].UsageLocation = country
	}
	s.rows[2].User = id(kindUser, 1)
	var places []string
	for _, f := range find(s.build(t), reconcile.CodeContradictoryRows) {
		places = append(places, f.At.String())
	}
	if !slices.Equal(places, []string{"staff.csv, B3"}) {
		t.Errorf("contradictions in %q, want one in B3", places)
	}
}

// Explaining one of them gives the places of their own rows.
func TestExplainOneOfThoseWhoAreAlike(t *testing.T) {
	s := scene{accounts: named("ann", "bob"), rows: rows(row("ann", "SPE_E3"), row("bob", "SPE_E3"), row("ann", "VISIOCLIENT"), row("bob", "VISIOCLIENT"))}
	for name, want := range map[string]string{
		"ann": "ann@contoso.com known rows staff.csv, B2; staff.csv, B4\nMicrosoft 365 E3: wanted and not assigned: assign (staff.csv, B2)\nVisio Plan 2: wanted and not assigned: assign (staff.csv, B4)\nann: +SPE_E3 +VISIOCLIENT",
		"bob": "bob@contoso.com known rows staff.csv, B3; staff.csv, B5\nMicrosoft 365 E3: wanted and not assigned: assign (staff.csv, B3)\nVisio Plan 2: wanted and not assigned: assign (staff.csv, B5)\nbob: +SPE_E3 +VISIOCLIENT",
	} {
		e, err := plan.Explain(s.input(), upn(name))
		if err != nil {
			t.Fatal(err)
		}
		if got := showExplanation(e); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}

// showWithRows is show with the rows that led to each change.
func showWithRows(p *reconcile.Plan) string {
	var lines []string
	for i := range p.Changes {
		var rows []int
		for _, at := range p.Changes[i].Sources {
			rows = append(rows, at.Row)
		}
		lines = append(lines, fmt.Sprint(showChange(&p.Changes[i]), " ", rows))
	}
	return strings.Join(lines, "\n")
}
