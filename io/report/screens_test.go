package report_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"licet/io/report"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/plan"
)

func skus() report.SkusDoc {
	return report.SkusDoc{
		Tenant: "Contoso", Known: true, Apps: apps(),
		SKUs: []reconcile.SKU{
			{ID: e3, PartNumber: "SPE_E3", Name: "Microsoft 365 E3", Owned: true, AppliesTo: "User", CapabilityStatus: "Enabled", Enabled: 25, Warning: 5, Consumed: 32,
				Plans: []reconcile.ServicePlan{{ID: teams, Name: "TEAMS1", AppliesTo: "User"}, {ID: "x", Name: "INTUNE_O365", AppliesTo: "Company"}}},
			{ID: e5, PartNumber: "SPE_E5", Name: "Microsoft 365 企业版 E5", Owned: true, AppliesTo: "User", CapabilityStatus: "Suspended", Suspended: 5},
			{ID: fabric, PartNumber: "POWER_BI_STANDARD", Name: "Microsoft Fabric (Free)", Owned: true, AppliesTo: "User", CapabilityStatus: "Enabled", Enabled: 1_000_000, Consumed: 12, NoCost: "free"},
			{ID: viva, PartNumber: evil, Name: evil, AppliesTo: "Company", CapabilityStatus: evil},
		},
	}
}

func TestSkusText(t *testing.T) {
	d := skus()
	var plain, withApps, offline bytes.Buffer
	for _, test := range []struct {
		name            string
		out             *bytes.Buffer
		known, showApps bool
	}{
		{"skus.txt", &plain, true, false}, {"skus-apps.txt", &withApps, true, true}, {"skus-offline.txt", &offline, false, false},
	} {
		d.Known, d.ShowApps = test.known, test.showApps
		if err := report.SkusText(test.out, d, report.Style{}); err != nil {
			t.Fatal(err)
		}
		golden(t, test.name, test.out.Bytes())
		checkHarmless(t, test.out.String())
	}
	if !strings.HasPrefix(withApps.String(), plain.String()[:strings.LastIndex(plain.String(), "\n4 ")]) {
		t.Error("--apps changes more than it adds")
	}
	if strings.Contains(offline.String(), "1,000,000") || !strings.Contains(offline.String(), "–") {
		t.Error("seats are shown that the source does not know")
	}
}

func TestSkusJSON(t *testing.T) {
	d := skus()
	d.ShowApps = true
	var b bytes.Buffer
	if err := report.SkusJSON(&b, d); err != nil {
		t.Fatal(err)
	}
	golden(t, "skus.json", b.Bytes())
	var got struct {
		Skus []struct {
			SkuID string
			Free  *int
			Apps  []struct{ FriendlyName string }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Skus) != 4 || got.Skus[0].Free == nil || *got.Skus[0].Free != 0 || got.Skus[3].Free != nil || got.Skus[0].Apps[0].FriendlyName != "Microsoft Teams" {
		t.Errorf("got %+v", got)
	}
}

func check() report.CheckDoc {
	return report.CheckDoc{
		Sheets: []report.CheckSheet{
			{Path: "staff.csv", Kind: "csv", Encoding: "windows-1252", Delimiter: ";", Layout: "long", HeaderRow: 3, Rows: 240,
				Columns: []report.CheckColumn{{Field: "user", Header: "E-Mail", Column: 1}, {Field: "license", Header: "Lizenz", Column: 4}},
				Ignored: []string{"Abteilung", "Lisence"}},
			{Path: "员工.xlsx", Kind: "xlsx", Worksheet: evil, Layout: "matrix", HeaderRow: 1, Rows: 1,
				Columns: []report.CheckColumn{{Field: "user", Header: evil, Column: 28}}},
		},
		Understanding: plan.Understanding{People: 120, Licenses: 4, Findings: erroneous().Findings,
			Rows: slices.Values([]plan.Understood{
				{At: reconcile.Place{File: "staff.csv", Row: 4, Column: 4}, User: "ada@contoso.com", License: "E3", SKUID: e3, PartNumber: "SPE_E3", Action: reconcile.ActionUnsaid, DisabledApps: []string{"Sway"}, UsageLocation: "DE"},
				{At: reconcile.Place{File: "staff.csv", Row: 5, Column: 4}, User: "bob@contoso.com", Action: reconcile.ActionNone},
				{At: reconcile.Place{File: "员工.xlsx", Worksheet: "三月", Row: 2, Column: 3}, User: "<王芳>", License: "E5", Action: reconcile.ActionUnticked, EnabledApps: []string{}},
			})},
	}
}

func TestCheckText(t *testing.T) {
	var b bytes.Buffer
	if err := report.CheckText(&b, check(), report.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "check.txt", b.Bytes())
	checkHarmless(t, b.String())
	for _, want := range []string{"Lisence", "D Lizenz = license", "semicolon", "480 errors", "120 people and 4 licences; 500 errors, 2 warnings."} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not said", want)
		}
	}
	if lines := strings.Count(b.String(), "\n"); lines > 80 {
		t.Errorf("%d lines for 502 findings", lines)
	}
}

