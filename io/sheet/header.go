package sheet

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// column is a column that means something.
type column struct {
	// index counts from 0.
	index  int
	header string
	meaning
	// numbered is true for "License 2" and the like.
	numbered bool
	// chosen is true when --column names it.
	chosen bool
}

// header is a row that names columns.
type header struct {
	row   int
	cells []string
	known []column
	// boxes is the number of columns that are headed by a licence.
	boxes int
}

func (h *header) has(field string) bool {
	return slices.ContainsFunc(h.known, func(c column) bool { return c.field == field })
}

// complete reports whether rows can be read below h.
func (h *header) complete(o Options) bool {
	others := len(h.cells) > len(h.known) && o.Layout == Matrix
	return h.has(fieldUser) && (h.has(fieldLicense) || h.boxes > 0 || others)
}

// score says how much of a header a row is.
func (h *header) score(o Options) int {
	n := len(h.known) + h.boxes
	if h.complete(o) {
		n += 1000
	}
	return n
}

// search is what the first rows of a sheet gave.
type search struct {
	// best is the header, or the row that is most like one; nil when no row
	// has anything of a header.
	best  *header
	above []cells.Line
	// widest is the number of cells of the widest row.
	widest int
	// tooLong is a row that is longer than any may be; 0 for none.
	tooLong int
}

func (s *search) found(o Options) bool { return s.best != nil && s.best.complete(o) }

// findHeader looks for the header among the first rows that hold anything:
// titles, dates and notes may stand above it.
func findHeader(src source, o Options) search {
	var s search
	seen := 0
	for l := range src.lines {
		if l.Number > maxRowsAbove {
			break
		}
		if slices.Contains(l.Flaws, cells.Flaw{Column: 1, Kind: cells.TooLong}) {
			s.tooLong = l.Number
			break
		}
		if l.Blank() {
			continue
		}
		if seen++; seen > maxHeaderRows {
			break
		}
		s.widest = max(s.widest, len(l.Cells))
		h := recognise(l, o)
		if s.best == nil && h.score(o) > 0 || s.best != nil && h.score(o) > s.best.score(o) {
			s.best = h
		}
		if s.found(o) {
			break
		}
		s.above = append(s.above, cells.Line{Number: l.Number, Cells: append([]string(nil), l.Cells...)})
	}
	return s
}

// recognise says what the cells of a row mean as headers.
func recognise(l cells.Line, o Options) *header {
	h := &header{row: l.Number}
	for i, cell := range l.Cells[:min(len(l.Cells), cells.MaxColumns)] {
		text, _ := cells.Clean(cells.Unguard(cell[:min(len(cell), cells.MaxCellBytes)]))
		h.cells = append(h.cells, text)
		if text == "" || len(text) > 1024 {
			continue
		}
		c, ok := column{index: i, header: text, meaning: meaning{field: chosenField(text, o)}}, false
		if c.chosen = c.field != ""; !c.chosen {
			if c.meaning, ok = meaningOf(text); !ok {
				c.meaning, c.numbered = numbered(text)
			}
		}
		switch {
		case c.field == "" && o.Vocabulary.IsLicense(text):
			h.boxes++
		case c.field != "" && (c.chosen || !isChosen(c.field, o)):
			h.known = append(h.known, c)
		}
	}
	for len(h.cells) > 0 && h.cells[len(h.cells)-1] == "" {
		h.cells = h.cells[:len(h.cells)-1]
	}
	return h
}

// chosenField gives the field that --column gives a header.
func chosenField(text string, o Options) string {
	for _, name := range slices.Sorted(maps.Keys(o.Columns)) {
		wanted := o.Columns[name]
		if wanted == text || foldHeader(wanted) != "" && foldHeader(wanted) == foldHeader(text) {
			return fieldNames[foldHeader(name)]
		}
	}
	return ""
}

func isChosen(field string, o Options) bool {
	for name := range o.Columns {
		if fieldNames[foldHeader(name)] == field {
			return true
		}
	}
	return false
}

