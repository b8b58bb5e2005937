package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"licet/io/report"
	"licet/io/testenv"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/audit"
	"licet/reconcile/plan"
)

// list are prices in two currencies; Fabric has none.
func list() []reconcile.Price {
	return []reconcile.Price{{SKUID: e3, Cents: 3900, Currency: "USD", AsOf: "2026-11-01"}, {SKUID: e5, Cents: 6005, Currency: "EUR", AsOf: "2026-11-01"}}
}

// priced is small with costs, and a licence without a price.
func priced() *reconcile.Plan {
	p := small()
	p.Seats = append(p.Seats, seat(viva, "VIVA", "Viva Suite", 3, 3))
	p.Costs = reconcile.CostsOf(p.Seats, list())
	return p
}

func runDoc() report.RunDoc {
	d := result()
	d.Plan.Costs = reconcile.CostsOf(d.Plan.Seats, list())
	d.Result.Stats.Timeline = []apply.Second{{At: 0, Writes: 40}, {At: 1, Writes: 20, Throttled: 3}, {At: 30, Writes: 43, Throttled: 1}, {At: 79, Writes: 1}}
	return report.RunDoc{Head: head(), Result: d}
}

// tenantOf has every kind of finding; foreign is the text that names have.
func tenantOf(foreign string) *reconcile.Tenant {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), &reconcile.Catalog{})
	b.SetOrganization(e3, foreign, "DE")
	b.AddGroup("00000000-0000-4000-8000-0000000000aa", foreign)
	app := []reconcile.ServicePlan{{ID: teams, Name: "TEAMS1", AppliesTo: "User"}}
	b.AddSKU(reconcile.SKU{ID: e3, PartNumber: "SPE_E3", AppliesTo: "User", CapabilityStatus: "Enabled", Enabled: 30, Consumed: 25, Plans: app})
	b.AddSKU(reconcile.SKU{ID: e5, PartNumber: foreign, AppliesTo: "User", CapabilityStatus: "Suspended", Suspended: 5, Consumed: 1, Plans: append(app, reconcile.ServicePlan{ID: sway, Name: foreign})})
	b.AddSubscription(reconcile.Subscription{SKUID: e3, Status: "Enabled", Seats: 30, Renews: noon().Unix() + 30*audit.Day})
	for i := range 4 {
		r := reconcile.UserRecord{ID: user(i, "").ID, UserPrincipalName: fmt.Sprintf("user%d@contoso.com", i), DisplayName: foreign, LastSignIn: noon().Unix(), UsageLocation: "DE",
			States: []reconcile.StateRecord{{SKUID: e3, State: "Active"}, {SKUID: e5, State: "Active"}}}
		switch i {
		case 1:
			r.Enabled = reconcile.No
		case 2:
			r.Guest, r.LastSignIn, r.UserPrincipalName = true, 0, foreign
		case 3:
			r.States = append(r.States[:1], reconcile.StateRecord{SKUID: e5, State: "Error", Error: foreign, AssignedByGroup: "00000000-0000-4000-8000-0000000000aa"})
		}
		b.AddUser(r)
	}
	return b.Tenant()
}

func auditOf(foreign string) report.AuditDoc {
	now := tenantOf(foreign)
	old := *now
	old.Users = slices.Clone(now.Users[:3])
	old.Holdings = append(old.Holdings, old.Assignments(&old.Users[0])[:1])
	old.Users[0].Holds = int32(len(old.Holdings) - 1)
	old.Users[1].UserPrincipalName = foreign
	d := report.AuditDoc{Head: head(), Audit: audit.Run(now, &reconcile.Catalog{}, audit.Options{Now: noon().Unix() + audit.Day, Prices: list()}), Since: audit.Compare(&old, now), Older: "old.json"}
	d.Tenant = reconcile.Verbatim(foreign)
	return d
}

func auditDoc() report.AuditDoc { return auditOf("Contoso & 子公司") }

