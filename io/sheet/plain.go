package sheet

import (
	"hash/maphash"
	mathbits "math/bits"

	"licet/reconcile"
)

// maxPlainName bounds the names of plain lines; no user principal name is
// longer than 113 characters.
const maxPlainName = 200

// isPlainUser reports whether a cell is an address that no rule of rowReader
// changes, refuses or remarks on: letters, digits and the punctuation of
// addresses, with one @ in it.
func isPlainUser(s string) bool {
	if len(s) < 3 || len(s) > maxPlainName || nameBytes[s[0]] != nameByte {
		return false
	}
	all, ats := byte(nameByte), 0
	for i := range len(s) {
		all &= nameBytes[s[i]]
		if s[i] == '@' {
			ats++
		}
	}
	return all&inName != 0 && ats == 1 && s[len(s)-1] != '@' && !isExample(s) && !isObjectName(s)
}

// Bits of nameBytes.
const (
	// inName is set for bytes that may stand in a plain name, mayBegin for
	// those that may begin one.
	inName = 1 << iota
	mayBegin

	nameByte = inName | mayBegin
)

var nameBytes = func() (table [256]byte) {
	for c := range 256 {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
			table[c] = nameByte
		case c == '@' || c == '.' || c == '-' || c == '_' || c == '+' || c == '\'' || c == '#' || c == '!' || c == '~' || c == '&' || c == '$':
			table[c] = inName
		}
	}
	return table
}()

// Tagger gives equal names of users equal tags. Sheets whose lists are to be
// compared are read with the same one. The zero Tagger is not valid.
type Tagger struct{ seed uint64 }

// NewTagger makes a Tagger. Its tags are not those of another one, so that
// nobody can make a sheet of names that all have the same.
func NewTagger() *Tagger {
	return &Tagger{seed: maphash.Bytes(maphash.MakeSeed(), nil) | 1}
}

// tag gives the part of reconcile.List and the tag of a name of plain bytes,
// whatever its case: eight bytes at a time, each with the bit set that tells
// capitals from small letters. That a few signs become the same thereby does no
// harm.
func (t *Tagger) tag(name string) (part uint8, tag uint32) {
	const lower = 0x2020202020202020
	h := t.seed
	for ; len(name) >= 8; name = name[8:] {
		h = mix(h^(word(name)|lower), 0x9e3779b97f4a7c15)
	}
	rest := uint64(len(name))
	for i := range len(name) {
		rest = rest<<8 | uint64(name[i]|0x20)
	}
	h = mix(h^rest, 0xd6e8feb86659fd93)
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
	if !isPlainUser(folded) {
		return others
	}
	part, tag := t.tag(folded)
	return append(others, reconcile.Other{Name: folded, Part: int(part), Tag: tag})
}
