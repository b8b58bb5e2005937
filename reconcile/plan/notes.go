package plan

import (
	"slices"

	"licet/reconcile"
)

// notes are the findings of a plan in the making.
type notes struct {
	all    []reconcile.Finding
	strict bool
	// refused: the whole input is refused, and nothing is changed.
	refused bool
	// errors counts the errors of all.
	errors int
	// often is somebody of whom more than mostSaid is said; nil if there is nobody.
	often *person
}

// mostErrors bounds the errors of a plan: nobody reads as many. mostSaid bounds what is
// said of a user: there are fewer licences.
const (
	mostErrors = 100_000
	mostSaid   = 20_000
)

// tooMany is the error for input with more errors than a plan may have. It is nil
// where there are fewer.
func (n *notes) tooMany() error {
	if n.often != nil {
		return reconcile.Problem(reconcile.Say("%s: more than %d licences are named for %s: is this the right column of users?", n.often.first, mostSaid, n.often.name))
	}
	if n.errors <= mostErrors {
		return nil
	}
	first := n.all[slices.IndexFunc(n.all, func(f reconcile.Finding) bool { return f.Severity == reconcile.Error })]
	return reconcile.Problem(reconcile.Say("the sheet has more than %d errors, such as this one in %s: %s %s", mostErrors, first.At, first.Message, first.Hint))
}

// add adds a finding; with Strict a warning is an error. It gives how bad it is.
func (n *notes) add(f reconcile.Finding) reconcile.Severity {
	if n.strict && f.Severity == reconcile.Warning {
		f.Severity = reconcile.Error
	}
	if f.Severity == reconcile.Error {
		n.errors++
	}
	if n.errors <= mostErrors {
		n.all = append(n.all, f)
	}
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