// A sheet with a million columns is told in a screenful.
func TestCheckTextOfAWideSheetIsShort(t *testing.T) {
	d := report.CheckDoc{Sheets: []report.CheckSheet{{Path: "wide.csv", Kind: "csv", Ignored: make([]string, 1_000_000)}}}
	for i := range d.Sheets[0].Ignored {
		d.Sheets[0].Ignored[i] = "c"
	}
	var b bytes.Buffer
	if err := report.CheckText(&b, d, report.Style{}); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 1000 || !strings.Contains(b.String(), "and 999,950 more") {
		t.Errorf("%d bytes: %.300s", b.Len(), b.String())
	}
}

func TestCheckJSON(t *testing.T) {
	d := check()
	d.Findings = d.Findings[:1]
	var full, empty bytes.Buffer
	if err := report.CheckJSON(&full, d); err != nil {
		t.Fatal(err)
	}
	golden(t, "check.json", full.Bytes())
	if n := strings.Count(full.String(), `{"source":`); n != 3 {
		t.Errorf("%d rows, want 3", n)
	}
	if err := report.CheckJSON(&empty, report.CheckDoc{}); err != nil {
		t.Fatal(err)
	}
	if want := "{\"format\":\"licet-check/1\",\n\"sheets\":[],\n\"rows\":[],\n\"findings\":[]}\n"; empty.String() != want {
		t.Errorf("got %s, want %s", &empty, want)
	}
}

// noon is when the example's run began.
func noon() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }

// result is a run of small's three changes and 40 more of which most failed.
func result() report.ResultDoc {
	p := small()
	r := &apply.Result{Stats: apply.Stats{
		Started: noon(), Finished: noon().Add(80 * time.Second), Batches: 5, Attempts: 104, Units: 120,
		Throttled: 4, Waited: 31500 * time.Millisecond, LongestRetryAfter: 12 * time.Second,
		PeakWindow: 90, QuotaWindow: 3000, Floor: 76 * time.Second, OthersThrottled: true,
	}}
	r.Items = []apply.Item{
		{Change: 0, Status: apply.StatusDone, Attempts: 1, RequestID: "r-1", Finished: noon().Add(time.Second)},
		{Change: 1, Status: apply.StatusAlready, Reason: apply.NoReason, Attempts: 1, RequestID: "r-2", Finished: noon().Add(1500 * time.Millisecond)},
		{Change: 2, Status: apply.StatusUnknown, Reason: apply.Dropped, Error: reconcile.Verbatim("the connection dropped"), Hint: reconcile.Verbatim("licet resume reads the user again"), Attempts: 2},
	}
	for i := range 40 {
		p.Changes = append(p.Changes, reconcile.Change{User: user(i+10, "P"), Assign: []reconcile.Holding{holding(e5)}, Sources: row(i + 20)})
		item := apply.Item{Change: i + 3, Status: apply.StatusFailed, Reason: apply.NoSeats, Error: reconcile.Verbatim("Subscription with SKU " + e5 + " does not have any available licenses."), Hint: reconcile.Verbatim("Free or buy seats of Microsoft 365 E5."), Attempts: 1, RequestID: "=cmd|' /C calc'!A0", Finished: noon().Add(2 * time.Second)}
		if i >= 30 {
			item = apply.Item{Change: i + 3, Status: apply.StatusSkipped}
		}
		r.Items = append(r.Items, item)
	}
	r.Findings = []reconcile.Finding{{Severity: reconcile.Error, Code: "not-arrived", User: "user1@contoso.com", Message: reconcile.Verbatim("Microsoft 365 E5 has not arrived."), Hint: reconcile.Verbatim("Look again later.")}}
	return report.ResultDoc{Plan: p, Result: r, Run: "20260301-120000-1", Next: "licet resume 20260301-120000-1"}
}

