package apply_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// ada is swapped from A to B, gets an app of C turned off, and moves.
func ada() *reconcile.Plan {
	return &reconcile.Plan{
		Seats: []reconcile.Seat{{SKUID: skuA, SKUPartNumber: "PART_A", Name: "Product A"}},
		Changes: []reconcile.Change{{
			User:             reconcile.UserRef{ID: "ada", UserPrincipalName: "ada@contoso.com"},
			Before:           []reconcile.Holding{holding(skuA), holding(skuC)},
			Assign:           []reconcile.Holding{holding(skuB)},
			Unassign:         []reconcile.Holding{holding(skuA)},
			Update:           []reconcile.Update{{SKUID: skuC, DisabledPlans: []string{"app"}}},
			SetUsageLocation: &reconcile.Location{From: "DE", To: "FR"},
			Takes:            []string{skuB}, Releases: []string{skuA},
		}},
	}
}

func account(location string, hs ...reconcile.Holding) apply.Account {
	reconcile.SortHoldings(hs)
	return apply.Account{ID: "ada", Exists: true, UserPrincipalName: "ada@contoso.com", UsageLocation: location, Direct: hs}
}

func named(name string, a apply.Account) apply.Account {
	a.UserPrincipalName = name
	return a
}

func before(location string) apply.Account { return account(location, holding(skuA), holding(skuC)) }
func after(location string) apply.Account {
	return account(location, holding(skuB), holding(skuC, "app"))
}

// stateOf makes the state of a run from settlements; a job without one is open.
func stateOf(sent []apply.Part, settled ...apply.Settlement) *apply.State {
	s := apply.NewState(1)
	for _, p := range sent {
		s.Intend(someday, []apply.Job{{Part: p}})
	}
	for _, x := range settled {
		s.Settle(x)
	}
	return s
}

func done(p apply.Part) apply.Settlement {
	return apply.Settlement{Job: apply.Job{Part: p}, Class: apply.Done}
}

func TestUndoTakesBackWhatWasReallyDone(t *testing.T) {
	both := []apply.Part{apply.PartLocation, apply.PartLicenses}
	for _, c := range []struct {
		name  string
		state *apply.State
		now   apply.Account
		// want are the words for what is to be done; findings their codes.
		want, findings string
	}{
		{"nothing was sent", apply.NewState(1), before("DE"), "", ""},
		{"all was done", stateOf(both, done(apply.PartLocation), done(apply.PartLicenses)), after("FR"), "+A -B ~C DE", ""},
		{"the location alone was done", stateOf(both[:1], done(apply.PartLocation)), before("FR"), "DE", ""},
		{"the location was done and the licences are in doubt: not done", stateOf(both, done(apply.PartLocation)), before("FR"), "DE", ""},
		{"the location was done and the licences are in doubt: done", stateOf(both, done(apply.PartLocation)), after("FR"), "+A -B ~C DE", ""},
		{"only the removals were done", stateOf([]apply.Part{apply.PartRemovals}, done(apply.PartRemovals)), account("DE", holding(skuC)), "+A", ""},
		{"both halves were done", stateOf([]apply.Part{apply.PartRemovals, apply.PartAdditions}, done(apply.PartRemovals), done(apply.PartAdditions)), after("DE"), "+A -B ~C", ""},
		{"somebody else gave a licence since", stateOf(both, done(apply.PartLocation), done(apply.PartLicenses)), account("FR", holding(skuA), holding(skuB), holding(skuC, "app")), "", "changed-by-others"},
		{"somebody else moved the user since", stateOf(both, done(apply.PartLocation), done(apply.PartLicenses)), after("IT"), "", "changed-by-others"},
		{"somebody took it back already", stateOf(both, done(apply.PartLocation), done(apply.PartLicenses)), before("DE"), "", ""},
		{"the user is gone", stateOf(both, done(apply.PartLocation), done(apply.PartLicenses)), apply.Account{ID: "ada"}, "", "user-gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := ada()
			reconcile.SortHoldings(p.Changes[0].Before)
			back, err := apply.Undo(p, c.state, reads(c.now))
			if err != nil {
				t.Fatal(err)
			}
			if got := words(back.Changes); got != c.want {
				t.Errorf("the way back is %q, want %q", got, c.want)
			}
			var codes []string
			for _, f := range back.Findings {
				codes = append(codes, string(f.Code))
			}
			if got := strings.Join(codes, " "); got != c.findings {
				t.Errorf("findings %q, want %q", got, c.findings)
			}
			for _, ch := range back.Changes {
				if !reconcile.EqualHoldings(ch.Before, c.now.Direct) {
					t.Errorf("the way back starts from %v, the user holds %v", ch.Before, c.now.Direct)
				}
			}
		})
	}
}

