package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"licet/io/language"
	"licet/io/report"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// endings are what may become of the three changes of priced: one assigns E5 for E3 and
// sets a location, one changes apps, one removes E3 and frees no seat.
func endings() map[string]*apply.Result {
	all := apply.PartSet(0).With(apply.PartLocation).With(apply.PartLicenses)
	done := func(i int, verified bool) apply.Item {
		return apply.Item{Change: i, Status: apply.StatusDone, Did: all, Verified: verified, Attempts: 2, RequestID: "r", Finished: noon().Add(time.Second)}
	}
	open := func(i int, sent bool) apply.Item {
		item := apply.Item{Change: i}
		item.Open(sent)
		return item
	}
	failed := func(i int, did apply.PartSet) apply.Item {
		return apply.Item{Change: i, Status: apply.StatusFailed, Reason: apply.NoSeats, Did: did, Attempts: 1, Finished: noon().Add(time.Second),
			Error: reconcile.Verbatim("Subscription does not have any available licenses."), Hint: apply.HintFor(apply.NoSeats)}
	}
	lost := apply.Item{Change: 0, Status: apply.StatusUnknown, Reason: apply.NotArrived, Did: apply.PartSet(0).With(apply.PartLocation), Attempts: 2, RequestID: "r", Finished: noon(),
		Error: reconcile.Say("Graph said that this was carried out, but the user who was read again %s later does not show it: %s", reconcile.Duration(300),
			reconcile.ListOf([]reconcile.Sentence{reconcile.Say("%s is not assigned", "Microsoft 365 E5 (SPE_E5)"), reconcile.Say("%s is still assigned", "Microsoft 365 E3 (SPE_E3)")})),
		Hint: apply.HintFor(apply.NotArrived)}
	now := func(three, five int) apply.After {
		return apply.After{Seats: []apply.SeatCount{{SKUID: e3, Pool: 25, Consumed: three}, {SKUID: e5, Pool: 5, Consumed: five}, {SKUID: viva, Pool: 3, Consumed: 3}}}
	}
	results := map[string]*apply.Result{
		"complete":    {Items: []apply.Item{done(0, true), done(1, true), done(2, true)}, After: now(19, 3)},
		"partial":     {Items: []apply.Item{failed(0, apply.PartSet(0).With(apply.PartLocation)), done(1, true), done(2, true)}, After: now(20, 2)},
		"half":        {Items: []apply.Item{failed(0, apply.PartSet(0).With(apply.PartLocation).With(apply.PartRemovals)), done(1, true), done(2, true)}, After: now(19, 2)},
		"failed":      {Items: []apply.Item{failed(0, 0), failed(1, 0), failed(2, 0)}, After: now(22, 5)},
		"interrupted": {Items: []apply.Item{done(0, false), open(1, true), open(2, false)}, After: now(19, 3), Interrupted: true},
		"not-arrived": {Items: []apply.Item{lost, done(1, true), done(2, true)}, After: now(20, 2)},
		"stopped": {Items: []apply.Item{done(0, false), open(1, false), open(2, false)}, Stopped: apply.ErrSignInLost,
			After: apply.After{Unread: reconcile.OfError(apply.ErrSignInLost)}},
		"unverified": {Items: []apply.Item{done(0, false), done(1, false), {Change: 2, Status: apply.StatusAlready}}, After: now(18, 3)},
	}
	for _, r := range results {
		r.Stats.Started, r.Stats.Finished = noon(), noon().Add(2*time.Second)
	}
	return results
}

func endingDoc(r *apply.Result, s language.Speaker) report.RunDoc {
	h := head()
	h.Speaker = s
	return report.RunDoc{Head: h, Result: report.ResultDoc{Plan: priced(), Result: r, Run: "20260301-120000-1"}}
}

// The golden files are what somebody reads after each way in which a run may end.
func TestWhatIsSoStandsBesideWhatWasPlanned(t *testing.T) {
	for name, r := range endings() {
		for prefix, s := range map[string]language.Speaker{"": nil, "zh-": language.SpeakerOf(language.Chinese)} {
			d := endingDoc(r, s)
			var text bytes.Buffer
			if err := report.ResultText(&text, d.Result, report.Style{Speaker: s}); err != nil {
				t.Fatal(err)
			}
			golden(t, prefix+"after-"+name+".txt", text.Bytes())
			golden(t, prefix+"after-"+name+".md", written(t, report.Markdown, d))
		}
		golden(t, "after-"+name+".json", written(t, report.JSON, endingDoc(r, nil)))
		golden(t, "after-"+name+".xlsx.txt", []byte(cellsOf(t, written(t, report.XLSX, endingDoc(r, nil)))))
	}
}

// ended is what programs read of the end of a run.
type ended struct {
	Summary      struct{ Changes, Done, Already, Failed, Skipped, Unknown, NotArrived int }
	Verification struct{ Verified, Unverified int }
	SeatsRead    bool
	SeatsUnread  string
	Seats        []struct {
		SkuPartNumber                            string
		UsedBefore, UsedPlanned, Others, UsedNow *int
		Done                                     int
		Undone                                   struct{ Already, Failed, Skipped, Unknown int }
	}
	Costs []struct {
		Currency                          string
		MonthBefore, MonthNow             *int64
		PlannedDifference, DoneDifference int64
	}
	Results []struct{ User, Action, Status, Error string }
}

