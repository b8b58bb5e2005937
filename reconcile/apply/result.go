package apply

import (
	"time"

	"licet/reconcile"
)

// Status is what became of a change in the end.
type Status string

const (
	// StatusDone: carried out.
	StatusDone Status = "done"
	// StatusAlready: it was so before it was sent.
	StatusAlready Status = "already"
	// StatusFailed: refused, or given up.
	StatusFailed Status = "failed"
	// StatusSkipped: not sent (stopped, interrupted, an earlier step failed).
	StatusSkipped Status = "skipped"
	// StatusUnknown: sent, and nobody could find out, or Graph said that it was
	// carried out and the user does not show it (NotArrived); resume will find out.
	StatusUnknown Status = "unknown"
)

// Item is what became of one change of the plan.
type Item struct {
	// Change is the index in Plan.Changes.
	Change int
	Status Status
	Reason Reason
	// Error says what Graph or licet said; Hint what to do. Empty when done.
	Error, Hint reconcile.Sentence
	// Attempts counts how often a write of this change was sent.
	Attempts  int
	RequestID string
	Finished  time.Time
	// Did are the parts that the run carried out, over all its sessions, also of a
	// change that failed later or of which something did not arrive.
	Did PartSet
	// Verified is true when the user was read afterwards and shows the change.
	Verified bool
}

// Part gives what became of one part of the change by itself: the removals of a change
// may be done of which the additions failed.
func (i *Item) Part(p Part) Status {
	if i.did(p) {
		return StatusDone
	}
	return i.Status
}

// did reports whether the run carried out part p, by itself or with the whole.
func (i *Item) did(p Part) bool {
	return i.Did.Has(p) || p != PartLocation && i.Did.Has(PartLicenses)
}

// Stats are the figures of a run.
type Stats struct {
	// Started and Finished bound the writing and verifying.
	Started, Finished time.Time
	// Batches counts $batch calls with writes; Attempts the writes in them,
	// repeated ones counted again; Units the resource units that were predicted.
	Batches, Attempts int
	Units             float64
	// Throttled counts answers that asked to wait; Waited is the time during
	// which nothing could be sent for that reason; LongestRetryAfter the
	// longest wait that was asked for.
	Throttled         int
	Waited            time.Duration
	LongestRetryAfter time.Duration
	// PeakWindow is the largest number of writes in any 150 s, QuotaWindow how
	// many Graph allows in that time (0: the gate was off).
	PeakWindow, QuotaWindow int
	// Floor is the least time that the quota allows for this many writes.
	Floor time.Duration
	// OthersThrottled is true when Graph said that another application used up
	// the tenant's quota.
	OthersThrottled bool
	// Timeline has an entry for each second in which answers came, in order.
	Timeline []Second
}

// Second counts the writes that were answered in one second of a run.
type Second struct {
	// At is the second, counted from Stats.Started.
	At int
	// Writes are all that were answered, Throttled those that Graph asked to
	// send again later.
	Writes, Throttled int
}

// count adds a batch of writes to the timeline; now is never before earlier ones.
func (st *Stats) count(now time.Time, writes, throttled int) {
	at := int(now.Sub(st.Started) / time.Second)
	if n := len(st.Timeline); n == 0 || st.Timeline[n-1].At != at {
		st.Timeline = append(st.Timeline, Second{At: at})
	}
	s := &st.Timeline[len(st.Timeline)-1]
	s.Writes += writes
	s.Throttled += throttled
}

// Result is what became of a run.
type Result struct {
	// Items has one entry a change, in the order of the plan.
	Items []Item
	Stats Stats
	// Interrupted is true when the context ended before all was sent.
	Interrupted bool
	// Stopped says why the run stopped early by itself; nil if it did not.
	Stopped error
	// Findings tell what verification found beside the changes that did not arrive
	// (Differences).
	Findings []reconcile.Finding
	// After is what the tenant has at the end.
	After After
}
