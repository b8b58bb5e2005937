package plan

import "licet/reconcile"

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
