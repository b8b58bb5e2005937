package report_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/net/html"

	"licet/io/report"
	"licet/io/sheet"
	"licet/io/testenv"
	"licet/reconcile"
)

func head() report.Head {
	return report.Head{
		Created: noon(), Tool: "licet v1.0.0", Tenant: reconcile.Verbatim("Contoso"), TenantID: e3, Source: "sandbox",
		Inputs:  []report.DocInput{{Path: "staff.csv", SHA256: strings.Repeat("0f", 32), Rows: 31}},
		Options: []string{"--mode add"}, Next: "licet apply plan.json",
	}
}

func doc(p *reconcile.Plan) report.Doc {
	return report.Doc{
		Head: head(), Plan: p,
		JSON: func(w io.Writer) error { _, err := io.WriteString(w, `{"format":"licet-plan/1"}`); return err },
	}
}

func written(t testing.TB, k report.Kind, d report.Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, k, d); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestKindOf(t *testing.T) {
	for path, want := range map[string]report.Kind{
		"a.html": report.HTML, "a.HTM": report.HTML, "x/b.xlsx": report.XLSX, "c.csv": report.CSV, "d.json": report.JSON, "e.md": report.Markdown,
	} {
		if got, err := report.KindOf(path); err != nil || got != want {
			t.Errorf("%s: %v, %v", path, got, err)
		}
	}
	if _, err := report.KindOf("plan.pdf"); err == nil || !strings.Contains(err.Error(), ".html, .xlsx, .csv, .json or .md") {
		t.Errorf("got %v", err)
	}
}

func TestMarkdown(t *testing.T) {
	golden(t, "plan.md", written(t, report.Markdown, doc(small())))
	got := string(written(t, report.Markdown, doc(erroneous())))
	if lines := strings.Count(got, "\n"); lines > 50 || !strings.Contains(got, "- and 482 more findings") {
		t.Errorf("%d lines are not short, or the rest is not counted:\n%s", lines, got)
	}
}

func TestHTML(t *testing.T) {
	golden(t, "plan.html", written(t, report.HTML, doc(small())))
}

func TestJSONIsThePlanItself(t *testing.T) {
	if got := string(written(t, report.JSON, doc(small()))); got != `{"format":"licet-plan/1"}` {
		t.Errorf("got %s", got)
	}
}

// licenseRows counts the rows of changes by what is planned.
func licenseRows(t *testing.T, rows [][]string) map[string]int {
	t.Helper()
	at := slices.Index(rows[0], "planned")
	got := map[string]int{}
	for _, row := range rows[1:] {
		got[row[at]]++
	}
	return got
}

func csvRows(t *testing.T, file []byte) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestSumsAreTheSameInEveryForm(t *testing.T) {
	for name, p := range map[string]*reconcile.Plan{
		"small": small(), "nothing": nothing(), "large": large(450), "chinese": chinese(), "hostile": hostile(),
	} {
		d, s := doc(p), p.Summary
		want := map[string]int{}
		for kind, n := range map[string]int{"assign": s.Assign, "update": s.Update, "unassign": s.Unassign} {
			if n > 0 {
				want[kind] = n
			}
		}
		if diff := cmp.Diff(want, licenseRows(t, csvRows(t, written(t, report.CSV, d)))); diff != "" {
			t.Errorf("%s as CSV (-want +got):\n%s", name, diff)
		}
		book, err := excelize.OpenReader(bytes.NewReader(written(t, report.XLSX, d)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.GetRows("Changes")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, licenseRows(t, rows)); diff != "" {
			t.Errorf("%s as XLSX (-want +got):\n%s", name, diff)
		}
		for cell, n := range map[string]int{"B9": s.Users, "B10": s.Changes, "B13": s.Assign, "B14": s.Update, "B15": s.Unassign, "B16": s.SetLocation, "B17": s.Errors, "B18": s.Warnings} {
			if got, err := book.GetCellValue("Summary", cell); err != nil || got != strconv.Itoa(n) {
				t.Errorf("%s: Summary!%s is %s, %v, want %d", name, cell, got, err, n)
			}
		}
		page := string(written(t, report.HTML, d))
		if got := strings.Count(page, "<li data-kinds="); got != s.Changes {
			t.Errorf("%s as HTML has %d users, want %d", name, got, s.Changes)
		}
		for _, form := range []report.Kind{report.HTML, report.Markdown} {
			if got, sums := string(written(t, form, d)), lastSums(t, p); !strings.Contains(got, sums) {
				t.Errorf("%s in form %d does not say %q", name, form, sums)
			}
		}
	}
}

// lastSums is the sentence with the sums of the terminal's plan.
func lastSums(t *testing.T, p *reconcile.Plan) string {
	t.Helper()
	_, text, _ := strings.Cut(planText(t, p, report.Style{Width: 1000}), "\n\n")
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-2]
}

