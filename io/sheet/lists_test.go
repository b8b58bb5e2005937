package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"licet/io/catalog"
	"licet/io/planfile"
	"licet/io/sheet"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// What skims a long sheet and what reads it line by line must be one: a line
// that is skimmed otherwise is somebody's licence.
func TestSkimmingReadsWhatReadingEveryLineReads(t *testing.T) {
	c := loadCatalog(t)
	skimmed := 0
	rapid.Check(t, func(t *rapid.T) {
		text := drawList(t, "sheet")
		odd, filled := sameReading(t, c, text, rapid.IntRange(1, 300).Draw(t, "chunk"))
		skimmed += filled - odd
	})
	if skimmed == 0 {
		t.Error("no line was ever skimmed")
	}
}

func FuzzSkimming(f *testing.F) {
	for _, text := range oddTexts {
		f.Add(text, 7)
	}
	c := loadCatalog(f)
	f.Fuzz(func(t *testing.T, text string, chunk int) {
		if len(text) < 1<<16 {
			sameReading(t, c, text, max(1, chunk%1000))
		}
	})
}

// sameReading reads a text in both ways. It gives how many lines were not
// skimmed, and how many there are.
func sameReading(t rapid.TB, c *reconcile.Catalog, text string, chunk int) (odd, filled int) {
	t.Helper()
	all := names.New(c, nil)
	o := sheet.Options{Vocabulary: all}
	slow, errSlow := sheet.Read(context.Background(), "-", strings.NewReader(text), sheet.LineByLine(o))
	fast, errFast := sheet.Read(context.Background(), "-", strings.NewReader(text), sheet.WithChunks(o, chunk))
	if (errSlow == nil) != (errFast == nil) {
		t.Fatalf("%q\nline by line: %v\nskimmed: %v", text, errSlow, errFast)
	}
	if errSlow != nil {
		return 0, 0
	}
	if d := cmp.Diff(slow.Info, fast.Info, cmpopts.IgnoreFields(sheet.Info{}, "Odd")); d != "" {
		t.Fatalf("%q\n%s", text, d)
	}
	if d := cmp.Diff(slow.Findings, fast.Findings); d != "" {
		t.Fatalf("%q\n%s", text, d)
	}
	if d := cmp.Diff(slices.Collect(slow.Rows()), slices.Collect(fast.Rows())); d != "" {
		t.Fatalf("%q\n%s", text, d)
	}
	return fast.Info.Odd, fast.Info.Rows
}

// A plan that was made by comparing lists is the plan that all rows make, byte
// for byte, with every finding.
func TestPlanOfComparedListsIsThePlanOfTheirRows(t *testing.T) {
	c := loadCatalog(t)
	dir := t.TempDir()
	agreed, changed := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		have := drawList(t, "current")
		var want string
		if rapid.IntRange(0, 4).Draw(t, "another") == 0 {
			want = drawList(t, "desired")
		} else {
			want = edit(t, have)
		}
		o := drawOptions(t)
		a, n := samePlan(t, c, dir, [2]string{have, want}, o)
		agreed, changed = agreed+a, changed+n
	})
	if agreed == 0 || changed == 0 {
		t.Errorf("%d users were agreed on, %d changed: the test tests nothing", agreed, changed)
	}
}

