package report

import (
	"io"
	"time"
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
	t := tableOf("", "", runColumns, all(runs)).text(out.Speaker)
	t.onTerminal(out, 0, func(_, column int) paint { return runHues[column] })
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
var runColumns = []column[RunLine]{
	{"", "run", longest, textual, func(r *RunLine) any { return r.ID }, nil},
	{"", "tenant", 16, textual, func(r *RunLine) any { return r.Tenant }, nil},
	{"", "what", 8, textual, func(r *RunLine) any { return r.Kind }, nil},
	{"", "state", 12, textual, func(r *RunLine) any { return term(r.State) }, nil},
	{"", "changes", 0, numeric, func(r *RunLine) any { return r.Changes }, nil},
	{"", "done", 0, numeric, func(r *RunLine) any { return r.Done }, nil},
	{"", "already", 0, numeric, func(r *RunLine) any { return r.Already }, nil},
	{"", "failed", 0, blankZero, func(r *RunLine) any { return r.Failed }, nil},
	{"", "skipped", 0, blankZero, func(r *RunLine) any { return r.Skipped }, nil},
	{"", "unknown", 0, blankZero, func(r *RunLine) any { return r.Unknown }, nil},
}

// runHues are the colours of the columns that have one.
var runHues = map[int]paint{7: red, 9: yellow}
