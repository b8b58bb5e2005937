// Package jsonscan reads JSON of a known shape several times as fast as
// encoding/json, above all users as Microsoft Graph and the tenant file write
// them: a tenant of a million users is a gigabyte of JSON.
//
// A Scanner is unsure of everything that it does not expect: an unknown or
// repeated member, a value of another type, text that is not UTF-8. It says so,
// and encoding/json has the word then. Where it is sure it gives what
// encoding/json would have given; fuzzing in io/tenant and io/graph (FuzzUser,
// FuzzRecord, FuzzPagesOfUsers) holds it to that.
//
// scanner.go, text.go, moment.go and remember.go read JSON; users.go and licenses.go read
// users.
package jsonscan
