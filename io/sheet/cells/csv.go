package cells

import (
	"iter"
	"strings"
)

// Splitter splits the text of a CSV file into lines of cells.
//
// encoding/csv cannot do this here: it leaves out blank lines and counts a cell
// with a line break as several, so that its row numbers are not those that the
// spreadsheet program shows. Cells are views into the text.
type Splitter struct {
	Text  string
	Delim byte
	// Pos is where the next line begins, Row the number of the latest one.
	Pos, Row int
	// Line is the latest one that Next gave.
	Line Line
	// Long is true when the next line is longer than MaxLineBytes, which ends the text.
	Long bool
	// start is where the line that is read begins.
	start int
}

// CSV yields the lines of a text, blank ones included, since they count. One that is
// too long is the last, and has nothing but that flaw.
func CSV(text string, delim byte) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		s := Splitter{Text: text, Delim: delim}
		for s.Next() {
			if !yield(s.Line) {
				return
			}
		}
		if s.Long {
			yield(Line{Number: s.Row, Flaws: []Flaw{{Column: 1, Kind: TooLong}}})
		}
	}
}

// Next turns to the next line; it is false where the text ends.
func (s *Splitter) Next() bool {
	if s.Pos >= len(s.Text) || s.Long {
		return false
	}
	s.Row++
	s.start = s.Pos
	s.Line = Line{Number: s.Row, Cells: s.Line.Cells[:0]}
	text := s.Text[s.Pos:]
	end := strings.IndexAny(text, "\r\n\"")
	switch {
	case end < 0:
		end = len(text)
	case text[end] == '"':
		s.quoted()
		return !s.Long
	}
	if s.Long = end > MaxLineBytes; s.Long {
		return false
	}
	s.split(text[:end])
	s.endAt(s.Pos + end)
	return true
}

// endAt moves behind the line break at i, if there is one.
func (s *Splitter) endAt(i int) {
	switch {
	case i >= len(s.Text):
		s.Line.Open = true
	case s.Text[i] == '\r' && i+1 < len(s.Text) && s.Text[i+1] == '\n':
		i++
	}
	s.Pos = min(i+1, len(s.Text))
}

// split takes a line without quotes apart. Cells beyond the last possible column stay
// in one, which shows that the line is too long.
func (s *Splitter) split(text string) {
	for len(s.Line.Cells) <= MaxColumns {
		i := strings.IndexByte(text, s.Delim)
		if i < 0 {
			break
		}
		s.Line.Cells = append(s.Line.Cells, text[:i])
		text = text[i+1:]
	}
	s.Line.Cells = append(s.Line.Cells, text)
}

// cell adds a cell. Those beyond the last possible column are dropped but for
// one, which shows that the line is too long.
func (s *Splitter) cell(text string) {
	if len(s.Line.Cells) <= MaxColumns {
		s.Line.Cells = append(s.Line.Cells, text)
	}
}

func (s *Splitter) flaw(kind FlawKind) {
	s.Line.Flaws = append(s.Line.Flaws, Flaw{Column: len(s.Line.Cells) + 1, Kind: kind})
}

// quoted takes a line apart in which there is a quote.
func (s *Splitter) quoted() {
	i := s.Pos
	for {
		var text string
		s.Line.Closed = i < len(s.Text) && s.Text[i] == '"'
		if s.Line.Closed {
			text, i = s.quotedCell(i + 1)
		} else {
			end := s.plainEnd(i)
			text, i = s.Text[i:end], end
		}
		if s.Long = s.Long || i-s.start > MaxLineBytes; s.Long {
			return
		}
		s.cell(text)
		if i >= len(s.Text) || s.Text[i] != s.Delim {
			s.endAt(i)
			return
		}
		i++
	}
}

// plainEnd gives the place of the delimiter or line break at or after i.
func (s *Splitter) plainEnd(i int) int {
	end := min(len(s.Text), s.start+MaxLineBytes+2)
	for i < end && s.Text[i] != s.Delim && s.Text[i] != '\n' && s.Text[i] != '\r' {
		i++
	}
	return i
}

// quotedCell reads from behind an opening quote, and gives where the cell ends.
func (s *Splitter) quotedCell(i int) (string, int) {
	start, escaped := i, false
	for {
		n := strings.IndexByte(s.Text[i:max(i, min(len(s.Text), s.start+MaxLineBytes+1))], '"')
		if n < 0 {
			if s.Long = len(s.Text)-s.start > MaxLineBytes; s.Long {
				return "", i
			}
			s.flaw(OpenQuote)
			s.Line.Closed = false
			return s.Text[start:], len(s.Text)
		}
		i += n + 1
		if i >= len(s.Text) || s.Text[i] != '"' {
			break
		}
		escaped = true
		if i++; i-s.start > MaxLineBytes {
			s.Long = true
			return "", i
		}
	}
	text := s.Text[start : i-1]
	if escaped {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	end := s.plainEnd(i)
	if end > i {
		s.flaw(StrayQuote)
		s.Line.Closed = false
		text += s.Text[i:end]
	}
	return text, end
}
