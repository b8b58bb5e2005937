package plan_test

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
	"licet/reconcile/order"
	"licet/reconcile/plan"
)

// genWork draws calls over a few licences: swaps one for one, and others that
// take or free several seats (E3+EMS -> E5+Copilot), with few or no spare seats
// and some licences over-assigned.
func genWork(t *rapid.T, most int, simple bool) ([]reconcile.Change, map[string]int) {
	skus := []string{"a", "b", "c", "d"}[:rapid.IntRange(2, 4).Draw(t, "licences")]
	free := map[string]int{}
	for _, s := range skus {
		free[s] = rapid.SampledFrom([]int{0, 0, 0, 1, 2, -1}).Draw(t, "free")
	}
	if rapid.IntRange(0, 3).Draw(t, "unknown seats") == 0 {
		delete(free, skus[0])
	}
	var changes []reconcile.Change
	for range rapid.IntRange(1, most).Draw(t, "changes") {
		mixed := rapid.Permutation(skus).Draw(t, "seats")
		takes, releases := 1, 1
		if !simple {
			takes = rapid.IntRange(0, 2).Draw(t, "takes")
			releases = rapid.IntRange(0, 2).Draw(t, "releases")
		}
		c := reconcile.Change{Takes: slices.Clone(mixed[:min(takes, len(mixed))])}
		c.Releases = slices.Clone(mixed[len(c.Takes):min(len(c.Takes)+releases, len(mixed))])
		slices.Sort(c.Takes)
		slices.Sort(c.Releases)
		changes = append(changes, c)
	}
	return changes, free
}

// fewestRounds tries everything: the fewest rounds in which all changes can be
// done, those of a round side by side; false when no order exists.
func fewestRounds(changes []reconcile.Change, free map[string]int) (int, bool) {
	all := uint(1)<<len(changes) - 1
	layer := map[uint]bool{0: true}
	for rounds := 0; len(layer) > 0; rounds++ {
		if layer[all] {
			return rounds, true
		}
		next := map[uint]bool{}
		for done := range layer {
			seats := seatsAfter(changes, free, done)
			left := all &^ done
			for batch := left; batch > 0; batch = (batch - 1) & left {
				if haveSeats(changes, seats, batch) {
					next[done|batch] = true
				}
			}
		}
		for done := range layer {
			delete(next, done)
		}
		layer = next
	}
	return 0, false
}

func seatsAfter(changes []reconcile.Change, free map[string]int, done uint) map[string]int {
	seats := maps.Clone(free)
	for i := range changes {
		if done&(1<<i) != 0 {
			for _, id := range changes[i].Takes {
				use(seats, id, -1)
			}
			for _, id := range changes[i].Releases {
				use(seats, id, 1)
			}
		}
	}
	return seats
}

func haveSeats(changes []reconcile.Change, seats map[string]int, batch uint) bool {
	takes := map[string]int{}
	for i := range changes {
		if batch&(1<<i) != 0 {
			for _, id := range changes[i].Takes {
				takes[id]++
			}
		}
	}
	for id, n := range takes {
		if have, listed := seats[id]; listed && n > have {
			return false
		}
	}
	return true
}

// Proof 8: at most two rounds more than needed, and a ring exactly where no order
// exists.
func TestScheduleIsNearlyTheShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes, free := genWork(t, 6, rapid.Bool().Draw(t, "simple"))
		schedule, rings := order.OfChanges(changes, free)
		rounds, possible := fewestRounds(changes, free)
		if possible != (len(rings) == 0) {
			t.Fatalf("order exists: %v, rings: %v\n%s", possible, rings, showWork(changes, free))
		}
		if took := followSchedule(t, changes, schedule); possible && took > rounds+2 {
			t.Fatalf("%d rounds, %d would do\n%s", took, rounds, showWork(changes, free))
		}
	})
}

