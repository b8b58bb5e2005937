package report_test

import (
	"bytes"
	"testing"
	"time"

	"licet/io/language"
	"licet/io/report"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// Whoever agrees to an undo, or reads of one, is told in every form which run it
// takes back, what that was, of which sheet, and when; and who is left as they are.
func TestAnUndoSaysWhatItTakesBack(t *testing.T) {
	p := small()
	p.Summary.LeftOut = 2
	nothing := &reconcile.Plan{Summary: reconcile.Summary{Users: 3, Unchanged: 3}}
	undone := &report.Undone{Run: "20260228-090000-1", Kind: "apply", Began: noon().Add(-27 * time.Hour), Sheets: []string{"staff.csv", "new.xlsx"}}
	for prefix, s := range map[string]language.Speaker{"": nil, "zh-": language.SpeakerOf(language.Chinese)} {
		d := doc(p)
		d.Speaker, d.Undoes = s, undone
		run := runDoc()
		run.Speaker, run.Result.Undoes, run.Undoes = s, undone, undone
		run.Result.Plan.Findings = []reconcile.Finding{{Severity: reconcile.Warning, Code: apply.CodeForeign, User: "ann@contoso.com", Message: reconcile.Say("Somebody else has changed this user since the run; they are left alone.")}}
		var text bytes.Buffer
		for _, plan := range []*reconcile.Plan{p, nothing} {
			one := d
			one.Plan = plan
			if err := report.PlanText(&text, one, report.Style{Speaker: s}); err != nil {
				t.Fatal(err)
			}
		}
		if err := report.ResultText(&text, run.Result, report.Style{Speaker: s}); err != nil {
			t.Fatal(err)
		}
		golden(t, prefix+"undo.txt", text.Bytes())
		golden(t, prefix+"undo.md", append(written(t, report.Markdown, d), written(t, report.Markdown, run)...))
		golden(t, prefix+"undo.xlsx.txt", []byte(cellsOf(t, written(t, report.XLSX, d))+cellsOf(t, written(t, report.XLSX, run))))
		golden(t, prefix+"undo.json", written(t, report.JSON, run))
	}
}

// A run's name comes from a file that somebody may have written.
func TestARunThatIsTakenBackIsHarmless(t *testing.T) {
	d := doc(small())
	d.Undoes = &report.Undone{Run: evil, Kind: evil, Sheets: []string{evil}}
	var text bytes.Buffer
	if err := report.PlanText(&text, d, report.Style{}); err != nil {
		t.Fatal(err)
	}
	checkHarmless(t, text.String())
	checkHarmless(t, string(written(t, report.Markdown, d)))
}