func resultText(t *testing.T, d report.ResultDoc) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.ResultText(&b, d, report.Style{}); err != nil {
		t.Fatal(err)
	}
	checkHarmless(t, b.String())
	return b.String()
}

func TestResultText(t *testing.T) {
	got := resultText(t, result())
	golden(t, "result.txt", []byte(got))
	for _, want := range []string{
		"43 changes: 1 done, 1 already, 30 failed, 10 skipped, 1 unknown.",
		"30 failed: no-seats", "and 10 more; --results FILE has them all", "10 skipped", "1 unknown: dropped",
		"Next: licet resume 20260301-120000-1",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not said", want)
		}
	}
}

func TestResultTextOfAStoppedRun(t *testing.T) {
	d := result()
	d.Result.Items, d.Result.Findings, d.Result.Stats = nil, nil, apply.Stats{}
	d.Result.Stopped = errors.New("sign-in lost: " + evil)
	golden(t, "result-stopped.txt", []byte(resultText(t, d)))
	d.Result.Interrupted = true
	if got := resultText(t, d); !strings.HasPrefix(got, "Interrupted: run 20260301-120000-1\n") {
		t.Errorf("got %s", got)
	}
}

func TestFindingsText(t *testing.T) {
	var some, none bytes.Buffer
	if err := report.FindingsText(&some, erroneous().Findings, report.Style{}); err != nil {
		t.Fatal(err)
	}
	if all := planText(t, erroneous(), report.Style{}); !strings.Contains(all, strings.TrimSpace(some.String())) {
		t.Errorf("a plan shows its findings otherwise than\n%s", &some)
	}
	if err := report.FindingsText(&none, nil, report.Style{}); err != nil || none.Len() > 0 {
		t.Errorf("got %q, %v", &none, err)
	}
}

func TestRunsText(t *testing.T) {
	runs := []report.RunLine{
		{ID: "20260301-120000-1", Kind: "apply", Tenant: "Contoso", Started: noon(), State: "interrupted", Changes: 1043, Done: 1001, Already: 1, Failed: 30, Skipped: 10, Unknown: 1, Next: "licet resume 20260301-120000-1"},
		{ID: "20260228-090000-1", Kind: "undo", Tenant: "王府井 Contoso", Started: noon().Add(-27 * time.Hour), State: "finished", Changes: 3, Done: 3, Undoes: "20260227-090000-1"},
		{ID: "20260227-090000-1", Kind: "apply", Tenant: "王府井 Contoso", Started: noon().Add(-51 * time.Hour), State: "finished", Changes: 3, Done: 3, UndoneBy: "20260228-090000-1"},
		{ID: "20260226-090000-1", Kind: "redo", Tenant: "Contoso", Started: noon().Add(-75 * time.Hour), State: "finished", Changes: 3, Done: 3, Undoes: evil, UndoneBy: evil, UndoneInPart: true},
		{ID: "20260225-090000-1", Kind: "apply", Tenant: "Contoso", Started: noon().Add(-99 * time.Hour), State: "unfinished", Changes: 3, Done: 1, Unknown: 2, NotArrived: 2, Next: "licet resume 20260225-090000-1"},
		{ID: evil, Kind: evil, Tenant: evil, State: evil, Next: evil},
	}
	var b, none bytes.Buffer
	if err := report.RunsText(&b, runs, report.Style{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "runs.txt", b.Bytes())
	checkHarmless(t, b.String())
	if err := report.RunsText(&none, nil, report.Style{}); err != nil || none.String() != "No runs yet.\n" {
		t.Errorf("got %q, %v", &none, err)
	}
}

// broken is an output that fails.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

var errBroken = errors.New("the pipe is broken")

func TestScreensTellOfABrokenPipe(t *testing.T) {
	for name, err := range map[string]error{
		"plan":   report.PlanText(broken{}, report.Doc{Plan: small()}, report.Style{}),
		"skus":   report.SkusText(broken{}, skus(), report.Style{}),
		"check":  report.CheckText(broken{}, check(), report.Style{}),
		"json":   report.CheckJSON(broken{}, check()),
		"result": report.ResultText(broken{}, result(), report.Style{}),
		"runs":   report.RunsText(broken{}, nil, report.Style{}),
	} {
		if !errors.Is(err, errBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
