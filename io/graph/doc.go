// Package graph is the client of Microsoft Graph: it reads a tenant, sends
// batches of licence changes, and says what each answer means.
//
// Two rules divide its work. Reading changes nothing, so the client itself
// repeats what fails for a moment (read.go, backoff.go). A write may have been
// done although its answer was lost, so the client sends it once and tells
// what is known (write.go); whoever runs a plan decides what follows.
//
// What an answer means is decided in classify.go alone. The shapes of Graph's
// JSON stand in wire.go and go no further: the rest of licet sees reconcile and
// apply types. The way to the server is package transport, the tokens are package
// signin, calls kept as HAR package recording; users are decoded by package users.
package graph
