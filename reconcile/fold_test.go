package reconcile_test

import (
	"strings"
	"testing"

	"licet/reconcile"
)

// Names that differ in case, outer spaces or invisible characters are one user,
// wherever in a name of any length these stand, and other names are another: a
// name that is not recognised, or taken for somebody else's, is a licence on the
// wrong person.
func TestNamesAreFoldedWhereverTheyDiffer(t *testing.T) {
	fold := func(name, want string) {
		if got := reconcile.FoldUser(name); got != want {
			t.Fatalf("%q is folded to %q, not to %q", name, got, want)
		}
	}
	const letters = "az09._-`{@z"
	for length := 1; length <= 27; length++ {
		name := strings.Repeat(letters, 3)[:length]
		fold(name, name)
		for at := range length {
			before, behind := name[:at], name[at+1:]
			for c := byte('!'); c <= '~'; c++ {
				with := before + string(c) + behind
				fold(with, strings.ToLower(with))
			}
			for _, invisible := range []string{"\u200b", "\u00a0", "\ufeff", "\u00ad"} {
				fold(before+invisible+behind, before+behind)
			}
			fold(before+"É"+behind, before+"é"+behind)
			fold(before+"E\u0301"+behind, before+"é"+behind)
		}
		for _, outside := range []string{" ", "\t", "\r\n", "   "} {
			fold(name+outside, name)
			fold(outside+name, name)
		}
	}
}
