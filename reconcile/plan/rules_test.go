package plan_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// TestRules shows each rule from sheet to plan on the smallest case, as a line a
// change (see show) and the codes of what is said about it.
func TestRules(t *testing.T) {
	ann := func(ways ...way) []account { return []account{{name: "ann", ways: ways}} }
	opt := func(o reconcile.Options) reconcile.Options { return o }
	off := func(license, apps string) reconcile.Row {
		r := row("ann", license)
		r.DisabledApps = apps
		return r
	}
	on := func(license, apps string) reconcile.Row {
		r := row("ann", license)
		r.EnabledApps = apps
		return r
	}
	boxes := func(license string, onApps, offApps []string) reconcile.Row {
		r := row("ann", license)
		r.AppsOn, r.AppsOff = onApps, offApps
		return r
	}
	from := func(license, country string) reconcile.Row {
		r := row("ann", license)
		r.UsageLocation = country
		return r
	}
	for _, c := range []struct {
		name  string
		scene scene
		want  string // changes, a line each
		codes string // codes of the findings, in their order
	}{
		// Modes
		{"a licence is given", scene{accounts: ann(), rows: rows(row("ann", "SPE_E3"))}, "ann: +SPE_E3", ""},
		{"a swap is one change", scene{accounts: append(ann(direct(e3)), account{name: "bob", ways: []way{direct(e3)}}), rows: rows(row("ann", "SPE_E5"), row("bob", "SPE_E3"))},
			"ann: +SPE_E5 -SPE_E3", ""},
		{"what the sheet does not mention stays", scene{accounts: ann(direct(e3), direct(visioSKU)), rows: rows(row("ann", "SPE_E5"), row("bob", "SPE_E3"))},
			"ann: +SPE_E5 -SPE_E3", "unknown-user left-alone"},
		{"a licence mentioned nowhere stays when its last row goes", scene{accounts: ann(direct(e3)), rows: rows(row("ann", "EMS"))}, "ann: +EMS", "left-alone"},
		{"manage all takes the rest away", scene{accounts: ann(direct(e3), direct(visioSKU)), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{ManageAll: true})},
			"ann: -VISIOCLIENT", ""},
		{"manage list takes what it lists away", scene{accounts: ann(direct(e3), direct(visioSKU), direct(ems)), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{Manage: []string{"Visio Plan 2", "SPE_E3"}})},
			"ann: -VISIOCLIENT", "left-alone"},
		{"manage list passes over rows of others", scene{accounts: ann(), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{Manage: []string{"EMS"}})},
			"", "license-not-managed"},
		{"ignore wins over the sheet", scene{accounts: ann(direct(ems)), rows: rows(row("ann", "SPE_E3"), act("ann", "EMS", reconcile.ActionUnassign)), options: opt(reconcile.Options{Ignore: []string{"ems"}})},
			"ann: +SPE_E3", "license-not-managed"},
		{"ignore wins over manage all", scene{accounts: ann(direct(ems)), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{ManageAll: true, Ignore: []string{"ems"}})},
			"ann: +SPE_E3", ""},
		{"add never takes away", scene{accounts: ann(direct(e3)), rows: rows(row("ann", "SPE_E5"), row("ann", "EMS")), options: opt(reconcile.Options{Mode: reconcile.Add})},
			"ann: +SPE_E5 +EMS", "covered-license"},
		{"none says nothing in add mode", scene{accounts: ann(direct(e3)), rows: rows(none("ann")), options: opt(reconcile.Options{Mode: reconcile.Add})},
			"", "none-ignored"},
		{"remove takes away what rows name and gives nothing", scene{accounts: ann(direct(e3), direct(ems)), rows: rows(row("ann", "SPE_E3"), row("ann", "SPE_E5")), options: opt(reconcile.Options{Mode: reconcile.Remove})},
			"ann: -SPE_E3", "mailbox-lost"},
		{"none takes everything in remove mode", scene{accounts: ann(direct(visioSKU), direct(ems)), rows: rows(none("ann")), options: opt(reconcile.Options{Mode: reconcile.Remove})},
			"ann: -EMS -VISIOCLIENT", ""},

		// Action column
		{"an action speaks for its row only", scene{accounts: ann(direct(e3)), rows: rows(act("ann", "EMS", reconcile.ActionAssign))},
			"ann: +EMS", ""},
		{"assign counts in remove mode", scene{accounts: ann(direct(ems)), rows: rows(act("ann", "SPE_E3", reconcile.ActionAssign), row("ann", "EMS")), options: opt(reconcile.Options{Mode: reconcile.Remove})},
			"ann: +SPE_E3 -EMS", ""},
		{"unassign counts in add mode", scene{accounts: ann(direct(ems)), rows: rows(row("ann", "SPE_E3"), act("ann", "EMS", reconcile.ActionUnassign)), options: opt(reconcile.Options{Mode: reconcile.Add})},
			"ann: +SPE_E3 -EMS", ""},
		{"an action does not make a licence managed", scene{accounts: []account{{name: "ann"}, {name: "bob", ways: []way{direct(ems)}}}, rows: rows(act("ann", "EMS", reconcile.ActionAssign), row("bob", "SPE_E3"))},
			"ann: +EMS\nbob: +SPE_E3", "left-alone"},
		{"an action of what is so already is nothing", scene{accounts: ann(direct(ems)), rows: rows(act("ann", "EMS", reconcile.ActionAssign), act("ann", "SPE_E3", reconcile.ActionUnassign))},
			"", ""},

		// Matrix
		{"an unticked box speaks of its column only", scene{accounts: ann(direct(e3), direct(ems), direct(visioSKU)), rows: rows(row("ann", "SPE_E3"), act("ann", "EMS", reconcile.ActionUnticked))},
			"ann: -EMS", "left-alone"},
		{"a row of unticked boxes takes its columns away", scene{accounts: ann(direct(ems), direct(visioSKU)), rows: rows(act("ann", "EMS", reconcile.ActionUnticked))},
			"ann: -EMS", "left-alone"},
		{"unticked boxes are passed over in add mode", scene{accounts: ann(direct(ems)), rows: rows(row("ann", "SPE_E3"), act("ann", "EMS", reconcile.ActionUnticked)), options: opt(reconcile.Options{Mode: reconcile.Add})},
			"ann: +SPE_E3", ""},
		{"unticked boxes are passed over in remove mode", scene{accounts: ann(direct(ems), direct(visioSKU)), rows: rows(row("ann", "VISIOCLIENT"), act("ann", "EMS", reconcile.ActionUnticked)), options: opt(reconcile.Options{Mode: reconcile.Remove})},
			"ann: -VISIOCLIENT", ""},

		// None
		{"none means no direct licence at all", scene{accounts: ann(direct(visioSKU), direct(ems)), rows: rows(none("ann"))},
			"ann: -EMS -VISIOCLIENT", ""},
		{"none with a manage list means none of those", scene{accounts: ann(direct(visioSKU), direct(ems)), rows: rows(none("ann")), options: opt(reconcile.Options{Manage: []string{"EMS"}})},
			"ann: -EMS", "left-alone"},
		{"none leaves ignored licences", scene{accounts: ann(direct(visioSKU), direct(ems)), rows: rows(none("ann")), options: opt(reconcile.Options{Ignore: []string{"EMS"}})},
			"ann: -VISIOCLIENT", ""},
		{"none for who has nothing is nothing", scene{accounts: ann(), rows: rows(none("ann"))}, "", ""},

		// Scope
		{"scope tenant takes from whom the sheet does not name", scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}, {name: "bob", ways: []way{direct(ems), direct(visioSKU)}}},
			rows: rows(row("ann", "EMS")), options: opt(reconcile.Options{Scope: reconcile.ScopeTenant})}, "bob: -EMS", "left-alone"},
		{"scope tenant in add mode takes nothing", scene{accounts: []account{{name: "ann"}, {name: "bob", ways: []way{direct(ems)}}},
			rows: rows(row("ann", "EMS")), options: opt(reconcile.Options{Scope: reconcile.ScopeTenant, Mode: reconcile.Add})}, "ann: +EMS", ""},

		// Apps
		{"apps of a held licence stay as they are", scene{accounts: ann(direct(e3, viva)), rows: rows(row("ann", "SPE_E3"))}, "", ""},
		{"disabled apps is the full list of those off", scene{accounts: ann(direct(e3, viva)), rows: rows(off("SPE_E3", "Microsoft Teams; SHAREPOINTENTERPRISE"))},
			"ann: ~SPE_E3[-SHAREPOINTENTERPRISE,TEAMS1]", ""},
		{"apps are named without their punctuation too", scene{accounts: ann(direct(e3)), rows: rows(off("SPE_E3", "exchange online plan 2+viva engage core"))},
			"ann: ~SPE_E3[-EXCHANGE_S_ENTERPRISE,VIVAENGAGE_CORE]", "mailbox-lost"},
		{"enabled apps is the full list of those on", scene{accounts: ann(direct(e3)), rows: rows(on("SPE_E3", "teams1, Exchange Online (Plan 2)"))},
			"ann: ~SPE_E3[-SHAREPOINTENTERPRISE,VIVAENGAGE_CORE]", ""},
		{"all turns everything on", scene{accounts: ann(direct(e3, viva, teams)), rows: rows(on("SPE_E3", "all"))}, "ann: ~SPE_E3", ""},
		{"no app disabled turns everything on", scene{accounts: ann(direct(e3, viva)), rows: rows(off("SPE_E3", "none"))}, "ann: ~SPE_E3", ""},
		{"all disabled leaves the company's apps", scene{accounts: ann(direct(visioSKU)), rows: rows(off("VISIOCLIENT", "all"))},
			"ann: ~VISIOCLIENT[-VISIO_CLIENT_SUBSCRIPTION]", ""},
		{"boxes change the apps they name only", scene{accounts: ann(direct(e3, viva, sharepoint)), rows: rows(boxes("SPE_E3", []string{"Viva Engage Core"}, []string{"Microsoft Teams"}))},
			"ann: ~SPE_E3[-SHAREPOINTENTERPRISE,TEAMS1]", ""},
		{"the same apps in another order are no change", scene{accounts: ann(direct(e3, viva, teams)), rows: rows(off("SPE_E3", "Microsoft Teams|viva engage core"))}, "", ""},
		{"a swap carries over what is off everywhere", scene{accounts: ann(direct(e3, viva)), rows: rows(row("ann", "SPE_E5"), row("cho", "SPE_E3"))},
			"ann: +SPE_E5[-VIVAENGAGE_CORE] -SPE_E3", "unknown-user"},
		{"what is on in one licence is on in the next", scene{accounts: ann(direct(e3, teams), direct(e1)), rows: rows(act("ann", "SPE_E5", reconcile.ActionAssign), act("ann", "SPE_E3", reconcile.ActionUnassign))},
			"ann: +SPE_E5 -SPE_E3", "covered-license"},
		{"apps all-on carries nothing over", scene{accounts: ann(direct(e3, viva)), rows: rows(row("ann", "SPE_E5"), act("ann", "SPE_E3", reconcile.ActionUnticked)), options: opt(reconcile.Options{AllAppsOn: true})},
			"ann: +SPE_E5 -SPE_E3", ""},
		{"boxes add to what is carried over", scene{accounts: ann(direct(e3, viva)), rows: rows(boxes("SPE_E5", nil, []string{"Teams Phone"}), act("ann", "SPE_E3", reconcile.ActionUnticked))},
			"ann: +SPE_E5[-MCOEV,VIVAENGAGE_CORE] -SPE_E3", ""},
		{"apps of an inherited licence are the group's", scene{accounts: ann(through(e3, 1)), rows: rows(off("SPE_E3", "Microsoft Teams"))}, "", "apps-inherited"},
		{"apps that the group gives so are fine", scene{accounts: ann(way{sku: e3, group: 1, off: []int{teams}}), rows: rows(off("SPE_E3", "Microsoft Teams"))}, "", ""},

		// Groups
		{"wanted and inherited is satisfied", scene{accounts: ann(through(e3, 1)), rows: rows(row("ann", "SPE_E3"))}, "", ""},
		{"not wanted and inherited is told", scene{accounts: ann(through(e3, 1)), rows: rows(none("ann"))}, "", "inherited-license"},
		{"direct and inherited is kept", scene{accounts: ann(direct(e3), through(e3, 1)), rows: rows(row("ann", "SPE_E3"))}, "", "redundant-direct"},
		{"drop-redundant removes the direct one", scene{accounts: ann(direct(e3), through(e3, 1)), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{DropRedundant: true})},
			"ann: -SPE_E3", ""},
		{"drop-redundant keeps a direct one with more apps", scene{accounts: ann(direct(e3), way{sku: e3, group: 1, off: []int{teams}}), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{DropRedundant: true})},
			"", "redundant-direct"},
		{"drop-redundant takes two groups together", scene{accounts: ann(direct(e3), way{sku: e3, group: 1, off: []int{teams}}, way{sku: e3, group: 2, off: []int{viva}}), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{DropRedundant: true})},
			"ann: -SPE_E3", ""},
		{"drop-redundant keeps a direct one whose apps the row sets", scene{accounts: ann(direct(e3), through(e3, 1)), rows: rows(off("SPE_E3", "Microsoft Teams")), options: opt(reconcile.Options{DropRedundant: true})},
			"ann: ~SPE_E3[-TEAMS1]", "redundant-direct"},
		{"drop-redundant removes a direct one whose only other app the row turns off", scene{accounts: ann(direct(e3), way{sku: e3, group: 1, off: []int{teams}}), rows: rows(off("SPE_E3", "Microsoft Teams")), options: opt(reconcile.Options{DropRedundant: true})},
			"ann: -SPE_E3", ""},
		{"the direct one of two goes and the seat stays", scene{accounts: ann(direct(e3), through(e3, 1)), rows: rows(none("ann"))}, "ann: -SPE_E3", "seat-stays"},
		{"a licence that its group cannot give is given directly", scene{accounts: ann(failing(e3, 1)), rows: rows(row("ann", "SPE_E3"))}, "ann: +SPE_E3", "group-error"},
		{"a licence that its group cannot give is not held", scene{accounts: ann(failing(e3, 1)), rows: rows(none("ann"))}, "", ""},
		{"an unknown origin is never removed", scene{accounts: ann(unknownWay(e3)), rows: rows(none("ann"))}, "", "unknown-origin"},
		{"an unknown origin satisfies", scene{accounts: ann(unknownWay(e3)), rows: rows(row("ann", "SPE_E3"))}, "", "unknown-origin"},

		// Locations
		{"a location is filled where the row gives one", scene{accounts: []account{{name: "ann", location: "-"}}, rows: rows(from("SPE_E3", "de"))}, "ann: +SPE_E3 @DE", ""},
		{"the default location is for those without", scene{accounts: []account{{name: "ann", location: "-"}, {name: "bob", location: "FR"}}, rows: rows(row("ann", "SPE_E3"), row("bob", "SPE_E3")), options: opt(reconcile.Options{DefaultLocation: "gb"})},
			"ann: +SPE_E3 @GB\nbob: +SPE_E3", ""},
		{"the row's location wins over the default", scene{accounts: []account{{name: "ann", location: "-"}}, rows: rows(from("SPE_E3", "DE")), options: opt(reconcile.Options{DefaultLocation: "GB"})},
			"ann: +SPE_E3 @DE", ""},
		{"an existing location changes where the row says so", scene{accounts: ann(direct(e3)), rows: rows(from("SPE_E3", "CN"))}, "ann: @CN", ""},
		{"a location that is so already is nothing", scene{accounts: ann(direct(e3)), rows: rows(from("SPE_E3", "us"))}, "", ""},
		{"no location is needed to take away", scene{accounts: []account{{name: "ann", location: "-", ways: []way{direct(ems)}}}, rows: rows(none("ann"))}, "ann: -EMS", "no-way-back"},
		{"other apps need a location too", scene{accounts: []account{{name: "ann", location: "-", ways: []way{direct(e3)}}}, rows: rows(off("SPE_E3", "Microsoft Teams"))}, "", "no-location"},
		{"without a location nothing is given", scene{accounts: []account{{name: "ann", location: "-"}}, rows: rows(row("ann", "SPE_E3"))}, "", "no-location"},

		// Seats
		{"a freed seat is taken", scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}, {name: "bob"}}, seats: map[int]int{ems: 1}, rows: rows(row("bob", "EMS"), none("ann"))},
			"ann: -EMS\nbob: +EMS", ""},
		{"beside a group's licence no seat is needed", scene{accounts: ann(through(ems, 1)), seats: map[int]int{ems: 1}, rows: rows(act("ann", "EMS", reconcile.ActionAssign))}, "", ""},
		{"an over-assigned licence frees nothing for others", scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}, {name: "bob", ways: []way{direct(ems)}}, {name: "cho"}}, seats: map[int]int{ems: 1}, rows: rows(none("ann"), row("cho", "EMS"))},
			"ann: -EMS", "no-seats no-way-back over-assigned"},
		{"the last in the sheet goes without", scene{accounts: []account{{name: "ann"}, {name: "bob"}}, seats: map[int]int{ems: 1}, rows: rows(row("bob", "EMS"), row("ann", "EMS")), options: opt(reconcile.Options{PartialSeats: true})},
			"bob: +EMS", "no-seats"},
		{"who goes without loses nothing either", scene{accounts: []account{{name: "ann"}, {name: "bob", ways: []way{direct(visioSKU)}}, {name: "cho"}}, seats: map[int]int{ems: 1, visioSKU: 1},
			rows: rows(row("ann", "EMS"), row("bob", "EMS"), row("cho", "VISIOCLIENT")), options: opt(reconcile.Options{PartialSeats: true})}, "ann: +EMS", "no-seats no-seats"},
		{"a seat left over goes to who gave way", scene{accounts: []account{{name: "ann"}, {name: "bob"}}, seats: map[int]int{ems: 1, visioSKU: 0},
			rows: rows(row("ann", "EMS"), row("ann", "VISIOCLIENT"), row("bob", "EMS")), options: opt(reconcile.Options{PartialSeats: true})}, "bob: +EMS", "no-seats"},

		{"lower priorities go first, then the order of the sheet", scene{accounts: named("ann", "bob", "cho", "dan"), seats: map[int]int{ems: 2},
			rows: rows(row("ann", "EMS"), ranked("bob", 7), ranked("cho", 3), ranked("dan", 7)), options: opt(reconcile.Options{PartialSeats: true})}, "bob: +EMS\ncho: +EMS", "no-seats"},
		{"of several priorities of a user the lowest counts", scene{accounts: named("ann", "bob"), seats: map[int]int{ems: 1},
			rows: rows(ranked("ann", 2), ranked("bob", 9), ranked("bob", 1)), options: opt(reconcile.Options{PartialSeats: true})}, "bob: +EMS", "no-seats duplicate-row"},

		{"a swap's freed seat goes on, and who goes without keeps theirs", scene{accounts: []account{{name: "ann", ways: []way{direct(e3)}}, {name: "bob", ways: []way{direct(e3)}}, {name: "dan"}}, seats: map[int]int{e3: 2, e5: 1},
			rows: rows(row("ann", "SPE_E5"), row("bob", "SPE_E5"), row("dan", "SPE_E3")), options: opt(reconcile.Options{PartialSeats: true})}, "ann: +SPE_E5 -SPE_E3\ndan: +SPE_E3", "no-seats"},
		{"seats within the enabled units are not in grace", scene{accounts: ann(), rows: rows(row("ann", "EMS")), skus: func(s *reconcile.SKU) { s.Enabled, s.Warning = 1, 5 }}, "ann: +EMS", ""},
		{"seats in grace count as free", scene{accounts: ann(), rows: rows(row("ann", "EMS")), skus: func(s *reconcile.SKU) { s.Enabled, s.Warning = 0, 5 }}, "ann: +EMS", "license-in-grace"},
		{"a part of the tenant is not a short one", scene{accounts: ann(), partial: true, count: 7, rows: rows(row("ann", "EMS"))}, "ann: +EMS", ""},

		// What is left out is left out whole
		{"an error of one row leaves the user out", scene{accounts: []account{{name: "ann"}, {name: "bob"}}, rows: rows(row("ann", "SPE_E3"), row("ann", "Nonsense"), row("bob", "EMS")), options: opt(reconcile.Options{SkipInvalid: true})},
			"bob: +EMS", "unknown-license"},
		{"an error of another name of the user too", scene{accounts: []account{{name: "ann"}, {name: "bob"}}, rows: rows(row("ann", "SPE_E3"), reconcile.Row{User: id(kindUser, 1), License: "Nonsense"}, row("bob", "EMS")), options: opt(reconcile.Options{SkipInvalid: true})},
			"bob: +EMS", "unknown-license"},
		{"an error of the sheet's reader too", scene{accounts: []account{{name: "ann"}, {name: "bob"}}, rows: rows(row("ann", "SPE_E3"), row("bob", "EMS")), options: opt(reconcile.Options{SkipInvalid: true}),
			findings: []reconcile.Finding{{Severity: reconcile.Error, Code: "unknown-action", At: at(9), User: id(kindUser, 1), Message: reconcile.Verbatim("x."), Hint: reconcile.Verbatim("y.")}}},
			"bob: +EMS", "unknown-action"},
		{"a warning of the sheet's reader does not", scene{accounts: ann(), rows: rows(row("ann", "SPE_E3")),
			findings: []reconcile.Finding{{Severity: reconcile.Warning, Code: "spaces-removed", At: at(2), User: upn("ann"), Message: reconcile.Verbatim("x."), Hint: reconcile.Verbatim("y.")}}},
			"ann: +SPE_E3", "spaces-removed"},
		{"all whom an ambiguous name may mean are left alone", scene{accounts: []account{{name: "a1", ways: []way{direct(ems)}, record: reconcile.UserRecord{Mail: upn("ann")}}, {name: "a2", ways: []way{direct(ems)}, record: reconcile.UserRecord{Mail: upn("ann")}}, {name: "bob", ways: []way{direct(ems)}}, {name: "cho"}},
			rows: rows(row("ann", "EMS"), row("cho", "EMS")), options: opt(reconcile.Options{SkipInvalid: true, Scope: reconcile.ScopeTenant})}, "bob: -EMS\ncho: +EMS", "ambiguous-user"},
		{"and nothing is said of what they would lose", scene{accounts: []account{{name: "a1", ways: []way{direct(e3)}, record: reconcile.UserRecord{Mail: upn("ann")}}, {name: "a2", ways: []way{through(ems, 1)}, record: reconcile.UserRecord{Mail: upn("ann")}}, {name: "cho"}},
			rows: rows(row("ann", "EMS"), row("cho", "EMS")), options: opt(reconcile.Options{SkipInvalid: true, Scope: reconcile.ScopeTenant})}, "cho: +EMS", "ambiguous-user"},

		// What an offline source does not know
		{"an offline source knows no seats, locations and origins", scene{accounts: []account{{name: "ann", location: "-", ways: []way{direct(e3)}}}, knows: &reconcile.Knowledge{}, seats: map[int]int{e5: 0}, rows: rows(row("ann", "SPE_E5"), row("bob", "SPE_E3"))},
			"ann: +SPE_E5 -SPE_E3\nbob: +SPE_E3", "unlisted-user not-judged"},
		{"a licence that a list passes over is not left alone where a row wants it", scene{accounts: ann(direct(e3), direct(ems)), rows: rows(row("ann", "SPE_E3")), options: opt(reconcile.Options{Manage: []string{"EMS"}})},
			"ann: -EMS", "license-not-managed"},

		// Rows
		{"upn and id are one user", scene{accounts: ann(direct(ems)), rows: rows(row("ann", "SPE_E3"), reconcile.Row{User: strings.ToUpper(id(kindUser, 1)), License: "EMS"})}, "ann: +SPE_E3", ""},
		{"case and invisible characters of names do not matter", scene{accounts: ann(), rows: rows(reconcile.Row{User: " ANN@Contoso.com\u200b", License: "spe_e3"})}, "ann: +SPE_E3", ""},
		{"mail names a user", scene{accounts: []account{{name: "ann", record: reconcile.UserRecord{Mail: "Ann.Smith@contoso.com"}}}, rows: rows(row("ann.smith", "SPE_E3"))}, "ann: +SPE_E3", ""},
		{"a principal name wins over another's mail", scene{accounts: []account{{name: "ann"}, {name: "bob", record: reconcile.UserRecord{Mail: upn("ann")}}}, rows: rows(row("ann", "SPE_E3"))}, "ann: +SPE_E3", ""},
		{"equal rows count once", scene{accounts: ann(), rows: rows(row("ann", "SPE_E3"), row("ann", "Microsoft 365 E3"))}, "ann: +SPE_E3", "duplicate-row"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.scene.build(t)
			if got := show(p); got != c.want {
				t.Errorf("changes:\n%s\nwant:\n%s\nfindings: %v", got, c.want, p.Findings)
			}
			if got := codes(p.Findings); got != c.codes {
				t.Errorf("codes: %q, want %q\n%v", got, c.codes, p.Findings)
			}
			if !p.HasErrors() && c.scene.knows == nil {
				assertConverged(t, c.scene, p)
			}
		})
	}
}

func ranked(user string, priority int) reconcile.Row {
	r := row(user, "EMS")
	r.Priority, r.HasPriority = priority, true
	return r
}

func codes(fs []reconcile.Finding) string {
	var all []string
	for _, f := range fs {
		all = append(all, string(f.Code))
	}
	return strings.Join(all, " ")
}

// assertConverged applies the plan to a model of the tenant and plans again:
// nothing must be left to do.
func assertConverged(t rapid.TB, s scene, p *reconcile.Plan) {
	t.Helper()
	in := s.input()
	m := newModel(in.Tenant)
	m.apply(t, p.Changes)
	in.Tenant = m.tenant(s.cat())
	in.Sheets = reconcile.RowsOf(slices.Values(s.rows))
	in.Names = names.New(s.cat(), in.Tenant)
	again, err := plan.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Changes) > 0 {
		t.Errorf("planning again gives\n%s\nafter\n%s", show(again), show(p))
	}
}
