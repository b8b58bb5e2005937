package plan

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"

	"licet/reconcile"
)

// wishes are what lines want of one user: the same for all whose lines have the same
// entries. Lines are known by their numbers among those of the user.
type wishes struct {
	list []wish
	// none: no direct licence at all.
	none   bool
	noneAt spot
	// whole: the rows are the whole truth for the managed licences. Rows with
	// an action of their own are not: they speak for themselves only.
	whole bool
	// statements are all that is said of licences, in the order of the sheet.
	statements []statement
	// locations are the different ones that are asked for.
	locations []location
	problems  problems
}

// wish is what the rows want of one licence for one user.
type wish struct {
	sku  int32
	want bool
	apps *appsRule
	at   spot
}

// unnamed is the index of what a user whom no row names should hold.
const unnamed = 0

// wishesOf makes the wishes of everybody, once for each combination of entries, and
// reports what is not understood, said twice or contradicts itself. A user whom no
// row names should hold nothing of what is managed, in scope tenant.
func wishesOf(ps *people, e *entries, l *licenses, o *reconcile.Options) []wishes {
	all := []wishes{{whole: o.Mode == reconcile.Exact && o.Scope == reconcile.ScopeTenant}}
	known := map[string]int32{}
	var key []byte
	for i := range ps.all {
		who := &ps.all[i]
		if who.name == "" && len(who.lines) == 0 {
			continue // unnamed
		}
		slices.SortStableFunc(who.lines, line.compare)
		key = appendLines(key[:0], who.lines)
		n, ok := known[string(key)]
		if !ok {
			n = int32(len(all))
			known[string(key)] = n
			if e.said(who.lines) > mostSaid {
				ps.notes.often = who
				break
			}
			w := wisher{entries: e, licenses: l, mode: o.Mode}
			w.take(who.lines)
			all = append(all, w.wishes)
		}
		who.wishes = n
		if ps.report(who, all[n].problems...); ps.notes.errors > mostErrors {
			break
		}
	}
	return all
}

// said counts what lines say.
func (e *entries) said(lines []line) int {
	n := 0
	for _, l := range lines {
		n += 1 + len(e.all[l.entry].statements)
	}
	return n
}

// appendLines appends what lines say, and which of them have one place (a sheet that
// is given twice).
func appendLines(key []byte, lines []line) []byte {
	for i, l := range lines {
		x := uint32(l.entry) << 1
		if i > 0 && l.compare(lines[i-1]) == 0 {
			x++
		}
		key = binary.NativeEndian.AppendUint32(key, x)
	}
	return key
}

// wisher makes the wishes of a combination of entries.
type wisher struct {
	wishes
	entries  *entries
	licenses *licenses
	mode     reconcile.Mode
}

func (w *wisher) take(lines []line) {
	var number int32
	for i, l := range lines {
		if i == 0 || l.compare(lines[i-1]) != 0 {
			number = int32(i + 1)
		}
		x := &w.entries.all[l.entry]
		for _, s := range x.statements {
			s.at.line = number
			w.statements = append(w.statements, s)
		}
		for _, at := range x.locations {
			at.at.line = number
			w.locations = append(w.locations, at)
		}
		for _, p := range x.problems {
			p.at.line = number
			w.problems = append(w.problems, p)
		}
	}
	slices.SortStableFunc(w.statements, func(a, b statement) int {
		return cmp.Or(a.at.compare(b.at), strings.Compare(w.licenses.id(a.sku), w.licenses.id(b.sku)), cmp.Compare(a.action, b.action))
	})
	w.takeLocations()
	for _, s := range w.statements {
		w.takeStatement(s)
	}
	w.checkNone()
}

// takeLocations keeps of each location the first row that asks for it.
func (w *wisher) takeLocations() {
	slices.SortStableFunc(w.locations, func(a, b location) int { return a.at.compare(b.at) })
	different := w.locations[:0]
	for _, x := range w.locations {
		if slices.ContainsFunc(different, func(y location) bool { return x.code == y.code }) {
			continue
		}
		different = append(different, x)
		if first := different[0]; len(different) > 1 {
			w.problems.add(reconcile.Error, reconcile.CodeContradictoryRows, x.at,
				reconcile.Say("The usage location is %s here and %s in %s.", x.code, first.code, first.at),
				reconcile.Say("Keep one of the two."))
		}
	}
	w.locations = different
}

