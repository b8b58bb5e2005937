package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"licet/io/report"
	"licet/io/testenv"
	"licet/reconcile"
	"licet/reconcile/apply"
)

func saved(t testing.TB, name string, d report.ResultDoc) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := report.SaveResults(path, d); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// wantRows are the rows that a results file has to have, without the header.
func wantRows() [][]string {
	const at1, at2 = "2026-03-01T12:00:01.000Z", "2026-03-01T12:00:01.500Z"
	ada, bob, third := user(1, "").ID, user(2, "").ID, user(3, "").ID
	const dropped, again = "the connection dropped", "licet resume reads the user again"
	return [][]string{
		{"user1@contoso.com", ada, "set location", "", "", "done", "", "", "1", "r-1", "staff.csv, B2", at1},
		{"user1@contoso.com", ada, "assign", "Microsoft 365 E5", e5, "done", "", "", "1", "r-1", "staff.csv, B2", at1},
		{"user1@contoso.com", ada, "unassign", "Microsoft 365 E3", e3, "done", "", "", "1", "r-1", "staff.csv, B2", at1},
		{"user2@contoso.com", bob, "update", "Microsoft 365 E5", e5, "already", "", "", "1", "r-2", "staff.csv, B3; staff.csv, B9", at2},
		{"user3@contoso.com", third, "set location", "", "", "unknown", dropped, again, "2", "", "", ""},
		{"user3@contoso.com", third, "unassign", "Microsoft 365 E3", e3, "unknown", dropped, again, "2", "", "", ""},
	}
}

var resultHeader = []string{"user", "user id", "action", "license", "sku id", "status", "error", "hint", "attempts", "request id", "source", "finished"}

func TestResultsCSV(t *testing.T) {
	file := saved(t, "results.csv", result())
	text, found := bytes.CutPrefix(file, []byte("\ufeff"))
	if !found {
		t.Error("no byte order mark: Excel would not read it as UTF-8")
	}
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Concat([][]string{resultHeader}, wantRows())
	if diff := cmp.Diff(want, rows[:len(want)]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if len(rows) != len(want)+40 {
		t.Errorf("%d rows, want %d", len(rows), len(want)+40)
	}
}

func TestResultsXLSX(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(saved(t, "results.xlsx", result())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); !cmp.Equal(got, []string{"Results"}) {
		t.Fatalf("worksheets %v", got)
	}
	rows, err := f.GetRows("Results")
	if err != nil {
		t.Fatal(err)
	}
	want := slices.Concat([][]string{resultHeader}, wantRows())
	for i, row := range want {
		for len(row) > 0 && row[len(row)-1] == "" {
			row = row[:len(row)-1]
		}
		if diff := cmp.Diff(row, rows[i]); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i+1, diff)
		}
	}
	if len(rows) != len(want)+40 {
		t.Errorf("%d rows, want %d", len(rows), len(want)+40)
	}
	if kind, err := f.GetCellType("Results", "I2"); err != nil || kind == excelize.CellTypeInlineString {
		t.Errorf("attempts are text: %v, %v", kind, err)
	}
	if tables, err := f.GetTables("Results"); err != nil || len(tables) != 1 || tables[0].Range != "A1:L47" {
		t.Errorf("filter: %+v, %v", tables, err)
	}
	if panes, err := f.GetPanes("Results"); err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("header is not frozen: %+v, %v", panes, err)
	}
}