// samePlan plans two lists in both ways; it gives how many users they agree on
// and how many changes there are.
func samePlan(t rapid.TB, c *reconcile.Catalog, dir string, texts [2]string, o reconcile.Options) (agreed, changes int) {
	t.Helper()
	all := names.New(c, nil)
	o2 := sheet.WithChunks(sheet.Options{Vocabulary: all, Tagger: sheet.NewTagger()}, 100)
	var sheets [2]*sheet.Sheet
	var listings [2]*sheet.Listing
	for i, text := range texts {
		path := filepath.Join(dir, fmt.Sprintf("%d.csv", i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		sheets[i], err = sheet.Read(context.Background(), path, nil, sheet.Options{Vocabulary: all})
		if listings[i] = sheet.ReadListing(context.Background(), path, o2); listings[i] == nil {
			return 0, 0
		}
		if err != nil {
			t.Fatalf("%q is listed, and cannot be read: %v", text, err)
		}
		if err := listings[i].Digest()(); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(sheets[i].Info, listings[i].Info); d != "" {
			t.Fatalf("%q\n%s", text, d)
		}
		if d := cmp.Diff(sheets[i].Findings, listings[i].Findings); d != "" {
			t.Fatalf("%q\n%s", text, d)
		}
	}
	if slices.ContainsFunc(sheets[0].Findings, func(f reconcile.Finding) bool { return f.Severity == reconcile.Error }) {
		return 0, 0
	}
	lists := plan.Lists{Current: listings[0].List, Desired: listings[1].List, Names: all, Catalog: c, Options: o}
	in, found, ok := lists.Input()
	if !ok {
		return 0, 0
	}
	tenant, foundSlowly := plan.TenantFromRows(sheets[0].Rows(), all, c, nil)
	if d := cmp.Diff(foundSlowly, found); d != "" {
		t.Fatalf("%q\n%s", texts, d)
	}
	slow := plan.Input{Rows: sheets[1].Rows(), Tenant: tenant, Catalog: c, Names: names.New(c, tenant), Options: o}
	slow.Findings, in.Findings = sheets[1].Findings, slices.Clone(sheets[1].Findings)
	want, got := planned(t, slow), planned(t, in)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("current %q\ndesired %q\noptions %+v\n%s", texts[0], texts[1], o, d)
	}
	return in.Agreed.Users, strings.Count(got, `"before"`)
}

func planned(t rapid.TB, in plan.Input) string {
	t.Helper()
	p, err := plan.Build(in)
	if err != nil {
		return err.Error()
	}
	var b bytes.Buffer
	if err := planfile.Write(&b, p, planfile.Header{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func drawOptions(t *rapid.T) reconcile.Options {
	o := reconcile.Options{
		Scope:     rapid.SampledFrom([]reconcile.Scope{reconcile.ScopeTenant, reconcile.ScopeTenant, reconcile.ScopeSheet}).Draw(t, "scope"),
		Mode:      rapid.SampledFrom([]reconcile.Mode{reconcile.Exact, reconcile.Exact, reconcile.Add, reconcile.Remove}).Draw(t, "mode"),
		ManageAll: rapid.Bool().Draw(t, "all"), SkipInvalid: rapid.Bool().Draw(t, "skip"), Strict: rapid.IntRange(0, 4).Draw(t, "strict") == 0,
	}
	if rapid.IntRange(0, 9).Draw(t, "ignore") == 0 {
		o.Ignore = []string{"EMS"}
	}
	return o
}

// drawList draws a sheet of one of the layouts, with the blemishes that sheets
// have.
func drawList(t *rapid.T, label string) string {
	delim := rapid.SampledFrom([]string{",", ",", ";", "\t"}).Draw(t, label+" delimiter")
	header := rapid.SampledFrom([]string{"user|license", "user|license", "user|license|department", "license|user", "name|user|license",
		"user|license|action", "user|license|usage location", "user|license|disabled apps", "user|SPE_E3|EMS", "user|licenses|"}).Draw(t, label+" header")
	columns := strings.Split(header, "|")
	end := rapid.SampledFrom([]string{"\n", "\n", "\r\n", "\r"}).Draw(t, label+" end")
	mostlyPlain := rapid.IntRange(0, 3).Draw(t, label+" plain") > 0
	var b strings.Builder
	b.WriteString(rapid.SampledFrom([]string{"", "", "\ufeff", "Title of it" + end}).Draw(t, label+" start"))
	b.WriteString(strings.Join(columns, delim) + end)
	for range rapid.IntRange(0, 12).Draw(t, label+" rows") {
		blemished := !mostlyPlain && rapid.IntRange(0, 2).Draw(t, "blemish") == 0
		cells := make([]string, len(columns))
		for i, c := range columns {
			cells[i] = drawCell(t, c, blemished)
		}
		line := strings.Join(cells, delim)
		if blemished {
			line = rapid.SampledFrom([]string{line, line, line + delim, line + delim + "beyond", "", delim, cells[0], " " + line, `"` + line, line + end + line}).Draw(t, "line")
		}
		b.WriteString(line + end)
	}
	text := b.String()
	if rapid.IntRange(0, 9).Draw(t, label+" cut") == 0 {
		text = strings.TrimRight(text, "\r\n")
	}
	return text
}

func drawCell(t *rapid.T, column string, blemished bool) string {
	cell := ""
	switch column {
	case "user":
		cell = fmt.Sprintf("%s%d@contoso.com", rapid.SampledFrom([]string{"ada", "Ada", "eve", "bob"}).Draw(t, "who"), rapid.IntRange(0, 2).Draw(t, "n"))
		if blemished {
			cell = rapid.SampledFrom([]string{cell, " " + cell, cell + "\u200b", "", "total", "example: " + cell, "=" + cell, "'=" + cell, cell + ";" + cell,
				"System.Object@x.y", "3d2f1c7e-0000-4000-8000-00000000000" + cell[3:4], "朱@contoso.com", "\"" + cell + "\"", "#N/A", "user", strings.ToUpper(cell)}).Draw(t, "user")
		}
	case "license", "licenses":
		cell = rapid.SampledFrom([]string{"SPE_E3", "SPE_E3", "EMS", "Microsoft 365 E3", "none", "SPE_E5"}).Draw(t, "license")
		if blemished {
			cell = rapid.SampledFrom([]string{cell, "", "SPE_E3+EMS", "Nonsense", "Enterprise Mobility + Security E3", "\"SPE_E3;EMS\"", "#REF!", " EMS ", "SPE_E3;SPE_E3", "none;EMS", "EMS: Teams"}).Draw(t, "odd license")
		}
	case "action":
		cell = rapid.SampledFrom([]string{"", "", "assign", "remove", "none", "what"}).Draw(t, "action")
	case "usage location":
		cell = rapid.SampledFrom([]string{"", "DE", "UK"}).Draw(t, "location")
	case "disabled apps":
		cell = rapid.SampledFrom([]string{"", "Microsoft Teams", "Nonsense"}).Draw(t, "apps")
	case "SPE_E3", "EMS":
		cell = rapid.SampledFrom([]string{"x", "", "yes", "no", "maybe"}).Draw(t, "box")
	case "":
	default:
		cell = rapid.SampledFrom([]string{"", "Sales", "example: x", "a \"b\""}).Draw(t, "other")
	}
	return cell
}

// edit changes a few lines of a sheet, and their order.
func edit(t *rapid.T, text string) string {
	lines := strings.SplitAfter(text, "\n")
	if len(lines) < 4 {
		return text
	}
	body := lines[2 : len(lines)-1]
	body = rapid.Permutation(body).Draw(t, "order")
	for range rapid.IntRange(0, 3).Draw(t, "edits") {
		if i := rapid.IntRange(0, len(body)-1).Draw(t, "line"); rapid.Bool().Draw(t, "again") {
			body = append(body, body[i])
		} else {
			body[i] = strings.NewReplacer("SPE_E3", "EMS", "EMS", "SPE_E3", "ada", "ADA").Replace(body[i])
		}
	}
	return strings.Join(lines[:2], "") + strings.Join(body, "") + lines[len(lines)-1]
}

// oddTexts are sheets at the edges of what can be skimmed.
var oddTexts = []string{
	"user,license\nada@contoso.com,SPE_E3\nbob@contoso.com,EMS\n",
	"user,license\r\nada@contoso.com,SPE_E3\r\n\"bob@contoso.com\",\"EMS\"\r\n",
	"user,license\rada@contoso.com,SPE_E3\rbob@contoso.com,EMS\r",
	"user,license\n\"ada\n@contoso.com\",SPE_E3\n\"quoted \"\"twice\"\" \"@x.y,EMS\nbob@contoso.com,EMS",
	"user,license\n\n,\nada@contoso.com,SPE_E3,\nada@contoso.com,SPE_E3,x\n",
	"name,user,license\nexample: Ada,ada@contoso.com,SPE_E3\nBob,bob@contoso.com,\"a\nb\"\n",
}

func loadCatalog(t testing.TB) *reconcile.Catalog {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}
