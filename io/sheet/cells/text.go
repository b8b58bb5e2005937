package cells

import (
	"strings"
	"unicode"
)

// Removed says what clean took away.
type Removed uint8

const (
	NothingRemoved Removed = iota
	SpacesRemoved
	InvisibleRemoved
)

// Clean takes outer spaces, no-break spaces and characters that nobody sees
// off a cell, and makes inner no-break spaces plain.
func Clean(cell string) (string, Removed) {
	if isPlain(cell) {
		return cell, NothingRemoved
	}
	took := NothingRemoved
	text := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return r
		case isInvisible(r):
			took = InvisibleRemoved
			return -1
		case r != ' ' && unicode.IsSpace(r):
			return '\u00a0'
		}
		return r
	}, cell)
	trimmed := strings.TrimSpace(text)
	if len(trimmed) < len(text) && took == NothingRemoved {
		took = SpacesRemoved
		if strings.Contains(text[:strings.Index(text, trimmed)], "\u00a0") || strings.HasSuffix(text, "\u00a0") {
			took = InvisibleRemoved
		}
	}
	if strings.Contains(trimmed, "\u00a0") {
		trimmed, took = strings.ReplaceAll(trimmed, "\u00a0", " "), InvisibleRemoved
	}
	return trimmed, took
}

// isPlain reports whether Clean has nothing to do, for the most common cells.
func isPlain(s string) bool {
	if s == "" {
		return true
	}
	if s[0] <= ' ' || s[len(s)-1] <= ' ' {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f {
			return false
		}
	}
	return true
}

// isInvisible reports whether r is a control or format character (zero-width
// spaces, marks of direction, the byte order mark) or a variation selector.
func isInvisible(r rune) bool {
	return unicode.Is(unicode.Cf, r) || unicode.IsControl(r) || r >= 0xfe00 && r <= 0xfe0f
}

// IsBlank reports whether nobody sees anything in a cell.
func IsBlank(cell string) bool {
	for i := range len(cell) {
		if c := cell[i]; c > ' ' && c < 0x7f {
			return false
		}
	}
	text, _ := Clean(cell)
	return text == ""
}

// Unguard takes off the apostrophe that Export puts before text which a
// spreadsheet program would take for a formula.
func Unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && looksLikeFormula(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

// Guard is the other way of Unguard.
func Guard(cell string) string {
	if looksLikeFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

func looksLikeFormula(cell string) bool {
	return cell != "" && strings.IndexByte("=+-@\t\r\n", cell[0]) >= 0
}

// Separators part names in a cell wherever they stand; they occur in no name of a
// licence (the catalogue: part numbers and product names).
const Separators = ";|\n\r\t；、｜"
