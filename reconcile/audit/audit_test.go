package audit_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"licet/io/catalog"
	"licet/io/sandbox/contoso"
	"licet/io/tenant"
	"licet/reconcile"
	"licet/reconcile/audit"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

const (
	e3       = "05e9a617-0261-4cee-bb44-138d3ef5d965" // SPE_E3
	e5       = "06ebc4ee-1bb5-47dd-8120-11324bc54e06" // SPE_E5
	ems      = "efccb6f7-5641-4e0e-bd10-b4976e1bf68e" // EMS, which both cover
	exchange = "19ec0d23-8335-4cbd-94ac-6050e30712fa" // EXCHANGEENTERPRISE
	visio    = "c5928f49-12ba-48f7-ada3-0d743a3601d5" // VISIOCLIENT
	group    = "00000000-0000-4000-8000-0000000000aa"
)

func noon() time.Time { return time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC) }

func facts(t testing.TB) *reconcile.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// world builds a tenant whose SKUs have the plans of the catalogue.
type world struct {
	*reconcile.TenantBuilder
	users int
}

func newWorld(c *reconcile.Catalog, skus ...string) *world {
	w := &world{TenantBuilder: reconcile.NewTenantBuilder(reconcile.FullKnowledge(), c)}
	for _, p := range c.Products {
		if !slices.Contains(skus, p.SKUID) {
			continue
		}
		s := reconcile.SKU{ID: p.SKUID, PartNumber: p.PartNumber, AppliesTo: "User", CapabilityStatus: "Enabled", Enabled: 100, Consumed: 10}
		for _, plan := range p.Plans {
			s.Plans = append(s.Plans, reconcile.ServicePlan{ID: plan, AppliesTo: "User"})
		}
		w.AddSKU(s)
	}
	w.AddGroup(group, "Everybody")
	return w
}

func (w *world) user(change func(*reconcile.UserRecord), states ...reconcile.StateRecord) string {
	w.users++
	name := fmt.Sprintf("user%03d@contoso.com", w.users)
	r := reconcile.UserRecord{ID: fmt.Sprintf("00000000-0000-4000-8000-%012d", w.users), UserPrincipalName: name, Mail: name, UsageLocation: "DE", LastSignIn: noon().Unix() - audit.Day, States: states}
	if change != nil {
		change(&r)
	}
	w.AddUser(r)
	return name
}

func direct(sku string, off ...string) reconcile.StateRecord {
	return reconcile.StateRecord{SKUID: sku, State: "Active", DisabledPlans: off}
}

func inherited(sku string) reconcile.StateRecord {
	return reconcile.StateRecord{SKUID: sku, State: "Active", AssignedByGroup: group}
}

func run(t testing.TB, c *reconcile.Catalog, tn *reconcile.Tenant) *audit.Audit {
	t.Helper()
	return audit.Run(tn, c, audit.Options{Now: noon().Unix(), Prices: []reconcile.Price{{SKUID: e3, Cents: 3900, Currency: "USD"}, {SKUID: ems, Cents: 1060, Currency: "EUR"}}})
}

// lines writes findings so that they can be compared: kind, user, licence, and
// whether a sheet fixes it.
func lines(a *audit.Audit) []string {
	var out []string
	for _, f := range a.Findings {
		line := string(f.Code) + " " + strings.TrimSuffix(f.User, "@contoso.com") + " " + f.SKUID
		if f.Fixable {
			line += " fixable"
		}
		out = append(out, line)
	}
	return out
}

