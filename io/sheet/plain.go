package sheet

import (
	"hash/maphash"
	mathbits "math/bits"
	"strings"

	"licet/reconcile"
)

// maxPlainName bounds the names of plain lines; no user principal name is
// longer than 113 characters.
const maxPlainName = 200

// plainName reads the name of a user up to delim or the end of the text. It is
// plain if it is an address of printable ASCII that no rule of rowReader changes,
// refuses or remarks on: without spaces, commas, semicolons and colons, with one @
// in it, and beginning with a letter or digit.
func plainName(text string, delim byte) (name string, plain bool) {
	n, sum := 0, uint32(0)
	for ; n < len(text) && text[n] != delim; n++ {
		sum += weights[text[n]]
	}
	name = text[:n]
	return name, sum == 1 && n <= maxPlainName && name[n-1] != '@' && isAlphanumeric(name[0]) &&
		(name[0] != 'S' && name[0] != 'M' || !isObjectName(name))
}

// weights add up to 1 for a name with one @ and no byte that is not plain.
var weights = func() (w [256]uint32) {
	for c := range w {
		switch {
		case c == '@':
			w[c] = 1
		case c <= ' ' || c >= 0x7f || strings.IndexByte(`,;:"`, byte(c)) >= 0:
			w[c] = 1 << 16
		}
	}
	return w
}()

func isAlphanumeric(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9'
}

// Tagger gives equal names of users equal tags. Sheets whose lists are to be
// compared are read with the same one. The zero Tagger is not valid.
type Tagger struct{ seed uint64 }

// NewTagger makes a Tagger. Its tags are not those of another one, so that
// nobody can make a sheet of names that all have the same.
func NewTagger() *Tagger {
	return &Tagger{seed: maphash.Bytes(maphash.MakeSeed(), nil)}
}

// tag gives the part of reconcile.List and the tag of a plain name: eight bytes
// at a time, each with the bit set that tells capitals from small letters. That
// a few signs become the same thereby does no harm.
func (t *Tagger) tag(name string) (part uint8, tag uint32) {
	const lower = 0x2020202020202020
	h := t.seed + uint64(len(name))
	for ; len(name) >= 8; name = name[8:] {
		h = mix(h^(word(name)|lower), 0x9e3779b97f4a7c15)
	}
	last := uint64(0)
	for i := range len(name) {
		last = last<<8 | uint64(name[i])
	}
	h = mix(h^(last|lower), 0xd6e8feb86659fd93)
	return uint8(h >> 56), uint32(h)
}

// word gives the first eight bytes of s.
func word(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

func mix(a, b uint64) uint64 {
	high, low := mathbits.Mul64(a, b)
	return high ^ low
}

// add adds a user of whom something stands outside the plain lines, unless no
// plain line can name them.
func (t *Tagger) add(others []reconcile.Other, name string) []reconcile.Other {
	folded := reconcile.FoldUser(name)
	if name, plain := plainName(folded, 0); !plain || name != folded {
		return others
	}
	part, tag := t.tag(folded)
	return append(others, reconcile.Other{Name: []byte(folded), Part: int(part), Tag: tag})
}
