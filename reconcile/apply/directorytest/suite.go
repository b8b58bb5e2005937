package directorytest

import (
	"context"
	"testing"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Run holds a directory to the promises of apply.Directory. New makes one over
// a fresh tenant with the contents of the fixture, without latency, lag,
// quotas or faults.
func Run(t *testing.T, newDirectory func(t *testing.T, f Fixture) apply.Directory) {
	t.Helper()
	for _, c := range cases() {
		t.Run(c.name, func(t *testing.T) {
			c.run(&tester{T: t, Directory: newDirectory(t, NewFixture())})
		})
	}
}

type suiteCase struct {
	name string
	run  func(*tester)
}

func cases() []suiteCase {
	return []suiteCase{
		{"an added licence is there with its apps and takes a seat", addedLicense},
		{"a licence that is added again has its disabled apps replaced", replacedApps},
		{"a swap is one call that needs no spare seat of what it removes", swap},
		{"a call of which one part is refused does nothing", allOrNothing},
		{"a removed licence frees its seat", removedLicense},
		{"removing what the user does not have is already so", removeNotHeld},
		{"removing what only a group assigns is refused", removeInherited},
		{"a direct licence beside an inherited one needs no second seat", directBesideInherited},
		{"no seat", noSeat},
		{"a user without location gets one first", locationFirst},
		{"a country that does not exist is refused", badLocation},
		{"an unknown user", unknownUser},
		{"an unknown licence", unknownLicense},
		{"twenty writes answer in order", twenty},
		{"users are read in the order asked", readInOrder},
		{"no users", readNobody},
		{"a context that has ended leaves every outcome unknown", ended},
	}
}

type tester struct {
	*testing.T
	apply.Directory
}

func (t *tester) write(w ...apply.Write) []apply.Outcome {
	t.Helper()
	out := t.Write(context.Background(), w)
	if len(out) != len(w) {
		t.Fatalf("%d writes gave %d outcomes", len(w), len(out))
	}
	return out
}

func (t *tester) want(class apply.Class, reason apply.Reason, w apply.Write) {
	t.Helper()
	if o := t.write(w)[0]; o.Class != class || o.Reason != reason {
		t.Fatalf("outcome of %+v: got %v %q (%s: %s), want %v %q", w, o.Class, o.Reason, o.Code, o.Message, class, reason)
	}
}

func (t *tester) account(n int) apply.Account {
	t.Helper()
	as, err := t.Accounts(context.Background(), []string{UserID(n)})
	if err != nil || len(as) != 1 {
		t.Fatalf("reading user %d: %v, %d accounts", n, err, len(as))
	}
	return as[0]
}

func (t *tester) holds(n int, want ...reconcile.Holding) {
	t.Helper()
	reconcile.SortHoldings(want)
	if got := t.account(n).Direct; !reconcile.EqualHoldings(got, want) {
		t.Fatalf("user %d holds %+v directly, want %+v", n, got, want)
	}
}

func (t *tester) consumed(sku string) int {
	t.Helper()
	seats, err := t.Seats(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seats {
		if s.SKUID == sku {
			return s.Consumed
		}
	}
	t.Fatalf("no seats of %s among %+v", sku, seats)
	return 0
}

func add(n int, hs ...reconcile.Holding) apply.Write {
	return apply.Write{UserID: UserID(n), Add: hs}
}

func remove(n int, skus ...string) apply.Write {
	return apply.Write{UserID: UserID(n), Remove: skus}
}

func locate(n int, country string) apply.Write {
	return apply.Write{Kind: apply.SetLocation, UserID: UserID(n), UsageLocation: country}
}

func with(sku string, disabled ...string) reconcile.Holding {
	return reconcile.Holding{SKUID: sku, DisabledPlans: reconcile.NormalizePlans(disabled)}
}

func addedLicense(t *tester) {
	before := t.consumed(Visio)
	t.want(apply.Done, "", add(PlainUser, with(Visio, AppOfVisio2)))
	t.holds(PlainUser, with(Visio, AppOfVisio2))
	if got := t.consumed(Visio); got != before+1 {
		t.Fatalf("seats of Visio in use: %d, then %d", before, got)
	}
}

func replacedApps(t *tester) {
	before := t.consumed(Visio)
	t.want(apply.Done, "", add(VisioUser, with(Visio, AppOfVisio2)))
	t.holds(VisioUser, with(Visio, AppOfVisio2))
	t.want(apply.Done, "", add(VisioUser, with(Visio)))
	t.holds(VisioUser, with(Visio))
	if got := t.consumed(Visio); got != before {
		t.Fatalf("an update of apps took a seat: %d, then %d", before, got)
	}
}

func swap(t *tester) {
	t.want(apply.Done, "", apply.Write{UserID: UserID(ProjectUser), Add: []reconcile.Holding{with(Visio)}, Remove: []string{Project}})
	t.holds(ProjectUser, with(Visio))
	t.want(apply.Done, "", apply.Write{UserID: UserID(VisioUser), Add: []reconcile.Holding{with(Project)}, Remove: []string{Visio}})
	t.holds(VisioUser, with(Project))
}

func allOrNothing(t *tester) {
	t.want(apply.Refused, apply.NoSeats, apply.Write{
		UserID: UserID(VisioUser), Add: []reconcile.Holding{with(Project)}, Remove: []string{Visio},
	})
	t.holds(VisioUser, with(Visio, AppOfVisio))
}

func removedLicense(t *tester) {
	before := t.consumed(Visio)
	t.want(apply.Done, "", remove(VisioUser, Visio))
	t.holds(VisioUser)
	if got := t.consumed(Visio); got != before-1 {
		t.Fatalf("seats of Visio in use: %d, then %d", before, got)
	}
}

func removeNotHeld(t *tester) {
	o := t.write(remove(PlainUser, Visio))[0]
	if o.Class != apply.Already {
		t.Fatalf("got %v %q (%s), want already", o.Class, o.Reason, o.Message)
	}
}

func removeInherited(t *tester) {
	t.want(apply.Refused, apply.Inherited, remove(MemberUser, PowerBIPro))
	if got := t.account(MemberUser).Inherited; len(got) != 1 || got[0] != PowerBIPro {
		t.Fatalf("inherited: %v", got)
	}
}

func directBesideInherited(t *tester) {
	before := t.consumed(PowerBIPro)
	t.want(apply.Done, "", add(MemberUser, with(PowerBIPro)))
	t.holds(MemberUser, with(PowerBIPro))
	t.want(apply.Done, "", remove(BothUser, PowerBIPro))
	t.holds(BothUser)
	if got := t.consumed(PowerBIPro); got != before {
		t.Fatalf("seats of Power BI in use: %d, then %d", before, got)
	}
}

func noSeat(t *tester) {
	t.want(apply.Refused, apply.NoSeats, add(PlainUser, with(Project)))
	t.holds(PlainUser)
	t.want(apply.Done, "", remove(ProjectUser, Project))
	t.want(apply.Done, "", add(PlainUser, with(Project)))
}

func locationFirst(t *tester) {
	t.want(apply.Refused, apply.NoLocation, add(NowhereUser, with(Visio)))
	t.want(apply.Done, "", locate(NowhereUser, "FR"))
	if got := t.account(NowhereUser).UsageLocation; got != "FR" {
		t.Fatalf("location %q, want FR", got)
	}
	t.want(apply.Done, "", add(NowhereUser, with(Visio)))
}

func badLocation(t *tester) {
	t.want(apply.Refused, apply.BadLocation, locate(PlainUser, "UK"))
}

func unknownUser(t *tester) {
	t.want(apply.Refused, apply.NoUser, add(FixtureUsers, with(Visio)))
	if t.account(FixtureUsers).Exists {
		t.Fatal("a user whom nobody knows exists")
	}
}

func unknownLicense(t *tester) {
	t.want(apply.Refused, apply.UnknownSKU, add(PlainUser, with("11111111-2222-4333-8444-555555555555")))
}

func twenty(t *tester) {
	var ws []apply.Write
	for i := range 20 {
		if i%2 == 0 {
			ws = append(ws, add(FirstOfMany+i, with(Visio)))
		} else {
			ws = append(ws, locate(FirstOfMany+i, "UK"))
		}
	}
	for i, o := range t.write(ws...) {
		if done := o.Class == apply.Done; done != (i%2 == 0) {
			t.Fatalf("outcome %d: %v %q (%s)", i, o.Class, o.Reason, o.Message)
		}
	}
}

func readInOrder(t *tester) {
	var ids []string
	for n := FixtureUsers; n >= 0; n-- {
		ids = append(ids, UserID(n))
	}
	as, err := t.Accounts(context.Background(), ids)
	if err != nil || len(as) != len(ids) {
		t.Fatalf("%d accounts, %v", len(as), err)
	}
	for i := range as {
		if as[i].ID != ids[i] || as[i].Exists != (i > 0) {
			t.Fatalf("place %d: asked for %s, got %+v", i, ids[i], as[i])
		}
	}
}

func readNobody(t *tester) {
	if as, err := t.Accounts(context.Background(), nil); err != nil || len(as) != 0 {
		t.Fatalf("%d accounts, %v", len(as), err)
	}
}

func ended(t *tester) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out := t.Write(ctx, []apply.Write{add(PlainUser, with(Visio)), add(VisioUser, with(Visio))})
	if len(out) != 2 || out[0].Class != apply.Unknown || out[1].Class != apply.Unknown {
		t.Fatalf("got %+v, want two unknown", out)
	}
}
