package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

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
	s, _ = cells.Clean(s)
	return strings.ToLower(norm.NFKC.String(s))
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

// isConcealed reports whether a user name is the digest that Microsoft's usage
// reports show in place of a name.
func isConcealed(s string) bool {
	return len(s) == 32 && strings.Trim(s, "0123456789abcdefABCDEF") == ""
}
