package language

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Wrap breaks text at blanks into lines of at most others cells, the first of at most
// first. Chinese, which has no blanks, is broken between its characters. What is longer
// than a line gets one of its own, unbroken.
func (s Speaker) Wrap(text string, first, others int) []string {
	pieces, width := func(word string) []string { return []string{word} }, first
	if s != nil {
		pieces = ideographic
	}
	var lines []string
	line, used := "", 0
	for word := range strings.SplitSeq(text, " ") {
		for i, piece := range pieces(word) {
			n, gap := Cells(piece), ""
			if i == 0 && used > 0 {
				gap = " "
			}
			if used > 0 && used+len(gap)+n > width {
				lines, width = append(lines, line), others
				line, used, gap = "", 0, ""
			}
			line += gap + piece
			used += len(gap) + n
		}
	}
	return append(lines, line)
}

// Cells is the width of s on a terminal: Chinese characters take two.
func Cells(s string) int { return text.StringWidthWithoutEscSequences(s) }

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
