package plan

import (
	"bytes"

	"licet/reconcile"
)

// equalNames compares two names of plain lines without case.
func equalNames(a, b []byte) bool {
	if bytes.Equal(a, b) {
		return true
	}
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if reconcile.LowerASCII(a[i]) != reconcile.LowerASCII(b[i]) {
			return false
		}
	}
	return true
}
