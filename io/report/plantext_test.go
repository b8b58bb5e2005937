package report_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/jedib0t/go-pretty/v6/text"

	"licet/io/report"
	"licet/reconcile"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestMain makes widths those of a western terminal, whatever the locale of
// the machine.
func TestMain(m *testing.M) {
	text.OverrideRuneWidthEastAsianWidth(false)
	os.Exit(m.Run())
}

// golden compares got with testdata/name.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-golden +got):\n%s", path, diff)
	}
}

func planText(t testing.TB, p *reconcile.Plan, s report.Style) string {
	t.Helper()
	var b bytes.Buffer
	h := report.Head{Tenant: reconcile.Verbatim("Contoso"), Inputs: []report.DocInput{{Path: "staff.csv"}}, Next: "licet apply staff.csv"}
	if err := report.PlanText(&b, report.Doc{Head: h, Plan: p}, s); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func plans() map[string]*reconcile.Plan {
	return map[string]*reconcile.Plan{
		"small": small(), "large": large(30_000), "nothing": nothing(), "errors": erroneous(), "shortage": shortage(),
		"chinese": chinese(), "hostile": hostile(), "over-limit": overLimit(), "no-seats": noSeats(), "free": free(),
	}
}

func TestPlanText(t *testing.T) {
	for name, p := range plans() {
		t.Run(name, func(t *testing.T) {
			got := planText(t, p, report.Style{})
			golden(t, "plan-"+name+".txt", []byte(got))
			if shown := len(userLines(got)); shown+more(t, got) != p.Summary.Changes {
				t.Errorf("%d users shown, %d counted, of %d changes", shown, more(t, got), p.Summary.Changes)
			}
			if lines := strings.Count(got, "\n"); lines > 140 {
				t.Errorf("%d lines are no readable screen", lines)
			}
			checkHarmless(t, got)
			checkLedger(t, got, p)
		})
	}
}

// userLines are the lines that begin a user: two blanks, then no mark, before
// the table.
func userLines(got string) []string {
	body, _, _ := strings.Cut(got, "\nlicence ")
	var lines []string
	for line := range strings.SplitSeq(body, "\n") {
		if strings.HasPrefix(line, "  ") && !strings.HasPrefix(line, "   ") && !strings.HasPrefix(line, "  and ") {
			lines = append(lines, line)
		}
	}
	return lines
}

// more is the number of users that are only counted.
func more(t *testing.T, got string) int {
	t.Helper()
	m := regexp.MustCompile(`\n  and ([0-9,]+) more users?;`).FindStringSubmatch(got)
	if m == nil {
		return 0
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// checkHarmless looks for characters that do something to a terminal.
func checkHarmless(t *testing.T, got string) {
	t.Helper()
	if !utf8.ValidString(got) {
		t.Error("not UTF-8")
	}
	for _, r := range got {
		if r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) {
			t.Errorf("%U reaches the terminal", r)
		}
	}
}

// checkLedger wants a line for each licence, with its numbers.
func checkLedger(t *testing.T, got string, p *reconcile.Plan) {
	t.Helper()
	_, ledger, _ := strings.Cut(got, "\nlicence ")
	lines := strings.Split(ledger, "\n")
	for i, s := range p.Seats {
		fields := strings.Fields(lines[i+2])
		want := []string{"–", "–", "–"}
		if s.Known {
			want = []string{grouped(s.Owned), grouped(s.Used), grouped(s.Free)}
		}
		for _, n := range []int{s.Take, s.Release} {
			if n > 0 {
				want = append(want, grouped(n))
			}
		}
		if s.Known {
			want = append(want, grouped(s.After))
		} else {
			want = append(want, "–")
		}
		if len(fields) < len(want) || !cmp.Equal(fields[len(fields)-len(want):], want) {
			t.Errorf("the ledger says %q, want %q at its end", lines[i+2], want)
		}
	}
}

func grouped(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func TestPlanTextKeepsColumnsStraight(t *testing.T) {
	all := plans()
	for _, name := range []string{"small", "chinese", "hostile", "free"} {
		for _, width := range []int{60, 80, 100, 200} {
			got := planText(t, all[name], report.Style{Width: width})
			_, ledger, _ := strings.Cut(got, "\nlicence ")
			lines := strings.Split("licence "+ledger, "\n")
			end := text.StringWidth(lines[1])
			for i := range all[name].Seats {
				if w := text.StringWidth(lines[i+2]); w != text.StringWidth(lines[0]) || w > end {
					t.Errorf("%s at %d cells: line %q is %d wide, the header %d", name, width, lines[i+2], w, text.StringWidth(lines[0]))
				}
			}
		}
	}
}

func TestColorChangesNothingButColor(t *testing.T) {
	escape := regexp.MustCompile("\x1b\\[[0-9]*m")
	for name, p := range plans() {
		plain, colored := planText(t, p, report.Style{}), planText(t, p, report.Style{Color: true})
		if !strings.Contains(colored, "\x1b[") {
			t.Errorf("%s: no colour", name)
		}
		if diff := cmp.Diff(plain, escape.ReplaceAllString(colored, "")); diff != "" {
			t.Errorf("%s (-plain +coloured):\n%s", name, diff)
		}
	}
}

func TestErrorsComeFirst(t *testing.T) {
	got := planText(t, erroneous(), report.Style{})
	errors, warnings := strings.Index(got, "480 errors: unknown-license"), strings.Index(got, "2 warnings: guest-user")
	if errors < 0 || warnings < errors {
		t.Errorf("errors at %d, warnings at %d", errors, warnings)
	}
	if !strings.Contains(got, "and 460 more like these") {
		t.Error("the errors that are not shown are not counted")
	}
}

// A sheet of which nothing could be read decides about nothing: whoever reads
// "everything else stays as it is" above its errors takes it for a plan. A sheet
// that names its licences is introduced, whatever else is wrong with it.
func TestWhatASheetDecidesIsToldIfItDecidesAnything(t *testing.T) {
	for name, tc := range map[string]struct {
		options reconcile.PlanOptions
		errors  bool
		want    string
	}{
		"errors alone":            {reconcile.PlanOptions{}, true, ""},
		"errors, to be added":     {reconcile.PlanOptions{Mode: reconcile.Add}, true, ""},
		"no errors":               {reconcile.PlanOptions{}, false, "Only what is listed changes; everything else stays as it is.\n"},
		"errors and a licence":    {reconcile.PlanOptions{Manage: []string{e3}}, true, "The sheet is the whole truth about 1 licence of the users that it names.\n"},
		"errors in every licence": {nothing().Options, true, "The sheet is the whole truth about every licence of every user of the tenant.\n"},
	} {
		p := nothing()
		if p.Options = tc.options; tc.errors {
			p.Findings, p.Summary = erroneous().Findings, erroneous().Summary
		}
		head, _, _ := strings.Cut(planText(t, p, report.Style{}), "\n\n")
		if want := strings.TrimRight("Plan for Contoso\nFrom staff.csv.\n"+tc.want, "\n"); head != want {
			t.Errorf("%s: the head is %q, want %q", name, head, want)
		}
	}
}
