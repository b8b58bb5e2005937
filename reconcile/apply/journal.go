package apply

import (
	"fmt"
	"time"

	"licet/reconcile"
)

// Journal keeps what has to survive the process. Its methods are safe for
// concurrent use.
type Journal interface {
	// Intend writes down that jobs are about to be sent, and returns when that
	// is safely on disk. After an error the jobs are not sent and the run stops.
	Intend(jobs []Job) error
	// Settle writes down what became of jobs. It need not be on disk when it
	// returns: an outcome that is lost is found out again by reading the user.
	// After an error nothing new is sent. What it points to it does not keep.
	Settle(settlements []Settlement) error
}

// Settlement is what became of one job.
type Settlement struct {
	Job
	// Class is what the answer, or the user who was read again, said. Retry
	// means that it was not done; Unknown that nobody knows.
	Class Class
	// NotBefore is the end of the wait that Graph asked for, if it did.
	NotBefore time.Time
	// Item is the result of the whole change when this decided it, else nil.
	Item *Item
}

// State is what a journal knows of a run.
type State struct {
	// Items and Tracks have one entry a change of the plan each. Items are the
	// results of changes; Status is empty where there is none yet.
	Items  []Item
	Tracks []Track
	// Sends are the batches of the latest minutes, for the quota; oldest first.
	Sends []Sent
	// NotBefore is the end of the longest wait that Graph asked for.
	NotBefore time.Time
	// Ended is true when the run settled every change.
	Ended bool
}

// Sent is one batch that went out.
type Sent struct {
	At     time.Time
	Writes int
}

// Track is what a journal knows of the writes of one change.
type Track struct {
	// Done are the parts that were carried out by the run, and Open those that
	// were sent and of whose outcome nothing is known; each a set of Part bits.
	Done, Open PartSet
	// Doubtful is true when the outcome of some attempt was unknown for a time:
	// a change that turned out to be "already so" may be the run's own doing.
	Doubtful bool
}

// PartSet is a set of parts.
type PartSet uint8

// Has reports whether p is in the set.
func (s PartSet) Has(p Part) bool { return uint8(s)&p.bit() != 0 }

// With gives the set with p.
func (s PartSet) With(p Part) PartSet { return PartSet(uint8(s) | p.bit()) }

// Without gives the set without p.
func (s PartSet) Without(p Part) PartSet { return PartSet(uint8(s) &^ p.bit()) }

// NewState is the state of a run of n changes of which nothing was sent.
func NewState(n int) *State { return &State{Items: make([]Item, n), Tracks: make([]Track, n)} }

// fits reports an error if a journal is not of plan p.
func (s *State) fits(p *reconcile.Plan) error {
	if len(s.Tracks) == len(p.Changes) {
		return nil
	}
	return fmt.Errorf("the journal is of a plan with %d changes, not of this one with %d", len(s.Tracks), len(p.Changes))
}

// Intend notes that jobs were sent.
func (s *State) Intend(at time.Time, jobs []Job) {
	s.Sends = append(s.Sends, Sent{At: at, Writes: len(jobs)})
	for _, j := range jobs {
		t := &s.Tracks[j.Change]
		t.Open = t.Open.With(j.Part)
	}
}

// Settle notes what became of a job.
func (s *State) Settle(x Settlement) {
	if x.NotBefore.After(s.NotBefore) {
		s.NotBefore = x.NotBefore
	}
	t := &s.Tracks[x.Change]
	switch x.Class {
	case Done:
		t.Done = t.Done.With(x.Part)
		t.Open = t.Open.Without(x.Part)
	case Unknown:
		t.Doubtful = true
		if t.Done.Has(x.Part) { // it was believed to be done, and did not arrive
			t.Done, t.Open = t.Done.Without(x.Part), t.Open.With(x.Part)
		}
	case Already, Retry, Refused, Fatal:
		t.Open = t.Open.Without(x.Part)
	default:
		panic("apply: unexpected Class")
	}
	if x.Item != nil {
		s.Items[x.Change] = *x.Item
	}
}

// Settled reports whether the result of a change is known for good: resuming
// does not touch it.
func (s *State) Settled(change int) bool {
	switch status := s.Items[change].Status; status {
	case StatusDone, StatusAlready, StatusFailed:
		return true
	case StatusSkipped, StatusUnknown, "":
		return false
	default:
		panic("apply: unexpected Status " + string(status))
	}
}

// Pending are the changes whose result is open, in the order of the plan: these
// users have to be read before the run can go on.
func (s *State) Pending() []int {
	return indexes(len(s.Items), func(i int) bool { return !s.Settled(i) })
}

// Touched are the changes of which the run did something, or may have, in the
// order of the plan: these users have to be read before it can be undone.
func (s *State) Touched() []int {
	return indexes(len(s.Tracks), func(i int) bool { return s.Tracks[i] != Track{} })
}

// indexes are those below n that are so.
func indexes(n int, so func(int) bool) (out []int) {
	for i := range n {
		if so(i) {
			out = append(out, i)
		}
	}
	return out
}
