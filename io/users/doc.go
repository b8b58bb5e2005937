// Package users reads Graph's users of JSON: of a page, of a file with one a line,
// of a single answer.
//
// The decoder is written by hand, and is the only one: encoding/json needs three
// times as long for a tenant of 100,000 users, which would miss what is promised
// of tenant files (bench/README.md). It takes what encoding/json takes and means
// the same by it; texts with escapes are left to encoding/json.
package users
