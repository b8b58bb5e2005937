package plan_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/order"
	"licet/reconcile/plan"
)

// wayBack is what apply.Undo gives for a run that did all of p.
func wayBack(p *reconcile.Plan) *reconcile.WayBack {
	way := &reconcile.WayBack{Users: len(p.Changes)}
	for i := range p.Changes {
		if back := p.Changes[i].Inverse(); !back.IsEmpty() {
			way.Changes = append(way.Changes, back)
		}
	}
	return way
}

// back plans the way back to a user who had what ways say and now has what the
// accounts of the scene say.
func (s scene) back(t rapid.TB, o reconcile.Options, changes ...reconcile.Change) *reconcile.Plan {
	t.Helper()
	ten := s.tenant()
	for i := range changes {
		c := &changes[i]
		c.User = ten.Users[i].Ref()
		c.Sources = []reconcile.Place{at(i + 2)}
	}
	in := plan.Input{Tenant: ten, Catalog: s.cat(), Names: names.New(s.cat(), ten), Options: o}
	p, err := plan.Back(in, &reconcile.WayBack{Changes: changes, Users: len(changes)})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func give(ns ...int) (c reconcile.Change) {
	for _, n := range ns {
		c.Assign = append(c.Assign, reconcile.Holding{SKUID: sku(n)})
	}
	return c
}

func swapBack(get, lose int) reconcile.Change {
	c := give(get)
	c.Unassign = []reconcile.Holding{{SKUID: sku(lose)}}
	return c
}

// What cannot be given back is said before anything is sent, with user, licence,
// cause and cure; such a user keeps what they have, and all others are led back.
func TestBackFindsWhatCannotBeGivenBack(t *testing.T) {
	suspended := func(s *reconcile.SKU) {
		if s.ID == sku(ems) {
			s.CapabilityStatus, s.Suspended, s.Enabled = "Suspended", 40, 0
		}
	}
	location := func(to string) reconcile.Change {
		return reconcile.Change{SetUsageLocation: &reconcile.Location{To: to}}
	}
	bob := account{name: "bob"}
	for _, c := range []struct {
		name     string
		scene    scene
		options  reconcile.Options
		changes  []reconcile.Change
		want     string
		findings []string
		leftOut  int
	}{
		{name: "all is there", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e1)}}, bob}}, changes: []reconcile.Change{swapBack(e3, e1), give(ems)}, want: "ann: +SPE_E3 -STANDARDPACK\nbob: +EMS"},
		{name: "no location", scene: scene{accounts: []account{{name: "ann", location: "-"}, bob}}, changes: []reconcile.Change{give(e3), give(ems)}, want: "bob: +EMS", leftOut: 1, findings: []string{
			"warning no-location: staff.csv, B2 ann@contoso.com | The user has no usage location, without which no licence can be assigned. | The user is left as they are; --default-location XX sets one.",
		}},
		{name: "a location for those who have none", scene: scene{accounts: []account{{name: "ann", location: "-"}, bob}}, options: reconcile.Options{DefaultLocation: "de"}, changes: []reconcile.Change{give(e3), give(ems)}, want: "ann: +SPE_E3 @DE\nbob: +EMS"},
		{name: "no location is needed to take", scene: scene{accounts: []account{{name: "ann", location: "-", ways: []way{direct(ems)}}}}, changes: []reconcile.Change{{Unassign: []reconcile.Holding{{SKUID: sku(ems)}}}}, want: "ann: -EMS", findings: []string{
			"warning no-way-back: staff.csv, B2 ann@contoso.com | The user has no usage location, without which undo cannot assign Enterprise Mobility + Security E3 (EMS) again. | Set a usage location before, or undo with --default-location.",
		}},
		{name: "back to another location", scene: scene{accounts: []account{{name: "ann", location: "FR"}}}, changes: []reconcile.Change{location("IN")}, want: "ann: @IN"},
		{name: "a licence that is suspended, beside one that is not", scene: scene{accounts: []account{{name: "ann"}}, skus: suspended}, changes: []reconcile.Change{give(ems, e3)}, want: "ann: +SPE_E3", findings: []string{
			"warning license-unusable: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) cannot be assigned: its subscription is suspended. The user does not get it back. | Renew the subscription, or name another licence.",
		}},
		{name: "a licence that is suspended, in the place of another", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e1)}}, bob}, skus: suspended}, changes: []reconcile.Change{swapBack(ems, e1), give(e3)}, want: "bob: +SPE_E3", leftOut: 1, findings: []string{
			"warning license-unusable: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) cannot be assigned: its subscription is suspended. The user does not get it back. | Renew the subscription, or name another licence.",
		}},
		{name: "a licence that is not owned any more", scene: scene{accounts: []account{{name: "ann"}}}, changes: []reconcile.Change{give(notOwned)}, leftOut: 1, findings: []string{
			"warning license-not-owned: staff.csv, B2 ann@contoso.com | The tenant does not own Project Plan 3 (PROJECTPROFESSIONAL). The user does not get it back. | `licet skus` lists what it owns.",
		}},
		{name: "no seat is left", scene: scene{accounts: []account{{name: "ann"}, bob}, seats: map[int]int{ems: 1}}, changes: []reconcile.Change{give(ems), give(ems)}, want: "ann: +EMS", leftOut: 1, findings: []string{
			"warning no-seats: staff.csv, B3 | Enterprise Mobility + Security E3 (EMS) is short of 1 seat: 1 is free or becomes free, 2 are needed. Without one: bob@contoso.com (row 3). | They are left out entirely; the others get theirs.",
		}},
		{name: "a group gives it by now", scene: scene{accounts: []account{{name: "ann", ways: []way{through(ems, 1)}}}, seats: map[int]int{ems: 1}}, changes: []reconcile.Change{give(ems)}, want: "ann: +EMS", findings: []string{
			"note redundant-direct: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) comes through the group \"Group 1\" as well; the direct assignment is brought back beside it. | It takes no seat. Without it the user would lose the licence with the group.",
		}},
		{name: "a group keeps what is taken", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems), through(ems, 1)}}}}, changes: []reconcile.Change{{Unassign: []reconcile.Holding{{SKUID: sku(ems)}}}}, want: "ann: -EMS", findings: []string{
			"note seat-stays: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) stays through the group \"Group 1\" when the direct one goes: no seat becomes free. | Remove the user from the group to free it.",
		}},
		{name: "a mailbox goes", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e3)}}}}, changes: []reconcile.Change{{Unassign: []reconcile.Holding{{SKUID: sku(e3)}}}}, want: "ann: -SPE_E3", findings: []string{
			"warning mailbox-lost: staff.csv, B2 ann@contoso.com | No licence with a mailbox is left: Exchange Online deletes the mailbox after about 30 days. | Convert it to a shared mailbox, or keep its content, before this is applied.",
		}},
		{name: "what was so before is no error now", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(callA)}}}}, changes: []reconcile.Change{give(callB)}, want: "ann: +MCOPSTN2", findings: []string{
			"warning mutually-exclusive: staff.csv, B2 ann@contoso.com | Domestic Calling of Domestic Calling Plan (MCOPSTN1) and International Calling of International Calling Plan (MCOPSTN2) exclude each other (calling-plan). | Turn one of them off in the apps of its licence, or assign only one of the licences.",
		}},
		{name: "more removals than are allowed", scene: scene{accounts: holders(3, ems)}, options: reconcile.Options{MaxRemovals: reconcile.Limit{Set: true, Number: 1}},
			changes: []reconcile.Change{{Unassign: []reconcile.Holding{{SKUID: sku(ems)}}}, {Unassign: []reconcile.Holding{{SKUID: sku(ems)}}}, {}}, want: "user00: -EMS\nuser01: -EMS", findings: []string{
				"warning too-many-removals:  | The plan removes 2 of the 3 direct assignments of the users in scope; 1 are allowed: Enterprise Mobility + Security E3 (EMS): 2. | If that is intended: --max-removals 2.",
			}},
		{name: "apps that the licence has no more", scene: scene{accounts: []account{{name: "ann"}}}, changes: []reconcile.Change{{Assign: []reconcile.Holding{{SKUID: sku(e3), DisabledPlans: plans(teams, visio)}}}}, want: "ann: +SPE_E3[-TEAMS1]"},
		{name: "apps as they were", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e3, teams)}}}}, changes: []reconcile.Change{{Update: []reconcile.Update{{SKUID: sku(e3), DisabledPlans: plans(viva), Was: plans(teams)}}}}, want: "ann: ~SPE_E3[-VIVAENGAGE_CORE]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := c.scene.back(t, c.options, c.changes...)
			if got := show(p); got != c.want {
				t.Errorf("the way back is\n%s\nwant\n%s", got, c.want)
			}
			var got []string
			for _, f := range p.Findings {
				got = append(got, finding(f))
				checkSentence(t, f)
			}
			if g, w := strings.Join(got, "\n"), strings.Join(c.findings, "\n"); g != w {
				t.Errorf("findings:\n%s\nwant:\n%s", g, w)
			}
			if s := p.Summary; s.LeftOut != c.leftOut || s.Users != len(c.changes) || s.Unchanged != s.Users-s.Changes-s.LeftOut {
				t.Errorf("sums: %+v", s)
			}
			for i := range p.Changes {
				if len(p.Changes[i].Sources) != 1 {
					t.Errorf("the row is lost: %+v", p.Changes[i])
				}
			}
		})
	}
}

