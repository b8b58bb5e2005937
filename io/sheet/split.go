package sheet

import (
	"strings"
	"unicode/utf8"

	"licet/io/sheet/cells"
)

// softSeparators part licences where the parts are names.
const softSeparators = "+,＋，"

// maxTokens bounds the tries for one name: no name has so many commas.
const maxTokens = 12

// splitLicenses takes a licence cell apart. A cell that is a name as a whole is
// one part; separators that occur in names part only where a name stands at
// one side of them, the longest first. What is no name stays together, so that
// the sentence about it shows it as it was written.
func splitLicenses(cell string, v Vocabulary) []string {
	cell = unbrace(cell)
	if v.IsLicense(cell) {
		return []string{cell}
	}
	var parts []string
	for _, part := range splitAt(cell, cells.Separators) {
		parts = append(parts, splitSoft(part, v)...)
	}
	return parts
}

// splitAt takes a cell apart at separators, and gives the parts that hold anything.
func splitAt(cell, separators string) []string {
	var parts []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		part, _ = cells.Clean(part)
		parts = appendToken(parts, part)
	}
	return parts
}

// unbrace takes off the braces that PowerShell puts round a list.
func unbrace(cell string) string {
	if len(cell) > 2 && cell[0] == '{' && cell[len(cell)-1] == '}' && !isGUID(cell) {
		return strings.TrimSpace(cell[1 : len(cell)-1])
	}
	return cell
}

func splitSoft(text string, v Vocabulary) []string {
	cuts := []int{-1}
	for i, r := range text {
		if strings.ContainsRune(softSeparators, r) {
			cuts = append(cuts, i)
		}
	}
	if len(cuts) == 1 || v.IsLicense(text) {
		return []string{text}
	}
	cuts = append(cuts, len(text))
	var parts []string
	unknown := 0 // where the run of tokens that are no name begins
	for i := 0; i < len(cuts)-1; {
		j := longestName(text, cuts, i, v)
		if j < 0 {
			i++
			continue
		}
		parts = appendToken(parts, between(text, cuts, unknown, i))
		parts = append(parts, between(text, cuts, i, j))
		i, unknown = j, j
	}
	return appendToken(parts, between(text, cuts, unknown, len(cuts)-1))
}

// longestName gives the cut where the longest name ends that begins behind cut
// i; -1 if none does.
func longestName(text string, cuts []int, i int, v Vocabulary) int {
	for j := min(len(cuts)-1, i+maxTokens); j > i; j-- {
		if token := between(text, cuts, i, j); v.IsLicense(token) || isNone(token) {
			return j
		}
	}
	return -1
}

// between gives the text between cut i and cut j, without the separators there.
func between(text string, cuts []int, i, j int) string {
	if i >= j {
		return ""
	}
	start := 0
	if i > 0 {
		_, size := utf8.DecodeRuneInString(text[cuts[i]:])
		start = cuts[i] + size
	}
	token, _ := cells.Clean(text[start:cuts[j]])
	return token
}

func appendToken(parts []string, token string) []string {
	if token == "" {
		return parts
	}
	return append(parts, token)
}

// appsOf gives each licence of a cell its share of the apps cell beside it:
// those written LICENCE / App or LICENCE: App, and of the others those that it
// has. lost are the apps that belong to none.
func appsOf(licenses []string, cell string, v Vocabulary) (shares, lost []string) {
	shares = make([]string, len(licenses))
	for _, app := range splitAt(cell, cells.Separators) {
		if place(app, licenses, shares, v) {
			continue
		}
		for _, one := range splitAt(app, softSeparators) {
			if !place(one, licenses, shares, v) {
				lost = append(lost, one)
			}
		}
	}
	return shares, lost
}

// place adds an app to the shares of the licences that it is for.
func place(app string, licenses, shares []string, v Vocabulary) bool {
	placed := false
	for i, l := range licenses {
		if name, own := cutLicense(app, l); own {
			shares[i] = join(shares[i], name)
			placed = true
		}
	}
	if placed {
		return true
	}
	for i, l := range licenses {
		if len(licenses) == 1 || allWord(app) || v.IsApp(l, app) {
			shares[i] = join(shares[i], app)
			placed = true
		}
	}
	return placed
}

// cutLicense takes "LICENCE / " or "LICENCE: " off an app.
func cutLicense(app, license string) (string, bool) {
	if len(app) <= len(license) || !strings.EqualFold(app[:len(license)], license) {
		return "", false
	}
	rest := strings.TrimLeft(app[len(license):], " ")
	if rest == "" || strings.IndexByte("/:", rest[0]) < 0 {
		return "", false
	}
	return strings.TrimSpace(rest[1:]), true
}

func allWord(app string) bool {
	switch strings.ToLower(app) {
	case "all", "all on", "none", "*", "全部", "无":
		return true
	}
	return false
}

func join(list, app string) string {
	if list == "" {
		return app
	}
	return list + "; " + app
}