func TestResultsJSON(t *testing.T) {
	var got struct {
		Format, Run, Started, Finished string
		Summary                        struct{ Changes, Done, Already, Failed, Skipped, Unknown, NotArrived int }
		Time                           struct {
			Foretold                                          bool
			Seconds, SecondsWaited, FloorSeconds              float64
			Writes, Calls, Throttled, PeakWindow, QuotaWindow int
		}
		Verification struct{ Verified, Unverified int }
		SeatsRead    bool
		SeatsUnread  string
		Seats, Costs []any
		Results      []struct {
			User, UserID, Action, License, SkuID, SkuPartNumber, Status, Error, Hint, RequestID, Source, Finished string
			Attempts                                                                                              int
		}
		Findings []struct {
			Severity, Code, User, Message, Hint string
			Source                              struct {
				File, Worksheet string
				Row, Column     int
			}
		}
	}
	file := saved(t, "results.json", result())
	golden(t, "results.json", file)
	dec := json.NewDecoder(bytes.NewReader(file))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if got.Format != "licet-results/1" || got.Run != "20260301-120000-1" || got.Started != "2026-03-01T12:00:00.000Z" || got.Finished != "2026-03-01T12:01:20.000Z" {
		t.Errorf("head %+v", got)
	}
	if s := got.Summary; s.Changes != 43 || s.Done != 1 || s.Already != 1 || s.Failed != 30 || s.Skipped != 10 || s.Unknown != 1 {
		t.Errorf("summary %+v", s)
	}
	if st := got.Time; st.Foretold || st.Seconds != 80 || st.Writes != 104 || st.Calls != 5 || st.Throttled != 4 || st.SecondsWaited != 31.5 || st.PeakWindow != 90 || st.QuotaWindow != 3000 || st.FloorSeconds != 76 {
		t.Errorf("time %+v", st)
	}
	for i, want := range wantRows() {
		r := got.Results[i]
		row := []string{r.User, r.UserID, r.Action, r.License, r.SkuID, r.Status, r.Error, r.Hint, strconv.Itoa(r.Attempts), r.RequestID, r.Source, r.Finished}
		if diff := cmp.Diff(want, row); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i, diff)
		}
	}
	if got.Results[1].SkuPartNumber != "SPE_E5" || len(got.Results) != 46 {
		t.Errorf("%d rows, part number %q", len(got.Results), got.Results[1].SkuPartNumber)
	}
}

func TestResultsWithoutChangesHaveTheirHeader(t *testing.T) {
	d := report.ResultDoc{Plan: &reconcile.Plan{}, Result: &apply.Result{}}
	if got := string(saved(t, "r.csv", d)); got != "\ufeff"+strings.Join(resultHeader, ",")+"\n" {
		t.Errorf("CSV %q", got)
	}
	if got := string(saved(t, "r.json", d)); !strings.Contains(got, `"results":[]`) {
		t.Errorf("JSON %s", got)
	}
	f, err := excelize.OpenReader(bytes.NewReader(saved(t, "r.xlsx", d)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if rows, err := f.GetRows("Results"); err != nil || len(rows) != 1 {
		t.Errorf("XLSX %v, %v", rows, err)
	}
}

// formulas are texts that a spreadsheet program might take for a formula.
func formulas() []string {
	return []string{`=HYPERLINK("http://evil")`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "plain", "a=b", "", "'=already"}
}

// hostileResult has formulas wherever foreign text stands.
func hostileResult() report.ResultDoc {
	d := report.ResultDoc{Plan: &reconcile.Plan{}, Result: &apply.Result{}}
	for i, text := range formulas() {
		d.Plan.Changes = append(d.Plan.Changes, reconcile.Change{
			User: reconcile.UserRef{ID: text, UserPrincipalName: text}, Assign: []reconcile.Holding{{SKUID: e3}},
			Sources: []reconcile.Place{{File: text}},
		})
		d.Result.Items = append(d.Result.Items, apply.Item{Change: i, Status: apply.StatusFailed, Error: reconcile.Verbatim(text), Hint: reconcile.Verbatim(text), RequestID: text})
	}
	d.Plan.Seats = []reconcile.Seat{{SKUID: e3, Name: "=cmd()", SKUPartNumber: "+x"}}
	return d
}

func TestNoCellOfResultsIsAFormula(t *testing.T) {
	text := bytes.TrimPrefix(saved(t, "r.csv", hostileResult()), []byte("\ufeff"))
	rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows[1:] {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				t.Errorf("row %d: cell %q would be taken for a formula", i+2, cell)
			}
		}
		if want := formulas()[i]; strings.TrimPrefix(row[6], "'") != strings.TrimPrefix(want, "'") {
			t.Errorf("row %d: %q became %q", i+2, want, row[6])
		}
	}
}