// reportNoHeader says why no row is a header.
func (s *reader) reportNoHeader(r search) {
	example := reconcile.Say("A header row names the columns, such as: user,license (then below it: ada@contoso.com,SPE_E3). With other names: --column user=HEADER --column license=HEADER.")
	if r.best == nil || len(r.best.known) == 0 {
		s.refuse(s.place(), CodeNoHeader, reconcile.Say("No row has a header that is known."),
			example)
		return
	}
	missing, code := reconcile.Say("the licences"), CodeMissingColumn
	if !r.best.has(fieldUser) {
		missing = reconcile.Say("the users")
		if !r.best.has(fieldLicense) && r.best.boxes == 0 {
			missing, code = reconcile.Say("the users or the licences"), CodeNoHeader
		}
	}
	if likely := likelyLicenses(r.best.cells); likely != "" && code == CodeMissingColumn && r.best.has(fieldUser) {
		example = reconcile.Say("If the licences are in the column %q: --column \"license=%s\".", likely, likely)
	}
	s.refuse(s.at(r.best.row, 0), code,
		reconcile.Say("No column for %s was found. The headers are: %s.", missing, listHeaders(r.best.cells)),
		example)
	(&headed{s, r.best}).reportUnfound()
}

// likelyLicenses gives the one header that speaks of licences; empty where none
// does, or several do.
func likelyLicenses(headers []string) string {
	likely := ""
	for _, text := range headers {
		folded := foldHeader(text)
		if !slices.ContainsFunc(licenseWords, func(w string) bool { return strings.Contains(folded, w) }) {
			continue
		}
		if likely != "" {
			return ""
		}
		likely = text
	}
	return likely
}

// reportUnfound names the headers of --column that are not there.
func (h *headed) reportUnfound() {
	for name, wanted := range h.o.Columns {
		field := fieldNames[foldHeader(name)]
		if slices.ContainsFunc(h.known, func(c column) bool { return c.chosen && c.field == field }) {
			continue
		}
		f := reconcile.Finding{Severity: reconcile.Error, Code: CodeColumnNotFound, At: h.at(h.row, 0),
			Message: reconcile.Say("No column has the header %q, for which --column %s asks.", wanted, name),
			Hint:    reconcile.Say("The headers are: %s.", listHeaders(h.cells))}
		if field == "" {
			f.Message = reconcile.Say("%q, of --column, is not a field.", name)
			f.Hint = reconcile.Say("The fields are: %s.", reconcile.ListOf(Fields()))
		}
		h.add(f)
	}
}

func listHeaders(cells []string) reconcile.Listing {
	var quoted []string
	for _, c := range cells {
		if c != "" {
			quoted = append(quoted, strconv.Quote(excerpt(c)))
		}
		if len(quoted) == 40 {
			quoted = append(quoted, "...")
			break
		}
	}
	return reconcile.ListOf(quoted)
}

// reportAbove says what stands above the header: titles are passed over, rows
// that name users are not.
func (s *reader) reportAbove(above []cells.Line) {
	for _, l := range above {
		filled, users := 0, 0
		for _, c := range l.Cells {
			text, _ := cells.Clean(c)
			if text != "" {
				filled++
			}
			if isAddress(text) {
				users++
			}
		}
		if users > 0 && filled > 1 && !isExample(l.First()) {
			s.refuse(s.at(l.Number, 0), CodeRowsAboveHeader,
				reconcile.Say("This row names a user and is above the header, which is row %d.", s.Info.HeaderRow),
				reconcile.Say("Sorting may have moved the header: put it above the rows that it is for."))
			continue
		}
		s.add(reconcile.Finding{Severity: reconcile.Note, Code: CodeAboveHeader, At: s.at(l.Number, 0),
			Message: reconcile.Say("The row is above the header and was ignored: %q.", excerpt(strings.Join(l.Cells, " ")))})
	}
}