// words shows what a plan does: + assign, - unassign, ~ update, the location.
func words(changes []reconcile.Change) string {
	names := map[string]string{skuA: "A", skuB: "B", skuC: "C"}
	var out []string
	for _, c := range changes {
		for _, h := range c.Assign {
			out = append(out, "+"+names[h.SKUID])
		}
		for _, h := range c.Unassign {
			out = append(out, "-"+names[h.SKUID])
		}
		for _, u := range c.Update {
			out = append(out, "~"+names[u.SKUID])
		}
		if c.SetUsageLocation != nil {
			out = append(out, c.SetUsageLocation.To)
		}
	}
	return strings.Join(out, " ")
}

// The way back of each of many users leads from what they hold to what they held,
// though users are read in pieces, some are left alone, and those who were given the
// same share what is said of it: else somebody gets the licences of another.
func TestUndoOfManyUsersIsEachUsersOwn(t *testing.T) {
	const users = 9_000
	a, b, c := []reconcile.Holding{holding(skuA)}, []reconcile.Holding{holding(skuB)}, []reconcile.Holding{holding(skuC)}
	swap := []reconcile.Change{{Before: a, Unassign: a, Assign: b}, {Before: c, Assign: b}, {Before: a, Assign: b}}
	p, s, now := &reconcile.Plan{}, apply.NewState(users), map[string]apply.Account{}
	want := map[string][]reconcile.Holding{}
	for i := range users {
		c := swap[i%len(swap)]
		c.User.ID = fmt.Sprint("user", i)
		p.Changes = append(p.Changes, c)
		s.Intend(someday, []apply.Job{{Change: i}})
		s.Settle(apply.Settlement{Job: apply.Job{Change: i}, Class: apply.Done})
		a := apply.Account{ID: c.User.ID, Exists: true, Direct: c.On(c.Before)}
		if i%7 == 0 { // somebody else was here
			a.Direct = nil
		} else {
			want[a.ID] = c.Before
		}
		now[a.ID] = a
	}
	back, err := apply.Undo(p, s, func(changes []int) ([]apply.Account, error) {
		var read []apply.Account
		for _, i := range changes {
			read = append(read, now[p.Changes[i].User.ID])
		}
		return read, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range back.Changes {
		c := &back.Changes[i]
		id := c.User.ID
		if !reconcile.EqualHoldings(c.Before, now[id].Direct) || !reconcile.EqualHoldings(c.On(c.Before), want[id]) {
			t.Fatalf("%s holds %v and held %v; the way back is %+v", id, now[id].Direct, want[id], c)
		}
		delete(want, id)
	}
	if len(want) > 0 || len(back.Findings) != (users+6)/7 {
		t.Errorf("%d users are not led back, %d are told to be left alone", len(want), len(back.Findings))
	}
}

func TestUndoKeepsALocationThatCannotBeUnset(t *testing.T) {
	p := ada()
	reconcile.SortHoldings(p.Changes[0].Before)
	p.Changes[0].SetUsageLocation.From = ""
	s := stateOf([]apply.Part{apply.PartLocation, apply.PartLicenses}, done(apply.PartLocation), done(apply.PartLicenses))
	back, err := apply.Undo(p, s, reads(after("FR")))
	if err != nil {
		t.Fatal(err)
	}
	if words(back.Changes) != "+A -B ~C" || len(back.Findings) != 1 || back.Findings[0].Code != apply.CodeLocationStays {
		t.Errorf("%s, %+v", words(back.Changes), back.Findings)
	}
}

func TestResumeDecidesByWhatIsTrue(t *testing.T) {
	both := []apply.Part{apply.PartLocation, apply.PartLicenses}
	for _, c := range []struct {
		name   string
		state  *apply.State
		now    apply.Account
		want   string
		status apply.Status
	}{
		{"died before its first write", apply.NewState(1), before("DE"), "+B -A ~C FR", ""},
		{"died with the location out, which was done", stateOf(both[:1]), before("FR"), "+B -A ~C", ""},
		{"died with the licences out, not done", stateOf(both, done(apply.PartLocation)), before("FR"), "+B -A ~C", ""},
		{"died with the licences out, done", stateOf(both, done(apply.PartLocation)), after("FR"), "", apply.StatusDone},
		{"done by somebody else before it was sent", apply.NewState(1), after("FR"), "", apply.StatusAlready},
		{"died between two halves", stateOf([]apply.Part{apply.PartRemovals}), account("FR", holding(skuC)), "+B ~C", ""},
		{"changed by somebody else", stateOf(both), account("FR", holding(skuB)), "", apply.StatusFailed},
		{"moved by somebody else", stateOf(both), before("IT"), "", apply.StatusFailed},
		{"gone", stateOf(both), apply.Account{ID: "ada"}, "", apply.StatusFailed},
		{"another than the one that is named", apply.NewState(1), named("boss@contoso.com", before("DE")), "", apply.StatusFailed},
		{"done, and renamed since", stateOf(both, done(apply.PartLocation)), named("ada.l@contoso.com", after("FR")), "", apply.StatusDone},
		{"without the location that the run had set", stateOf(both, done(apply.PartLocation)), before(""), "", apply.StatusFailed},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := ada()
			reconcile.SortHoldings(p.Changes[0].Before)
			rem, err := apply.Resume(p, c.state, reads(c.now))
			if err != nil {
				t.Fatal(err)
			}
			left := &reconcile.Plan{}
			for _, i := range rem.Left {
				left.Changes = append(left.Changes, rem.Plan.Changes[i])
			}
			if got := words(left.Changes); got != c.want {
				t.Errorf("left is %q, want %q", got, c.want)
			}
			if got := rem.Earlier[0].Status; got != c.status || (len(rem.Found) == 1) != (c.status != "") {
				t.Errorf("settled as %q with %d settlements, want %q", got, len(rem.Found), c.status)
			}
			if (len(rem.Findings) == 1) != (c.status == apply.StatusFailed) {
				t.Errorf("findings: %+v", rem.Findings)
			}
		})
	}
}

