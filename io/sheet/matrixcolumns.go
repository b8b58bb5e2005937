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

// adoptMatrix settles the columns of a matrix, and gives all that are read.
func (h *headed) adoptMatrix() []column {
	cols := matrixColumns{
		users:    h.userColumns(),
		location: h.single(fieldLocation),
		priority: h.single(fieldPriority),
	}
	h.refuseInMatrix()
	cols.boxes = h.licenseBoxes()
	rest := h.appBoxes(cols.boxes)
	h.user, h.watched = cols.users[0].index, rest
	h.watch = func(t ticks) { h.refuseUnknownBoxes(t) }
	h.layout = func() layoutReader { return newMatrixReader(h, cols) }
	return cols.used()
}

// refuseInMatrix refuses columns that speak of one licence each row.
func (h *headed) refuseInMatrix() {
	for _, c := range h.known {
		if c.field == fieldAction || c.field == fieldEnabled || c.field == fieldDisabled {
			h.refuse(h.at(h.row, c.index+1), CodeAmbiguousColumn,
				reconcile.Say("The column %q applies to no single licence in a sheet with one column per licence.", c.header),
				reconcile.Say("Remove the column, or write one row per user and licence. Apps of a matrix have columns with the header LICENCE / App."))
		}
	}
}

// licenseBoxes finds the columns that are headed by licences.
func (h *headed) licenseBoxes() []box {
	var boxes []box
	for i, text := range h.cells {
		if text == "" || h.isKnown(i) || !h.o.Vocabulary.IsLicense(text) {
			continue
		}
		if j := slices.IndexFunc(boxes, func(b box) bool { return strings.EqualFold(b.header, text) }); j >= 0 {
			h.ambiguous([]column{boxes[j].column, {index: i, header: text}}, reconcile.Say("boxes of one licence"),
				reconcile.Say("Remove one of the two columns."))
			continue
		}
		boxes = append(boxes, box{column: column{index: i, header: text, meaning: meaning{field: fieldLicense}}})
	}
	return boxes
}

func (h *header) isKnown(index int) bool {
	return slices.ContainsFunc(h.known, func(c column) bool { return c.index == index })
}

// appBoxes gives the app columns to their licences, and the indexes of the
// columns that are left.
func (h *headed) appBoxes(boxes []box) []int {
	var rest []int
	for i, text := range h.cells {
		if text == "" || h.isKnown(i) || h.o.Vocabulary.IsLicense(text) {
			continue
		}
		license, app, ok := cutApp(text, h.o.Vocabulary)
		if !ok {
			rest = append(rest, i)
			continue
		}
		at := slices.IndexFunc(boxes, func(b box) bool { return strings.EqualFold(b.header, license) })
		switch {
		case at < 0:
			h.refuse(h.at(h.row, i+1), CodeUnknownAppColumn,
				reconcile.Say("The column is for the app %q of %q, and no column has the header %q.", app, license, license),
				reconcile.Say("Add a column for the licence, with the same words as its header."))
		case !h.o.Vocabulary.IsApp(license, app):
			h.refuse(h.at(h.row, i+1), CodeUnknownAppColumn,
				reconcile.Say("The column is for the app %q of %q, which has no such app.", app, license),
				reconcile.Say("`licet skus --apps` lists the apps of each licence."))
		default:
			boxes[at].apps = append(boxes[at].apps, appBox{index: i, app: app})
		}
	}
	return rest
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
func (h *headed) refuseUnknownBoxes(t ticks) {
	for k, i := range h.watched {
		text := h.cells[i]
		folded := foldHeader(text)
		looks := isGUID(text) || partNumberForm.MatchString(text) ||
			productNameForm.MatchString(text) && !adminCenterHeaders[folded] && !isAboutLicenses(folded)
		ticked := t[k]&seenOther == 0 && (t[k]&seenMark != 0 || t[k]&seenBox != 0 && h.o.Layout == Matrix)
		if !looks && !ticked {
			continue
		}
		h.refuse(h.at(h.row, i+1), CodeUnknownLicenseColumn,
			reconcile.Say("The column %q looks like a licence, and no licence of this name is known.", text),
			nearLicense(h.o.Vocabulary.Near(text)))
	}
}

// nearLicense says what to do about a column that looks like a licence.
func nearLicense(near []string) reconcile.Sentence {
	if len(near) > 0 {
		return reconcile.Say("Did you mean %s? Correct the name (`licet skus` lists the licences), or remove the column.", reconcile.OrOf(near))
	}
	return reconcile.Say("Correct the name (`licet skus` lists the licences), or remove the column.")
}

// ticks are what is seen in columns that may hold boxes, column by column.
type ticks []seen

// seen are things that cells of a column hold.
type seen uint8

const (
	// seenOther is something that is no box, seenBox a box that is not empty.
	seenOther seen = 1 << iota
	seenBox
	// seenMark is a cross or a tick: words such as yes and no may mean anything.
	seenMark
)

// look looks at the cells of a line.
func (t ticks) look(columns []int, texts []string) {
	for k, i := range columns {
		if i >= len(texts) || texts[i] == "" || t[k]&seenOther != 0 {
			continue
		}
		text := foldWord(texts[i])
		switch tick := tickOf(text); {
		case tick == tickUnknown:
			t[k] |= seenOther
		case tick == tickOn && (text == "x" || text[0] >= 0x80):
			t[k] |= seenBox | seenMark
		case text != "":
			t[k] |= seenBox
		}
	}
}

// join adds what was seen in other lines.
func (t ticks) join(more ticks) {
	for k := range t {
		t[k] |= more[k]
	}
}