// Larger work of all shapes: the schedule is valid, nothing is lost, and where
// it can still be tried out, a ring is one.
func TestScheduleOfLargerWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		simple := rapid.Bool().Draw(t, "simple")
		changes, free := genWork(t, rapid.SampledFrom([]int{12, 12, 100, 400}).Draw(t, "most"), simple)
		schedule, rings := order.OfChanges(changes, free)
		followSchedule(t, changes, schedule)
		stuck := 0
		for _, r := range rings {
			stuck += len(r.Changes)
		}
		if len(schedule.Steps)+stuck != len(changes) {
			t.Fatalf("%d of %d changes are in neither the schedule nor a ring\n%s", len(changes)-len(schedule.Steps)-stuck, len(changes), showWork(changes, free))
		}
		if len(changes) <= 12 && canBeDone(changes, free) != (stuck == 0) {
			t.Fatalf("rings %v are wrong\n%s", rings, showWork(changes, free))
		}
	})
}

// genDone draws work that can be done, since it was: seats are spare, each call
// takes some of them and frees others, and then the calls are shuffled.
func genDone(t *rapid.T, most int, simple bool) ([]reconcile.Change, map[string]int) {
	skus := []string{"a", "b", "c", "d", "e"}
	free := map[string]int{}
	for _, s := range skus {
		free[s] = rapid.SampledFrom([]int{0, 0, 0, 1}).Draw(t, "free")
	}
	free["a"] = 1
	start := maps.Clone(free)
	var changes []reconcile.Change
	for range rapid.IntRange(1, most).Draw(t, "changes") {
		spare := slices.DeleteFunc(rapid.Permutation(skus).Draw(t, "seats"), func(s string) bool { return free[s] == 0 })
		takes := 1
		if !simple {
			takes = rapid.IntRange(0, 2).Draw(t, "takes")
		}
		c := reconcile.Change{Takes: slices.Sorted(slices.Values(spare[:min(takes, len(spare))]))}
		others := slices.DeleteFunc(rapid.Permutation(skus).Draw(t, "freed"), func(s string) bool { return slices.Contains(c.Takes, s) })
		c.Releases = slices.Sorted(slices.Values(others[:len(c.Takes)]))
		for _, s := range c.Takes {
			free[s]--
		}
		for _, s := range c.Releases {
			free[s]++
		}
		changes = append(changes, c)
	}
	return rapid.Permutation(changes).Draw(t, "order"), start
}

// What is left of a run is ordered as if it were all there is, and named by the plan
// of the run: a step of another number would write to somebody else.
func TestOrderOfSomeIsThatOfTheseAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all, free := genWork(t, 12, rapid.Bool().Draw(t, "simple"))
		var some []reconcile.Change
		var which []int
		for i := range all {
			if rapid.Bool().Draw(t, "left") {
				some, which = append(some, all[i]), append(which, i)
			}
		}
		want, wantRings := order.OfChanges(some, free)
		for i := range want.Steps {
			want.Steps[i].Change = which[want.Steps[i].Change]
		}
		for _, r := range wantRings {
			for k := range r.Changes {
				r.Changes[k] = which[r.Changes[k]]
			}
		}
		got, gotRings := order.OfSome(all, which, free)
		if fmt.Sprint(got, gotRings) != fmt.Sprint(want, wantRings) {
			t.Fatalf("got %v %v, want %v %v\n%s", got, gotRings, want, wantRings, showWork(all, free))
		}
	})
}

// What can be done is not called a ring: exactly so for swaps one for one, however
// many, and for few calls of any shape.
func TestWorkThatCanBeDoneIsOrdered(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		simple := rapid.Bool().Draw(t, "simple")
		most := 9
		if simple {
			most = rapid.SampledFrom([]int{9, 30, 60, 200}).Draw(t, "most")
		}
		changes, free := genDone(t, most, simple)
		schedule, rings := order.OfChanges(changes, free)
		if len(rings) > 0 {
			t.Fatalf("rings %v\n%s", rings, showWork(changes, free))
		}
		if len(schedule.Steps) != len(changes) {
			t.Fatalf("%d steps for %d changes", len(schedule.Steps), len(changes))
		}
		followSchedule(t, changes, schedule)
	})
}

