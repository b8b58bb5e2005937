package plan_test

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/order"
	"licet/reconcile/plan"
)

// Strict makes an error of any warning; which warnings there are is not the
// reference's business.
func genReferenceScene(t *rapid.T) scene {
	s := genScene(t)
	s.options.Strict = false
	for l := range s.seats {
		s.seats[l] += 1000
	}
	return s
}

// Proof 1: applying the plan gives the desired state for what is managed and
// changes nothing else; proof 7: what is refused is refused whole.
func TestPlanGivesWhatTheReferenceWants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genReferenceScene(t)
		in := s.input()
		p, err := plan.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		if refusedWhole(p) {
			if len(p.Changes) > 0 {
				t.Fatalf("a refused input has changes:\n%s", show(p))
			}
			return
		}
		m := newModel(in.Tenant)
		m.apply(t, p.Changes)
		for i := range p.Changes {
			c := &p.Changes[i]
			if got := m.users[c.User.ID].holdings(); !reconcile.EqualHoldings(got, c.On(c.Before)) {
				t.Fatalf("%s: On says %v, the model holds %v", showChange(c), c.On(c.Before), got)
			}
		}
		ref := newReference(s, in.Tenant)
		for i := range in.Tenant.Users {
			u := &in.Tenant.Users[i]
			compareUser(t, u, m.users[u.ID], ref.planID(u), p)
		}
	})
}

func refusedWhole(p *reconcile.Plan) bool {
	return slices.ContainsFunc(p.Findings, func(f reconcile.Finding) bool {
		switch f.Code {
		case reconcile.CodeNoKnownUsers, reconcile.CodeNoKnownLicenses, reconcile.CodeShortTenant:
			return true
		}
		return false
	})
}

func compareUser(t *rapid.T, u *reconcile.User, got *modelUser, want refUser, p *reconcile.Plan) {
	t.Helper()
	planned := slices.ContainsFunc(p.Changes, func(c reconcile.Change) bool { return c.User.ID == u.ID })
	if want.wrong {
		if planned {
			t.Fatalf("%s is wrong and has a change:\n%s\n%v", u.UserPrincipalName, show(p), p.Findings)
		}
		return
	}
	held := map[string]refSet{}
	for id, plans := range got.direct {
		held[id] = off(plans)
	}
	if !reflect.DeepEqual(held, want.direct) {
		t.Fatalf("%s holds %v, should hold %v\nplan:\n%s\n%v", u.UserPrincipalName, held, want.direct, show(p), p.Findings)
	}
	if got.location != want.location {
		t.Fatalf("%s is in %q, should be in %q", u.UserPrincipalName, got.location, want.location)
	}
}

// Proof 2: planning again gives nothing, seats and rings included.
func TestPlanningAgainGivesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		p, err := plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		assertConverged(t, s, p)
	})
}

// Proof 3: the order of rows, files and users does not show.
func TestOrderOfRowsAndUsersDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		p, err := plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		s.rows = rapid.Permutation(s.rows).Draw(t, "rows in another order")
		for i := range s.accounts {
			s.order = append(s.order, i)
		}
		s.order = rapid.Permutation(s.order).Draw(t, "users in another order")
		in := s.input()
		in.Tenant.Users = rapid.Permutation(in.Tenant.Users).Draw(t, "users in yet another order")
		q, err := plan.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(p, q) {
			t.Fatalf("plans differ:\n%+v\n\n%+v", p, q)
		}
	})
}

// Proof 4: in any interleaving that the schedule's rule allows, no call lacks a
// seat, the work never comes to a halt, and (proof 5) no user is at any moment
// without a plan that they have before and after, but those who are split.
func TestAnyAllowedInterleavingHasSeats(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		in := s.input()
		p, err := plan.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		schedule, rings := order.OfChanges(p.Changes, p.FreeSeats())
		if len(rings) > 0 {
			t.Fatalf("Build left a ring: %v\n%s", rings, show(p))
		}
		checkSteps(t, p.Changes, schedule.Steps)
		interleave(t, newModel(in.Tenant), p.Changes, schedule)
	})
}

// checkSteps: every change once and whole, or in its two parts if it is split.
func checkSteps(t rapid.TB, changes []reconcile.Change, steps []order.Step) {
	t.Helper()
	parts := make([][]order.Part, len(changes))
	for _, s := range steps {
		parts[s.Change] = append(parts[s.Change], s.Part)
	}
	for i := range changes {
		want := []order.Part{order.Whole}
		if changes[i].Split {
			want = []order.Part{order.RemoveFirst, order.AddAfter}
		}
		if !slices.Equal(parts[i], want) {
			t.Fatalf("change %d is carried out as %v", i, parts[i])
		}
	}
}