func checkReport() report.CheckReport {
	d := report.CheckDoc{
		Sheets: []report.CheckSheet{{Path: "staff.csv", Kind: "csv", Encoding: "utf-8", Delimiter: ",", Layout: "long", HeaderRow: 1, Rows: 3,
			Columns: []report.CheckColumn{{Field: "user", Header: "UPN", Column: 1}, {Field: "license", Header: "Licence", Column: 2}}, Ignored: []string{"Notes"}}},
		Understanding: plan.Understanding{Rows: slices.Values([]plan.Understood{
			{At: row(2)[0], User: "user1@contoso.com", License: "E3", SKUID: e3, PartNumber: "SPE_E3", Action: reconcile.ActionAssign, DisabledApps: []string{"SWAY"}, UsageLocation: "DE"},
			{At: row(3)[0], User: "user2@contoso.com", License: "E33", Action: reconcile.ActionAssign},
			{At: row(4)[0], User: "user3@contoso.com", Action: reconcile.ActionNone},
		}),
			People: 3, Licenses: 1, Findings: erroneous().Findings[:3]},
	}
	return report.CheckReport{Head: head(), Check: d}
}

func forms() map[string]report.Kind {
	return map[string]report.Kind{"html": report.HTML, "csv": report.CSV, "json": report.JSON, "md": report.Markdown}
}

// TestEveryFormIsAsItWas are the golden files of one plan, one run with failures,
// one audit and one check in each form; of a workbook the cells.
func TestEveryFormIsAsItWas(t *testing.T) {
	for name, r := range map[string]report.Report{"plan-priced": doc(priced()), "run": runDoc(), "audit": auditDoc(), "check-report": checkReport()} {
		for extension, kind := range forms() {
			golden(t, name+"."+extension, written(t, kind, r))
		}
		golden(t, name+".xlsx.txt", []byte(cellsOf(t, written(t, report.XLSX, r))))
	}
	var terminal bytes.Buffer
	if err := report.AuditText(&terminal, auditDoc(), report.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "audit.txt", terminal.Bytes())
}

// cellsOf writes all cells of a workbook, a row a line.
func cellsOf(t testing.TB, book []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out strings.Builder
	for _, sheet := range f.GetSheetList() {
		fmt.Fprintf(&out, "# %s\n", sheet)
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			out.WriteString(strings.ReplaceAll(strings.Join(row, " | "), "\n", "␊") + "\n")
		}
	}
	return out.String()
}

// TestCostsAreTheSameInEveryForm: every amount of the plan's sums stands in every
// form that people read, and in cells as numbers.
func TestCostsAreTheSameInEveryForm(t *testing.T) {
	p := priced()
	var terminal bytes.Buffer
	if err := report.PlanText(&terminal, report.Doc{Plan: p}, report.Style{}); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{"terminal": terminal.String()}
	for _, extension := range []string{"html", "md"} {
		texts[extension] = strings.ReplaceAll(string(written(t, forms()[extension], doc(p))), "&#43;", "+")
	}
	cells := cellsOf(t, written(t, report.XLSX, doc(p)))
	for _, s := range p.Costs.Sums {
		for form, text := range texts {
			for _, want := range []string{moneyOf(s.Month.Before, s.Currency), moneyOf(s.Month.After, s.Currency), moneyOf(s.Month.Difference, s.Currency), moneyOf(s.Year.Difference, s.Currency)} {
				if !strings.Contains(text, want) {
					t.Errorf("%s: no %s", form, want)
				}
			}
		}
		for label, cents := range map[string]int64{"cost a month before, ": s.Month.Before, "cost a month after, ": s.Month.After, "difference a year, ": s.Year.Difference} {
			if want := label + s.Currency + " | " + strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.2f", float64(cents)/100), "0"), "."); !strings.Contains(cells, want+"\n") {
				t.Errorf("XLSX: no %q", want)
			}
		}
	}
	for form, text := range texts {
		if !strings.Contains(text, "no price in the list") {
			t.Errorf("%s does not say that a licence has no price", form)
		}
	}
}