func TestResumeNumbersTheScheduleByThePlan(t *testing.T) {
	f := users(4, 4)
	p := assignAll(f, skuA)
	s := apply.NewState(4)
	for _, i := range []int{0, 2} {
		s.Settle(apply.Settlement{Job: apply.Job{Change: i}, Class: apply.Done, Item: &apply.Item{Change: i, Status: apply.StatusDone}})
	}
	now := func(i int) apply.Account {
		u := &f.Users[i]
		return apply.Account{ID: u.ID, Exists: true, UserPrincipalName: u.UserPrincipalName, UsageLocation: "DE"}
	}
	rem, err := apply.Resume(p, s, reads(now(1), now(3)))
	if err != nil {
		t.Fatal(err)
	}
	sched, rings := rem.Order(nil)
	if len(rings) > 0 || len(sched.Steps) != 2 || sched.Steps[0].Change != 1 || sched.Steps[1].Change != 3 {
		t.Errorf("steps: %+v, rings %v", sched.Steps, rings)
	}
}

// reads is a reading of a tenant that knows just these users, in the order in
// which they are asked for.
func reads(accounts ...apply.Account) apply.Reading {
	return func(changes []int) ([]apply.Account, error) {
		n := min(len(changes), len(accounts))
		read := accounts[:n]
		accounts = accounts[n:]
		return read, nil
	}
}

func TestAJournalOfAnotherPlanIsRefused(t *testing.T) {
	p := ada()
	if _, err := apply.Resume(p, apply.NewState(2), nil); err == nil {
		t.Error("resume took it")
	}
	if _, err := apply.Undo(p, apply.NewState(2), nil); err == nil {
		t.Error("undo took it")
	}
	if _, err := apply.Resume(p, apply.NewState(1), reads()); err == nil {
		t.Error("resume did without accounts")
	}
}

// Whoever asks for the way back, or for what is left, has the plan and the journal
// as they were.
func TestUndoAndResumeLeaveTheirArgumentsAlone(t *testing.T) {
	first := []apply.Part{apply.PartLocation}
	for _, c := range []struct {
		name  string
		state *apply.State
		now   apply.Account
	}{
		{"a part is left", stateOf(first, done(apply.PartLocation)), before("FR")},
		{"all is done", stateOf(first, done(apply.PartLocation)), after("FR")},
		{"somebody else was here", stateOf(first, done(apply.PartLocation)), after("IT")},
		{"gone", stateOf(first, done(apply.PartLocation)), apply.Account{ID: "ada"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := ada()
			c.state.Items[0] = apply.Item{Attempts: 3, RequestID: "request"}
			was := asJSON(t, p, c.state)
			if _, err := apply.Undo(p, c.state, reads(c.now)); err != nil {
				t.Fatal(err)
			}
			rest, err := apply.Resume(p, c.state, reads(c.now))
			if err != nil {
				t.Fatal(err)
			}
			sched, _ := rest.Order(nil)
			earlier := asJSON(t, rest.Earlier)
			r := apply.Runner{Directory: instant{}, Journal: forgetful{}, Earlier: rest.Earlier}
			run(t, t.Context(), &r, rest.Plan, sched)
			if is := asJSON(t, p, c.state); is != was {
				t.Errorf("now  %s\nwere %s", is, was)
			}
			if is := asJSON(t, rest.Earlier); is != earlier {
				t.Errorf("the run made of what was settled before %s\nit was %s", is, earlier)
			}
		})
	}
}

func asJSON(t *testing.T, values ...any) string {
	t.Helper()
	text, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