func TestEveryKindIsFound(t *testing.T) {
	c := facts(t)
	long := noon().Unix() - 100*audit.Day
	for name, test := range map[string]struct {
		make func(w *world)
		want []string
	}{
		"nothing": {func(w *world) { w.user(nil, direct(e3)) }, nil},
		"direct beside inherited": {func(w *world) { w.user(nil, direct(e3), inherited(e3)) },
			[]string{"redundant-direct user001 " + e3 + " fixable"}},
		"covered by a suite": {func(w *world) { w.user(nil, direct(e3), direct(ems)) },
			[]string{"covered-license user001 " + ems + " fixable"}},
		"covered through a group": {func(w *world) { w.user(nil, direct(e3), inherited(ems)) },
			[]string{"covered-license user001 " + ems}},
		"covered twice over": {func(w *world) { w.user(nil, direct(e5), direct(e3), direct(ems)) },
			[]string{"covered-license user001 " + ems + " fixable", "covered-license user001 " + e3 + " fixable"}},
		"disabled": {func(w *world) {
			w.user(func(r *reconcile.UserRecord) { r.Enabled = reconcile.No }, direct(e3), inherited(visio))
		}, []string{"disabled-user user001 " + e3 + " fixable", "disabled-user user001 " + visio}},
		"disabled without licence": {func(w *world) {
			w.user(func(r *reconcile.UserRecord) { r.Enabled = reconcile.No })
			w.user(nil, direct(e3))
		}, nil},
		"shared mailbox": {func(w *world) {
			w.user(nil, direct(visio))
			w.user(func(r *reconcile.UserRecord) { r.Enabled, r.LastSignIn = reconcile.No, 0 }, direct(exchange))
			w.user(func(r *reconcile.UserRecord) { r.Enabled, r.LastSignIn, r.Mail = reconcile.No, 0, "" }, direct(exchange))
		}, []string{"disabled-user user003 " + exchange + " fixable", "shared-mailbox user002 " + exchange + " fixable"}},
		"guest": {func(w *world) { w.user(func(r *reconcile.UserRecord) { r.Guest = true }, direct(visio)) },
			[]string{"guest-user user001 " + visio + " fixable"}},
		"never signed in": {func(w *world) {
			w.user(nil, direct(visio))
			w.user(func(r *reconcile.UserRecord) { r.LastSignIn = 0 }, direct(visio))
		}, []string{"never-signed-in user002 " + visio + " fixable"}},
		"sign-ins are not told": {func(w *world) { w.user(func(r *reconcile.UserRecord) { r.LastSignIn = 0 }, direct(visio)) },
			[]string{"not-judged  "}},
		"inactive": {func(w *world) { w.user(func(r *reconcile.UserRecord) { r.LastSignIn = long }, direct(visio)) },
			[]string{"inactive-user user001 " + visio + " fixable"}},
		"group error": {func(w *world) {
			w.user(nil, reconcile.StateRecord{SKUID: e3, State: "Error", Error: "CountViolation", AssignedByGroup: group})
		}, []string{"group-error user001 " + e3}},
		"no location": {func(w *world) { w.user(func(r *reconcile.UserRecord) { r.UsageLocation = "" }, direct(e3)) },
			[]string{"no-location user001 "}},
		"unknown origin is never taken": {func(w *world) {
			w.user(func(r *reconcile.UserRecord) {
				r.Enabled = reconcile.No
				r.AssignedLicenses = []reconcile.LicenseRecord{{SKUID: e3}}
			})
		}, []string{"disabled-user user001 " + e3}},
		"bad standing": {func(w *world) {
			w.user(nil, direct(e3))
			w.AddSKU(reconcile.SKU{ID: e3, PartNumber: "SPE_E3", AppliesTo: "User", CapabilityStatus: "Warning", Warning: 5, Consumed: 9})
			w.AddSKU(reconcile.SKU{ID: visio, PartNumber: "VISIOCLIENT", AppliesTo: "User", CapabilityStatus: "Suspended", Suspended: 5})
		}, []string{"over-assigned  " + e3, "license-unusable  " + visio, "license-in-grace  " + e3}},
		"similar apps": {func(w *world) {
			for range 20 {
				w.user(nil, direct(visio))
			}
			w.user(nil, direct(visio, planOf(c, visio)))
		}, []string{"similar-apps  " + visio}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(c, e3, e5, ems, exchange, visio)
			w.AddSubscription(reconcile.Subscription{SKUID: "none"})
			test.make(w)
			if diff := cmp.Diff(test.want, lines(run(t, c, w.Tenant()))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			checkChinese(t, c, w.Tenant())
		})
	}
}

