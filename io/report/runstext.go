package report

import (
	"io"
	"strings"
	"time"

	"licet/reconcile"
)

// RunLine is one run in the list of licet runs.
type RunLine struct {
	ID string
	// Kind is what it is: apply, undo or redo.
	Kind string
	// Undoes is the run that it takes back, UndoneBy the one that took it back;
	// UndoneInPart says that something of it was left.
	Undoes, UndoneBy string
	UndoneInPart     bool
	// Tenant is the tenant's name.
	Tenant  string
	Started time.Time
	// State says how far it came: running, finished, interrupted, stopped by itself, or
	// unfinished, where it came to its end and the outcome of changes is open.
	State string
	// Changes is the number of changes of its plan; the others count them by
	// what became of them.
	Changes, Done, Already, Failed, Skipped, Unknown int
	// NotArrived are those of Unknown that Graph called done and no user showed.
	NotArrived int
	// Next is the command that goes on with it; empty for none.
	Next string
	// Unreadable is why nothing but ID and State is known of it.
	Unreadable reconcile.Sentence
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

// runTail says when a run began, which run it takes back, which took it back, and
// which command goes on with it.
func runTail(out *page, r *RunLine) {
	if !r.Unreadable.IsZero() {
		out.line("  %s", out.Say("%s cannot be read: %s", short(r.ID), r.Unreadable))
		return
	}
	parts := []string{out.Say("%s began %s", short(r.ID), r.Started.UTC().Format("2006-01-02 15:04 UTC"))}
	if r.Undoes != "" {
		parts = append(parts, out.Say("undoes %s", short(r.Undoes)))
	}
	switch {
	case r.UndoneBy != "" && r.UndoneInPart:
		parts = append(parts, out.style.paint(yellow, out.Say("undone in part by %s", short(r.UndoneBy))))
	case r.UndoneBy != "":
		parts = append(parts, out.Say("undone by %s", short(r.UndoneBy)))
	}
	if r.NotArrived > 0 {
		parts = append(parts, out.Count(r.NotArrived, "%s change did not arrive", "%s changes did not arrive", number(r.NotArrived)))
	}
	if r.Next != "" {
		parts = append(parts, out.Say("next: %s", out.style.painted(bold, r.Next)))
	}
	out.line("  %s", strings.Join(parts, out.Say("; ")))
}

// runColumns: the id of a run is what people type, so it is never cut.
var runColumns = []column[RunLine]{
	{"", "run", longest, textual, func(r *RunLine) any { return r.ID }, nil},
	{"", "tenant", 16, textual, func(r *RunLine) any { return r.Tenant }, nil},
	{"", "what", 8, textual, func(r *RunLine) any { return r.Kind }, nil},
	{"", "state", 12, textual, func(r *RunLine) any { return term(r.State) }, nil},
	{"", "changes", 0, numeric, func(r *RunLine) any { return r.known(r.Changes) }, nil},
	{"", "done", 0, numeric, func(r *RunLine) any { return r.known(r.Done) }, nil},
	{"", "already", 0, numeric, func(r *RunLine) any { return r.known(r.Already) }, nil},
	{"", "failed", 0, blankZero, func(r *RunLine) any { return r.known(r.Failed) }, nil},
	{"", "skipped", 0, blankZero, func(r *RunLine) any { return r.known(r.Skipped) }, nil},
	{"", "unknown", 0, blankZero, func(r *RunLine) any { return r.known(r.Unknown) }, nil},
}

// known gives a number of a run that could be read.
func (r *RunLine) known(n int) any {
	if r.Unreadable.IsZero() {
		return n
	}
	return nil
}

// runHues are the colours of the columns that have one.
var runHues = map[int]paint{7: red, 9: yellow}
