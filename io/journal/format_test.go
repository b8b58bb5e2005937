package journal_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"licet/io/journal"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// Two runs of the first format: one died in the middle, the other is the same one
// after it was resumed.
const (
	diedRun     = "testdata/format-1/died"
	finishedRun = "testdata/format-1/finished"
)

// copyOf is a copy of a run that nobody else may write, as the files of a checkout may
// be.
func copyOf(t *testing.T, run string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "runs", "20261130-212238-cde02f")
	check(t, os.MkdirAll(dir, 0o700))
	for _, name := range []string{"manifest.json", "plan.json", "journal.jsonl"} {
		data, err := os.ReadFile(filepath.Join(run, name))
		check(t, err)
		check(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	return dir
}

func TestARunOfTheFirstFormatIsRead(t *testing.T) {
	died, err := journal.Read(copyOf(t, diedRun))
	check(t, err)
	s := died.State
	if s.Ended || len(died.Sessions) != 1 || len(s.Pending()) != 4 || len(s.Touched()) != 5 {
		t.Errorf("died: %+v", died)
	}
	want := apply.Item{Change: 1, Status: apply.StatusFailed, Reason: apply.Denied, Attempts: 1,
		RequestID: "33865009-e7f2-46ec-9132-039c52a1792d",
		Error:     reconcile.Verbatim("Insufficient privileges to complete the operation."),
		Hint:      reconcile.Verbatim(apply.HintFor(apply.Denied).String()),
		Finished:  time.Date(2026, 11, 30, 21, 22, 38, 137075717, time.UTC),
	}
	if s.Items[0].Status != apply.StatusDone || !reflect.DeepEqual(s.Items[1], want) {
		t.Errorf("died with %+v, want %+v", s.Items[:2], want)
	}
	if !s.Tracks[2].Doubtful || s.NotBefore != time.Date(2026, 11, 30, 21, 22, 39, 137616892, time.UTC) {
		t.Errorf("died with %+v, not before %v", s.Tracks, s.NotBefore)
	}
	finished, err := journal.Read(copyOf(t, finishedRun))
	check(t, err)
	r := finished.Result()
	if !finished.State.Ended || len(finished.Sessions) != 2 || r.Count(apply.StatusDone) != 5 || r.Count(apply.StatusFailed) != 1 {
		t.Errorf("finished: %+v", r)
	}
	if len(r.Findings) != 1 || r.Findings[0].Code != apply.CodeChangedMeanwhile || r.Stats.Attempts != 6 {
		t.Errorf("finished: %+v, %+v", r.Findings, r.Stats)
	}
	check(t, second(readPlan(copyOf(t, finishedRun))))
}

// A run goes on in the format in which it began: whoever made it reads it still.
func TestARunOfTheFirstFormatGoesOnInIt(t *testing.T) {
	dir := copyOf(t, diedRun)
	r, _, err := journal.Open(dir, journal.Options{})
	check(t, err)
	check(t, r.Settle([]apply.Settlement{settled(2, apply.StatusDone)}))
	check(t, r.Close())
	l, err := journal.Read(dir)
	check(t, err)
	if !l.State.Settled(2) || len(l.State.Pending()) != 3 {
		t.Errorf("got %+v", l.State)
	}
	if text := journalOf(t, dir); strings.Contains(text, `"result"`) || strings.Count(text, `"fate"`) != 3 {
		t.Errorf("it goes on as %s", text)
	}
}

// A new run speaks of results.
func TestANewRunSpeaksOfResults(t *testing.T) {
	r := create(t, t.TempDir(), 1)
	check(t, r.Settle([]apply.Settlement{settled(0, apply.StatusDone)}))
	check(t, r.Close())
	if text := journalOf(t, r.Dir); !strings.Contains(text, `"result":{"status":"done"`) || strings.Contains(text, "fate") {
		t.Errorf("got %s", text)
	}
}

func rewrite(t *testing.T, dir, name, text string) {
	t.Helper()
	check(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
}

func journalOf(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "journal.jsonl"))
	check(t, err)
	return string(text)
}
