package report

import (
	"io"
	"iter"
	"strings"
	"time"

	"licet/io/language"
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
	// Running is true while a process works on the run.
	Running bool
	// Rehearsal is true when a copy of the tenant was changed and not the
	// tenant.
	Rehearsal bool
	// Undoes is the run that this one takes back; nil where it takes back none.
	Undoes *Undone
}

// ResultText prints what became of a run: the sums, what was not done grouped
// by its reason with the rows and what to do, what verification found, and how
// the time was spent. The only errors are those of w.
func ResultText(w io.Writer, d ResultDoc, s Style) error {
	out := newPage(w, s)
	resultHead(out, d)
	for _, groups := range notDone(s, d) {
		notesOnTerminal(out, groups, "  and %s more; --results FILE has them all.", true)
	}
	writeFindings(out, d.Result.Findings)
	standingsOnTerminal(out, d)
	outlaysOnTerminal(out, d)
	resultStats(out, d)
	out.line("")
	out.wrapped("", resultSums(out.Speaker, d.Result))
	if text := verifiedSentence(out.Speaker, d.Result); text != "" {
		out.wrapped("", text)
	}
	out.next(d.Next)
	return out.close()
}

func resultHead(out *page, d ResultDoc) {
	outcome := d.outcome()
	hue := plain
	switch outcome {
	case outcomeInterrupted:
		hue = yellow
	case outcomeStopped:
		hue = red
	}
	title := out.style.painted(hue, out.Word(outcome))
	if d.Run != "" {
		title = reconcile.Say("%s: run %s", title, short(d.Run))
	}
	out.line("%s", out.Sentence(title))
	if d.Undoes != nil {
		out.wrapped("", d.Undoes.Sentence(out.Speaker))
	}
	if d.Result.Stopped != nil {
		out.wrapped("", sentence(d.Result.Stopped.Error()))
	}
}

// How a run came out.
const (
	outcomeApplied     reconcile.Word = "Applied"
	outcomeRehearsed   reconcile.Word = "Rehearsed on a copy; the tenant was only read"
	outcomeInterrupted reconcile.Word = "Interrupted"
	outcomeStopped     reconcile.Word = "Stopped"
	outcomeRunning     reconcile.Word = "Still running"
)

