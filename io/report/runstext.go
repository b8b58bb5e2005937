package report

import (
	"io"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
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
		out.line("No runs yet.")
		return out.close()
	}
	t := newTable(s, runColumns())
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
	line := "  " + short(r.ID) + " began " + r.Started.UTC().Format("2006-01-02 15:04 UTC")
	if r.Next != "" {
		line += "; next: " + out.style.paint(bold, visible(r.Next))
	}
	out.line("%s", line)
}

// runColumns: the id of a run is what people type, so it is never cut.
func runColumns() []heading {
	texts := []heading{{"run", longest}, {"tenant", 16}, {"what", 8}, {"state", 12}}
	return append(texts, numberColumns("changes", "done", "already", "failed", "skipped", "unknown")...)
}

func runRow(s Style, r *RunLine) table.Row {
	return table.Row{
		short(r.ID), short(r.Tenant), short(r.Kind), short(r.State), number(r.Changes), number(r.Done), number(r.Already),
		s.paint(red, moved(r.Failed)), moved(r.Skipped), s.paint(yellow, moved(r.Unknown)),
	}
}
