package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"licet/io/catalog"
	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/sandbox"
	"licet/io/sandbox/contoso"
	"licet/io/sandbox/contracttest"
	"licet/io/tenant"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/names"
	"licet/reconcile/order"
	"licet/reconcile/plan"
)

// stage is a tenant in a sandbox in memory, and a client of it.
type stage struct {
	store   *sandbox.Store
	server  *sandbox.Server
	client  *graph.Client
	catalog *reconcile.Catalog
}

func newStage(t *testing.T, users int, seed uint64) *stage {
	t.Helper()
	return newStageWith(t, users, sandbox.Options{Seed: seed})
}

// newStageWith is newStage for a sandbox with options; the seed is in them.
func newStageWith(t *testing.T, users int, o sandbox.Options) *stage {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	head, seq, err := contoso.Generate(contoso.Options{Users: users, Seed: o.Seed})
	if err != nil {
		t.Fatal(err)
	}
	for u := range seq {
		head.Users = append(head.Users, *u)
	}
	o.Facts, err = sandbox.CatalogFacts()
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{store: sandbox.NewStore(head), catalog: c}
	s.server = sandbox.New(s.store, o)
	s.client, err = graph.New(graph.Options{Root: "http://127.0.0.1", Credential: signin.StaticToken("any"), Transport: contracttest.Transport(t, s.server.Transport(), contracttest.Requests|contracttest.Answers)})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *stage) plan(t *testing.T, rows []reconcile.Row, o reconcile.Options) *reconcile.Plan {
	t.Helper()
	ten := s.tenant(t)
	p, err := plan.Build(plan.Input{Sheets: reconcile.RowsOf(slices.Values(rows)), Tenant: ten, Catalog: s.catalog, Names: names.New(s.catalog, ten), Options: o})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// tenant reads all of the tenant.
func (s *stage) tenant(t *testing.T) *reconcile.Tenant {
	t.Helper()
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), s.catalog)
	reader, err := s.client.Licenses(context.Background(), b, graph.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reader.Users(context.Background(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Tenant()
}

// keeper is a journal in memory.
type keeper struct{ state *apply.State }

func (k keeper) Intend([]apply.Job) error { return nil }

func (k keeper) Settle(xs []apply.Settlement) error {
	for _, x := range xs {
		k.state.Settle(x)
	}
	return nil
}

func (s *stage) apply(t *testing.T, p *reconcile.Plan) *apply.State {
	t.Helper()
	steps, rings := order.OfChanges(p.Changes, p.FreeSeats())
	if len(rings) > 0 {
		t.Fatalf("the plan has rings: %+v", rings)
	}
	state := apply.NewState(len(p.Changes))
	r := apply.Runner{Directory: s.client, Journal: keeper{state}, Limits: apply.Limits{InFlight: 3, BatchSize: 4, Rate: apply.Rate{Mode: apply.RateOff}}}
	result, err := r.Run(context.Background(), p, steps)
	if err != nil {
		t.Fatal(err)
	}
	for i := range result.Items {
		if it := &result.Items[i]; it.Status != apply.StatusDone {
			t.Errorf("%s: %s %s %s\n%+v", p.Changes[it.Change].User.UserPrincipalName, it.Status, it.Reason, it.Error, p.Changes[it.Change])
		}
	}
	for _, f := range result.Findings {
		t.Errorf("verification: %s: %s", f.User, f.Message)
	}
	return state
}

// randomRows are the wishes of a careless administrator: any user, any licence
// that the tenant owns, some with none, some with an action, some with apps.
func randomRows(random *rand.Rand, f *tenant.File) []reconcile.Row {
	var rows []reconcile.Row
	locations := []string{"DE", "US", "CN", ""}
	for i := range f.Users {
		if random.IntN(3) > 0 {
			continue
		}
		u := &f.Users[i]
		row := reconcile.Row{User: u.UserPrincipalName, UsageLocation: locations[random.IntN(len(locations))]}
		if random.IntN(12) == 0 {
			row.Action = reconcile.ActionNone
			rows = append(rows, place(row, len(rows)))
			continue
		}
		for range 1 + random.IntN(3) {
			row.License = f.SubscribedSkus[random.IntN(len(f.SubscribedSkus))].SkuID
			row.Action = []reconcile.Action{reconcile.ActionUnsaid, reconcile.ActionUnsaid, reconcile.ActionAssign, reconcile.ActionUnassign}[random.IntN(4)]
			row.DisabledApps = []string{"", "", "none"}[random.IntN(3)]
			rows = append(rows, place(row, len(rows)))
		}
	}
	return rows
}

func place(r reconcile.Row, n int) reconcile.Row {
	r.At = reconcile.Place{File: "random", Row: n + 2, Column: 2}
	return r
}

// holdings writes down what everybody holds directly, and where they are.
func (s *stage) holdings(t *testing.T) map[string]string {
	t.Helper()
	f := s.store.File()
	ids := make([]string, len(f.Users))
	for i := range f.Users {
		ids[i] = f.Users[i].ID
	}
	accounts, err := s.client.Accounts(context.Background(), ids)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for i := range accounts {
		out[accounts[i].ID] = fmt.Sprint(accounts[i].Direct)
	}
	return out
}

// The sandbox has rules of its own, written from Graph's documents and not from
// the planner's. Whatever the planner lets through, the sandbox must accept: no
// missing seat on the way, no conflict, nothing done twice. After it nothing is
// left to do, and the way back leads to where it began.
func TestSandboxAgreesWithEveryPlan(t *testing.T) {
	t.Parallel()
	for seed := range uint64(12) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 7))
			s := newStage(t, 140, seed)
			rows := randomRows(random, s.store.File())
			o := reconcile.Options{Mode: []reconcile.Mode{reconcile.Exact, reconcile.Add, reconcile.Remove}[seed%3], SkipInvalid: true, DefaultLocation: "GB", ManageAll: seed%2 == 0}
			before := s.holdings(t)
			p := s.plan(t, rows, o)
			if len(p.Changes) == 0 {
				t.Fatal("the plan is empty: the test shows nothing")
			}
			state := s.apply(t, p)
			if st := s.server.Stats(); st.SeatRefusals+st.NotHeld+st.InheritedRemovals+st.Early+st.Overlapping+st.ServiceGaps+st.Unchanged+st.WrittenTwice > 0 {
				t.Errorf("the sandbox saw what a plan should have foreseen: %+v", st)
			}
			if again := s.plan(t, rows, o); len(again.Changes) > 0 {
				t.Errorf("%d changes are left, the first: %+v", len(again.Changes), again.Changes[0])
			}
			s.undo(t, p, state)
			if after := s.holdings(t); !equalMaps(before, after) {
				t.Errorf("the way back leads elsewhere:\n%s", diffMaps(before, after))
			}
		})
	}
}

func (s *stage) undo(t *testing.T, p *reconcile.Plan, state *apply.State) {
	t.Helper()
	ten := s.tenant(t)
	way, err := apply.Undo(p, state, readingOf(ten, p))
	if err != nil {
		t.Fatal(err)
	}
	in := plan.Input{Tenant: ten, Catalog: s.catalog, Names: names.New(s.catalog, ten)}
	in.Tenant.Users = slices.DeleteFunc(in.Tenant.Users, func(u reconcile.User) bool {
		return !slices.ContainsFunc(p.Changes, func(c reconcile.Change) bool { return c.User.ID == u.ID })
	})
	back, err := plan.Back(in, way)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range back.Findings {
		if back.Summary.LeftOut > 0 {
			t.Errorf("%s: %s", f.User, f.Message)
		}
	}
	s.apply(t, back)
}

func equalMaps(a, b map[string]string) bool { return diffMaps(a, b) == "" }

func diffMaps(a, b map[string]string) string {
	var out bytes.Buffer
	for k := range a {
		if a[k] != b[k] {
			fmt.Fprintf(&out, "%s: %s, now %s\n", k, a[k], b[k])
		}
	}
	return out.String()
}
