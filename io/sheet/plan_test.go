package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"licet/io/catalog"
	built "licet/io/sandbox/contoso"
	"licet/io/sheet"
	"licet/io/sheet/workbooks"
	"licet/io/tenant"
	"licet/io/testenv"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// world is a tenant with what it takes to plan against it.
type world struct {
	tenant  *reconcile.Tenant
	catalog *reconcile.Catalog
	names   *names.Names
}

func worldOf(t testing.TB, f *tenant.File) *world {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := tenant.Write(&file, f); err != nil {
		t.Fatal(err)
	}
	ten, err := tenant.Read(&file, c)
	if err != nil {
		t.Fatal(err)
	}
	return &world{tenant: ten, catalog: c, names: names.New(c, ten)}
}

func generated(t testing.TB, users int, seed uint64) *tenant.File {
	t.Helper()
	head, seq, err := built.Generate(built.Options{Users: users, Seed: seed})
	if err != nil {
		t.Fatal(err)
	}
	for u := range seq {
		head.Users = append(head.Users, *u)
	}
	return head
}

// plan reads the bytes of a sheet and plans it.
func (w *world) plan(t testing.TB, name string, data []byte, o reconcile.Options) *reconcile.Plan {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sheet.Read(context.Background(), path, nil, sheet.Options{Vocabulary: w.names})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(plan.Input{Sheets: []*reconcile.Rows{s.Rows}, Findings: s.Findings, Tenant: w.tenant, Catalog: w.catalog, Names: w.names, Options: o})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (w *world) export(t testing.TB, o workbooks.Options) []byte {
	t.Helper()
	var out bytes.Buffer
	if _, err := workbooks.Export(&out, w.tenant, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func wantEmpty(t *testing.T, p *reconcile.Plan) {
	t.Helper()
	for _, f := range p.Findings {
		if f.Severity == reconcile.Error {
			t.Errorf("%s: %s: %s", f.At, f.Code, f.Message)
		}
	}
	for i := range p.Changes {
		t.Errorf("unwanted change: %+v", p.Changes[i])
	}
}

// An administrator exports, edits nothing, and applies: if anything changed,
// every edit of an export would do more than was edited.
func TestExportThenPlanIsEmpty(t *testing.T) {
	worlds := map[string]*world{"contoso": worldOf(t, built.Tenant())}
	for seed := range uint64(3) {
		worlds[fmt.Sprintf("generated %d", seed)] = worldOf(t, generated(t, 120, seed))
	}
	for name, w := range worlds {
		for _, layout := range []string{sheet.Long, sheet.List, sheet.Matrix} {
			for _, kind := range []workbooks.Kind{workbooks.CSV, workbooks.XLSX} {
				for _, everyone := range []bool{false, true} {
					t.Run(fmt.Sprintf("%s/%s/%s/everyone=%v", name, layout, kind, everyone), func(t *testing.T) {
						data := w.export(t, workbooks.Options{Kind: kind, Layout: layout, Everyone: everyone})
						for _, scope := range []reconcile.Scope{reconcile.ScopeSheet, reconcile.ScopeTenant} {
							wantEmpty(t, w.plan(t, "export."+string(kind), data, reconcile.Options{Scope: scope, ManageAll: true}))
						}
					})
				}
			}
		}
	}
}

// Excel saves in the code page of the machine; the plan must not depend on it.
func TestPlanDoesNotDependOnTheEncoding(t *testing.T) {
	w := worldOf(t, built.Tenant())
	encodings := map[string]encoding.Encoding{
		"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
		"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
		"gb18030":  simplifiedchinese.GB18030,
		"cp1252":   charmap.Windows1252,
	}
	for _, layout := range []string{sheet.Long, sheet.List, sheet.Matrix} {
		text := strings.TrimPrefix(string(w.export(t, workbooks.Options{Kind: workbooks.CSV, Layout: layout})), "\ufeff")
		for name, e := range encodings {
			t.Run(layout+"/"+name, func(t *testing.T) {
				data, err := encoding.ReplaceUnsupported(e.NewEncoder()).Bytes([]byte(text))
				if err != nil {
					t.Fatal(err)
				}
				wantEmpty(t, w.plan(t, "export.csv", data, reconcile.Options{ManageAll: true}))
			})
		}
	}
}

// What is edited is what changes: no more and no less.
func TestEditOfAnExportIsThePlan(t *testing.T) {
	for seed := range uint64(8) {
		w := worldOf(t, generated(t, 150, seed))
		random := rand.New(rand.NewPCG(seed, 1))
		lines := strings.SplitAfter(strings.TrimPrefix(string(w.export(t, workbooks.Options{Kind: workbooks.CSV, Layout: sheet.Long})), "\ufeff"), "\n")
		body := lines[1 : len(lines)-1]
		removed := map[string]bool{}
		users := map[string]int{}
		for _, l := range body {
			users[field(l, 0)]++
		}
		kept := body[:0:0]
		for _, l := range body {
			// A user whose last row goes is not named any more, and keeps all.
			if users[field(l, 0)] > 1 && random.IntN(12) == 0 {
				users[field(l, 0)]--
				removed[field(l, 0)+" "+field(l, 2)] = true
				continue
			}
			kept = append(kept, l)
		}
		random.Shuffle(len(kept), func(i, j int) { kept[i], kept[j] = kept[j], kept[i] })
		p := w.plan(t, "edited.csv", []byte(lines[0]+strings.Join(kept, "")), reconcile.Options{ManageAll: true})
		got := map[string]bool{}
		for i := range p.Changes {
			c := &p.Changes[i]
			if len(c.Assign)+len(c.Update) > 0 {
				t.Errorf("seed %d: %+v gives something", seed, c)
			}
			for _, h := range c.Unassign {
				n, _ := w.names.SKU(h.SKUID)
				got[c.User.UserPrincipalName+" "+n.PartNumber] = true
			}
		}
		for _, f := range p.Findings {
			// Graph would refuse some edits (an add-on without its base): those
			// users are left out whole, which is no change too many.
			if f.Severity == reconcile.Error && f.User != "" {
				for key := range removed {
					if strings.HasPrefix(key, f.User+" ") {
						delete(removed, key)
					}
				}
			}
		}
		if len(got) == 0 {
			t.Errorf("seed %d: nothing was edited, the test shows nothing", seed)
		}
		if diff := difference(removed, got); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
	}
}

func field(line string, i int) string { return strings.Split(line, ",")[i] }

func difference(want, got map[string]bool) string {
	var out []string
	for k := range want {
		if !got[k] {
			out = append(out, "missing "+k)
		}
	}
	for k := range got {
		if !want[k] {
			out = append(out, "too much "+k)
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// Without --manage all, taking the last mention of a licence out of a sheet
// removes it from nobody, and a note says so, with the licence and the flag.
func TestLastMentionThatGoesRemovesNothing(t *testing.T) {
	w := worldOf(t, built.Tenant())
	lines := strings.SplitAfter(string(w.export(t, workbooks.Options{Kind: workbooks.CSV, Layout: sheet.Long})), "\n")
	kept := slices.DeleteFunc(lines, func(l string) bool { return strings.Contains(l, "POWER_BI_PRO") })
	p := w.plan(t, "edited.csv", []byte(strings.Join(kept, "")), reconcile.Options{})
	wantEmpty(t, p)
	i := slices.IndexFunc(p.Findings, func(f reconcile.Finding) bool { return f.Code == reconcile.CodeLeftAlone })
	if i < 0 {
		t.Fatalf("no finding says what is left alone: %+v", p.Findings)
	}
	text := p.Findings[i].Message.String() + p.Findings[i].Hint.String()
	for _, want := range []string{"POWER_BI_PRO", "--manage all"} {
		if !strings.Contains(text, want) {
			t.Errorf("the note does not name %s: %s", want, text)
		}
	}
}

// A download that broke off must not take anything from anybody: wherever a
// line is cut, the plan removes nothing that the whole sheet does not, or is
// refused. (A cut between two lines cannot be seen in any CSV; the limit on
// removals is for that.)
func TestCutSheetRemovesNothingMore(t *testing.T) {
	w := worldOf(t, generated(t, 60, 5))
	text := string(w.export(t, workbooks.Options{Kind: workbooks.CSV, Layout: sheet.Long}))
	lines := strings.Count(text, "\n")
	p := w.plan(t, "whole.csv", []byte(text), reconcile.Options{})
	if p.HasErrors() {
		t.Fatalf("the whole sheet is refused: %+v", p.Findings[0])
	}
	whole := removals(p)
	for cut := len(text) / 2; cut < len(text); cut += testenv.Sweep(7, 1) {
		if text[cut-1] == '\n' {
			continue
		}
		p := w.plan(t, "cut.csv", []byte(text[:cut]), reconcile.Options{})
		if p.HasErrors() {
			continue
		}
		for key := range removals(p) {
			if !whole[key] {
				t.Fatalf("cut at %d of %d bytes (%d lines): removes %s\nlast line: %q", cut, len(text), lines, key, text[strings.LastIndex(text[:cut], "\n")+1:cut])
			}
		}
	}
}

func removals(p *reconcile.Plan) map[string]bool {
	out := map[string]bool{}
	for i := range p.Changes {
		for _, h := range p.Changes[i].Unassign {
			out[p.Changes[i].User.UserPrincipalName+" "+h.SKUID] = true
		}
	}
	return out
}

// The layout is the administrator's taste: whichever a wish is written in, the
// plan is the same. (Everybody has all apps on here: a box for an app says more
// than a row that is silent on apps, which keeps what was off.)
func TestPlanDoesNotDependOnTheLayout(t *testing.T) {
	for seed := range uint64(6) {
		f := generated(t, 120, seed)
		for i := range f.Users {
			allAppsOn(&f.Users[i])
		}
		w := worldOf(t, f)
		wished := wish(w.tenant, rand.New(rand.NewPCG(seed, 2)))
		var first string
		for _, layout := range []string{sheet.Long, sheet.List, sheet.Matrix} {
			for _, kind := range []workbooks.Kind{workbooks.CSV, workbooks.XLSX} {
				var out bytes.Buffer
				if _, err := workbooks.Export(&out, wished, workbooks.Options{Kind: kind, Layout: layout, Everyone: true}); err != nil {
					t.Fatal(err)
				}
				p := w.plan(t, "wish."+string(kind), out.Bytes(), reconcile.Options{ManageAll: true, DefaultLocation: "GB", SkipInvalid: true})
				text := planText(p)
				switch {
				case len(p.Changes) == 0:
					t.Fatalf("seed %d: nothing is wished, the test shows nothing", seed)
				case first == "":
					first = text
				case text != first:
					t.Fatalf("seed %d: %s %s gives another plan:\n%s\nthan long csv:\n%s", seed, layout, kind, text, first)
				}
			}
		}
	}
}

func allAppsOn(u *tenant.User) {
	for i := range u.AssignedLicenses {
		u.AssignedLicenses[i].DisabledPlans = nil
	}
	for i := range u.LicenseAssignmentStates {
		u.LicenseAssignmentStates[i].DisabledPlans = nil
	}
}

// hold has a user of t have licences.
func hold(t *reconcile.Tenant, u *reconcile.User, as []reconcile.Assignment) {
	if len(t.Holdings) == 0 {
		t.Holdings = make([][]reconcile.Assignment, 1)
	}
	t.Holdings = append(t.Holdings, as)
	u.Holds = int32(len(t.Holdings) - 1)
}

// wish is a copy of a tenant in which some direct licences have moved.
func wish(t *reconcile.Tenant, random *rand.Rand) *reconcile.Tenant {
	wished := *t
	wished.Users, wished.Holdings = slices.Clone(t.Users), slices.Clone(t.Holdings)
	for i := range wished.Users {
		u := &wished.Users[i]
		var kept []reconcile.Assignment
		for _, a := range t.Assignments(u) {
			if a.Group != reconcile.Direct || random.IntN(8) > 0 {
				kept = append(kept, a)
			}
		}
		if sku := random.IntN(len(t.SKUs)); random.IntN(8) == 0 && t.SKUs[sku].AppliesTo == "User" &&
			!slices.ContainsFunc(kept, func(a reconcile.Assignment) bool { return int(a.SKU) == sku }) {
			kept = append(kept, reconcile.Assignment{SKU: int32(sku), Group: reconcile.Direct})
		}
		hold(&wished, u, kept)
	}
	return &wished
}

// planText writes down what a plan does, without the places of rows.
func planText(p *reconcile.Plan) string {
	var b strings.Builder
	for i := range p.Changes {
		c := &p.Changes[i]
		fmt.Fprintln(&b, c.User.UserPrincipalName, c.Assign, c.Update, c.Unassign, c.SetUsageLocation)
	}
	return b.String()
}
