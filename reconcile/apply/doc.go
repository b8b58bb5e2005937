// Package apply carries a plan out through small interfaces: a Directory (the
// tenant), a Journal (what survives the process) and an Observer (who watches).
// It knows nothing of HTTP and of files, and it prints nothing.
//
// # How a run goes
//
// One goroutine, that of Run, owns all state (session.go). It takes jobs from
// the queue (queue.go, collect.go) in the order of the schedule, as far as the seat
// ledger (ledger.go) lets them go, packs them into batches, and has each batch sent
// beside it (send.go): the intent goes to the journal, the batch to the tenant,
// and the outcomes come back. What an outcome leads to is decided in one place,
// without side effects (decide.go); what a user who was read again says is
// judged in another (judge.go).
//
// What goes on beside the owner, and what time it is, is the scheduler's (scheduler.go):
// goroutines and a timer; in a Simulation its virtual clock jumps from one event to
// the next, and the same code rehearses how long it will take.
// What may be sent at a moment is one rule (work.go): a run goes by it, and so does the
// estimate that is told before it is asked for (estimate.go).
//
// # The order
//
// Locations go first, in batches of their own, since Graph may not see a new
// usageLocation at once. Licences follow when the last location has been sent.
// A job that has to wait (Retry-After, back-off, a re-read) goes to a timed
// queue and holds up nobody else; it keeps the seats that it was given.
//
// # How fast
//
// Two things stand before the wire. The gate (gate.go) keeps Graph's published
// quotas as sliding windows. The pace (pace.go) learns from the answers: how
// many batches in flight are well, how many writes a second are accepted, and
// until when nothing may be sent.
//
// # What is promised
//
// No write is sent before its intent is in the journal. No two writes of one
// user are in flight. A write whose outcome is unknown is not repeated before
// its user was read again. A context that ends stops new writes; what is in
// flight is finished and settled.
package apply