func TestChangesAreASheetThatLicetReads(t *testing.T) {
	p := small()
	p.Changes = append(p.Changes, reconcile.Change{
		User: user(9, "Zoë"), SetUsageLocation: &reconcile.Location{To: "FR"}, Before: []reconcile.Holding{holding(e5)}, Sources: row(40),
	})
	for _, form := range []struct {
		kind report.Kind
		name string
	}{{report.CSV, "changes.csv"}, {report.XLSX, "changes.xlsx"}} {
		path := filepath.Join(t.TempDir(), form.name)
		if err := os.WriteFile(path, written(t, form.kind, doc(p)), 0o600); err != nil {
			t.Fatal(err)
		}
		o := sheet.Options{}
		if form.kind == report.XLSX {
			o.Worksheet = "Changes"
		}
		s, err := sheet.Read(context.Background(), path, nil, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range s.Findings {
			if f.Severity == reconcile.Error {
				t.Errorf("%s: %+v", form.name, f)
			}
		}
		var got [][]string
		for r := range s.Rows.All() {
			got = append(got, []string{r.User, r.License, r.Action.String(), r.EnabledApps, r.DisabledApps, r.UsageLocation})
		}
		want := [][]string{
			{"user1@contoso.com", e5, "assign", "", "SWAY; YAMMER_ENTERPRISE", "GB"},
			{"user1@contoso.com", e3, "unassign", "", "", "GB"},
			{"user2@contoso.com", e5, "assign", "", "SWAY", ""},
			{"user3@contoso.com", e3, "unassign", "", "", "DE"},
			{"user9@contoso.com", e5, "assign", "", "", "FR"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", form.name, diff)
		}
	}
}

// elements counts the elements of a page by name.
func elements(t *testing.T, page []byte) map[string]int {
	t.Helper()
	got := map[string]int{}
	for z := html.NewTokenizer(bytes.NewReader(page)); ; {
		switch z.Next() {
		case html.ErrorToken:
			return got
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			got[string(name)]++
		}
	}
}

// scripts is text that would be code in a page if it were not escaped.
const scripts = `</bdi></li><script>alert(1)</script><img src=x onerror=alert(1)>"' ]]> --> {{.}} [x](http://evil) | a`

func withText(text string) report.Doc {
	p := small()
	for i := range p.Changes {
		p.Changes[i].User.DisplayName, p.Changes[i].User.UserPrincipalName = text, text
		p.Changes[i].Sources = []reconcile.Place{{File: text}}
	}
	for i := range p.Seats {
		p.Seats[i].Name, p.Seats[i].SKUPartNumber = text, text+"2"
	}
	for i := range p.Apps {
		p.Apps[i].FriendlyName = text
	}
	p.Findings[0].Message, p.Findings[0].Hint, p.Findings[0].User = reconcile.Verbatim(text), reconcile.Verbatim(text), text
	d := doc(p)
	d.Tenant, d.Tool, d.Next, d.Inputs[0].Path = reconcile.Verbatim(text), text, text, text
	return d
}

func TestForeignTextIsNeverAnElement(t *testing.T) {
	plain, hostile := written(t, report.HTML, withText("x")), written(t, report.HTML, withText(scripts))
	if diff := cmp.Diff(elements(t, plain), elements(t, hostile)); diff != "" {
		t.Errorf("elements (-plain text +hostile text):\n%s", diff)
	}
	if !bytes.Contains(hostile, []byte("&lt;script&gt;alert(1)")) {
		t.Error("the text is not shown")
	}
	for _, form := range []report.Kind{report.HTML, report.Markdown} {
		page := string(written(t, form, withText(evil)))
		checkHarmless(t, page)
	}
	// In a code block, which begins with four blanks, nothing is a mark.
	markdown := regexp.MustCompile(`(?m)^    .*$`).ReplaceAllString(string(written(t, report.Markdown, withText(scripts))), "")
	if strings.Contains(markdown, "<") || strings.Contains(markdown, "[x](") || strings.Contains(markdown, "://") {
		t.Errorf("Markdown lets marks through:\n%s", markdown)
	}
	for i, row := range csvRows(t, written(t, report.CSV, withText("=cmd()"))) {
		for _, cell := range row {
			if strings.HasPrefix(cell, "=") {
				t.Errorf("row %d: %q would be taken for a formula", i+1, cell)
			}
		}
	}
}

func TestPageAsksForNoAddress(t *testing.T) {
	page := string(written(t, report.HTML, doc(small())))
	if found := regexp.MustCompile(`(?i)\s(src|href|action|style|on[a-z]+)=|url\(|@import|<script[^>]|http://|https://`).FindString(page); found != "" {
		t.Errorf("the page has %q", found)
	}
	if !strings.Contains(page, "default-src &#39;none&#39;") {
		t.Error("the page has no policy")
	}
}

// TestChromiumShowsThePage has a real browser lay out a large page: every user
// is there, the policy allows the style, nothing is refused or asked for.
func TestChromiumShowsThePage(t *testing.T) {
	chromium := testenv.Program(t, "chromium")
	path := filepath.Join(t.TempDir(), "plan.html")
	if err := os.WriteFile(path, written(t, report.HTML, doc(large(2000))), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
		"--enable-logging=stderr", "--v=0", "--dump-dom", "file://"+path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	if n := bytes.Count(out, []byte("<li data-kinds=")); n != 2000 {
		t.Errorf("%d users, want 2000", n)
	}
	if m := regexp.MustCompile(`.*CONSOLE.*`).FindString(stderr.String()); m != "" {
		t.Errorf("the console says: %s", m)
	}
}

// TestOtherProgramsReadThePlan has openpyxl read every worksheet.
func TestOtherProgramsReadThePlan(t *testing.T) {
	python := testenv.Python(t, "openpyxl")
	path := filepath.Join(t.TempDir(), "plan.xlsx")
	if err := os.WriteFile(path, written(t, report.XLSX, doc(large(1500))), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c", `
import json, sys, openpyxl
w = openpyxl.load_workbook(sys.argv[1])
json.dump([[s.title, s.max_row, len(s._charts), len(s.tables)] for s in w.worksheets], sys.stdout)`, path).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got [][]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	want := [][]any{{"Summary", 20., 1., 0.}, {"Licences", 2., 0., 1.}, {"Changes", 1501., 0., 1.}, {"Findings", 1., 0., 0.}, {"Inputs", 2., 0., 1.}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("name, rows, charts, tables (-want +got):\n%s", diff)
	}
}

// BenchmarkForms writes a plan of 100,000 changes in each form.
func BenchmarkForms(b *testing.B) {
	d := doc(large(100_000))
	for name, kind := range map[string]report.Kind{"html": report.HTML, "xlsx": report.XLSX, "csv": report.CSV, "md": report.Markdown} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			size := 0
			for b.Loop() {
				var n counter
				if err := report.Write(&n, kind, d); err != nil {
					b.Fatal(err)
				}
				size = int(n)
			}
			b.ReportMetric(float64(size)/1e6, "MB")
		})
	}
}

type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }
