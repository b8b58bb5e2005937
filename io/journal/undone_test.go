package journal_test

import (
	"fmt"
	"testing"
	"time"

	"licet/io/journal"
	"licet/reconcile/apply"
)

// past makes runs, each a minute after the one before: what each undoes, and what
// became of its only change.
func past(t *testing.T, runs ...[3]string) *journal.History {
	t.Helper()
	root := t.TempDir()
	for i, x := range runs {
		m := manifest(1)
		m.ID, m.Created = x[0], time.Date(2026, 11, 24, 9, i, 0, 0, time.UTC)
		if x[1] != "" {
			m.Kind, m.Of = journal.KindUndo, x[1]
		}
		r, err := journal.Create(root, m, plan, journal.Options{})
		check(t, err)
		if status := apply.Status(x[2]); status != "open" {
			check(t, r.Settle([]apply.Settlement{settled(0, status)}))
		}
		check(t, r.Close())
	}
	h, err := journal.ReadHistory(root)
	check(t, err)
	return h
}

// Whether a run is in force decides what is undone next: one that counts as undone
// and is not keeps its wrong licences, one that does not and is would be undone twice.
func TestHistoryTellsWhatIsUndone(t *testing.T) {
	for _, c := range []struct {
		name string
		runs [][3]string
		// want says of the first run who undid it, "+" behind one who did a part.
		want, kind string
	}{
		{"nothing since", [][3]string{{"a", "", "done"}}, "", "apply"},
		{"undone", [][3]string{{"a", "", "done"}, {"b", "a", "done"}}, "b", "undo"},
		{"undone where it was so already", [][3]string{{"a", "", "done"}, {"b", "a", "already"}}, "b", "undo"},
		{"the undo failed", [][3]string{{"a", "", "done"}, {"b", "a", "failed"}}, "b+", "undo"},
		{"the undo did not end", [][3]string{{"a", "", "done"}, {"b", "a", "open"}}, "b+", "undo"},
		{"the rest was undone", [][3]string{{"a", "", "done"}, {"b", "a", "failed"}, {"c", "a", "done"}}, "c", "undo"},
		{"redone", [][3]string{{"a", "", "done"}, {"b", "a", "done"}, {"c", "b", "done"}}, "", "redo"},
		{"redone in part", [][3]string{{"a", "", "done"}, {"b", "a", "done"}, {"c", "b", "failed"}}, "c+", "redo"},
		{"the redo was undone", [][3]string{{"a", "", "done"}, {"b", "a", "done"}, {"c", "b", "done"}, {"d", "c", "done"}}, "b", "undo"},
		{"redone, and undone again", [][3]string{{"a", "", "done"}, {"b", "a", "done"}, {"c", "b", "done"}, {"d", "a", "done"}}, "d", "undo"},
		{"another run was undone", [][3]string{{"a", "", "done"}, {"b", "", "done"}, {"c", "b", "done"}}, "", "undo"},
		{"an undo of what is not there", [][3]string{{"a", "", "done"}, {"b", "x", "done"}}, "", "undo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := past(t, c.runs...)
			got := ""
			if u := h.Undone("a"); u.By != nil {
				got = u.By.Manifest.ID
				if u.Part {
					got += "+"
				}
			}
			if got != c.want {
				t.Errorf("undone by %q, want %q", got, c.want)
			}
			if latest := &h.Runs[0].Manifest; c.kind != h.Kind(latest) {
				t.Errorf("%s is called %s, want %s", latest.ID, h.Kind(latest), c.kind)
			}
		})
	}
}

// Files that somebody edited so that runs undo each other end in an answer.
func TestHistoryThatGoesRoundEnds(t *testing.T) {
	h := past(t, [3]string{"a", "b", "done"}, [3]string{"b", "a", "done"}, [3]string{"c", "c", "done"}, [3]string{"d", "a", "done"})
	for i := range h.Runs {
		m := &h.Runs[i].Manifest
		if kind := h.Kind(m); kind != journal.KindUndo && kind != journal.KindRedo {
			t.Errorf("%s is called %s", m.ID, kind)
		}
		h.Undone(m.ID)
	}
	if u := h.Undone("c"); u.By != nil {
		t.Errorf("it undid itself: %+v", u)
	}
}

// A run that is undone many times over, as in a trial, is told at once.
func TestHistoryOfManyUndosIsRead(t *testing.T) {
	runs := [][3]string{{"run0", "", "done"}}
	for i := range 60 {
		runs = append(runs, [3]string{fmt.Sprint("run", i+1), fmt.Sprint("run", i), "done"})
	}
	h := past(t, runs...)
	if u := h.Undone("run0"); u.By != nil {
		t.Errorf("undone by %s, and redone since", u.By.Manifest.ID)
	}
	if u := h.Undone("run1"); u.By == nil || u.By.Manifest.ID != "run2" || u.Part {
		t.Errorf("%+v", u)
	}
}
