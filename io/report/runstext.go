package report

import (
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"licet/reconcile"
)

// RunLine is one run in the list of licet runs.
type RunLine struct {
	ID string
	// Kind is what started it: apply, undo or resume.
	Kind string
	// Tenant is the tenant's name.
	Tenant  string
	Started time.Time
	// State says how far it came, e.g. "finished" or "interrupted".
	State string
	// Changes is the number of changes of its plan; the others count them by
	// what became of them.
	Changes, Done, Already, Failed, Skipped, Unknown int
	// Next is the command that goes on with it; empty for none.
	Next string
}

// RunsText prints runs in the order given, times in UTC. The only errors are
// those of w.
func RunsText(w io.Writer, runs []RunLine, s Style) error {
	out := newPage(w, s)
	if len(runs) == 0 {
		out.line("%s", out.Say("No runs yet."))
		return out.close()
	}
	t := newTable(s, runColumns(s.Phrases))
	for i := range runs {
		t.AppendRow(runRow(s, &runs[i]))
	}
	out.line("%s", render(t))
	for i := range runs {
		runTail(out, &runs[i])
	}
	return out.close()
}

// runTail says when a run began and which command goes on with it.
func runTail(out *page, r *RunLine) {
	id, began := short(r.ID), r.Started.UTC().Format("2006-01-02 15:04 UTC")
	line := out.Say("%s began %s", id, began)
	if r.Next != "" {
		line = out.Say("%s began %s; next: %s", id, began, out.style.paint(bold, visible(r.Next)))
	}
	out.line("  %s", line)
}

// runColumns: the id of a run is what people type, so it is never cut.
func runColumns(words reconcile.Phrases) []heading {
	texts := []heading{{words.Say("run"), longest}, {words.Say("tenant"), 16}, {words.Say("what"), 8}, {words.Say("state"), 12}}
	return append(texts, numberColumns(words.Say("changes"), words.Say("done"), words.Say("already"), words.Say("failed"), words.Say("skipped"), words.Say("unknown"))...)
}

func runRow(s Style, r *RunLine) table.Row {
	return table.Row{
		short(r.ID), short(r.Tenant), short(r.Kind), short(word(s.Phrases, r.State)), number(r.Changes), number(r.Done), number(r.Already),
		s.paint(red, moved(r.Failed)), moved(r.Skipped), s.paint(yellow, moved(r.Unknown)),
	}
}
