package reconcile

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// FoldUser gives the form in which user names are compared: case, outer spaces,
// invisible characters and the braces of a GUID do not matter (Entra compares
// without case).
func FoldUser(s string) string {
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f {
			s = strings.TrimSpace(strings.Map(dropInvisible, norm.NFC.String(s)))
			break
		}
	}
	if len(s) == len("{}")+36 {
		if id, ok := ParseGUID(s); ok {
			return id
		}
	}
	return strings.ToLower(s)
}

func dropInvisible(r rune) rune {
	if r == '\u00a0' || unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
		return -1
	}
	return r
}

// FoldTight removes what people cannot see in a name: case, spaces, full-width
// forms and invisible characters.
func FoldTight(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKC.String(s))
}

// FoldLoose keeps letters and digits only, so that "Exchange Online Plan 1" is
// "Exchange Online (Plan 1)".
func FoldLoose(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// Words splits a name into its lower-case words of letters and digits.
func Words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFKC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

// ParseGUID gives the lower-case form of a GUID in any case, with outer spaces
// and with or without braces; false where s is none.
func ParseGUID(s string) (string, bool) {
	s = strings.TrimSpace(s)
	if len(s) == 38 && s[0] == '{' && s[37] == '}' {
		s = s[1:37]
	}
	if len(s) != 36 {
		return "", false
	}
	s = strings.ToLower(s)
	for i := range len(s) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash && s[i] != '-' || !dash && strings.IndexByte("0123456789abcdef", s[i]) < 0 {
			return "", false
		}
	}
	return s, true
}
