package sheet

import (
	"regexp"
	"slices"
	"strings"

	"licet/reconcile"
)

// matrixColumns are the columns of a matrix.
type matrixColumns struct {
	users              []column
	boxes              []box
	location, priority *column
}

func (c *matrixColumns) used() []column {
	used := slices.Clone(c.users)
	for _, one := range []*column{c.location, c.priority} {
		if one != nil {
			used = append(used, *one)
		}
	}
	for _, b := range c.boxes {
		used = append(used, b.column)
		for _, a := range b.apps {
			used = append(used, column{index: a.index, meaning: meaning{field: fieldApp}})
		}
	}
	return used
}

// adoptMatrix settles the columns of a matrix.
func (s *Sheet) adoptMatrix(h *header, o Options, found *notebook) []Column {
	cols := matrixColumns{
		users:    s.userColumns(h, found),
		location: s.single(h, fieldLocation, found),
		priority: s.single(h, fieldPriority, found),
	}
	s.refuseInMatrix(h, found)
	cols.boxes = s.licenseBoxes(h, o, found)
	rest := s.appBoxes(h, cols.boxes, o, found)
	s.user, s.watched = cols.users[0].index, rest
	s.watch = func(t ticks, found *notebook) { s.refuseUnknownBoxes(h, t, o, found) }
	s.layout = func() layoutReader { return newMatrixReader(s, h, cols) }
	var used []Column
	for _, c := range cols.used() {
		used = append(used, Column{Number: c.index + 1, Header: h.cells[c.index], Field: c.field})
	}
	return used
}

// refuseInMatrix refuses columns that speak of one licence each row.
func (s *Sheet) refuseInMatrix(h *header, found *notebook) {
	for _, c := range h.known {
		if c.field == fieldAction || c.field == fieldEnabled || c.field == fieldDisabled {
			found.add(reconcile.Finding{Severity: reconcile.Error, Code: CodeAmbiguousColumn, At: s.at(h.row, c.index+1),
				Message: reconcile.Say("The column %q says nothing of a single licence in a sheet with a column a licence.", c.header),
				Hint:    reconcile.Say("Take the column out, or write one row a user and licence. Apps of a matrix have columns headed LICENCE / App.")})
		}
	}
}

// licenseBoxes finds the columns that are headed by licences.
func (s *Sheet) licenseBoxes(h *header, o Options, found *notebook) []box {
	var boxes []box
	for i, text := range h.cells {
		if text == "" || isKnown(h, i) || !o.Vocabulary.IsLicense(text) {
			continue
		}
		if j := slices.IndexFunc(boxes, func(b box) bool { return strings.EqualFold(b.header, text) }); j >= 0 {
			s.ambiguous(h, []column{boxes[j].column, {index: i, header: text}}, reconcile.Say("boxes of one licence"),
				reconcile.Say("Take one of the two columns out."), found)
			continue
		}
		boxes = append(boxes, box{column: column{index: i, header: text, meaning: meaning{field: fieldLicense}}})
	}
	return boxes
}

func isKnown(h *header, index int) bool {
	return slices.ContainsFunc(h.known, func(c column) bool { return c.index == index })
}

// appBoxes gives the app columns to their licences, and the indexes of the
// columns that are left.
func (s *Sheet) appBoxes(h *header, boxes []box, o Options, found *notebook) []int {
	var rest []int
	for i, text := range h.cells {
		if text == "" || isKnown(h, i) || o.Vocabulary.IsLicense(text) {
			continue
		}
		license, app, ok := cutApp(text, o.Vocabulary)
		if !ok {
			rest = append(rest, i)
			continue
		}
		at := slices.IndexFunc(boxes, func(b box) bool { return strings.EqualFold(b.header, license) })
		if at < 0 || !o.Vocabulary.IsApp(license, app) {
			f := found.unknownApp(license, app, at < 0)
			f.At = s.at(h.row, i+1)
			found.add(f)
			continue
		}
		boxes[at].apps = append(boxes[at].apps, appBox{index: i, app: app})
	}
	return rest
}

