package plan_test

import (
	"strings"
	"testing"

	"licet/reconcile"
	"licet/reconcile/plan"
)

func TestParseLimit(t *testing.T) {
	for _, c := range []struct {
		text string
		want reconcile.Limit
		err  string
	}{
		{"50", reconcile.Limit{Set: true, Number: 50}, ""},
		{" 0 ", reconcile.Limit{Set: true}, ""},
		{"10%", reconcile.Limit{Set: true, IsPercent: true, Percent: 10}, ""},
		{"2.5 %", reconcile.Limit{Set: true, IsPercent: true, Percent: 2.5}, ""},
		{"-1", reconcile.Limit{}, `a limit of "-1" makes no sense: write a number such as 50, or a percentage such as 10%`},
		{"200%", reconcile.Limit{}, `a limit of "200%" makes no sense: a percentage is between 0% and 100%`},
		{"-5%", reconcile.Limit{}, `a limit of "-5%" makes no sense: a percentage is between 0% and 100%`},
		{"NaN%", reconcile.Limit{}, `a limit of "NaN%" makes no sense: a percentage is between 0% and 100%`},
		{"many", reconcile.Limit{}, `a limit of "many" makes no sense: write a number such as 50, or a percentage such as 10%`},
		{"", reconcile.Limit{}, `a limit of "" makes no sense: write a number such as 50, or a percentage such as 10%`},
	} {
		got, err := reconcile.ParseLimit(c.text)
		if got != c.want || (err == nil) != (c.err == "") || err != nil && err.Error() != c.err {
			t.Errorf("ParseLimit(%q) = %+v, %v; want %+v, %s", c.text, got, err, c.want, c.err)
		}
	}
}

// The limit counts against the direct assignments of the users in scope.
func TestRemovalsLimit(t *testing.T) {
	for _, c := range []struct {
		name         string
		holders      int
		limit        reconcile.Limit
		want         int
		wantExceeded bool
	}{
		{"by default 20 are allowed", 21, reconcile.Limit{}, 20, true},
		{"20 of 20 are within the default", 20, reconcile.Limit{}, 20, false},
		{"a number", 5, reconcile.Limit{Set: true, Number: 4}, 4, true},
		{"zero forbids any", 1, reconcile.Limit{Set: true}, 0, true},
		{"a percentage is rounded down", 5, reconcile.Limit{Set: true, IsPercent: true, Percent: 50}, 2, true},
		{"all of them", 5, reconcile.Limit{Set: true, IsPercent: true, Percent: 100}, 5, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scene{accounts: holders(c.holders, ems), rows: rows(manyNone(c.holders)...), options: reconcile.Options{MaxRemovals: c.limit}}
			r := s.build(t).Removals
			if r.Count != c.holders || r.Direct != c.holders || r.Limit != c.want || r.Exceeded() != c.wantExceeded {
				t.Errorf("got %+v, exceeded %v", r, r.Exceeded())
			}
		})
	}
}

// Ten percent of the direct assignments are allowed where that is more than 20.
func TestDefaultLimitGrowsWithTheTenant(t *testing.T) {
	s := scene{accounts: holders(300, ems), rows: rows(append(manyRows(270, "EMS"), none("user280"))...), options: reconcile.Options{Scope: reconcile.ScopeTenant}}
	if r := s.build(t).Removals; r.Count != 30 || r.Limit != 30 || r.Exceeded() {
		t.Errorf("got %+v", r)
	}
}

func TestRemovalsByLicense(t *testing.T) {
	s := scene{accounts: []account{{name: "ann", ways: []way{direct(ems), direct(visioSKU)}}, {name: "bob", ways: []way{direct(ems)}}}, rows: rows(none("ann"), none("bob"))}
	got := s.build(t).RemovalsByLicense()
	if len(got) != 2 || got[0].SKUPartNumber != "EMS" || got[0].Unassign != 2 || got[1].SKUPartNumber != "VISIOCLIENT" || got[1].Unassign != 1 {
		t.Errorf("got %+v", got)
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	for _, c := range []struct {
		name    string
		options reconcile.Options
		want    string
	}{
		{"unknown licence to manage", reconcile.Options{Manage: []string{"Visio Plan 3"}}, `--manage: no licence is named "Visio Plan 3"; did you mean Visio Plan 2 (VISIOCLIENT)`},
		{"ambiguous licence to ignore", reconcile.Options{Ignore: []string{"Enterprise Suite"}}, `--ignore: "Enterprise Suite" stands for several licences: Microsoft 365 E3 (SPE_E3) and Microsoft 365 E5 (SPE_E5)`},
		{"default location", reconcile.Options{DefaultLocation: "UK"}, `--default-location: "UK" is not a country code. The United Kingdom is GB.`},
		{"drop and add", reconcile.Options{Mode: reconcile.Add, DropRedundant: true}, "--drop-redundant removes licences, which --mode add never does: leave one of the two out"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := plan.Build(scene{accounts: named("ann"), options: c.options}.input())
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	s := scene{accounts: named("ann"), partial: true, options: reconcile.Options{Scope: reconcile.ScopeTenant}}
	if _, err := plan.Build(s.input()); err == nil {
		t.Error("scope tenant on a part of the tenant: no error")
	}
}

// All that makes no sense is told at once.
func TestOptionErrorsComeTogether(t *testing.T) {
	_, err := plan.Build(scene{options: reconcile.Options{Manage: []string{"Foo"}, Ignore: []string{"Bar"}, DefaultLocation: "XX"}}.input())
	if err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("got %v", err)
	}
}

func TestPlanTellsItsSettledOptions(t *testing.T) {
	s := scene{accounts: named("ann"), rows: rows(row("ann", "SPE_E3"), act("ann", "EMS", reconcile.ActionAssign))}
	o := s.build(t).Options
	if len(o.Manage) != 1 || o.Manage[0] != sku(e3) || o.ManageAll {
		t.Errorf("got %+v", o)
	}
}
