// Package sandbox is a server with Microsoft Graph's paths, shapes, limits and
// errors over a tenant file, so that licet (and any other Graph client) can be
// tried, rehearsed and tested without a tenant.
//
// It is a second reading of Graph's documentation. It shares no wire types with
// the Graph client and no rules with the planner: it must be able to disagree
// with both. Where nobody knows what Graph does, choices.go says what the
// sandbox does.
//
// The way of a request: ServeHTTP (server.go) reads it into a call (call.go),
// answers 401 without a bearer token, waits out half of the latency (latency.go), and hands it to
// perform (perform.go), which finds the operation (route.go), lets the quota
// (throttle.go, package quota) and the faults (faults.go) have their say, and calls the handler.
// A batch (batch.go) calls perform for each of its items. Handlers read and
// change the Store (store.go), whose accounts are never changed in place: a
// write puts a new version of the account there, so that a reader can go on
// with what it has.
//
// Nothing runs in the background: group jobs and replication are computed from
// the clock when somebody asks. All time is that of Options.Clock, or time.Now
// and timers, which a bubble of testing/synctest controls.
package sandbox
