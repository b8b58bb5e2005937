package main

import (
	"strings"
	"testing"
	"time"

	"licet/io/language"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// TestADurationIsWrittenAlikeEverywhere: an estimate, the progress, the result of
// a run and the clock that doctor compares are read one after the other.
func TestADurationIsWrittenAlikeEverywhere(t *testing.T) {
	for _, words := range []language.Speaker{nil, language.SpeakerOf(language.Chinese)} {
		var errs strings.Builder
		e := &env{Console: terminal.Console{Err: &errs, Words: words}}
		for _, d := range []time.Duration{time.Second, 59 * time.Second, time.Minute, 80 * time.Second, 59*time.Minute + 59*time.Second,
			time.Hour, 2*time.Hour + 5*time.Minute, 30 * time.Hour} {
			x := &execution{request: &request{env: e}, planned: &planned{from: &source{}}}
			clock := diagnosedClock{SecondsAhead: int(d.Seconds()), Known: true}
			doors := map[string]string{
				"the estimate":      x.forecastText(apply.Forecast{Expected: d}),
				"the least time":    x.forecastText(apply.Forecast{Floor: d}),
				"the progress":      progressOf(e, &errs, d),
				"the result":        resultOf(t, words, d),
				"a rehearsal's end": x.forecastText(rehearsed(&apply.Result{Stats: apply.Stats{Finished: time.Time{}.Add(d)}})),
			}
			if d%time.Minute == 0 { // a clock is told in minutes
				doors["the clock ahead"] = clock.inWords(words)
				doors["the clock behind"] = diagnosedClock{SecondsAhead: -clock.SecondsAhead, Known: true}.inWords(words)
			}
			for door, text := range doors {
				if want := words.Sentence(reconcile.Duration(d.Seconds())); !strings.Contains(text, want) {
					t.Errorf("%s says %q, wanted %q in it", door, text, want)
				}
			}
		}
	}
}

// progressOf is the line of a run that is about to stop and has so much left.
func progressOf(e *env, errs *strings.Builder, left time.Duration) string {
	errs.Reset()
	observer, stop := e.Progress("plain", false)
	observer.Observe(apply.Event{Kind: apply.EventStopping, Progress: apply.Progress{Total: 2, Done: 1, Left: left}})
	stop()
	return errs.String()
}

// resultOf is the text of a run that took so long.
func resultOf(t *testing.T, words language.Speaker, took time.Duration) string {
	t.Helper()
	var out strings.Builder
	start := time.Date(2026, 11, 30, 12, 0, 0, 0, time.UTC)
	doc := report.ResultDoc{Plan: &reconcile.Plan{}, Result: &apply.Result{
		Stats: apply.Stats{Attempts: 1, Batches: 1, Started: start, Finished: start.Add(took)}}}
	if err := report.ResultText(&out, doc, report.Style{Speaker: words}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