// Many calls of other shapes: whatever is not called a ring is ordered.
func TestManyCallsOfAnyShape(t *testing.T) {
	called, drawn := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		changes, free := genDone(t, rapid.SampledFrom([]int{20, 100}).Draw(t, "most"), false)
		schedule, rings := order.OfChanges(changes, free)
		drawn++
		for _, r := range rings {
			called += len(r.Changes)
		}
		followSchedule(t, changes, schedule)
	})
	t.Logf("in %d works %d calls were taken for rings", drawn, called)
	if called > drawn {
		t.Errorf("in %d works %d calls were taken for rings", drawn, called)
	}
}

// More calls of other shapes than are looked ahead of: one after the other they can be
// done, and quickly.
func TestThousandsOfCallsThatTakeTwoSeats(t *testing.T) {
	for _, n := range []int{999, 1_001, 1_002, 100_000} {
		changes, free := doubleSwaps(n)
		schedule, rings := order.OfChanges(changes, free)
		if len(rings) > 0 || len(schedule.Steps) != n {
			t.Fatalf("%d steps for %d changes, rings %v", len(schedule.Steps), n, rings)
		}
		seats := maps.Clone(schedule.Free)
		for i, step := range schedule.Steps {
			for _, id := range changes[step.Change].Takes {
				if use(seats, id, -1); seats[id] < 0 {
					t.Fatalf("step %d of %d lacks a seat of %s", i, n, id)
				}
			}
			for _, id := range changes[step.Change].Releases {
				use(seats, id, 1)
			}
		}
	}
}

// doubleSwaps is n calls that take two seats and free two each: E3+EMS ->
// E5+Copilot and back.
func doubleSwaps(n int) ([]reconcile.Change, map[string]int) {
	var changes []reconcile.Change
	for i := range n {
		from, to := []string{"a", "b"}, []string{"c", "d"}
		if i%2 == 1 {
			from, to = to, from
		}
		changes = append(changes, reconcile.Change{Releases: from, Takes: to})
	}
	return changes, map[string]int{"a": 0, "b": 0, "c": 3, "d": 4}
}

// canBeDone tries all orders one by one.
func canBeDone(changes []reconcile.Change, free map[string]int) bool {
	seen := make([]bool, 1<<len(changes))
	todo := []uint{0}
	for len(todo) > 0 {
		done := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if bits.OnesCount(done) == len(changes) {
			return true
		}
		seats := seatsAfter(changes, free, done)
		for i := range changes {
			if next := done | 1<<i; next != done && !seen[next] && haveSeats(changes, seats, 1<<i) {
				seen[next] = true
				todo = append(todo, next)
			}
		}
	}
	return false
}

// followSchedule sends steps in rounds, by the rule, with seats as tokens: the
// schedule must not halt. It gives the number of rounds.
func followSchedule(t rapid.TB, changes []reconcile.Change, s order.Schedule) (rounds int) {
	t.Helper()
	free, waiting := maps.Clone(s.Free), slices.Clone(s.Steps)
	for ; len(waiting) > 0; rounds++ {
		var round []order.Step
		for {
			next, can := nextStep(waiting, changes, free)
			if !can || len(waiting) == 0 {
				break
			}
			for _, id := range takesOf(changes, waiting[next]) {
				use(free, id, -1)
			}
			round = append(round, waiting[next])
			waiting = slices.Delete(waiting, next, next+1)
		}
		if len(round) == 0 {
			t.Fatalf("halted with %d steps left, free %v", len(waiting), free)
		}
		for _, step := range round {
			for _, id := range releasesOf(changes, step) {
				use(free, id, 1)
			}
		}
	}
	return rounds
}

func showWork(changes []reconcile.Change, free map[string]int) string {
	text := fmt.Sprintf("free %v\n", free)
	for i := range changes {
		text += fmt.Sprintf("%d: %v -> %v\n", i, changes[i].Releases, changes[i].Takes)
	}
	return text
}

// swapOf is what one user gives and gets.
type swapOf struct{ from, to []int }

