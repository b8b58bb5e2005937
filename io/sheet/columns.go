package sheet

import (
	"cmp"
	"slices"
	"strings"

	"licet/reconcile"
)

// longColumns are the columns of a sheet that names licences in cells. Columns
// that are not there are nil.
type longColumns struct {
	// users are in the order of their ranks: the first filled one counts.
	users []column
	// licenses are in the order of their ranks. With union all of them count,
	// else the first filled one.
	licenses []column
	union    bool

	action, enabled, disabled, location, priority *column
}

// headed is a sheet whose header is found.
type headed struct {
	*reader
	*header
}

// single gives the one column of a field; several are refused.
func (h *headed) single(field string) *column {
	cs := h.of(field)
	if len(cs) == 0 {
		return nil
	}
	if len(cs) > 1 {
		h.choose(cs, field)
	}
	return &cs[0]
}

// of gives the columns of a field, those of the lowest rank first.
func (h *header) of(field string) []column {
	cs := slices.DeleteFunc(slices.Clone(h.known), func(c column) bool { return c.field != field })
	slices.SortStableFunc(cs, func(a, b column) int { return cmp.Compare(a.rank, b.rank) })
	return cs
}

// choose reports columns of which one can hold a field.
func (h *headed) choose(cs []column, field string) {
	h.ambiguous(cs, field, reconcile.Say("Say which one is meant: --column %q, or remove the others.", field+"="+cs[0].header))
}

// ambiguous reports columns of which one can be what.
func (h *headed) ambiguous(cs []column, what any, hint reconcile.Sentence) {
	names := make([]reconcile.Sentence, len(cs))
	for i, c := range cs {
		names[i] = reconcile.Say("%q (column %s)", c.header, reconcile.ColumnName(c.index+1))
	}
	last := cs[len(cs)-1].index + 1
	h.refuse(h.at(h.row, last), CodeAmbiguousColumn,
		reconcile.Say("Several columns may be the %s column: %s.", what, reconcile.ListOf(names)),
		hint)
}

// userColumns gives the columns that name the user, best first. Two of the best
// rank are refused; lower ones of which there are two are not used.
func (h *headed) userColumns() []column {
	cs := h.of(fieldUser)
	var users []column
	for i := 0; i < len(cs); {
		j := i + 1
		for j < len(cs) && cs[j].rank == cs[i].rank {
			j++
		}
		switch {
		case j == i+1:
			users = append(users, cs[i])
		case i == 0:
			h.choose(cs[i:j], fieldUser)
			return cs[:1]
		}
		i = j
	}
	return users
}

// licenseColumns decides which columns name the licences: numbered ones and
// Add beside Remove all count; a GUID, a part number and a name beside each
// other name the same licence; anything else that is several is refused.
func (h *headed) licenseColumns() (cs []column, union bool) {
	cs = h.of(fieldLicense)
	if cs[0].chosen {
		return cs[:1], false
	}
	moves := slices.IndexFunc(cs, func(c column) bool { return c.rank >= rankAdd })
	if moves < 0 {
		moves = len(cs)
	}
	plain, adding := cs[:moves], cs[moves:]
	switch {
	case len(plain) > 0 && len(adding) > 0:
		h.choose(cs, fieldLicense)
		return cs[:1], false
	case len(adding) > 0:
		return adding, true
	case len(plain) == 1:
		return plain, false
	case plain[0].rank == plain[len(plain)-1].rank:
		if slices.ContainsFunc(plain[1:], func(c column) bool { return !c.numbered }) {
			h.choose(plain, fieldLicense)
		}
		slices.SortStableFunc(plain, func(a, b column) int { return cmp.Compare(a.index, b.index) })
		return plain, true
	}
	for i := range plain[1:] {
		if plain[i].rank == plain[i+1].rank {
			h.choose(plain, fieldLicense)
			return plain[:1], false
		}
	}
	h.noteSameLicense(plain)
	return plain, false
}

func (h *headed) noteSameLicense(cs []column) {
	h.add(reconcile.Finding{Severity: reconcile.Note, Code: CodeSeveralLicenseColumns, At: h.at(h.row, cs[0].index+1),
		Message: reconcile.Say("Several columns name the licence; %q counts, and where it is empty %q.", cs[0].header, cs[1].header),
		Hint:    reconcile.Say("To use another one: --column license=%q.", cs[1].header)})
}

// adoptLong settles the columns of the long and list layouts and of the export of
// the admin centre, and gives all that are read.
func (h *headed) adoptLong() []column {
	cols := longColumns{
		users:    h.userColumns(),
		action:   h.single(fieldAction),
		enabled:  h.single(fieldEnabled),
		disabled: h.single(fieldDisabled),
		location: h.single(fieldLocation),
		priority: h.single(fieldPriority),
	}
	cols.licenses, cols.union = h.licenseColumns()
	if h.boxes > 0 && h.o.Layout == "" {
		h.mixed()
	}
	if !isChosen(fieldLicense, h.o) {
		h.refuseLookAlikes()
	}
	h.refuseServicePlans()
	h.user = cols.users[0].index
	h.layout = func() layoutReader { return newLongReader(h, cols) }
	return cols.used()
}

// used gives all columns that are read.
func (c *longColumns) used() []column {
	used := slices.Concat(c.users, c.licenses)
	for _, one := range []*column{c.action, c.enabled, c.disabled, c.location, c.priority} {
		if one != nil {
			used = append(used, *one)
		}
	}
	return used
}

func (h *headed) mixed() {
	h.refuse(h.at(h.row, 0), CodeAmbiguousColumn,
		reconcile.Say("The sheet has a column for licences and columns whose headers are licences."),
		reconcile.Say("Say what counts: --layout long (the cells of the licence column) or --layout matrix (the boxes)."))
}

// refuseLookAlikes refuses columns whose headers speak of licences in words that
// are not known: what they contain would be left out without a word.
func (h *headed) refuseLookAlikes() {
	for i, text := range h.cells {
		folded := foldHeader(text)
		speaks := slices.ContainsFunc(licenseWords, func(w string) bool { return strings.Contains(folded, w) })
		if !speaks || h.isKnown(i) || isAboutLicenses(folded) {
			continue
		}
		h.refuse(h.at(h.row, i+1), CodeAmbiguousColumn,
			reconcile.Say("The column %q may contain licences too, and is not known.", text),
			reconcile.Say("Say which column counts: --column license=%q, or remove the other one.", h.of(fieldLicense)[0].header))
	}
}

// refuseServicePlans refuses reports that have one row an app: read as licences
// they would say the same again and again, and nothing of the apps.
func (h *headed) refuseServicePlans() {
	heads := func(words ...string) bool {
		return slices.ContainsFunc(h.cells, func(text string) bool { return slices.Contains(words, foldHeader(text)) })
	}
	plan := heads("servicename", "serviceplan", "serviceplanname", "serviceplanid")
	if plan && heads("provisioningstatus", "serviceplanstatus") {
		h.refuse(h.at(h.row, 0), CodeServicePlanReport,
			reconcile.Say("This is a report with one row per app, which says of each whether it works."),
			reconcile.Say("Make a sheet with one row per licence: `licet export` does."))
	}
}
