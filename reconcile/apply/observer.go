package apply

import "time"

// Observer hears what happens in a run, from the goroutine of Run; it should
// return at once. Nothing in this package prints.
type Observer interface {
	Observe(Event)
}

// EventKind says what an event tells.
type EventKind uint8

const (
	// EventSent: a batch goes out.
	EventSent EventKind = iota
	// EventSettled: the result of a change is known; Item tells it.
	EventSettled
	// EventRetry: a write was not done and is sent again at Until; Item is nil.
	EventRetry
	// EventWaiting: nothing is sent before Until, for Reason.
	EventWaiting
	// EventLooking: users whose outcome is unknown are read.
	EventLooking
	// EventStopping: nothing new is sent; what is in flight is finished.
	EventStopping
	// EventVerifying: users are read again and compared.
	EventVerifying
)

// Event is one thing that happened.
type Event struct {
	Kind EventKind
	// Change is the index in Plan.Changes of an EventSettled or EventRetry.
	Change int
	// Item is only valid during the call.
	Item   *Item
	Reason Reason
	// Until is when sending goes on (EventRetry: of this change).
	Until time.Time
	// OthersLoad is true when Graph said that the quota was used up by all
	// applications of the tenant together.
	OthersLoad bool
	Progress   Progress
}

// Progress is how far a run is.
type Progress struct {
	// Total counts the changes of this run; Done includes those that were
	// already so.
	Total, Done, Failed int
	// Batches are in flight.
	Batches int
	// Throttled counts answers that asked to wait.
	Throttled int
	// Verified and ToVerify count users in the verifying read.
	Verified, ToVerify int
	// NoAnswerSince is since when nothing got a proper answer; zero where all is well.
	NoAnswerSince time.Time
	// Left is how long the rest will take as things are; negative if unknown.
	Left time.Duration
}