// The sums add up in every form: what became of the changes is all of them, and what
// was in use, what the run did and what others did is what is in use.
func TestTheSumsOfARunAddUp(t *testing.T) {
	for name, r := range endings() {
		t.Run(name, func(t *testing.T) {
			d := endingDoc(r, nil)
			var j ended
			if err := json.Unmarshal(written(t, report.JSON, d), &j); err != nil {
				t.Fatal(err)
			}
			s := j.Summary
			if s.Done+s.Already+s.Failed+s.Skipped+s.Unknown != s.Changes || s.NotArrived > s.Unknown ||
				j.Verification.Verified+j.Verification.Unverified != s.Done+s.Already {
				t.Errorf("%+v, %+v", s, j.Verification)
			}
			for _, seat := range j.Seats {
				if seat.UsedNow == nil != (!j.SeatsRead) || seat.UsedNow == nil != (seat.Others == nil) {
					t.Fatalf("%+v", seat)
				}
				if u := seat.Undone; *seat.UsedBefore+seat.Done+u.Already+u.Failed+u.Skipped+u.Unknown != *seat.UsedPlanned {
					t.Errorf("%d + %d + %+v is not %d", *seat.UsedBefore, seat.Done, u, *seat.UsedPlanned)
				}
				if seat.UsedNow != nil && *seat.UsedBefore+seat.Done+*seat.Others != *seat.UsedNow {
					t.Errorf("%d + %d + %d is not %d", *seat.UsedBefore, seat.Done, *seat.Others, *seat.UsedNow)
				}
			}
			if j.SeatsRead == (j.SeatsUnread != "") {
				t.Errorf("read %v, and not for %q", j.SeatsRead, j.SeatsUnread)
			}
			sums := fmt.Sprintf("%d changes: %d done, %d already, %d failed, %d skipped, %d unknown.", s.Changes, s.Done, s.Already, s.Failed, s.Skipped, s.Unknown)
			for form, text := range map[string]string{"terminal": resultText(t, d.Result), "page": string(written(t, report.HTML, d)), "Markdown": string(written(t, report.Markdown, d))} {
				if !strings.Contains(text, sums) {
					t.Errorf("%s does not say %q", form, sums)
				}
			}
			for form, n := range map[string]int{"workbook": doneRows(workbookRows(t, d)), "CSV": doneRows(runRows(t, d))} {
				want := 0
				for _, row := range j.Results {
					if row.Status == "done" {
						want++
					}
				}
				if n != want {
					t.Errorf("%s: %d rows are done, want %d", form, n, want)
				}
			}
		})
	}
}

func workbookRows(t *testing.T, d report.RunDoc) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(written(t, report.XLSX, d)))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Results")
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	return rows
}

func runRows(t *testing.T, d report.RunDoc) [][]string {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(written(t, report.CSV, d), []byte("\ufeff")))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// statusColumn is where results have the status.
const statusColumn = 5

func doneRows(rows [][]string) (n int) {
	for _, row := range rows[1:] {
		if row[statusColumn] == "done" {
			n++
		}
	}
	return n
}

// Costs are of what was done and of what is in use, never of what was planned.
func TestCostsAfterARunAreOfWhatWasDone(t *testing.T) {
	for name, want := range map[string][3]string{
		"complete":    {"120.10 EUR before, 180.15 EUR planned (+60.05 EUR), 180.15 EUR now", "+60.05 EUR a month, +720.60 EUR a year", "741.00 USD now"},
		"partial":     {"120.10 EUR before, 180.15 EUR planned (+60.05 EUR), 120.10 EUR now", "0.00 EUR a month", "780.00 USD now"},
		"half":        {"120.10 EUR now", "0.00 EUR a month", "−39.00 USD a month"},
		"failed":      {"300.25 EUR now", "0.00 USD a month", "858.00 USD now"},
		"not-arrived": {"120.10 EUR now", "0.00 EUR a month", "780.00 USD now"},
		"stopped":     {"180.15 EUR planned (+60.05 EUR), – now", "+60.05 EUR a month", "– now"},
	} {
		d := endingDoc(endings()[name], nil)
		got := strings.Join(strings.Fields(resultText(t, d.Result)), " ")
		for _, text := range want {
			if !strings.Contains(got, text) {
				t.Errorf("%s: %q is not said:\n%s", name, text, got)
			}
		}
	}
}

// What was carried out of a change that failed is done: a licence that is gone is not
// called failed to be removed.
func TestWhatWasDoneOfAFailedChangeIsSaid(t *testing.T) {
	var j ended
	d := endingDoc(endings()["half"], nil)
	if err := json.Unmarshal(written(t, report.JSON, d), &j); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range j.Results[:3] {
		got = append(got, row.Action+" "+row.Status)
		if row.Status == "done" && row.Error != "" {
			t.Errorf("%+v", row)
		}
	}
	if diff := cmp.Diff([]string{"set location done", "assign failed", "unassign done"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	text := strings.Join(strings.Fields(resultText(t, d.Result)), " ")
	if !strings.Contains(text, "(the usage location was set; what was to be removed was removed)") {
		t.Errorf("got %s", text)
	}
}