func (w *wisher) takeStatement(s statement) {
	if s.action == reconcile.ActionNone {
		w.takeNone(s.at)
		return
	}
	byMode := s.action == reconcile.ActionUnsaid || s.action == reconcile.ActionUnticked
	w.whole = w.whole || w.mode == reconcile.Exact && byMode
	want := s.action == reconcile.ActionAssign || s.action == reconcile.ActionUnsaid && w.mode != reconcile.Remove
	switch {
	case s.action == reconcile.ActionUnticked && w.mode != reconcile.Exact: // says nothing
	case w.licenses.admits(s.sku):
		w.add(wish{s.sku, want, s.apps, s.at})
	case s.action != reconcile.ActionUnticked:
		w.reportUnmanaged(s)
	}
}

// checkNone refuses the word none beside a licence that is wanted.
func (w *wisher) checkNone() {
	for _, x := range w.list {
		if w.none && x.want {
			w.problems.add(reconcile.Error, reconcile.CodeNoneBesideLicense, x.at,
				reconcile.Say("%s is wanted here, and no licence at all in %s.", w.licenses.name(x.sku), w.noneAt),
				reconcile.Say("Keep one of the two."))
		}
	}
}

func (w *wisher) takeNone(at spot) {
	switch {
	case w.mode == reconcile.Add:
		w.problems.add(reconcile.Note, reconcile.CodeNoneIgnored, at, reconcile.Say("The word none removes nothing in add mode."),
			reconcile.Say("Use --mode exact or remove where it is intended."))
	case w.none:
		w.noteDuplicate(at, w.noneAt)
	default:
		w.none, w.noneAt = true, at
	}
}

func (w *wisher) add(x wish) {
	same := w.of(x.sku)
	switch {
	case same == nil:
		w.list = append(w.list, x)
	case same.want != x.want:
		w.problems.add(reconcile.Error, reconcile.CodeContradictoryRows, x.at,
			reconcile.Say("%s is %s here and %s in %s.", w.licenses.name(x.sku), wanted(x.want), wanted(same.want), same.at),
			reconcile.Say("Keep one of the two."))
	case x.want && !same.apps.equal(x.apps):
		w.problems.add(reconcile.Error, reconcile.CodeContradictoryRows, x.at,
			reconcile.Say("The apps of %s are not the same here as in %s.", w.licenses.name(x.sku), same.at),
			reconcile.Say("Keep one of the two."))
	default:
		w.noteDuplicate(x.at, same.at)
	}
}

// of gives the wish for a licence; nil for none.
func (w *wishes) of(sku int32) *wish {
	if i := slices.IndexFunc(w.list, func(x wish) bool { return x.sku == sku }); i >= 0 {
		return &w.list[i]
	}
	return nil
}

// speaksOf reports whether a row names a licence, be it in vain.
func (w *wishes) speaksOf(sku int32) bool {
	return slices.ContainsFunc(w.statements, func(s statement) bool { return s.sku == sku })
}

func (w *wisher) noteDuplicate(here, there spot) {
	message := reconcile.Say("The same is said in %s; it counts once.", there)
	if here == there {
		message = reconcile.Say("This cell says the same twice; it counts once.")
	}
	w.problems.add(reconcile.Note, reconcile.CodeDuplicateRow, here, message, reconcile.Sentence{})
}

func wanted(want bool) reconcile.Word {
	if want {
		return "wanted"
	}
	return "not wanted"
}

func (w *wisher) reportUnmanaged(s statement) {
	why, hint := reconcile.Say("--manage does not list it"), reconcile.Say("Add it to --manage, or remove the row.")
	if w.licenses.ignored[s.sku] {
		why, hint = reconcile.Say("--ignore lists it"), reconcile.Say("Remove it from --ignore, or remove the row.")
	}
	w.problems.add(reconcile.Warning, reconcile.CodeLicenseNotManaged, s.at,
		reconcile.Say("%s is left alone in spite of this row: %s.", w.licenses.name(s.sku), why), hint)
}
