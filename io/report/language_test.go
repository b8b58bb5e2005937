package report_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/xuri/excelize/v2"

	"licet/io/language"
	"licet/io/report"
	"licet/io/sheet"
	"licet/reconcile"
)

func inChinese() report.Style { return report.Style{Speaker: language.SpeakerOf(language.Chinese)} }

// chineseHead is the head of a report in Chinese.
func chineseHead() report.Head {
	h := head()
	h.Speaker = language.SpeakerOf(language.Chinese)
	return h
}

func chineseDoc(p *reconcile.Plan) report.Doc {
	d := doc(p)
	d.Head = chineseHead()
	return d
}

func chineseRun() report.RunDoc {
	d := runDoc()
	d.Head = chineseHead()
	return d
}

func chineseAudit() report.AuditDoc {
	d := auditDoc()
	d.Head = chineseHead()
	return d
}

func chineseCheck() report.CheckReport {
	d := checkReport()
	d.Head = chineseHead()
	return d
}

func TestScreensInChinese(t *testing.T) {
	s := inChinese()
	for name, write := range map[string]func(*bytes.Buffer) error{
		"zh-plan.txt": func(b *bytes.Buffer) error {
			return report.PlanText(b, report.Doc{Plan: small(), Head: report.Head{Tenant: reconcile.Verbatim("Contoso"), Inputs: []report.DocInput{{Path: "staff.csv"}}, Next: "licet apply staff.csv"}}, s)
		},
		"zh-plan-priced.txt": func(b *bytes.Buffer) error {
			return report.PlanText(b, report.Doc{Plan: priced(), Head: report.Head{Tenant: reconcile.Verbatim("Contoso")}}, s)
		},
		"zh-plan-chinese.txt": func(b *bytes.Buffer) error {
			return report.PlanText(b, report.Doc{Plan: chinese(), Head: report.Head{Tenant: reconcile.Verbatim("Contoso")}}, report.Style{Speaker: s.Speaker, Width: 80})
		},
		"zh-plan-over-limit.txt": func(b *bytes.Buffer) error {
			return report.PlanText(b, report.Doc{Plan: overLimit()}, s)
		},
		"zh-result.txt": func(b *bytes.Buffer) error { return report.ResultText(b, result(), s) },
		"zh-check.txt":  func(b *bytes.Buffer) error { return report.CheckText(b, check(), s) },
		"zh-skus.txt":   func(b *bytes.Buffer) error { return report.SkusText(b, skus(), s) },
		"zh-audit.txt":  func(b *bytes.Buffer) error { return report.AuditText(b, chineseAudit(), s) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, name, b.Bytes())
		checkHarmless(t, b.String())
	}
}

