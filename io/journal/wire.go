package journal

import (
	"cmp"
	"fmt"
	"time"

	"licet/io/findings"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// Events of journal.jsonl.
const (
	eventBegin   = "begin"
	eventOpen    = "open"
	eventIntend  = "intend"
	eventSettle  = "settle"
	eventFinding = "finding"
	eventAfter   = "after"
	eventEnd     = "end"
)

// line is one line of journal.jsonl. Which fields it has depends on Event.
type line struct {
	Event string    `json:"event"`
	At    time.Time `json:"at"`
	Begin *begin    `json:"begin,omitempty"`
	// PID is the process (open).
	PID      int       `json:"pid,omitempty"`
	Writes   []job     `json:"writes,omitempty"`
	Outcomes []outcome `json:"outcomes,omitempty"`
	Finding  *finding  `json:"finding,omitempty"`
	After    *after    `json:"after,omitempty"`
	End      *End      `json:"end,omitempty"`
}

// begin says which files the journal is of.
type begin struct {
	ManifestSHA256 string `json:"manifestSha256"`
	PlanSHA256     string `json:"planSha256"`
}

type job struct {
	Change int    `json:"change"`
	Part   string `json:"part"`
}

type outcome struct {
	job
	Class string `json:"class"`
	// NotBefore is the end of the wait that was asked for.
	NotBefore time.Time `json:"notBefore,omitzero"`
	// Result is what became of the change, where this decided it; Fate is its name
	// in format1.
	Result *item `json:"result,omitempty"`
	Fate   *item `json:"fate,omitempty"`
}

type item struct {
	Status string `json:"status"`
	Reason string `json:"reason,omitempty"`
	Error  string `json:"error,omitempty"`
	Hint   string `json:"hint,omitempty"`
	// Says and Advice are what Error and Hint are made of; format1 has none.
	Says   *findings.Sentence `json:"says,omitempty"`
	Advice *findings.Sentence `json:"advice,omitempty"`

	Attempts  int       `json:"attempts,omitempty"`
	RequestID string    `json:"requestId,omitempty"`
	Finished  time.Time `json:"finished,omitzero"`
}

// finding is findings.JSON with nothing where there is nothing to say.
type finding struct {
	Severity string             `json:"severity"`
	Code     string             `json:"code"`
	Source   findings.Place     `json:"source,omitzero"`
	User     string             `json:"user,omitempty"`
	Message  string             `json:"message"`
	Hint     string             `json:"hint,omitempty"`
	Says     *findings.Sentence `json:"says,omitempty"`
	Advice   *findings.Sentence `json:"advice,omitempty"`
}

// End is how a session of a run ended.
type End struct {
	Interrupted bool `json:"interrupted,omitempty"`
	// Stopped says why it stopped by itself; empty if it did not.
	Stopped string `json:"stopped,omitempty"`
	// Counts are the changes of the whole run by status.
	Counts map[apply.Status]int `json:"counts"`
	// Elapsed, Waited and Floor are in seconds.
	Elapsed float64 `json:"elapsedSeconds"`
	Waited  float64 `json:"waitedSeconds,omitempty"`
	Floor   float64 `json:"floorSeconds,omitempty"`
	// The rest as in apply.Stats.
	Batches     int     `json:"batches"`
	Attempts    int     `json:"attempts"`
	Units       float64 `json:"units,omitempty"`
	Throttled   int     `json:"throttled,omitempty"`
	PeakWindow  int     `json:"peakWindow,omitempty"`
	QuotaWindow int     `json:"quotaWindow,omitempty"`
	// Differences counts what verification found.
	Differences int `json:"differences,omitempty"`
}

// longest is how long a session may have taken, in seconds: thirty years.
const longest = 1e9

// check refuses figures that no session has.
func (e *End) check() error {
	for _, seconds := range []float64{e.Elapsed, e.Waited, e.Floor} {
		if seconds < 0 || seconds > longest {
			return reconcile.Problem(reconcile.Say("no session takes %v seconds", seconds), ErrDamaged)
		}
	}
	for _, n := range []int{e.Batches, e.Attempts, e.Throttled, e.PeakWindow, e.QuotaWindow, e.Differences} {
		if n < 0 {
			return reconcile.Problem(reconcile.Say("there are no %d of anything", n), ErrDamaged)
		}
	}
	return nil
}

func jobsOf(jobs []apply.Job) []job {
	out := make([]job, len(jobs))
	for i, j := range jobs {
		out[i] = job{Change: j.Change, Part: j.Part.String()}
	}
	return out
}

func outcomesOf(settlements []apply.Settlement, format string) []outcome {
	out := make([]outcome, len(settlements))
	for i, s := range settlements {
		out[i] = outcome{
			job:   job{Change: s.Change, Part: s.Part.String()},
			Class: s.Class.String(), NotBefore: s.NotBefore, Result: itemOf(s.Item, format),
		}
		if format != Format && s.Item != nil && s.Item.Status == apply.StatusUnknown {
			out[i].Result = nil // that came with Format
		}
		if format == format1 {
			out[i].Result, out[i].Fate = nil, out[i].Result
		}
	}
	return out
}

func itemOf(it *apply.Item, format string) *item {
	if it == nil {
		return nil
	}
	out := &item{
		Status: string(it.Status), Reason: string(it.Reason), Error: it.Error.String(), Hint: it.Hint.String(),
		Attempts: it.Attempts, RequestID: it.RequestID, Finished: it.Finished,
	}
	if format != format1 {
		out.Says, out.Advice = findings.SentenceOf(it.Error), findings.SentenceOf(it.Hint)
	}
	return out
}

func findingOf(f *reconcile.Finding, format string) *finding {
	of := findings.Saved
	if format == format1 {
		of = findings.Of
	}
	out := finding(of(f))
	return &out
}

// job turns the words of the file back into a job.
func (j job) job(changes int) (apply.Job, error) {
	p, ok := reconcile.Named(j.Part, apply.Parts()...)
	if !ok {
		return apply.Job{}, fmt.Errorf("unknown part %q", j.Part)
	}
	if j.Change < 0 || j.Change >= changes {
		return apply.Job{}, fmt.Errorf("change %d of %d", j.Change, changes)
	}
	return apply.Job{Change: j.Change, Part: p}, nil
}

func (o outcome) settlement(changes int) (apply.Settlement, error) {
	j, err := o.job.job(changes)
	if err != nil {
		return apply.Settlement{}, err
	}
	c, ok := reconcile.Named(o.Class, apply.Classes()...)
	if !ok {
		return apply.Settlement{}, fmt.Errorf("unknown class %q", o.Class)
	}
	s := apply.Settlement{Job: j, Class: c, NotBefore: o.NotBefore}
	if it := cmp.Or(o.Result, o.Fate); it != nil {
		status := apply.Status(it.Status)
		switch status {
		case apply.StatusDone, apply.StatusAlready, apply.StatusFailed, apply.StatusUnknown:
		default:
			return apply.Settlement{}, fmt.Errorf("unknown status %q", it.Status)
		}
		s.Item = &apply.Item{
			Change: j.Change, Status: status, Reason: apply.Reason(it.Reason),
			Error: it.Says.Sentence(it.Error), Hint: it.Advice.Sentence(it.Hint),
			Attempts: it.Attempts, RequestID: it.RequestID, Finished: it.Finished,
		}
	}
	return s, nil
}
