package report

import (
	"strings"

	"licet/io/language"
	"licet/reconcile"

	"github.com/jedib0t/go-pretty/v6/text"
)

// Style says how text is laid out. The zero Style is 100 cells wide and plain.
type Style struct {
	// Width is the number of cells of a line; 0 means 100. Lines may be longer
	// where a name or a sentence cannot be broken.
	Width int
	// Color turns colours on. It is for the caller to know whether the output
	// is a terminal and whether NO_COLOR is set.
	Color bool
	// Speaker is the language of the text; nil is English.
	Speaker language.Speaker
}

const (
	defaultWidth = 100
	leastWidth   = 60
)

func (s Style) width() int {
	if s.Width == 0 {
		return defaultWidth
	}
	return max(leastWidth, s.Width)
}

// paint is a colour of the terminal (ECMA-48, select graphic rendition).
type paint string

const (
	plain  paint = ""
	bold   paint = "1"
	dim    paint = "2"
	red    paint = "31"
	green  paint = "32"
	yellow paint = "33"
)

func (s Style) paint(p paint, text string) string {
	if !s.Color || p == plain || text == "" {
		return text
	}
	return "\x1b[" + string(p) + "m" + text + "\x1b[0m"
}

// painted is paint for a part of a sentence, whose arguments have no colours of
// their own: those would be shown as the characters that they are.
func (s Style) painted(p paint, text string) reconcile.Sentence {
	return reconcile.Sentence{Format: s.paint(p, "%s"), Args: []any{text}}
}

// cells is the width of s on a terminal: Chinese characters take two.
func cells(s string) int { return language.Cells(s) }

// cut shortens s to at most n cells, with an ellipsis for what is lost.
func cut(s string, n int) string {
	if cells(s) <= n {
		return s
	}
	used := 0
	for i, r := range s {
		used += text.RuneWidth(r)
		if used > n-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// pad fills s with blanks to n cells.
func pad(s string, n int) string {
	return s + strings.Repeat(" ", max(0, n-cells(s)))
}