func (d *ResultDoc) outcome() reconcile.Word {
	switch {
	case d.Rehearsal:
		return outcomeRehearsed
	case d.Running:
		return outcomeRunning
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
func resultSums(words language.Speaker, r *apply.Result) string {
	n := r.Counts()
	text := words.Count(n.Changes, "%s change: %s done, %s already, %s failed, %s skipped, %s unknown.",
		"%s changes: %s done, %s already, %s failed, %s skipped, %s unknown.", number(n.Changes),
		number(n.Done), number(n.Already), number(n.Failed), number(n.Skipped), number(n.Unknown))
	if n.NotArrived > 0 {
		text = sentences(words, text, words.Count(n.NotArrived, "%s of the unknown did not arrive.", "%s of the unknown did not arrive.",
			number(n.NotArrived)))
	}
	return text
}

// verifiedSentence says how much of what is done was read again; empty where nothing is done.
func verifiedSentence(words language.Speaker, r *apply.Result) string {
	switch n := r.Counts(); {
	case n.Done+n.Already == 0:
		return ""
	case n.Unverified == 0:
		return words.Say("Verified: the users were read again and show all that is done.")
	case n.Unverified == n.Done+n.Already:
		return words.Say("Nothing was verified: what is done is so by what Graph answered; no user was read again.")
	default:
		return words.Count(n.Unverified, "%s of what is done was not verified: its user was not read again.",
			"%s of what is done were not verified: their users were not read again.", number(n.Unverified))
	}
}

// notDone are the changes that were not done by their status, and each of these by
// the reasons, in the order of the plan.
func notDone(s Style, d ResultDoc) (out [][]notes) {
	for _, status := range []apply.Status{apply.StatusFailed, apply.StatusUnknown, apply.StatusSkipped} {
		var groups []notes
		for _, items := range grouped(itemsOf(d.Result, status), func(i *apply.Item) apply.Reason { return i.Reason }) {
			title := s.painted(red, notDoneCount(s.Speaker, status, len(items)))
			if reason := items[0].Reason; reason != apply.NoReason {
				title = reconcile.Say("%s: %s", title, short(string(reason)))
			}
			groups = append(groups, notes{s.Speaker.Sentence(title), string(status), len(items), func(k int) note {
				c := &d.Plan.Changes[items[k].Change]
				who := s.Speaker.Say("%s, %s", person(c.User), places(s.Speaker, c.Sources))
				return note{who, notDoneMessage(s.Speaker, c, items[k]), s.Speaker.Sentence(items[k].Hint)}
			}})
		}
		out = append(out, groups)
	}
	return out
}

// notDoneMessage is why a change was not done, and what of it was all the same.
func notDoneMessage(words language.Speaker, c *reconcile.Change, i *apply.Item) string {
	var did []string
	if i.Part(apply.PartLocation) == apply.StatusDone && c.SetUsageLocation != nil {
		did = append(did, words.Say("the usage location was set"))
	}
	if i.Part(apply.PartRemovals) == apply.StatusDone && len(c.Unassign) > 0 {
		did = append(did, words.Say("what was to be removed was removed"))
	}
	text, done := words.Sentence(i.Error), strings.Join(did, words.Say("; "))
	if text == "" || done == "" {
		return text + done
	}
	return words.Say("%s (%s)", text, done)
}

func itemsOf(r *apply.Result, status apply.Status) iter.Seq[*apply.Item] {
	return func(yield func(*apply.Item) bool) {
		for item := range all(r.Items) {
			if item.Status == status && !yield(item) {
				return
			}
		}
	}
}

func notDoneCount(words language.Speaker, status apply.Status, n int) string {
	switch status {
	case apply.StatusFailed:
		return words.Say("%s failed", number(n))
	case apply.StatusUnknown:
		return words.Say("%s unknown", number(n))
	case apply.StatusSkipped:
		return words.Say("%s skipped", number(n))
	default:
		panic("report: unexpected Status " + status)
	}
}

// resultStats says how the time was spent and how much of the quota was used.
func resultStats(out *page, d ResultDoc) {
	st := d.Result.Stats
	if st.Attempts == 0 {
		return
	}
	title := out.Say("Time and quota")
	if d.Rehearsal {
		title = out.Say("Time and quota, estimated")
	}
	out.title(title)
	for _, text := range statsSentences(out.Speaker, st) {
		out.wrapped("  ", text)
	}
}

// statsSentences are the figures of a run in words; none if nothing was written.
func statsSentences(words language.Speaker, st apply.Stats) []string {
	if st.Attempts == 0 {
		return nil
	}
	elapsed := st.Finished.Sub(st.Started)
	out := []string{speedSentence(words, st, elapsed)}
	if st.QuotaWindow > 0 {
		out = append(out, words.Count(st.PeakWindow, "Busiest 150 s: %s write, %.0f %% of the %s that Graph allows.",
			"Busiest 150 s: %s writes, %.0f %% of the %s that Graph allows.",
			number(st.PeakWindow), 100*float64(st.PeakWindow)/float64(st.QuotaWindow), number(st.QuotaWindow)))
	}
	out = append(out, throttleSentence(words, st))
	if st.Floor > 0 {
		out = append(out, words.Say("%.2f times the least time that the quota allows (%s).",
			elapsed.Seconds()/st.Floor.Seconds(), words.Sentence(reconcile.Duration(st.Floor.Seconds()))))
	}
	return out
}

func throttleSentence(words language.Speaker, st apply.Stats) string {
	if st.Throttled == 0 {
		return words.Say("Graph never asked to wait.")
	}
	text := words.Count(st.Throttled, "Graph asked to wait %s time; nothing could be sent for %s, the longest wait asked for was %s.",
		"Graph asked to wait %s times; nothing could be sent for %s, the longest wait asked for was %s.",
		number(st.Throttled), words.Sentence(reconcile.Duration(st.Waited.Seconds())), words.Sentence(reconcile.Duration(st.LongestRetryAfter.Seconds())))
	if st.OthersThrottled {
		text = sentences(words, text, words.Say("Another application was using up the tenant's quota."))
	}
	return text
}

// speedSentence says how many writes were made in which time. What is over within
// a second, on a sandbox, is no measure of a speed.
func speedSentence(words language.Speaker, st apply.Stats, elapsed time.Duration) string {
	writes := words.Count(st.Attempts, "%s write", "%s writes", number(st.Attempts))
	calls := words.Count(st.Batches, "%s call", "%s calls", number(st.Batches))
	if elapsed < time.Second {
		return words.Say("%s; %s in %s.", words.Sentence(reconcile.Duration(elapsed.Seconds())), writes, calls)
	}
	return words.Say("%s; %s in %s, %.1f a second.", words.Sentence(reconcile.Duration(elapsed.Seconds())), writes, calls, float64(st.Attempts)/elapsed.Seconds())
}
