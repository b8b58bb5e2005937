package plan

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// entries are what the lines of all sheets say, settled once for all lines that say
// the same of their users.
type entries struct {
	names    *names.Names
	licenses *licenses
	all      []entry
	// of has for each sheet what its entries are here.
	of [][]entryRef
	// named are the licences that rows name.
	named map[int32]bool
	// unknown are the texts that name no licence, with the problems that tell so.
	unknown map[string][]problemOf
}

// entryRef is what an entry of a sheet says beside its number here: of two that differ
// in their priority, or in the domain of their users, the number is the same.
type entryRef struct {
	entry    int32
	priority priority
}

type problemOf struct{ entry, problem int }

// entry is what a line says of its user.
type entry struct {
	statements []statement
	locations  []location
	// problems are to be told of each line; their spots have only columns.
	problems problems
	// column is the first that says something.
	column int32
}

// statement is a row whose licence is settled.
type statement struct {
	at     spot
	sku    int32 // -1 with ActionNone
	action reconcile.Action
	apps   *appsRule
}

// location is a usage location that a row asks for.
type location struct {
	code string
	at   spot
}

func settleEntries(sheets []*reconcile.Rows, n *names.Names, l *licenses) *entries {
	e := &entries{names: n, licenses: l, named: map[int32]bool{}, unknown: map[string][]problemOf{}}
	numbers := map[string]int32{}
	var key []byte
	for _, sheet := range sheets {
		of := make([]entryRef, len(sheet.Entries))
		for i := range sheet.Entries {
			rows := sheet.Entries[i].Rows
			key = appendRows(key[:0], rows)
			number, ok := numbers[string(key)]
			if !ok {
				number = int32(len(e.all))
				numbers[string(key)] = number
				e.all = append(e.all, e.settle(rows))
			}
			of[i].entry = number
			for k := range rows {
				of[i].priority.take(priority{rows[k].Priority, rows[k].HasPriority})
			}
		}
		e.of = append(e.of, of)
	}
	e.hintUnknown()
	return e
}

// appendRows appends all that rows say, but for the priority.
func appendRows(key []byte, rows []reconcile.Row) []byte {
	text := func(s string) { key = append(binary.AppendUvarint(key, uint64(len(s))), s...) }
	for i := range rows {
		r := &rows[i]
		key = binary.AppendUvarint(append(key, byte(r.Action)), uint64(r.At.Column))
		text(r.License)
		text(r.EnabledApps)
		text(r.DisabledApps)
		text(r.UsageLocation)
		for _, apps := range [][]string{r.AppsOn, r.AppsOff} {
			key = binary.AppendUvarint(key, uint64(len(apps)))
			for _, app := range apps {
				text(app)
			}
		}
	}
	return key
}

func (e *entries) settle(rows []reconcile.Row) entry {
	var out entry
	for i := range rows {
		row := &rows[i]
		at := spot{column: int32(row.At.Column)}
		if i == 0 || at.column < out.column {
			out.column = at.column
		}
		out.settleLocation(row, at)
		s := statement{at: at, sku: -1, action: row.Action}
		if row.Action != reconcile.ActionNone {
			var ok bool
			if s.sku, ok = e.license(&out, row, at); !ok {
				continue
			}
			e.named[s.sku] = true
			s.apps = e.apps(&out, row, s.sku)
			if row.Action == reconcile.ActionUnsaid || row.Action == reconcile.ActionUnticked {
				e.licenses.mentioned[s.sku] = true
			}
		}
		out.statements = append(out.statements, s)
	}
	return out
}

func (x *entry) settleLocation(row *reconcile.Row, at spot) {
	if strings.TrimSpace(row.UsageLocation) == "" {
		return
	}
	code, ok := reconcile.ParseLocation(row.UsageLocation)
	if !ok {
		x.problems.add(reconcile.Error, reconcile.CodeBadLocation, at,
			reconcile.Say("The usage location %q is not a country code.", row.UsageLocation), locationHint(row.UsageLocation))
		return
	}
	x.locations = append(x.locations, location{code, at})
}

// license settles what licence a row means, and reports a name that means none or
// several.
func (e *entries) license(x *entry, row *reconcile.Row, at spot) (sku int32, ok bool) {
	if strings.TrimSpace(row.License) == "" {
		x.problems.add(reconcile.Error, reconcile.CodeEmptyLicense, at, reconcile.Say("The licence cell is empty, which may be a mistake."),
			reconcile.Say("Name a licence; a user who is to have none gets the word none."))
		return 0, false
	}
	switch found := e.names.License(row.License); len(found) {
	case 1:
		return e.licenses.number(found[0]), true
	case 0:
		e.unknown[row.License] = append(e.unknown[row.License], problemOf{len(e.all), len(x.problems)})
		x.problems.add(reconcile.Error, reconcile.CodeUnknownLicense, at, reconcile.Say("No licence is named %q.", row.License), reconcile.Sentence{})
	default:
		x.problems.add(reconcile.Error, reconcile.CodeAmbiguousLicense, at,
			reconcile.Say("%q stands for several licences: %s.", row.License, reconcile.AndOf(reconcile.ListCandidates(found))),
			reconcile.Say("Write the part number or the GUID of the one that is meant."))
	}
	return 0, false
}

// hintUnknown says what may be meant by texts that nobody knows.
func (e *entries) hintUnknown() {
	for asked, text := range slices.Sorted(maps.Keys(e.unknown)) {
		hint := reconcile.Say("`licet skus` lists the licences of the tenant.")
		if asked < names.NearQuestions {
			if near := e.names.Nearest(text); len(near) > 0 {
				hint = didYouMean(reconcile.ListCandidates(near))
			}
		}
		for _, x := range e.unknown[text] {
			e.all[x.entry].problems[x.problem].hint = hint
		}
	}
}