// moneyOf writes an amount by itself, so that the report's own way is checked.
func moneyOf(cents int64, currency string) string {
	sign := ""
	if cents < 0 {
		sign, cents = "−", -cents
	}
	whole := fmt.Sprint(cents / 100)
	if len(whole) > 3 {
		whole = whole[:len(whole)-3] + "," + whole[len(whole)-3:]
	}
	return fmt.Sprintf("%s%s.%02d %s", sign, whole, cents%100, currency)
}

// TestSumsOfARunAndAnAuditAreTheSameInEveryForm parses each form back.
func TestSumsOfARunAndAnAuditAreTheSameInEveryForm(t *testing.T) {
	run, found := runDoc(), auditDoc()
	want := fmt.Sprintf("%d changes: %d done", len(run.Result.Result.Items), run.Result.Result.Count(apply.StatusDone))
	for _, k := range []report.Kind{report.HTML, report.Markdown} {
		if text := string(written(t, k, run)); !strings.Contains(text, want) {
			t.Errorf("form %d of the run does not say %q", k, want)
		}
	}
	if rows := csvRows(t, written(t, report.CSV, found)); len(rows)-1 != found.Audit.Summary.Findings+found.Since.Summary.Gained+found.Since.Summary.Lost+found.Since.Summary.Changed {
		t.Errorf("%d rows of CSV for %+v and %+v", len(rows)-1, found.Audit.Summary, found.Since.Summary)
	}
	var read struct {
		Summary  struct{ Findings, Fixable int }
		Findings []struct{ Code string }
		Kinds    []struct {
			Code     string
			Findings int
		}
	}
	if err := json.Unmarshal(written(t, report.JSON, found), &read); err != nil {
		t.Fatal(err)
	}
	counted := map[string]int{}
	for _, f := range read.Findings {
		counted[f.Code]++
	}
	said := map[string]int{}
	for _, k := range read.Kinds {
		said[k.Code] = k.Findings
	}
	if !maps.Equal(counted, said) || read.Summary.Findings != len(read.Findings) {
		t.Errorf("JSON says %v and has %v", said, counted)
	}
	cells := cellsOf(t, written(t, report.XLSX, found))
	for _, line := range []string{fmt.Sprintf("findings | %d", found.Audit.Summary.Findings), fmt.Sprintf("findings that a sheet can fix | %d", found.Audit.Summary.Fixable)} {
		if !strings.Contains(cells, line+"\n") {
			t.Errorf("XLSX does not say %q", line)
		}
	}
}

// TestForeignTextStaysTextInEveryReport: what an evil name holds is never an
// element, a mark, a formula or a control character.
func TestForeignTextStaysTextInEveryReport(t *testing.T) {
	long := strings.Repeat("長い", 5000)
	for _, foreign := range []string{scripts, evil, "=HYPERLINK(\"http://evil\")", long, "\u202egnp.exe\u2066", "a\r\nb"} {
		r := auditOf(foreign)
		plain := written(t, report.HTML, auditOf("x"))
		page := written(t, report.HTML, r)
		if diff := cmp.Diff(elements(t, plain), elements(t, page)); diff != "" {
			t.Errorf("%.20q makes elements (-plain +hostile):\n%s", foreign, diff)
		}
		checkHarmless(t, string(page))
		checkHarmless(t, string(written(t, report.Markdown, r)))
		var terminal bytes.Buffer
		if err := report.AuditText(&terminal, r, report.Style{}); err != nil {
			t.Fatal(err)
		}
		checkHarmless(t, terminal.String())
		for _, row := range csvRows(t, written(t, report.CSV, r)) {
			for _, cell := range row {
				if strings.HasPrefix(cell, "=") {
					t.Errorf("CSV: %q would be taken for a formula", cell)
				}
			}
		}
		if !json.Valid(written(t, report.JSON, r)) {
			t.Errorf("%.20q breaks JSON", foreign)
		}
		if cells := cellsOf(t, written(t, report.XLSX, r)); strings.Contains(foreign, "HYPERLINK") && !strings.Contains(cells, foreign) {
			t.Error("XLSX changes the text")
		}
	}
}

