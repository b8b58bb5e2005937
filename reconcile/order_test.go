package reconcile_test

import (
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"licet/reconcile"
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

// Proof 8: no longer than needed, and a ring exactly where no order exists.
func TestScheduleIsTheShortest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		changes, free := genWork(t, 6, rapid.Bool().Draw(t, "simple"))
		schedule, rings := reconcile.OrderChanges(changes, free)
		rounds, possible := fewestRounds(changes, free)
		if possible != (len(rings) == 0) {
			t.Fatalf("order exists: %v, rings: %v\n%s", possible, rings, showWork(changes, free))
		}
		if possible && rounds != schedule.Rounds {
			t.Fatalf("%d rounds, %d would do\n%s", schedule.Rounds, rounds, showWork(changes, free))
		}
		followSchedule(t, changes, schedule)
	})
}

// Larger work of all shapes: the schedule is valid, nothing is lost, and where
// it can still be tried out, a ring is one.
func TestScheduleOfLargerWork(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		simple := rapid.Bool().Draw(t, "simple")
		changes, free := genWork(t, rapid.SampledFrom([]int{12, 12, 100, 400}).Draw(t, "most"), simple)
		schedule, rings := reconcile.OrderChanges(changes, free)
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
// schedule must not halt and must need no more rounds than it says.
func followSchedule(t rapid.TB, changes []reconcile.Change, s reconcile.Schedule) {
	t.Helper()
	free, waiting := maps.Clone(s.Free), slices.Clone(s.Steps)
	rounds := 0
	for ; len(waiting) > 0; rounds++ {
		var round []reconcile.Step
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
	if rounds > s.Rounds {
		t.Fatalf("%d rounds, the schedule says %d", rounds, s.Rounds)
	}
}

func showWork(changes []reconcile.Change, free map[string]int) string {
	text := fmt.Sprintf("free %v\n", free)
	for i := range changes {
		text += fmt.Sprintf("%d: %v -> %v\n", i, changes[i].Releases, changes[i].Takes)
	}
	return text
}

// genSwaps draws a tenant in which users swap licences of which few seats are
// spare, some of them two at once.
func genSwaps(t *rapid.T, most int) scene {
	s := scene{seats: map[int]int{}, options: reconcile.Options{AllowGap: true}}
	skus := []int{ems, visioSKU, copilotSKU, flowSKU}
	used := map[int]int{}
	for i := range rapid.IntRange(1, most).Draw(t, "users") {
		name := fmt.Sprintf("u%02d", i)
		mixed := rapid.Permutation(skus).Draw(t, "licences")
		from, to := rapid.IntRange(0, 2).Draw(t, "from"), rapid.IntRange(0, 2).Draw(t, "to")
		a := account{name: name}
		for _, l := range mixed[:from] {
			a.ways = append(a.ways, direct(l))
			s.rows = append(s.rows, act(name, sku(l), reconcile.ActionUnassign))
			used[l]++
		}
		for _, l := range mixed[from : from+to] {
			s.rows = append(s.rows, act(name, sku(l), reconcile.ActionAssign))
		}
		s.accounts = append(s.accounts, a)
	}
	for _, l := range skus {
		s.seats[l] = used[l] + rapid.SampledFrom([]int{0, 0, 1, -1}).Draw(t, "spare")
	}
	rows(s.rows...)
	return s
}

// AllowGap splits the fewest users, and leaves no ring.
func TestGapSplitsTheFewest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := genSwaps(t, 6)
		p, err := reconcile.Build(s.input())
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
		p, err := reconcile.Build(in)
		if err != nil {
			t.Fatal(err)
		}
		s.options.AllowGap = true
		gap, err := reconcile.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		split := slices.ContainsFunc(gap.Changes, func(c reconcile.Change) bool { return c.Split })
		if rings := find(p, reconcile.CodeSeatRing); split != (len(rings) > 0) {
			t.Fatalf("split: %v, rings: %v", split, rings)
		}
		if _, rings := reconcile.Order(p); len(rings) > 0 {
			t.Fatalf("a ring is left: %v", rings)
		}
		interleave(t, newModel(in.Tenant), p.Changes, must(reconcile.Order(p)))
	})
}

func must(s reconcile.Schedule, _ []reconcile.Ring) reconcile.Schedule { return s }

// The example of order.go: the seat goes where it opens the ring.
func TestOrderTakesTheRingOnTheWay(t *testing.T) {
	changes := []reconcile.Change{
		{Takes: []string{"y"}, Releases: []string{"z"}}, // cho
		{Takes: []string{"y"}, Releases: []string{"x"}}, // ann
		{Takes: []string{"x"}, Releases: []string{"y"}}, // bob
	}
	s, rings := reconcile.OrderChanges(changes, map[string]int{"y": 1, "x": 0})
	if len(rings) > 0 || s.Rounds != 3 || s.Steps[0].Change != 1 || s.Steps[1].Change != 2 || s.Steps[2].Change != 0 {
		t.Errorf("got %+v, %v", s, rings)
	}
}

// A ring is named with what one spare seat would break it.
func TestRingNamesItsLicences(t *testing.T) {
	changes := []reconcile.Change{
		{Takes: []string{"y"}, Releases: []string{"x"}}, {Takes: []string{"x"}, Releases: []string{"y"}},
		{Takes: []string{"p"}, Releases: []string{"q"}}, {Takes: []string{"q"}, Releases: []string{"p"}},
		{Takes: []string{"free"}},
	}
	s, rings := reconcile.OrderChanges(changes, map[string]int{"x": 0, "y": 0, "p": 0, "q": 0})
	want := []reconcile.Ring{{Changes: []int{0, 1}, SKUs: []string{"x", "y"}}, {Changes: []int{2, 3}, SKUs: []string{"p", "q"}}}
	if fmt.Sprint(rings) != fmt.Sprint(want) || len(s.Steps) != 1 {
		t.Errorf("rings %v, want %v; steps %v", rings, want, s.Steps)
	}
}
