package plan

import (
	"cmp"
	"slices"

	"licet/reconcile"
)

// notes are the findings of a plan in the making.
type notes struct {
	all    []reconcile.Finding
	strict bool
	// refused: the whole input is refused, and nothing is changed.
	refused bool
}

// add adds a finding; with Strict a warning is an error. It gives how bad it is.
func (n *notes) add(f reconcile.Finding) reconcile.Severity {
	if n.strict && f.Severity == reconcile.Warning {
		f.Severity = reconcile.Error
	}
	n.all = append(n.all, f)
	return f.Severity
}

// refuse refuses the whole input.
func (n *notes) refuse(code reconcile.Code, message, hint reconcile.Sentence) {
	n.refused = true
	n.add(reconcile.Finding{Severity: reconcile.Error, Code: code, Message: message, Hint: hint})
}

// sorted gives the findings in their order; with SkipInvalid the errors about a user
// are warnings, since that user is left out. In scope tenant that does not do for an
// unknown name: it is somebody whose licences would go as those of a user whom the
// sheet does not name.
func (n *notes) sorted(o *reconcile.Options) []reconcile.Finding {
	if o.SkipInvalid {
		for i := range n.all {
			f := &n.all[i]
			mustKnow := f.Code == reconcile.CodeUnknownUser && o.Scope == reconcile.ScopeTenant
			if f.Severity == reconcile.Error && f.User != "" && !mustKnow {
				f.Severity = reconcile.Warning
				f.Hint = reconcile.Sentences(f.Hint, reconcile.Say("Left out, as --skip-invalid asks."))
			}
		}
	}
	reconcile.SortFindings(n.all)
	return n.all
}

// didYouMean asks whether one of the names was meant.
func didYouMean(names []string) reconcile.Sentence {
	return reconcile.Say("Did you mean %s?", reconcile.OrOf(names))
}

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

type problems []problem

func (p *problems) add(severity reconcile.Severity, code reconcile.Code, at spot, message, hint reconcile.Sentence) {
	*p = append(*p, problem{severity, code, at, message, hint})
}

// tell reports problems of a person; an error leaves them out whole.
func (ps *people) tell(who *person, problems ...problem) {
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