// TestWorkbooksOpenElsewhere has LibreOffice make a PDF of each workbook, and
// openpyxl count its rows and charts.
func TestWorkbooksOpenElsewhere(t *testing.T) {
	var paths []string
	for name, r := range map[string]report.Report{"plan": doc(priced()), "run": runDoc(), "audit": auditDoc(), "check": checkReport()} {
		path := filepath.Join(t.TempDir(), name+".xlsx")
		if err := report.Save(path, r); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
		t.Run(name+" in openpyxl", func(t *testing.T) { openpyxlReads(t, path, name != "check") })
	}
	t.Run("in LibreOffice", func(t *testing.T) { libreOfficePrints(t, paths) })
}

func openpyxlReads(t *testing.T, path string, chart bool) {
	python := testenv.Python(t, "openpyxl")
	out, err := exec.Command(python, "-c", `
import json, sys, openpyxl
w = openpyxl.load_workbook(sys.argv[1])
json.dump([[s.title, sum(1 for r in s.iter_rows() if any(c.value is not None for c in r)), len(s._charts), sum(1 for r in s.iter_rows() for c in r if c.data_type == "f")] for s in w.worksheets], sys.stdout)`, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got [][]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	book, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	name := ""
	for line := range strings.Lines(cellsOf(t, book)) {
		if title, ok := strings.CutPrefix(line, "# "); ok {
			name = strings.TrimSpace(title)
		} else if strings.TrimSpace(line) != "" {
			rows[name]++
		}
	}
	charts := 0.0
	for _, sheet := range got {
		charts += sheet[2].(float64)
		if n := int(sheet[1].(float64)); n != rows[sheet[0].(string)] || sheet[3].(float64) != 0 {
			t.Errorf("%v has %d rows for openpyxl, and %d of ours; or a formula", sheet, n, rows[sheet[0].(string)])
		}
	}
	if chart != (charts == 1) {
		t.Errorf("%v charts", charts)
	}
}

func libreOfficePrints(t *testing.T, paths []string) {
	office, dir := testenv.Program(t, "soffice"), t.TempDir()
	args := []string{"--headless", "-env:UserInstallation=file://" + t.TempDir(), "--convert-to", "pdf", "--outdir", dir}
	if out, err := exec.Command(office, append(args, paths...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, path := range paths {
		pdf, err := os.ReadFile(filepath.Join(dir, strings.TrimSuffix(filepath.Base(path), ".xlsx")+".pdf"))
		if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
			t.Errorf("no PDF: %v", err)
		}
	}
}

func TestSaveRefusesAnUnknownFormAndLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := report.Save(filepath.Join(dir, "plan.pdf"), doc(small())); err == nil || !strings.Contains(err.Error(), ".html, .xlsx, .csv, .json or .md") {
		t.Errorf("%v", err)
	}
	if left := folder(t, dir); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// TestALongRunFitsThePage: a run of three hours has no more columns than one of
// two minutes, and loses no write.
func TestALongRunFitsThePage(t *testing.T) {
	d := runDoc()
	d.Result.Result.Stats.Timeline = nil
	for at := range 3 * 3600 {
		d.Result.Result.Stats.Timeline = append(d.Result.Result.Stats.Timeline, apply.Second{At: at, Writes: 7})
	}
	d.Result.Result.Stats.Finished = noon().Add(3 * time.Hour)
	page := string(written(t, report.HTML, d))
	if n := strings.Count(page, `class="sent"`); n != 120 {
		t.Errorf("%d columns", n)
	}
	if !strings.Contains(page, "10,800 seconds, from left to right; the highest column is 630 writes in 90 seconds") {
		t.Error("the label does not say what a column is")
	}
}
