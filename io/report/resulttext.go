package report

import (
	"fmt"
	"io"
	"strings"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// ResultDoc is what became of a run.
type ResultDoc struct {
	// Plan is the plan that was carried out, whose changes Result.Items point to.
	Plan   *reconcile.Plan
	Result *apply.Result
	// Run is the run's id; empty where nothing was recorded.
	Run string
	// Next is the command to type next; empty for none.
	Next string
	// Rehearsal is true when a copy of the tenant was changed and not the
	// tenant.
	Rehearsal bool
}

// ResultText prints what became of a run: the sums, what was not done grouped
// by its reason with the rows and what to do, what verification found, and how
// the time was spent. The only errors are those of w.
func ResultText(w io.Writer, d ResultDoc, s Style) error {
	out := newPage(w, s)
	resultHead(out, d)
	for _, status := range []apply.Status{apply.StatusFailed, apply.StatusUnknown, apply.StatusSkipped} {
		notDone(out, d, status)
	}
	findings(out, d.Result.Findings)
	resultStats(out, d.Result.Stats)
	out.line("")
	out.wrapped("", resultSums(d.Result))
	if d.Next != "" {
		out.line("Next: %s", s.paint(bold, visible(d.Next)))
	}
	return out.close()
}

func resultHead(out *page, d ResultDoc) {
	title := d.outcome()
	switch title {
	case outcomeInterrupted:
		title = out.style.paint(yellow, title)
	case outcomeStopped:
		title = out.style.paint(red, title)
	}
	if d.Run != "" {
		title += ": run " + short(d.Run)
	}
	out.line("%s", title)
	if d.Result.Stopped != nil {
		out.wrapped("", sentence(d.Result.Stopped.Error()))
	}
}

// How a run came out.
const (
	outcomeApplied     = "Applied"
	outcomeRehearsed   = "Rehearsed on a copy; the tenant was only read"
	outcomeInterrupted = "Interrupted"
	outcomeStopped     = "Stopped"
)

func (d *ResultDoc) outcome() string {
	switch {
	case d.Rehearsal:
		return outcomeRehearsed
	case d.Result.Interrupted:
		return outcomeInterrupted
	case d.Result.Stopped != nil:
		return outcomeStopped
	default:
		return outcomeApplied
	}
}

// resultSums counts the changes by status; all five are always there, in the
// order of the results file.
func resultSums(r *apply.Result) string {
	var parts []string
	for _, status := range []apply.Status{
		apply.StatusDone, apply.StatusAlready, apply.StatusFailed, apply.StatusSkipped, apply.StatusUnknown,
	} {
		parts = append(parts, number(r.Count(status))+" "+string(status))
	}
	return count(len(r.Items), "change", "changes") + ": " + strings.Join(parts, ", ") + "."
}

// failure are the items of one reason, in the order of the plan.
type failure struct {
	reason apply.Reason
	items  []*apply.Item
}

func failures(r *apply.Result, status apply.Status) []failure {
	index := map[apply.Reason]int{}
	var groups []failure
	for i := range r.Items {
		item := &r.Items[i]
		if item.Status != status {
			continue
		}
		at, ok := index[item.Reason]
		if !ok {
			at = len(groups)
			index[item.Reason] = at
			groups = append(groups, failure{reason: item.Reason})
		}
		groups[at].items = append(groups[at].items, item)
	}
	return groups
}

// notDone prints the items of one status, grouped by reason. A sentence or a
// hint that all of a group share is told once.
func notDone(out *page, d ResultDoc, status apply.Status) {
	groups := failures(d.Result, status)
	for _, g := range groups {
		out.title(failureTitle(out.style, status, g))
		told := common(g.items, func(i *apply.Item) string { return i.Error })
		hint := common(g.items, func(i *apply.Item) string { return i.Hint })
		if told != "" {
			out.wrapped("  ", sentence(told))
		}
		shown := g.items[:min(linesAGroup(len(groups)), len(g.items))]
		for _, item := range shown {
			notDoneItem(out, d, item, told == "", hint == "")
		}
		if rest := len(g.items) - len(shown); rest > 0 {
			out.line("  and %s more; --results FILE has them all.", number(rest))
		}
		if hint != "" {
			out.wrapped("  → ", sentence(hint))
		}
	}
}

// notDoneItem prints one user, with the sentence and the hint that are theirs.
func notDoneItem(out *page, d ResultDoc, item *apply.Item, ownError, ownHint bool) {
	c := &d.Plan.Changes[item.Change]
	line := person(c.User) + ", " + places(c.Sources)
	if ownError && item.Error != "" {
		line += ": " + sentence(item.Error)
	}
	out.wrapped("  ", line)
	if ownHint && item.Hint != "" {
		out.wrapped("    → ", sentence(item.Hint))
	}
}

func failureTitle(s Style, status apply.Status, g failure) string {
	title := s.paint(red, number(len(g.items))+" "+string(status))
	if g.reason != apply.NoReason {
		title += ": " + short(string(g.reason))
	}
	return title
}

// resultStats says how the time was spent and how much of the quota was used.
func resultStats(out *page, st apply.Stats) {
	if st.Attempts == 0 {
		return
	}
	out.title("Time and quota")
	for _, text := range statsSentences(st) {
		out.wrapped("  ", text)
	}
}

// statsSentences are the figures of a run in words; none if nothing was written.
func statsSentences(st apply.Stats) []string {
	if st.Attempts == 0 {
		return nil
	}
	elapsed := st.Finished.Sub(st.Started)
	out := []string{fmt.Sprintf("%s; %s in %s%s.", duration(elapsed),
		count(st.Attempts, "write", "writes"), count(st.Batches, "call", "calls"), rate(st.Attempts, elapsed.Seconds()))}
	if st.QuotaWindow > 0 {
		out = append(out, fmt.Sprintf("Busiest 150 s: %s, %.0f %% of the %s that Graph allows.",
			count(st.PeakWindow, "write", "writes"), 100*float64(st.PeakWindow)/float64(st.QuotaWindow), number(st.QuotaWindow)))
	}
	out = append(out, throttleSentence(st))
	if st.Floor > 0 {
		out = append(out, fmt.Sprintf("%.2f times the least time that the quota allows (%s).",
			elapsed.Seconds()/st.Floor.Seconds(), duration(st.Floor)))
	}
	return out
}

func throttleSentence(st apply.Stats) string {
	if st.Throttled == 0 {
		return "Graph never asked to wait."
	}
	text := fmt.Sprintf("Graph asked to wait %s; nothing could be sent for %s, the longest wait asked for was %s.",
		count(st.Throttled, "time", "times"), duration(st.Waited), duration(st.LongestRetryAfter))
	if st.OthersThrottled {
		text += " Another application was using up the tenant's quota."
	}
	return text
}

func rate(n int, seconds float64) string {
	if seconds <= 0 {
		return ""
	}
	return fmt.Sprintf(", %.1f a second", float64(n)/seconds)
}