// TestOtherProgramsReadTheWorkbook has openpyxl read the workbook: all rows, all
// cells text or numbers, none a formula.
func TestOtherProgramsReadTheWorkbook(t *testing.T) {
	python := testenv.Python(t, "openpyxl")
	path := filepath.Join(t.TempDir(), "r.xlsx")
	if err := report.SaveResults(path, hostileResult()); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c", `
import json, sys, openpyxl
w = openpyxl.load_workbook(sys.argv[1])["Results"]
json.dump([[[c.data_type, "" if c.value is None else str(c.value)] for c in r] for r in w.iter_rows()], sys.stdout)`, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var rows [][][2]string
	if err := json.Unmarshal(out, &rows); err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(formulas())+1 {
		t.Fatalf("%d rows, want %d", len(rows), len(formulas())+1)
	}
	for i, row := range rows[1:] {
		for _, cell := range row {
			if cell[0] == "f" {
				t.Errorf("row %d: %q is a formula", i+2, cell[1])
			}
		}
		if want := strings.ReplaceAll(formulas()[i], "\r", "\n"); row[6][1] != want && row[6][1] != formulas()[i] {
			t.Errorf("row %d: %q became %q", i+2, formulas()[i], row[6][1])
		}
	}
}

func TestResultsKindTellsTheForms(t *testing.T) {
	for _, path := range []string{"a.csv", "b.XLSX", "dir.x/c.json"} {
		if _, err := report.ResultsKind(path); err != nil {
			t.Error(err)
		}
	}
	for _, path := range []string{"a", "a.txt", "a.csv.bak", ".json/x"} {
		_, err := report.ResultsKind(path)
		if err == nil || !strings.Contains(err.Error(), ".csv, .xlsx or .json") {
			t.Errorf("%s: %v", path, err)
		}
		if err := report.SaveResults(path, result()); err == nil {
			t.Errorf("%s was written", path)
		}
	}
}

func folder(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestResultsAreWrittenWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "r.csv")
	if err := os.WriteFile(path, []byte(strings.Repeat("old ", 100_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := report.SaveResults(path, result()); err != nil {
		t.Fatal(err)
	}
	if b, err := os.ReadFile(path); err != nil || bytes.Contains(b, []byte("old")) || len(folder(t, dir)) != 1 {
		t.Errorf("the old results shine through (%v), or something stays beside: %v", err, folder(t, dir))
	}
	for _, name := range []string{"none/r.csv", "none/r.xlsx", "none/r.json"} {
		if err := report.SaveResults(filepath.Join(dir, name), result()); err == nil {
			t.Errorf("%s was written into a folder that is not there", name)
		}
	}
	if len(folder(t, dir)) != 1 {
		t.Errorf("left behind: %v", folder(t, dir))
	}
}

// BenchmarkResults writes the results of 100,000 changes in each form.
func BenchmarkResults(b *testing.B) {
	p := large(100_000)
	r := &apply.Result{Items: make([]apply.Item, len(p.Changes))}
	for i := range r.Items {
		r.Items[i] = apply.Item{Change: i, Status: apply.StatusDone, Attempts: 1, RequestID: "f1f2f3f4-0000-4000-8000-123456789012", Finished: noon().Add(time.Duration(i) * time.Millisecond)}
	}
	for _, name := range []string{"r.csv", "r.xlsx", "r.json"} {
		b.Run(name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), name)
			for b.Loop() {
				if err := report.SaveResults(path, report.ResultDoc{Plan: p, Result: r}); err != nil {
					b.Fatal(err)
				}
			}
			info, err := os.Stat(path)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(info.Size())/1e6, "MB")
		})
	}
}
