package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"licet/reconcile"
)

// removed says what clean took away.
type removed uint8

const (
	nothingRemoved removed = iota
	spacesRemoved
	invisibleRemoved
)

// clean takes outer spaces, no-break spaces and characters that nobody sees
// off a cell, and makes inner no-break spaces plain.
func clean(cell string) (string, removed) {
	if isPlain(cell) {
		return cell, nothingRemoved
	}
	took := nothingRemoved
	text := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t' || r == '\r':
			return r
		case isInvisible(r):
			took = invisibleRemoved
			return -1
		case r != ' ' && unicode.IsSpace(r):
			return '\u00a0'
		}
		return r
	}, cell)
	trimmed := strings.TrimSpace(text)
	if len(trimmed) < len(text) && took == nothingRemoved {
		took = spacesRemoved
		if strings.Contains(text[:strings.Index(text, trimmed)], "\u00a0") || strings.HasSuffix(text, "\u00a0") {
			took = invisibleRemoved
		}
	}
	if strings.Contains(trimmed, "\u00a0") {
		trimmed, took = strings.ReplaceAll(trimmed, "\u00a0", " "), invisibleRemoved
	}
	return trimmed, took
}

// isPlain reports whether clean has nothing to do, for the most common cells.
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

// isBlank reports whether nobody sees anything in a cell.
func isBlank(cell string) bool {
	for i := range len(cell) {
		if c := cell[i]; c > ' ' && c < 0x7f {
			return false
		}
	}
	text, _ := clean(cell)
	return text == ""
}

// foldHeader gives the form in which headers and words are compared: letters
// and digits only, without case, accents and full-width forms.
func foldHeader(s string) string {
	var b strings.Builder
	for _, r := range norm.NFC.String(strings.Map(dropAccent, norm.NFKD.String(s))) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// dropAccent drops the accents of European letters; those of Japanese make
// other letters and stay.
func dropAccent(r rune) rune {
	if r >= 0x300 && r <= 0x36f {
		return -1
	}
	return r
}

// foldWord gives the form in which the words of cells are compared.
func foldWord(s string) string {
	s, _ = clean(s)
	return strings.ToLower(norm.NFKC.String(s))
}

// unguard takes off the apostrophe that Export puts before text which a
// spreadsheet program would take for a formula.
func unguard(cell string) string {
	if strings.HasPrefix(cell, "'") && looksLikeFormula(strings.TrimLeft(cell, "'")) {
		return cell[1:]
	}
	return cell
}

// guard is the other way of unguard.
func guard(cell string) string {
	if looksLikeFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

func looksLikeFormula(cell string) bool {
	return cell != "" && strings.IndexByte("=+-@\t\r\n", cell[0]) >= 0
}

// excerpt shortens a cell for a sentence.
func excerpt(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= 60 {
		return s
	}
	return string([]rune(s)[:57]) + "..."
}

// isAddress reports whether a cell is one mail-like address, as a UPN is.
func isAddress(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && at < len(s)-1 && strings.Count(s, "@") == 1 && !strings.ContainsAny(s, " ;,\n")
}

func isGUID(s string) bool {
	_, ok := reconcile.ParseGUID(s)
	return ok
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// isConcealed reports whether a user name is the digest that Microsoft's usage
// reports show in place of a name.
func isConcealed(s string) bool {
	if len(s) != 32 {
		return false
	}
	for i := range len(s) {
		if !isHex(s[i]) {
			return false
		}
	}
	return true
}
