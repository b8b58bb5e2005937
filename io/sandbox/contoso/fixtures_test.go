package contoso_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"licet/io/sandbox/contoso"
	"licet/io/tenant"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// testdata is the repository's, whose sheets speak of Contoso's people.
func testdata(name string) string { return filepath.Join("..", "..", "..", "testdata", name) }

// onboarding reads the sheet in the plainest way, without io/sheet.
func onboarding(t *testing.T) []reconcile.Row {
	t.Helper()
	file, err := os.Open(testdata("onboarding.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []reconcile.Row
	for i, cells := range lines[1:] {
		row := reconcile.Row{
			At: reconcile.Place{File: "onboarding.csv", Row: i + 2, Column: 2}, User: cells[0], License: cells[1],
			UsageLocation: cells[2], DisabledApps: cells[3],
		}
		if row.License == "none" || row.License == "Unlicensed" {
			row.License, row.Action = "", reconcile.ActionNone
		}
		rows = append(rows, row)
	}
	return rows
}

func people() map[string]bool {
	known := map[string]bool{}
	for _, u := range contoso.Tenant().Users {
		known[strings.ToLower(u.UserPrincipalName)] = true
	}
	return known
}

func TestPeopleOfTheOnboardingSheetAreContosos(t *testing.T) {
	known, met := people(), map[string]bool{}
	for _, row := range onboarding(t) {
		user := strings.ToLower(row.User)
		if !known[user] {
			t.Errorf("row %d: Contoso has no %s", row.At.Row, row.User)
		}
		met[user] = true
	}
	if len(met) < 230 || len(met) > 250 {
		t.Errorf("the sheet speaks of %d people", len(met))
	}
}

// planFor plans rows against Contoso, and fails where the plan has an error.
func planFor(t *testing.T, rows []reconcile.Row) *reconcile.Plan {
	t.Helper()
	var file bytes.Buffer
	if err := tenant.Write(&file, contoso.Tenant()); err != nil {
		t.Fatal(err)
	}
	c := load(t)
	current, err := tenant.Read(&file, c)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := plan.Build(plan.Input{
		Sheets: reconcile.RowsOf(slices.Values(rows)), Tenant: current, Catalog: c, Names: names.New(c, current),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range plan.Findings {
		if f.Severity == reconcile.Error {
			t.Errorf("%s: %s: %s", f.At, f.User, f.Message)
		}
	}
	return plan
}

func TestOnboardingSheetGivesAPlanWithoutErrors(t *testing.T) {
	plan := planFor(t, onboarding(t))
	if plan.Removals.Exceeded() || plan.Removals.Count < 20 {
		t.Errorf("got %+v", plan.Removals)
	}
	if s := plan.Summary; s.Changes < 180 || s.Unchanged < 20 || s.SetLocation < 5 || s.Update > 0 {
		t.Errorf("got %+v", s)
	}
	for _, s := range plan.Seats {
		if s.SKUPartNumber == "SPE_E5" && s.After != s.Owned {
			t.Errorf("the swaps are to take the last E5: %+v", s)
		}
	}
}

// quarterly reads the review's rows below its title and header.
func quarterly(t *testing.T) [][]string {
	t.Helper()
	book, err := excelize.OpenFile(testdata("quarterly.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil {
		t.Fatal(err)
	}
	header := []string{"Display name", "User principal name", "Department", "Licenses"}
	if len(rows) < 50 || len(rows[0]) != 1 || len(rows[1]) != 0 || !slices.Equal(rows[2], header) {
		t.Fatalf("a title, an empty line and the header are to stand first: %q", rows[:min(3, len(rows))])
	}
	return rows[3:]
}

func TestQuarterlyReviewGivesAPlanWithoutErrors(t *testing.T) {
	known, chinese := people(), 0
	var rows []reconcile.Row
	for i, cells := range quarterly(t) {
		if !known[strings.ToLower(cells[1])] {
			t.Errorf("row %d: Contoso has no %s", i+4, cells[1])
		}
		if strings.ContainsAny(cells[0], "王李张刘陈杨赵黄周吴徐") {
			chinese++
		}
		for _, name := range strings.FieldsFunc(cells[3], func(r rune) bool { return r == ';' || r == '\n' }) {
			at := reconcile.Place{File: "quarterly.xlsx", Row: i + 4, Column: 4}
			rows = append(rows, reconcile.Row{At: at, User: cells[1], License: strings.TrimSpace(name)})
		}
	}
	if chinese == 0 {
		t.Error("nobody has a Chinese name")
	}
	if s := planFor(t, rows).Summary; s.Assign < 5 || s.Unassign < 2 || s.Unchanged < 50 {
		t.Errorf("got %+v", s)
	}
}