// unknownApp is the finding about an app column whose licence has no such app,
// or, alone, no column.
func (n *notebook) unknownApp(license, app string, alone bool) reconcile.Finding {
	f := reconcile.Finding{Severity: reconcile.Error, Code: CodeUnknownAppColumn,
		Message: reconcile.Say("The column is for the app %q of %q, which has no such app.", app, license),
		Hint:    reconcile.Say("`licet skus --apps` lists the apps of each licence.")}
	if alone {
		f.Message = reconcile.Say("The column is for the app %q of %q, and no column is headed %q.", app, license, license)
		f.Hint = reconcile.Say("Add a column for the licence, headed with the same words.")
	}
	return f
}

// cutApp takes "LICENCE / App" or "LICENCE: App" apart, where the first part is
// a licence. Part numbers may hold slashes and TENANT:PART a colon.
func cutApp(text string, v Vocabulary) (license, app string, ok bool) {
	for i := len(text) - 1; i > 0; i-- {
		if text[i] != '/' && text[i] != ':' {
			continue
		}
		license, app = strings.TrimSpace(text[:i]), strings.TrimSpace(text[i+1:])
		if app != "" && v.IsLicense(license) {
			return license, app, true
		}
	}
	return "", "", false
}

var (
	partNumberForm  = regexp.MustCompile(`^[A-Z0-9]+(_[A-Za-z0-9()]+)+$`)
	productNameForm = regexp.MustCompile(`(?i)\b(microsoft|office|365|azure|entra|intune|exchange|sharepoint|teams|visio|project|planner|power (bi|apps|automate)|copilot|defender|dynamics|windows|enterprise mobility|[EFAG][1357]|plan \d|premium|p[12])\b`)
)

// refuseUnknownBoxes refuses columns that are no known licence and look like
// one, by their header or by the crosses and ticks in them: a misspelt licence
// that is passed over would be a licence that nobody gets.
func (s *Sheet) refuseUnknownBoxes(h *header, t ticks, o Options, found *notebook) {
	for k, i := range s.watched {
		text := h.cells[i]
		folded := foldHeader(text)
		looks := isGUID(text) || partNumberForm.MatchString(text) ||
			productNameForm.MatchString(text) && !adminCenterHeaders[folded] && !isAboutLicenses(folded)
		ticked := !t.others[k] && (t.marked[k] || t.filled[k] && o.Layout == Matrix)
		if !looks && !ticked {
			continue
		}
		found.add(reconcile.Finding{Severity: reconcile.Error, Code: CodeUnknownLicenseColumn, At: s.at(h.row, i+1),
			Message: reconcile.Say("The column %q looks like a licence, and no licence of this name is known.", text),
			Hint:    nearLicense(o.Vocabulary.Near(text))})
	}
}

// nearLicense says what to do about a column that looks like a licence.
func nearLicense(near []string) reconcile.Sentence {
	if len(near) > 0 {
		return reconcile.Say("Did you mean %s? Mend the name (`licet skus` lists the licences), or take the column out.", reconcile.OrOf(near))
	}
	return reconcile.Say("Mend the name (`licet skus` lists the licences), or take the column out.")
}

// ticks are what is seen in columns that may hold boxes.
type ticks struct {
	// others have something that is no box, filled have boxes that are not empty,
	// marked have a cross or a tick: words such as yes and no may mean anything.
	others, filled, marked []bool
}

func newTicks(columns int) ticks {
	return ticks{make([]bool, columns), make([]bool, columns), make([]bool, columns)}
}

// look looks at the cells of a line.
func (t *ticks) look(columns []int, texts []string) {
	for k, i := range columns {
		if i >= len(texts) || texts[i] == "" || t.others[k] {
			continue
		}
		text := foldWord(texts[i])
		switch tick := tickOf(text); {
		case tick == tickUnknown:
			t.others[k] = true
		case text != "":
			t.filled[k] = true
			t.marked[k] = t.marked[k] || tick == tickOn && (text == "x" || text[0] >= 0x80)
		}
	}
}

// join adds what was seen in other lines.
func (t *ticks) join(more ticks) {
	for k := range t.others {
		t.others[k] = t.others[k] || more.others[k]
		t.filled[k] = t.filled[k] || more.filled[k]
		t.marked[k] = t.marked[k] || more.marked[k]
	}
}
