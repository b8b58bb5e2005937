package report

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// wrap breaks text at blanks into lines of at most width cells. What pieces
// makes of a word may stand on several lines; a piece that is longer than a line
// gets one of its own, unbroken.
func wrap(text string, width int, pieces func(word string) []string) []string {
	var lines []string
	var line strings.Builder
	used := 0
	for word := range strings.SplitSeq(text, " ") {
		for i, piece := range pieces(word) {
			n, gap := cells(piece), 0
			if i == 0 && used > 0 {
				gap = 1
			}
			if used > 0 && used+gap+n > width {
				lines = append(lines, line.String())
				line.Reset()
				used, gap = 0, 0
			}
			line.WriteString(strings.Repeat(" ", gap) + piece)
			used += gap + n
		}
	}
	return append(lines, line.String())
}

// whole leaves a word as it is: names are not broken in English.
func whole(word string) []string { return []string{word} }

// ideographic parts a word beside its wide characters, as Chinese, which has no
// blanks, is broken: no line begins with a mark that closes something, and none
// ends with one that opens something (GB/T 15834, 5.1).
func ideographic(word string) []string {
	var pieces []string
	first, last := 0, rune(0)
	for i, r := range word {
		wide := text.RuneWidth(last) == 2 || text.RuneWidth(r) == 2
		if i > 0 && wide && !strings.ContainsRune("，。；：、！？）》」』”’…", r) && !strings.ContainsRune("（《「『“‘", last) {
			pieces = append(pieces, word[first:i])
			first = i
		}
		last = r
	}
	return append(pieces, word[first:])
}