// TestChineseLinesFitTheScreen: Chinese has no blanks to break a line at, and
// must not run out of the window for it.
func TestChineseLinesFitTheScreen(t *testing.T) {
	for _, width := range []int{60, 80, 100} {
		var b bytes.Buffer
		p := priced()
		p.Findings = []reconcile.Finding{{Severity: reconcile.Warning, Code: reconcile.CodeDisabledUser,
			Message: reconcile.Verbatim(strings.Repeat("帐户已禁用，", 40) + "。"), Hint: reconcile.Verbatim(strings.Repeat("请（先）启用。", 40))}}
		if err := report.PlanText(&b, report.Doc{Plan: p}, report.Style{Speaker: language.SpeakerOf(language.Chinese), Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			line = strings.TrimSpace(line)
			if n := text.StringWidthWithoutEscSequences(line); n > width && !strings.Contains(line, "  ") {
				t.Errorf("%d cells on a screen of %d: %s", n, width, line)
			}
			if first := strings.TrimLeft(line, "→ "); first != "" && strings.ContainsAny(string([]rune(first)[0]), "，。；：、）") {
				t.Errorf("a line begins with the end of a sentence: %s", line)
			}
		}
	}
}

func TestMarkdownInChinese(t *testing.T) {
	for name, r := range map[string]report.Report{
		"zh-plan.md": chineseDoc(priced()), "zh-run.md": chineseRun(), "zh-audit.md": chineseAudit(), "zh-check.md": chineseCheck(),
	} {
		golden(t, name, written(t, report.Markdown, r))
	}
}

// englishSentence is three words of prose in a row.
var englishSentence = regexp.MustCompile(`\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b`)

// TestPagesInChineseSpeakOneLanguage: what a page says of itself is in Chinese,
// and it says so to the browser.
func TestPagesInChineseSpeakOneLanguage(t *testing.T) {
	d := chineseDoc(large(3))
	d.Plan.Findings = nil
	page := string(written(t, report.HTML, d))
	if !strings.Contains(page, `<html lang="zh-CN">`) {
		t.Error("the page does not say that it is in Chinese")
	}
	_, body, _ := strings.Cut(page, "<body>")
	body, _, _ = strings.Cut(body, "<script>")
	visible := regexp.MustCompile(`<code>[^<]*</code>|<[^>]*>`).ReplaceAllString(body, " ")
	if found := englishSentence.FindString(visible); found != "" {
		t.Errorf("the page says %q", found)
	}
	ctx, _ := open(browser(t), t, []byte(page))
	evaluate[bool](ctx, t, `(words.value = "user2@", tools.requestSubmit(), true)`)
	if found := evaluate[string](ctx, t, "document.getElementById('found').textContent"); found != "1 / 3" {
		t.Errorf("the search says %q", found)
	}
}

// TestWorkbookInChineseIsASheetThatLicetReads: somebody who edits the changes in
// the workbook can plan from them, in whatever language they were written.
func TestWorkbookInChineseIsASheetThatLicetReads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "changes.xlsx")
	if err := os.WriteFile(path, written(t, report.XLSX, chineseDoc(small())), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := sheet.Read(context.Background(), path, nil, sheet.Options{Worksheet: "变更"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Findings {
		if f.Severity == reconcile.Error {
			t.Errorf("%+v", f)
		}
	}
	var got [][]string
	for r := range s.Rows.All() {
		got = append(got, []string{r.User, r.License, r.Action.String(), r.DisabledApps, r.UsageLocation})
	}
	want := [][]string{
		{"user1@contoso.com", e5, "assign", "SWAY; YAMMER_ENTERPRISE", "GB"},
		{"user1@contoso.com", e3, "unassign", "", "GB"},
		{"user2@contoso.com", e5, "assign", "SWAY", ""},
		{"user3@contoso.com", e3, "unassign", "", "DE"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestWorkbooksInChinese: the names of worksheets and columns, and the charts
// that refer to them.
func TestWorkbooksInChinese(t *testing.T) {
	for name, r := range map[string]report.Report{"plan": chineseDoc(priced()), "run": chineseRun(), "audit": chineseAudit(), "check": chineseCheck()} {
		file := written(t, report.XLSX, r)
		golden(t, "zh-"+name+".xlsx.txt", []byte(cellsOf(t, file)))
		book, err := excelize.OpenReader(bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range book.GetSheetList() {
			if !strings.ContainsFunc(sheet, func(r rune) bool { return r > 0x2E80 }) {
				t.Errorf("%s: a worksheet is called %s", name, sheet)
			}
		}
	}
}

// TestFilesForProgramsAreTheSameInEveryLanguage: CSV, JSON and results files are
// read by programs, which know one language.
func TestFilesForProgramsAreTheSameInEveryLanguage(t *testing.T) {
	for name, pair := range map[string][2]report.Report{
		"plan": {doc(small()), chineseDoc(small())}, "run": {runDoc(), chineseRun()}, "check": {checkReport(), chineseCheck()},
	} {
		for _, k := range []report.Kind{report.CSV, report.JSON} {
			if diff := cmp.Diff(string(written(t, k, pair[0])), string(written(t, k, pair[1]))); diff != "" {
				t.Errorf("%s, form %d (-English +Chinese):\n%s", name, k, diff)
			}
		}
	}
	header := func(r report.Report) string {
		line, _, _ := strings.Cut(string(written(t, report.CSV, r)), "\n")
		return line
	}
	if got, want := header(chineseAudit()), header(auditDoc()); got != want {
		t.Errorf("the header is %q, want %q", got, want)
	}
}
