// Package apply carries a plan out through small interfaces: a Directory (the
// tenant), a Journal (what survives the process) and an Observer (who watches).
// It knows nothing of HTTP and of files, and it prints nothing.
//
// One goroutine, that of Run, owns all state (session.go). It takes jobs in the order
// of the schedule as far as seats allow (queue.go, ledger.go), has them sent in batches
// beside it (send.go), and decides in one place what an outcome leads to (decide.go).
// What may be sent at a moment is one rule (work.go): a run goes by it, so does the
// estimate (estimate.go), and in a Simulation the clock jumps from one event to the next.
//
// Locations go first, in batches of their own, since Graph may not see a new
// usageLocation at once. A job that has to wait keeps its seats and holds up nobody.
// Two things stand before the wire: the gate (gate.go) keeps Graph's published quotas as
// sliding windows, and the pace (pace.go) learns from the answers.
//
// What is promised: no write is sent before its intent is in the journal. No two writes
// of one user are in flight. A write whose outcome is unknown is not repeated before
// its user was read again. A context that ends stops new writes; what is in flight is
// finished and settled.
package apply
