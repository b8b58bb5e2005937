package plan

import (
	"cmp"
	"slices"

	"licet/reconcile"
)

// spot is a cell of the lines of a person, whoever that is: so people who say the
// same share what is found and decided. The zero spot is none.
type spot struct {
	// line is that of the person's lines, from 1 on, or firstLine.
	line   int32
	column int32
}

// firstLine stands for the place that first names the person.
const firstLine = -1

// problem is a finding about whoever says or holds something. Places in its message
// are spots.
type problem struct {
	severity      reconcile.Severity
	code          reconcile.Code
	at            spot
	message, hint reconcile.Sentence
}

// problems are what an entry, wishes or an outcome has against it.
type problems []problem

func (p *problems) add(severity reconcile.Severity, code reconcile.Code, at spot, message, hint reconcile.Sentence) {
	*p = append(*p, problem{severity, code, at, message, hint})
}

// report adds problems of a person to the findings; an error leaves them out whole.
func (ps *people) report(who *person, problems ...problem) {
	for i := range problems {
		x := &problems[i]
		severity := ps.notes.add(reconcile.Finding{Severity: x.severity, Code: x.code, At: ps.place(who, x.at), User: ps.nameOf(who),
			Message: ps.placed(who, x.message), Hint: x.hint})
		who.refused = who.refused || severity == reconcile.Error
	}
}

// place gives the place of a spot in the lines of a person.
func (ps *people) place(who *person, s spot) reconcile.Place {
	switch s.line {
	case 0:
		return reconcile.Place{}
	case firstLine:
		return who.first
	default:
		return ps.placeOf(who.lines[s.line-1], s.column)
	}
}

// placed puts places for the spots in a sentence.
func (ps *people) placed(who *person, s reconcile.Sentence) reconcile.Sentence {
	args := slices.Clone(s.Args)
	for i := range args {
		if at, ok := args[i].(spot); ok {
			args[i] = ps.place(who, at)
		}
	}
	return reconcile.Sentence{Format: s.Format, Args: args}
}

func (s spot) compare(o spot) int {
	return cmp.Or(cmp.Compare(s.line, o.line), cmp.Compare(s.column, o.column))
}