// The ledger of a way back is that of any plan.
func TestBackHasALedger(t *testing.T) {
	s := scene{accounts: []account{{name: "ann", ways: []way{direct(e1)}}}, seats: map[int]int{e3: 10, e1: 3}}
	p := s.back(t, reconcile.Options{}, swapBack(e3, e1))
	for _, seat := range p.Seats {
		want := map[string][5]int{sku(e3): {10, 0, 0, 1, 1}, sku(e1): {3, 1, 1, 0, 0}}[seat.SKUID]
		if got := [5]int{seat.Owned, seat.Used, seat.Release, seat.Take, seat.After}; got != want || !seat.Known {
			t.Errorf("%s: %v, want %v", seat.SKUPartNumber, got, want)
		}
	}
	if len(p.Seats) != 2 {
		t.Errorf("%d licences in the ledger", len(p.Seats))
	}
}

// A run, its way back and the redo, on random tenants and plans, with locations
// missing and few seats: each leads to where the one before began, is carried out
// without a refusal (the model fails on one), and names whom it does not lead.
func TestThereAndBackAndThereAgain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		in := s.input()
		p, err := plan.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		m := newModel(in.Tenant)
		start := stateOf(m)
		p.Changes = cutOff(t, p)
		m.apply(t, p.Changes)
		options := reconcile.Options{AllowGap: rapid.Bool().Draw(t, "gap on the way back")}
		if rapid.Bool().Draw(t, "with a location") {
			options.DefaultLocation = "DE"
		}
		for range 2 {
			began := stateOf(m)
			here := only(m.tenant(in.Catalog), p.Changes)
			way := wayBack(p)
			p, err = plan.Back(plan.Input{Tenant: here, Catalog: in.Catalog, Names: names.New(in.Catalog, here), Options: options}, way)
			if err != nil {
				t.Fatal(err)
			}
			m.apply(t, p.Changes)
			compareBack(t, p, way, m, began, start)
			start = began
		}
	})
}