// genRings draws users who pass licences round, in rings of two to four; some
// stand in two rings at once and swap two licences for two.
func genRings(t *rapid.T, most int) []swapOf {
	var all []swapOf
	for len(all) < most {
		skus := rapid.Permutation([]int{ems, visioSKU, copilotSKU, flowSKU}).Draw(t, "ring")
		n := rapid.IntRange(2, 4).Draw(t, "length")
		if len(all)+n > most {
			break
		}
		for i := range n {
			all = append(all, swapOf{from: []int{skus[i]}, to: []int{skus[(i+1)%n]}})
		}
	}
	for i := 0; i+1 < len(all); i++ {
		j := rapid.IntRange(i+1, len(all)-1).Draw(t, "other")
		a, b := all[i], all[j]
		both := slices.Concat(a.from, a.to, b.from, b.to)
		slices.Sort(both)
		if len(slices.Compact(both)) == 4 && len(a.from)+len(b.from) == 2 && rapid.Bool().Draw(t, "in one") {
			all[i] = swapOf{from: append(a.from, b.from...), to: append(a.to, b.to...)}
			all = slices.Delete(all, j, j+1)
		}
	}
	return all
}

// genAnySwaps draws users who give and get whatever it may be.
func genAnySwaps(t *rapid.T, most int) []swapOf {
	var all []swapOf
	for range rapid.IntRange(1, most).Draw(t, "users") {
		mixed := rapid.Permutation([]int{ems, visioSKU, copilotSKU, flowSKU}).Draw(t, "licences")
		from, to := rapid.IntRange(0, 2).Draw(t, "from"), rapid.IntRange(0, 2).Draw(t, "to")
		all = append(all, swapOf{from: mixed[:from], to: mixed[from : from+to]})
	}
	return all
}

// genSwaps draws a tenant in which users swap licences of which few seats are
// spare.
func genSwaps(t *rapid.T, most int) scene {
	s := scene{seats: map[int]int{}, options: reconcile.Options{AllowGap: true}}
	gen := genRings
	if rapid.IntRange(0, 2).Draw(t, "any") == 0 {
		gen = genAnySwaps
	}
	used := map[int]int{}
	for i, swap := range gen(t, most) {
		a := account{name: fmt.Sprintf("u%02d", i)}
		for _, l := range swap.from {
			a.ways = append(a.ways, direct(l))
			s.rows = append(s.rows, act(a.name, sku(l), reconcile.ActionUnassign))
			used[l]++
		}
		for _, l := range swap.to {
			s.rows = append(s.rows, act(a.name, sku(l), reconcile.ActionAssign))
		}
		s.accounts = append(s.accounts, a)
	}
	for _, l := range []int{ems, visioSKU, copilotSKU, flowSKU} {
		s.seats[l] = max(0, used[l]+rapid.SampledFrom([]int{0, 0, 0, 0, 0, 1, -1}).Draw(t, "spare"))
	}
	rows(s.rows...)
	return s
}

// AllowGap splits the fewest users, and leaves no ring.
func TestGapSplitsTheFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genSwaps(t, 7)
		p, err := plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		free := map[string]int{}
		for _, seat := range p.Seats {
			free[seat.SKUID] = seat.Owned - seat.Used
		}
		splits := 0
		for i := range p.Changes {
			if p.Changes[i].Split {
				splits++
				p.Changes[i].Split = false
			}
		}
		if fewest := fewestSplits(p.Changes, free); splits != fewest {
			t.Fatalf("%d changes are split, %d would do\n%s\n%s", splits, fewest, show(p), showWork(p.Changes, free))
		}
	})
}

// fewestSplits tries all sets of changes to split. A change in two parts is
// two calls, the second after the first.
func fewestSplits(changes []reconcile.Change, free map[string]int) int {
	fewest := len(changes) + 1
	for set := range uint(1) << len(changes) {
		if n := bits.OnesCount(set); n < fewest && canBeDone(inParts(changes, set), free) {
			fewest = n
		}
	}
	return fewest
}

