package sheet

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// delimiters are those that are recognised, by the names that flags take.
var delimiters = map[string]byte{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|'}

// detectable are the delimiters that are tried, the more common first.
const detectable = ",;\t|"

// open finds out what the file is and how its columns are to be read.
func (s *reader) open(f file) error {
	layout, err := LayoutNamed(s.o.Layout)
	if err != nil {
		return err
	}
	s.o.Layout = layout
	if bytes.HasPrefix(f.data, []byte("PK\x03\x04")) || bytes.HasPrefix(f.data, []byte("PK\x05\x06")) {
		s.Info.Kind = "xlsx"
		return s.openWorkbook(f)
	}
	if bad := notASheet(f); bad != nil {
		return bad
	}
	s.Info.Kind = "csv"
	return s.openText(f)
}

// layouts are the layouts by what users call them, in the form of foldHeader.
var layouts = map[string]string{
	"": "", "long": Long, "list": List, "matrix": Matrix, "admincenter": AdminCenter, "admincentre": AdminCenter,
}

// LayoutNamed gives the layout that a user calls by a name.
func LayoutNamed(name string) (string, error) {
	if layout, ok := layouts[foldHeader(name)]; ok {
		return layout, nil
	}
	return "", reconcile.Problem(reconcile.Say("unknown layout %q: choose long, list, matrix or admin-center", name))
}

func (s *reader) openText(f file) error {
	if s.o.Worksheet != "" {
		return &Unreadable{Path: f.path, Problem: reconcile.Say("a CSV file has no worksheet %q", s.o.Worksheet), Hint: reconcile.Say("leave --worksheet out")}
	}
	d, err := decode(f, s.o.Encoding)
	if err != nil {
		return err
	}
	s.Info.Encoding = d.Encoding
	if d.Guessed {
		s.add(reconcile.Finding{Severity: reconcile.Note, Code: CodeEncodingGuessed, At: s.place(),
			Message: reconcile.Say("The encoding appears to be %s.", d.Encoding),
			Hint:    reconcile.Say("If names look wrong, say which it is with --encoding, or save the sheet as XLSX.")})
	}
	text := strings.TrimPrefix(d.Text, "\ufeff")
	delim, text, err := s.delimiter(text)
	if err != nil {
		return err
	}
	s.Info.Delimiter, s.delim = string(rune(delim)), delim
	s.source, s.text = textSource(text, delim), text
	found := findHeader(s.source, s.o)
	if found.tooLong > 0 {
		return longLine(f.path, found.tooLong)
	}
	s.adopt(found)
	return nil
}

// decode makes text of a file.
func decode(f file, wish string) (cells.Text, error) {
	name, ok := cells.EncodingNamed(foldHeader(wish))
	if wish != "" && !ok {
		return cells.Text{}, reconcile.Problem(reconcile.Say("unknown encoding %q: choose one of %s", wish, reconcile.ListOf(cells.Encodings())))
	}
	d, err := cells.Decode(f.data, name)
	if errors.Is(err, cells.ErrNoText) {
		err = f.refuse("this is neither CSV nor XLSX: it contains zero bytes", "save the table as XLSX or CSV")
	}
	if errors.Is(err, cells.ErrLong) {
		err = &Unreadable{Path: f.path, Problem: reconcile.Say("it is not in UTF-8, and longer than %d MiB in it", cells.MaxDecoded>>20), Hint: splitIt}
	}
	return d, err
}

func textSource(text string, delim byte) source {
	return source{lines: cells.CSV(text, delim), text: true}
}

// delimiter finds the character that parts cells: the one that was asked for,
// that of a line sep=;, or the one with which there is a header. It gives the
// text without that line, as Excel does, which does not count it as a row.
func (s *reader) delimiter(text string) (byte, string, error) {
	line, rest := text, ""
	if i := strings.IndexAny(text[:min(len(text), 64)], "\r\n"); i >= 0 {
		line, rest = text[:i], strings.TrimPrefix(strings.TrimPrefix(text[i:], "\r"), "\n")
	}
	said := byte(0)
	if line = strings.Trim(line, `"`); len(line) == 5 && strings.EqualFold(line[:4], "sep=") {
		said, text = line[4], rest
	}
	switch {
	case s.o.Delimiter != "":
		d, ok := delimiters[strings.ToLower(s.o.Delimiter)]
		if !ok && len(s.o.Delimiter) == 1 {
			d, ok = s.o.Delimiter[0], true
		}
		if s.o.Delimiter == `\t` {
			d, ok = '\t', true
		}
		if !ok || d == '"' || d == '\n' || d == '\r' {
			return 0, "", reconcile.Problem(reconcile.Say("unknown delimiter %q: choose comma, semicolon, tab, pipe, or one character", s.o.Delimiter))
		}
		return d, text, nil
	case said != 0:
		return said, text, nil
	}
	return detectDelimiter(text, s.o), text, nil
}

func detectDelimiter(text string, o Options) byte {
	best, most := byte(','), -1
	for _, d := range []byte(detectable) {
		r := findHeader(textSource(text, d), o)
		n := r.widest
		if r.best != nil {
			n += 1000 * r.best.score(o)
		}
		if n > most {
			best, most = d, n
		}
	}
	return best
}

// adopt takes a header on, or says why there is none.
func (s *reader) adopt(r search) {
	if !r.found(s.o) {
		s.reportNoHeader(r)
		return
	}
	h := &headed{s, r.best}
	s.Info.HeaderRow, s.width = h.row, len(h.cells)
	if r.widest > cells.MaxColumns {
		s.refuse(s.at(h.row, 0), CodeRaggedRow, reconcile.Say("The sheet has more than %d columns.", cells.MaxColumns),
			reconcile.Say("No spreadsheet program has so many columns; remove what is not needed."))
	}
	s.reportAbove(r.above)
	h.reportUnfound()
	if s.o.Layout == Matrix || !h.has(fieldLicense) {
		h.reportColumns(h.adoptMatrix())
	} else {
		h.reportColumns(h.adoptLong())
	}
	s.refuseMerged()
}

// reportColumns says in Info which columns are used, and which are not.
func (h *headed) reportColumns(used []column) {
	slices.SortFunc(used, func(a, b column) int { return a.index - b.index })
	for _, c := range used {
		h.Info.Columns = append(h.Info.Columns, Column{Number: c.index + 1, Header: h.cells[c.index], Field: c.field})
	}
	for i, text := range h.cells {
		if text != "" && !slices.ContainsFunc(used, func(c column) bool { return c.index == i }) {
			h.Info.Ignored = append(h.Info.Ignored, Column{Number: i + 1, Header: text})
		}
	}
}

// refuseMerged reports merged cells in the header and below it, in the columns
// that are used: all but one of the cells are empty, whatever they look like.
func (s *reader) refuseMerged() {
	for _, m := range s.source.merged {
		if m.Bottom < s.Info.HeaderRow {
			continue
		}
		for _, c := range s.Info.Columns {
			if c.Number < m.Left || c.Number > m.Right {
				continue
			}
			s.refuse(s.at(max(m.Top, s.Info.HeaderRow), m.Left), CodeMergedCells,
				reconcile.Say("The cells %s%d to %s%d are merged: only the first of them has the text.",
					reconcile.ColumnName(m.Left), m.Top, reconcile.ColumnName(m.Right), m.Bottom),
				reconcile.Say("Unmerge them (Home > Merge & Center) and write the text in each."))
			break
		}
	}
}
