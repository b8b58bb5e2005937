package sheet

import (
	mathbits "math/bits"
	"strings"

	"licet/reconcile"
)

// maxPlainName bounds what stands before the @ of plain names; no user principal
// name has more than 64 characters there.
const maxPlainName = 200

// plainBytes are the bytes of plain names: printable ASCII without the signs that
// part cells, licences and users, and without the @ itself.
type plainBytes struct {
	is [256]bool
	// delim is the delimiter in each of eight bytes.
	delim uint64
}

func plainBytesOf(delim byte) *plainBytes {
	t := plainBytes{delim: uint64(delim) * ones}
	for c := byte('!'); c < 0x7f; c++ {
		t.is[c] = c != delim && strings.IndexByte(`@,;:"`, c) < 0
	}
	return &t
}

// ones times a byte is eight of it.
const ones = 0x0101010101010101

// doubtful looks at eight bytes, the first in the lowest bits, for any that is none
// of those which most names have: from '-' to '9' and from 'A' to '{'. It gives the
// highest bit of the first one; bits of bytes behind that mean nothing.
func (t *plainBytes) doubtful(w uint64) uint64 {
	low, delim := w&(0x7f*ones), w^t.delim
	between := (low + (0x7f-'9')*ones) &^ (low + (0x80-'A')*ones)
	return ((w-'-'*ones)&^w | (w + (0x7f-'{')*ones) | w | between | (delim-ones)&^delim) & (0x80 * ones)
}

// name reads what stands before the @ at the beginning of a text. ok is false
// where there is none, or any rule of rowReader may have something to change,
// to refuse or to remark on: a plain name begins with a letter or digit.
func (t *plainBytes) name(text string) (name string, ok bool) {
	n := 0
	for ; n+8 <= len(text); n += 8 {
		if first := t.doubtful(reconcile.EightBytes(text[n:])); first != 0 {
			n += mathbits.TrailingZeros64(first) / 8
			break
		}
	}
	for n < len(text) && t.is[text[n]] {
		n++
	}
	name = text[:n]
	return name, n > 0 && n < len(text) && text[n] == '@' && n <= maxPlainName &&
		isAlphanumeric(name[0]) && (name[0] != 'S' && name[0] != 'M' || !isObjectName(name))
}

// isDomain reports whether a text is what stands behind a plain name, with the @.
func (t *plainBytes) isDomain(text string) bool {
	for i := range len(text) {
		if !t.is[text[i]] && (i > 0 || text[0] != '@') {
			return false
		}
	}
	return len(text) > 1 && text[0] == '@'
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}