// inParts gives the calls; that the second part follows the first need not be
// said, since the first takes nothing and can always go before.
func inParts(changes []reconcile.Change, set uint) []reconcile.Change {
	var calls []reconcile.Change
	for i, c := range changes {
		if set&(1<<i) == 0 {
			calls = append(calls, c)
			continue
		}
		calls = append(calls, reconcile.Change{Releases: c.Releases}, reconcile.Change{Takes: c.Takes})
	}
	return calls
}

// Without a gap, whoever is in a ring is left out whole, and nobody else is.
func TestRingsAreLeftOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genSwaps(t, 7)
		s.options.AllowGap = false
		in := s.input()
		p, err := plan.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		s.options.AllowGap = true
		gap, err := plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		split := slices.ContainsFunc(gap.Changes, func(c reconcile.Change) bool { return c.Split })
		if rings := find(p, reconcile.CodeSeatRing); split != (len(rings) > 0) {
			t.Fatalf("split: %v, rings: %v", split, rings)
		}
		if _, rings := order.OfChanges(p.Changes, p.FreeSeats()); len(rings) > 0 {
			t.Fatalf("a ring is left: %v", rings)
		}
		interleave(t, newModel(in.Tenant), p.Changes, must(order.OfChanges(p.Changes, p.FreeSeats())))
	})
}

func must(s order.Schedule, _ []order.Ring) order.Schedule { return s }

// The example of order.go: the seat goes where it opens the ring.
func TestOrderTakesTheRingOnTheWay(t *testing.T) {
	changes := []reconcile.Change{
		{Takes: []string{"y"}, Releases: []string{"z"}}, // cho
		{Takes: []string{"y"}, Releases: []string{"x"}}, // ann
		{Takes: []string{"x"}, Releases: []string{"y"}}, // bob
	}
	s, rings := order.OfChanges(changes, map[string]int{"y": 1, "x": 0})
	if len(rings) > 0 || s.Steps[0].Change != 1 || s.Steps[1].Change != 2 || s.Steps[2].Change != 0 {
		t.Errorf("got %+v, %v", s, rings)
	}
}

// Many swaps in two rings that share a licence, and one spare seat: whoever
// closes the first ring too early leaves the other without a seat.
func TestOrderDoesNotLeaveARingBehind(t *testing.T) {
	for _, n := range [][2]int{{60, 60}, {60, 30}, {30, 60}, {500, 1}} {
		var changes []reconcile.Change
		swaps := func(n int, from, to string) {
			for range n {
				changes = append(changes, reconcile.Change{Takes: []string{to}, Releases: []string{from}})
			}
		}
		swaps(n[0], "x", "y")
		swaps(n[0], "y", "x")
		swaps(n[1], "x", "z")
		swaps(n[1], "z", "x")
		s, rings := order.OfChanges(changes, map[string]int{"x": 0, "y": 1, "z": 0})
		if len(rings) > 0 || len(s.Steps) != len(changes) {
			t.Fatalf("%v: %d of %d steps, rings %v", n, len(s.Steps), len(changes), rings)
		}
		followSchedule(t, changes, s)
	}
}

// A ring is named with what one spare seat would break it.
func TestRingNamesItsLicences(t *testing.T) {
	changes := []reconcile.Change{
		{Takes: []string{"y"}, Releases: []string{"x"}}, {Takes: []string{"x"}, Releases: []string{"y"}},
		{Takes: []string{"p"}, Releases: []string{"q"}}, {Takes: []string{"q"}, Releases: []string{"p"}},
		{Takes: []string{"free"}},
	}
	s, rings := order.OfChanges(changes, map[string]int{"x": 0, "y": 0, "p": 0, "q": 0})
	want := []order.Ring{{Changes: []int{0, 1}, SKUs: []string{"x", "y"}}, {Changes: []int{2, 3}, SKUs: []string{"p", "q"}}}
	if fmt.Sprint(rings) != fmt.Sprint(want) || len(s.Steps) != 1 {
		t.Errorf("rings %v, want %v; steps %v", rings, want, s.Steps)
	}
}