func planOf(c *reconcile.Catalog, sku string) string {
	i := slices.IndexFunc(c.Products, func(p reconcile.Product) bool { return p.SKUID == sku })
	return c.Products[i].Plans[0]
}

// TestAnAppThatIsOffCoversNothing: a suite whose app is off does not cover the
// licence that the user has that app from.
func TestAnAppThatIsOffCoversNothing(t *testing.T) {
	c := facts(t)
	w := newWorld(c, e5, exchange)
	i := slices.IndexFunc(c.Products, func(p reconcile.Product) bool { return p.SKUID == e5 })
	w.user(nil, direct(exchange), direct(e5, c.Products[i].Plans...))
	if got := lines(run(t, c, w.Tenant())); slices.ContainsFunc(got, func(l string) bool { return strings.HasPrefix(l, "covered") }) {
		t.Errorf("%q", got)
	}
}

// TestOneOfTwoEqualsStays: of two licences with the same apps one is covered, and
// it is the one that a sheet can take away.
func TestOneOfTwoEqualsStays(t *testing.T) {
	c := &reconcile.Catalog{Products: []reconcile.Product{
		{SKUID: e3, PartNumber: "A", Plans: []string{"p", "q"}}, {SKUID: e5, PartNumber: "B", Plans: []string{"p", "q"}},
	}}
	w := newWorld(c, e3, e5)
	w.AddSubscription(reconcile.Subscription{SKUID: "none"})
	w.user(nil, direct(e3), direct(e5))
	w.user(nil, inherited(e3), direct(e5))
	w.user(nil, direct(e3), inherited(e5))
	want := []string{"covered-license user001 " + e5 + " fixable", "covered-license user002 " + e5 + " fixable", "covered-license user003 " + e3 + " fixable"}
	if diff := cmp.Diff(want, lines(run(t, c, w.Tenant()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestRenewalsOfSeveralSubscriptionsShareTheFreeSeats(t *testing.T) {
	c := facts(t)
	w := newWorld(c, e3) // 100 owned, 10 used
	w.user(nil, direct(e3))
	for _, s := range []struct {
		days, seats int
		status      string
	}{{50, 30, "Enabled"}, {10, 70, "Enabled"}, {95, 500, "Enabled"}, {20, 5, "Suspended"}, {-3, 5, "Enabled"}} {
		w.AddSubscription(reconcile.Subscription{SKUID: e3, Status: s.status, Seats: s.seats, Renews: noon().Unix() + int64(s.days)*audit.Day})
	}
	a := run(t, c, w.Tenant())
	var got []string
	for _, f := range a.Findings {
		got = append(got, fmt.Sprintf("%s %d %v", f.Code, f.Saves.Seats, f.Saves.Month))
	}
	want := []string{
		"renewal-unused-seats 70 [{USD 273000 3276000}]", "renewal-unused-seats 20 [{USD 78000 936000}]",
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSavingsCountASeatOnce(t *testing.T) {
	c := facts(t)
	w := newWorld(c, e3, ems, visio)
	w.user(func(r *reconcile.UserRecord) { r.Guest, r.LastSignIn = true, noon().Unix()-400*audit.Day }, direct(e3), direct(ems), direct(visio))
	a := run(t, c, w.Tenant())
	want := audit.Savings{Seats: 3, Unpriced: 1, Month: []audit.Money{{"EUR", 1060, 12720}, {"USD", 3900, 46800}}}
	if diff := cmp.Diff(want, a.Saves); diff != "" {
		t.Errorf("in all (-want +got):\n%s", diff)
	}
	for _, k := range a.Kinds {
		if k.Kind == audit.CodeInactiveUser || k.Kind == reconcile.CodeGuestUser {
			if diff := cmp.Diff(want, k.Saves); diff != "" {
				t.Errorf("%s (-want +got):\n%s", k.Kind, diff)
			}
		}
	}
	if a.Unpriced != 1 {
		t.Errorf("%d licences without price, want 1", a.Unpriced)
	}
}

// drawWorld draws a tenant with all that findings come from.
func drawWorld(t *rapid.T, c *reconcile.Catalog) *world {
	skus := []string{e3, e5, ems, exchange, visio}
	w := newWorld(c, skus...)
	for range rapid.IntRange(1, 12).Draw(t, "users") {
		var states []reconcile.StateRecord
		for _, sku := range skus {
			switch rapid.IntRange(0, 5).Draw(t, "held") {
			case 0:
				states = append(states, direct(sku))
			case 1:
				states = append(states, inherited(sku))
			case 2:
				states = append(states, direct(sku), inherited(sku))
			case 3:
				states = append(states, direct(sku, planOf(c, sku)))
			}
		}
		w.user(func(r *reconcile.UserRecord) {
			r.Enabled = rapid.SampledFrom([]reconcile.Answer{reconcile.Unsaid, reconcile.No, reconcile.Yes}).Draw(t, "enabled")
			r.Guest = rapid.Bool().Draw(t, "guest")
			r.LastSignIn = rapid.SampledFrom([]int64{0, noon().Unix() - 200*audit.Day, noon().Unix() - 3*audit.Day}).Draw(t, "signed in")
		}, states...)
	}
	w.user(nil) // somebody signs in, so that sign-ins are told
	return w
}

// TestFixRemovesItsFindingsAndNothingElse carries the sheet of some kinds out
// through the planner: what it changes are those licences alone, no finding of
// these kinds that a sheet can fix is left, and no new one comes of it.
func TestFixRemovesItsFindingsAndNothingElse(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(rt *rapid.T) {
		tn := drawWorld(rt, c).Tenant()
		kinds := rapid.SliceOfNDistinct(rapid.SampledFrom(audit.Fixable()), 1, -1, func(k reconcile.Code) reconcile.Code { return k }).Draw(rt, "kinds")
		before := run(t, c, tn)
		rows := before.Fix(kinds)
		plan, err := plan.Build(plan.Input{Sheets: reconcile.RowsOf(slices.Values(rows)), Tenant: tn, Catalog: c, Names: names.New(c, tn)})
		if err != nil || plan.HasErrors() {
			rt.Fatalf("%v, %+v", err, plan.Findings)
		}
		if s := plan.Summary; s.Assign+s.Update+s.SetLocation != 0 || s.Unassign != len(rows) {
			rt.Fatalf("%d rows become %+v", len(rows), s)
		}
		after := run(t, c, applied(tn, plan))
		touched, lost := map[string]bool{}, map[string]bool{}
		for _, r := range rows {
			touched[r.User] = true
		}
		for _, ch := range plan.Changes {
			for _, h := range ch.Unassign {
				lost[h.SKUID] = true
			}
		}
		was := lines(before)
		for _, f := range after.Findings {
			if f.Fixable && slices.Contains(kinds, f.Code) {
				rt.Errorf("left: %s %s %s", f.Code, f.User, f.SKUID)
			}
		}
		// What is said of all who have a licence may change when some have it no more.
		// One thing may come of it: that a few differ from many, who were not ten
		// times as many before.
		ofAll := func(f audit.Finding) bool { return f.User == "" && lost[f.SKUID] }
		is := lines(after)
		for i, f := range after.Findings {
			if !slices.Contains(was, is[i]) && !(f.Code == audit.CodeSimilarApps && ofAll(f)) {
				rt.Errorf("new: %s", is[i])
			}
		}
		for i, f := range before.Findings {
			if !touched[f.User] && !ofAll(f) && !slices.Contains(is, was[i]) {
				rt.Errorf("gone, of a user whom the sheet does not name: %s", was[i])
			}
		}
	})
}

// applied gives the tenant after a plan that only takes away.
func applied(t *reconcile.Tenant, p *reconcile.Plan) *reconcile.Tenant {
	after := *t
	after.Users, after.Holdings = slices.Clone(t.Users), slices.Clone(t.Holdings)
	gone := map[[2]string]bool{}
	for i := range p.Changes {
		for _, h := range p.Changes[i].Unassign {
			gone[[2]string{p.Changes[i].User.ID, h.SKUID}] = true
		}
	}
	for i := range after.Users {
		u := &after.Users[i]
		after.Holdings = append(after.Holdings, slices.DeleteFunc(slices.Clone(t.Assignments(u)), func(a reconcile.Assignment) bool {
			return a.Group == reconcile.Direct && gone[[2]string{u.ID, t.SKUs[a.SKU].ID}]
		}))
		u.Holds = int32(len(after.Holdings) - 1)
	}
	return &after
}

// TestContosoHasWhatAnAuditFinds runs over the built-in tenant, which is made to
// have trouble.
func TestContosoHasWhatAnAuditFinds(t *testing.T) {
	c := facts(t)
	var b bytes.Buffer
	if err := tenant.Write(&b, contoso.Tenant()); err != nil {
		t.Fatal(err)
	}
	tn, err := tenant.Read(&b, c)
	if err != nil {
		t.Fatal(err)
	}
	a := run(t, c, tn)
	got := map[reconcile.Code]int{}
	for _, k := range a.Kinds {
		got[k.Kind] = k.Findings
	}
	for _, kind := range []reconcile.Code{
		reconcile.CodeGroupError, reconcile.CodeDisabledUser, reconcile.CodeGuestUser, audit.CodeInactiveUser,
		reconcile.CodeRedundantDirect, reconcile.CodeNoLocation, audit.CodeRenewal,
	} {
		if got[kind] == 0 {
			t.Errorf("no %s in %v", kind, got)
		}
	}
}

func TestComparisonIsWhatChanged(t *testing.T) {
	c := facts(t)
	old, now := newWorld(c, e3, e5, visio), newWorld(c, e3, e5, visio)
	old.user(nil, direct(e3), direct(visio))
	now.user(nil, direct(e5), direct(visio, planOf(c, visio)))
	old.user(nil, direct(e3))
	now.user(nil, inherited(e3))
	old.user(nil, direct(visio))
	now.user(nil, direct(visio), inherited(visio))
	old.user(nil, direct(e3))
	now.users++
	now.user(nil, direct(e5))
	now.AddSKU(reconcile.SKU{ID: e5, PartNumber: "SPE_E5", AppliesTo: "User", Enabled: 120, Consumed: 12})
	got := audit.Compare(old.Tenant(), now.Tenant())
	if diff := cmp.Diff(audit.ComparisonSummary{New: 1, Gone: 1, Gained: 2, Lost: 2, Changed: 3}, got.Summary); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(got.Users) != 5 || !got.Users[3].Gone || !got.Users[4].New || got.Users[1].Changed[0].After.Direct || !got.Users[1].Changed[0].Before.Direct {
		t.Errorf("%+v", got.Users)
	}
	want := []audit.LicenseChange{{SKUID: e5, PartNumber: "SPE_E5", Name: "Microsoft 365 E5", OwnedBefore: 100, OwnedAfter: 120, UsedBefore: 10, UsedAfter: 12}}
	if diff := cmp.Diff(want, got.Licenses); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestNothingChangedSinceItself(t *testing.T) {
	c := facts(t)
	rapid.Check(t, func(rt *rapid.T) {
		tn := drawWorld(rt, c).Tenant()
		if diff := cmp.Diff(&audit.Comparison{}, audit.Compare(tn, tn), cmpopts.EquateEmpty()); diff != "" {
			rt.Errorf("(-want +got):\n%s", diff)
		}
	})
}
