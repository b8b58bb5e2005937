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

// What reads a sheet in pieces and what reads it line by line must be one: a line that
// is read otherwise is somebody's licence.
func TestPiecesSayWhatReadingEveryLineSays(t *testing.T) {
	c := loadCatalog(t)
	plain, again := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		text := drawList(t, "sheet")
		odd, filled := sameReading(t, c, text, rapid.IntRange(1, 300).Draw(t, "chunk"))
		plain += filled - odd
		again += odd
	})
	if plain == 0 || again == 0 {
		t.Errorf("%d lines were plain, %d were not: the test tests nothing", plain, again)
	}
}

func FuzzPieces(f *testing.F) {
	for _, text := range oddTexts {
		f.Add(text, 64)
	}
	c := loadCatalog(f)
	f.Fuzz(func(t *testing.T, text string, chunk int) {
		if len(text) < 1<<16 {
			sameReading(t, c, text, max(1, chunk%1000))
		}
	})
}

// sameReading reads a text in memory, and one in a file, and line by line. It gives how
// many lines were read one by one, and how many there are.
func sameReading(t rapid.TB, c *reconcile.Catalog, text string, chunk int) (odd, filled int) {
	t.Helper()
	o := sheet.Options{Vocabulary: names.New(c, nil)}
	info, findings, rows, errSlow := sheet.LineByLine(text, o)
	got, err := sheet.Read(context.Background(), "-", strings.NewReader(text), sheet.WithChunks(o, chunk))
	if (errSlow == nil) != (err == nil) {
		t.Fatalf("%q\nline by line: %v\nin pieces: %v", text, errSlow, err)
	}
	if err != nil {
		return 0, 0
	}
	sameSheet(t, text, got, info, findings, rows)
	path := filepath.Join(os.TempDir(), fmt.Sprintf("licet-lists-%d.csv", os.Getpid()))
	defer os.Remove(path)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	fromFile, err := sheet.Read(context.Background(), path, nil, sheet.WithChunks(o, chunk))
	if err != nil {
		t.Fatalf("%q is read from memory, and not from a file: %v", text, err)
	}
	info.Path = path
	for i := range findings {
		findings[i].At.File = path
	}
	for i := range rows {
		rows[i].At.File = path
	}
	sameSheet(t, text, fromFile, info, findings, rows)
	return got.Info.Odd, got.Info.Rows
}

// A worksheet is read in pieces as a text is in chunks.
func TestPiecesOfAWorkbookSayWhatReadingEveryLineSays(t *testing.T) {
	c := loadCatalog(t)
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.SampledFrom([][]string{{"user", "license"}, {"name", "user", "license", "action"}, {"user", "SPE_E3", "EMS"},
			{"user", "SPE_E3", "Newcomers"}, {"mail", "user principal name", "licenses"}}).Draw(t, "columns")
		header := []any{}
		for _, c := range columns {
			header = append(header, c)
		}
		rows := [][]any{header}
		for range rapid.IntRange(0, 12).Draw(t, "rows") {
			blemished := rapid.IntRange(0, 3).Draw(t, "blemish") == 0
			row := []any{}
			for _, c := range columns {
				row = append(row, drawCell(t, c, blemished))
			}
			rows = append(rows, row[:len(row)-rapid.IntRange(0, 1).Draw(t, "short")])
		}
		data := string(workbook(t, rows...))
		o := sheet.Options{Vocabulary: names.New(c, nil)}
		info, findings, want, err := sheet.LineByLine(data, o)
		if err != nil {
			t.Fatal(err)
		}
		got, err := sheet.Read(context.Background(), "-", strings.NewReader(data), sheet.WithChunks(o, 16*rapid.IntRange(1, 100).Draw(t, "chunk")))
		if err != nil {
			t.Fatal(err)
		}
		sameSheet(t, fmt.Sprint(rows), got, info, findings, want)
	})
}

func sameSheet(t rapid.TB, text string, got *sheet.Sheet, info sheet.Info, findings []reconcile.Finding, rows []reconcile.Row) {
	t.Helper()
	if d := cmp.Diff(info, got.Info, cmpopts.IgnoreFields(sheet.Info{}, "Odd")); d != "" {
		t.Fatalf("%q\n%s", text, d)
	}
	if d := cmp.Diff(findings, got.Findings); d != "" {
		t.Fatalf("%q\n%s", text, d)
	}
	if d := cmp.Diff(rows, slices.Collect(got.Rows.All())); d != "" {
		t.Fatalf("%q\n%s", text, d)
	}
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
	known := names.New(c, nil)
	var sheets [2]*sheet.Sheet
	for i, text := range texts {
		path := filepath.Join(dir, fmt.Sprintf("%d.csv", i))
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		var err error
		if sheets[i], err = sheet.Read(context.Background(), path, nil, sheet.WithChunks(sheet.Options{Vocabulary: known}, 100)); err != nil {
			return 0, 0
		}
	}
	if slices.ContainsFunc(sheets[0].Findings, func(f reconcile.Finding) bool { return f.Severity == reconcile.Error }) {
		return 0, 0
	}
	lists := plan.Lists{Current: sheets[0].Rows, Desired: sheets[1].Rows,
		Names: known, Catalog: c, Options: o}
	in, found := lists.Input()
	in.Findings = slices.Clone(sheets[1].Findings)
	tenant, foundSlowly := plan.TenantFromRows(sheets[0].Rows, known, c)
	if d := cmp.Diff(foundSlowly, found); d != "" {
		t.Fatalf("%q\n%s", texts, d)
	}
	slow := plan.Input{Sheets: []*reconcile.Rows{sheets[1].Rows}, Tenant: tenant, Catalog: c, Names: names.New(c, tenant), Options: o}
	slow.Findings = sheets[1].Findings
	want, got := planned(t, slow), planned(t, in)
	if d := cmp.Diff(want, got); d != "" {
		t.Fatalf("current %q\ndesired %q\noptions %+v\n%s", texts[0], texts[1], o, d)
	}
	return in.Agreed.Users, strings.Count(got, `"before"`)
}

// Names can be made that all have the same hash; they are compared with care, or not.
func TestListsOfNamesWithOneHashMakeTheSamePlan(t *testing.T) {
	var have, want strings.Builder
	have.WriteString("user,license\n")
	want.WriteString("user,license\n")
	for i := range 1 << 10 {
		name := "a" + strings.NewReplacer("0", "[", "1", "{").Replace(fmt.Sprintf("%010b", i))
		fmt.Fprintf(&have, "%s@contoso.com,SPE_E3\n", name)
		fmt.Fprintf(&want, "%s@contoso.com,%s\n", name, []string{"SPE_E3", "EMS"}[i%2])
	}
	if _, changes := samePlan(t, loadCatalog(t), t.TempDir(), [2]string{have.String(), want.String()}, reconcile.Options{}); changes != 1<<9 {
		t.Errorf("%d changes, want %d", changes, 1<<9)
	}
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
		"user|license|action", "user principal name|mail|license", "user|SPE_E3|Newcomers", "user|license|usage location", "user|license|disabled apps", "user|SPE_E3|EMS", "user|licenses|"}).Draw(t, label+" header")
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
	case "user", "user principal name", "mail":
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
	case "SPE_E3", "EMS", "Newcomers":
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

// oddTexts are sheets at the edges of what plain lines are.
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