// interleave carries a schedule out by its rule, with any number in flight:
// sending, doing and hearing of it are told apart, in an order that is drawn.
func interleave(t *rapid.T, m *model, changes []reconcile.Change, schedule order.Schedule) {
	t.Helper()
	free := maps.Clone(schedule.Free)
	var sent, done []order.Step
	waiting := slices.Clone(schedule.Steps)
	for len(waiting)+len(sent)+len(done) > 0 {
		next, can := nextStep(waiting, changes, free)
		var choices []string
		if can {
			choices = append(choices, "send")
		}
		if len(sent) > 0 {
			choices = append(choices, "do")
		}
		if len(done) > 0 {
			choices = append(choices, "hear")
		}
		if len(choices) == 0 {
			t.Fatalf("the work came to a halt with %d steps left; free %v", len(waiting), free)
		}
		switch rapid.SampledFrom(choices).Draw(t, "choice") {
		case "send":
			step := waiting[next]
			waiting = slices.Delete(waiting, next, next+1)
			for _, id := range takesOf(changes, step) {
				use(free, id, -1)
			}
			sent = append(sent, step)
		case "do":
			i := rapid.IntRange(0, len(sent)-1).Draw(t, "which")
			step := sent[i]
			sent = slices.Delete(sent, i, i+1)
			m.do(t, &changes[step.Change], step.Part) // fails if a seat is lacking
			done = append(done, step)
		case "hear":
			step := done[0]
			done = done[1:]
			for _, id := range releasesOf(changes, step) {
				use(free, id, 1)
			}
		}
	}
}

// nextStep gives the step that may be sent: the first that waits, if its seats
// are there, or else one that takes no listed licence.
func nextStep(waiting []order.Step, changes []reconcile.Change, free map[string]int) (int, bool) {
	for i, step := range waiting {
		listed := slices.DeleteFunc(slices.Clone(takesOf(changes, step)), func(id string) bool { _, ok := free[id]; return !ok })
		lacks := slices.ContainsFunc(listed, func(id string) bool { return free[id] < 1 })
		split := step.Part == order.AddAfter && slices.ContainsFunc(waiting[:i], func(s order.Step) bool { return s.Change == step.Change })
		if (i == 0 || len(listed) == 0) && !lacks && !split {
			return i, true
		}
	}
	return 0, false
}

func takesOf(changes []reconcile.Change, s order.Step) []string {
	if s.Part == order.RemoveFirst {
		return nil
	}
	return changes[s.Change].Takes
}

func releasesOf(changes []reconcile.Change, s order.Step) []string {
	if s.Part == order.AddAfter {
		return nil
	}
	return changes[s.Change].Releases
}

func use(free map[string]int, id string, by int) {
	if _, listed := free[id]; listed {
		free[id] += by
	}
}

// Proof 6: add never removes, remove never adds, but where an action says so.
func TestModesKeepTheirWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		s.rows = slices.DeleteFunc(s.rows, func(r reconcile.Row) bool {
			return r.Action == reconcile.ActionAssign || r.Action == reconcile.ActionUnassign
		})
		s.options.DropRedundant = false
		s.options.Mode = reconcile.Add
		p, err := plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		if p.Summary.Unassign > 0 {
			t.Fatalf("add removes:\n%s", show(p))
		}
		s.options.Mode = reconcile.Remove
		p, err = plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		if p.Summary.Assign+p.Summary.Update > 0 {
			t.Fatalf("remove adds:\n%s", show(p))
		}
	})
}

// The way back: a change's inverse, on what the change leaves, gives what was.
func TestInverseBringsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		p, err := plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		for i := range p.Changes {
			c := &p.Changes[i]
			back := c.Inverse()
			if got := back.On(c.On(c.Before)); !reconcile.EqualHoldings(got, c.Before) {
				t.Fatalf("%s: there and back gives %v, not %v", showChange(c), got, c.Before)
			}
			if again := back.Inverse(); !reconcile.EqualHoldings(again.On(c.Before), c.On(c.Before)) {
				t.Fatalf("%s: the inverse of the inverse is another change", showChange(c))
			}
		}
	})
}

// The numbers of a plan are of one piece.
func TestNumbersAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genScene(t)
		if rapid.Bool().Draw(t, "swaps") {
			s = genSwaps(t, 20)
			s.options.AllowGap = rapid.Bool().Draw(t, "gap")
		}
		in := s.input()
		p, err := plan.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		m := newModel(in.Tenant)
		m.apply(t, p.Changes)
		removed := 0
		for _, seat := range p.Seats {
			removed += seat.Unassign
			if seat.Known && (seat.After != m.used[seat.SKUID] || seat.After != seat.Used-seat.Release+seat.Take) {
				t.Fatalf("%s: %d seats after, the model has %d: %+v", seat.SKUPartNumber, seat.After, m.used[seat.SKUID], seat)
			}
			if seat.Known && seat.Take > 0 && seat.After > seat.Owned {
				t.Fatalf("more seats taken than owned: %+v", seat)
			}
		}
		if p.Removals.Count != removed || removed != p.Summary.Unassign {
			t.Fatalf("removals: %d, by licence %d, in the summary %d", p.Removals.Count, removed, p.Summary.Unassign)
		}
		if p.Summary.Changes != len(p.Changes) || p.Summary.Unchanged < 0 || p.Summary.Users < p.Summary.Changes+p.Summary.Unchanged {
			t.Fatalf("summary: %+v", p.Summary)
		}
		errors, warnings := reconcile.CountFindings(p.Findings)
		if errors != p.Summary.Errors || warnings != p.Summary.Warnings {
			t.Fatalf("summary: %+v, findings: %v", p.Summary, p.Findings)
		}
		if p.Summary.LeftOut > 0 && len(p.Findings) == 0 {
			t.Fatalf("users are left out and nothing is said of it")
		}
	})
}
