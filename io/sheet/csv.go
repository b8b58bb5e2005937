package sheet

import (
	"iter"
	"strings"
)

// splitter splits the text of a CSV file into lines of cells.
//
// encoding/csv cannot do this here: it leaves out blank lines and counts a cell
// with a line break as several, so that its row numbers are not those that the
// spreadsheet program shows. Cells are views into the text. What was found out
// about the next line break and quote is kept, so that no input is scanned twice.
type splitter struct {
	text  string
	delim byte

	pos, row      int
	lf, cr, quote lookahead
	// noMore is true when no line feed is left.
	noMore bool
	line   line
}

// lookahead is how far the search for one character has got.
type lookahead struct {
	// at is where the next one stands, or the place before which there is none.
	at    int
	found bool
}

// csvLines yields the lines of a text, blank ones included, since they count.
func csvLines(text string, delim byte) iter.Seq[line] {
	return func(yield func(line) bool) {
		s := splitter{text: text, delim: delim}
		for s.next() {
			if !yield(s.line) {
				return
			}
		}
	}
}

func (s *splitter) next() bool {
	if s.pos >= len(s.text) {
		return false
	}
	s.row++
	s.line = line{number: s.row, cells: s.line.cells[:0]}
	end := s.ahead(&s.lf, '\n', len(s.text))
	end = s.ahead(&s.cr, '\r', end)
	if s.ahead(&s.quote, '"', end) == end {
		s.split(s.text[s.pos:end])
		s.endAt(end)
		return true
	}
	s.quoted()
	return true
}

// simple gives the next line if it ends in a line break and holds no quote.
func (s *splitter) simple() (text string, ok bool) {
	i := -1
	if !s.noMore {
		i = strings.IndexByte(s.text[s.pos:], '\n')
		s.noMore = i < 0
	}
	end := s.pos + i
	lf := end
	if i < 0 || s.quote.at < lf && s.ahead(&s.quote, '"', lf) < lf {
		return "", false
	}
	if s.cr.at < lf {
		if end = s.ahead(&s.cr, '\r', lf); end < lf-1 {
			return "", false
		}
	}
	text = s.text[s.pos:end]
	s.pos = lf + 1
	s.row++
	return text, true
}

// ahead gives the place of the next c before end, or end if there is none. It
// looks a good deal further than that at once, but not through all of a file
// that is read in chunks.
func (s *splitter) ahead(f *lookahead, c byte, end int) int {
	const stride = 64 << 10
	if f.at < s.pos {
		f.at, f.found = s.pos, false
	}
	for !f.found && f.at < end {
		far := min(len(s.text), f.at+stride)
		i := strings.IndexByte(s.text[f.at:far], c)
		if f.found = i >= 0; f.found {
			f.at += i
		} else {
			f.at = far
		}
	}
	return min(f.at, end)
}

// endAt moves behind the line break at i, if there is one.
func (s *splitter) endAt(i int) {
	switch {
	case i >= len(s.text):
		s.line.open = true
	case s.text[i] == '\r' && i+1 < len(s.text) && s.text[i+1] == '\n':
		i++
	}
	s.pos = min(i+1, len(s.text))
}

// split takes a line without quotes apart.
func (s *splitter) split(text string) {
	for {
		i := strings.IndexByte(text, s.delim)
		if i < 0 {
			s.cell(text)
			return
		}
		s.cell(text[:i])
		text = text[i+1:]
	}
}

// cell adds a cell. Those beyond the last possible column are dropped but for
// one, which shows that the line is too long.
func (s *splitter) cell(text string) {
	if len(s.line.cells) <= maxColumns {
		s.line.cells = append(s.line.cells, text)
	}
}

func (s *splitter) flaw(kind flawKind) {
	s.line.flaws = append(s.line.flaws, flaw{column: len(s.line.cells) + 1, kind: kind})
}

// quoted takes a line apart in which there is a quote.
func (s *splitter) quoted() {
	i := s.pos
	for {
		var text string
		s.line.closed = i < len(s.text) && s.text[i] == '"'
		if s.line.closed {
			text, i = s.quotedCell(i + 1)
		} else {
			end := s.plainEnd(i)
			text, i = s.text[i:end], end
		}
		s.cell(text)
		if i >= len(s.text) || s.text[i] != s.delim {
			s.endAt(i)
			return
		}
		i++
	}
}

// plainEnd gives the place of the delimiter or line break at or after i.
func (s *splitter) plainEnd(i int) int {
	for i < len(s.text) && s.text[i] != s.delim && s.text[i] != '\n' && s.text[i] != '\r' {
		i++
	}
	return i
}

// quotedCell reads from behind an opening quote, and gives where the cell ends.
func (s *splitter) quotedCell(i int) (string, int) {
	start, escaped := i, false
	for {
		n := strings.IndexByte(s.text[i:], '"')
		if n < 0 {
			s.flaw(flawOpenQuote)
			s.line.closed = false
			return s.text[start:], len(s.text)
		}
		i += n + 1
		if i >= len(s.text) || s.text[i] != '"' {
			break
		}
		escaped = true
		i++
	}
	text := s.text[start : i-1]
	if escaped {
		text = strings.ReplaceAll(text, `""`, `"`)
	}
	end := s.plainEnd(i)
	if end > i {
		s.flaw(flawStrayQuote)
		s.line.closed = false
		text += s.text[i:end]
	}
	return text, end
}