// cutOff gives the changes of a plan that a run had made when it came to a stop.
func cutOff(t *rapid.T, p *reconcile.Plan) []reconcile.Change {
	steps, _ := order.OfChanges(p.Changes, p.FreeSeats())
	if !rapid.Bool().Draw(t, "cut off") || slices.ContainsFunc(p.Changes, func(c reconcile.Change) bool { return c.Split }) {
		return p.Changes
	}
	var done []reconcile.Change
	for _, step := range steps.Steps[:rapid.IntRange(0, len(steps.Steps)).Draw(t, "steps")] {
		done = append(done, p.Changes[step.Change])
	}
	return done
}

// only leaves a tenant the users of changes.
func only(ten *reconcile.Tenant, changes []reconcile.Change) *reconcile.Tenant {
	ten.Users = slices.DeleteFunc(ten.Users, func(u reconcile.User) bool {
		return !slices.ContainsFunc(changes, func(c reconcile.Change) bool { return c.User.ID == u.ID })
	})
	return ten
}

// compareBack compares what users have after a way back with what they had before it
// and before the run.
func compareBack(t *rapid.T, p *reconcile.Plan, way *reconcile.WayBack, m *model, began, start map[string][]reconcile.Holding) {
	t.Helper()
	if p.HasErrors() {
		t.Fatalf("an undo with errors: %v", p.Findings)
	}
	if _, rings := order.OfChanges(p.Changes, p.FreeSeats()); len(rings) > 0 {
		t.Fatalf("a ring is left: %v", rings)
	}
	told := toldOf(p)
	led, toLead := usersOf(p.Changes), usersOf(way.Changes)
	for id, u := range m.users {
		got, name := u.holdings(), u.user.UserPrincipalName
		switch {
		case !toLead[id] && reconcile.EqualHoldings(got, began[id]):
		case toLead[id] && reconcile.EqualHoldings(got, start[id]):
		case toLead[id] && !led[id] && reconcile.EqualHoldings(got, began[id]) && told(name):
		case led[id] && isPart(got, start[id]) && told(name):
		default:
			t.Fatalf("%s had %v before the run, %v after it, and is left with %v\n%s\n%v", name, start[id], began[id], got, show(p), p.Findings)
		}
	}
	if s := p.Summary; s.Changes+s.LeftOut != len(way.Changes) {
		t.Fatalf("%d users are to be led back: %+v", len(way.Changes), s)
	}
}

func usersOf(changes []reconcile.Change) map[string]bool {
	users := map[string]bool{}
	for i := range changes {
		users[changes[i].User.ID] = true
	}
	return users
}

// stateOf gives what all users of a model have.
func stateOf(m *model) map[string][]reconcile.Holding {
	all := map[string][]reconcile.Holding{}
	for id, u := range m.users {
		all[id] = u.holdings()
	}
	return all
}

// isPart reports whether all of got is in want.
func isPart(got, want []reconcile.Holding) bool {
	return !slices.ContainsFunc(got, func(h reconcile.Holding) bool {
		return !slices.ContainsFunc(want, func(w reconcile.Holding) bool { return w.SKUID == h.SKUID })
	})
}

// toldOf reports of whom a plan speaks; of those who are short of seats it names ten.
func toldOf(p *reconcile.Plan) func(string) bool {
	return func(user string) bool {
		return slices.ContainsFunc(p.Findings, func(f reconcile.Finding) bool {
			return f.User == user || f.Code == reconcile.CodeNoSeats || f.Code == reconcile.CodeSeatRing || strings.Contains(f.Message.String(), user)
		})
	}
}
