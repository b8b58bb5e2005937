package plan

import (
	"licet/reconcile"
)

// findings collects what a Build finds.
type findings struct {
	all    []reconcile.Finding
	strict bool
}

func (f *findings) add(x reconcile.Finding) {
	if f.strict && x.Severity == reconcile.Warning {
		x.Severity = reconcile.Error
	}
	f.all = append(f.all, x)
}

// refuse reports an error about a person and leaves them out whole.
func (p *planner) refuse(who *person, x reconcile.Finding) { p.tell(who, reconcile.Error, x) }

// warn reports a warning about a person; with Strict it is an error.
func (p *planner) warn(who *person, x reconcile.Finding) { p.tell(who, reconcile.Warning, x) }

// note reports something worth knowing about a person.
func (p *planner) note(who *person, x reconcile.Finding) { p.tell(who, reconcile.Note, x) }

// tell reports a finding about a person; an error leaves them out.
func (p *planner) tell(who *person, s reconcile.Severity, x reconcile.Finding) {
	x.Severity = s
	x.User = p.personName(who)
	p.found.add(x)
	if p.found.all[len(p.found.all)-1].Severity == reconcile.Error {
		who.refused = true
	}
}

// settled gives the findings in their order; with SkipInvalid the errors about
// a user are warnings, since that user is left out.
func (p *planner) settled() []reconcile.Finding {
	if p.in.Options.SkipInvalid {
		for i := range p.found.all {
			f := &p.found.all[i]
			if f.Severity == reconcile.Error && f.User != "" && !p.mustKnow(f.Code) {
				f.Severity = reconcile.Warning
				f.Hint = reconcile.Sentences(f.Hint, reconcile.Say("Left out, as --skip-invalid asks."))
			}
		}
	}
	reconcile.SortFindings(p.found.all)
	return p.found.all
}

// mustKnow reports whether leaving the user out does not do: in scope tenant an
// unknown name is somebody whose licences would go as those of a user whom the
// sheet does not name.
func (p *planner) mustKnow(c reconcile.Code) bool {
	return c == reconcile.CodeUnknownUser && p.in.Options.Scope == reconcile.ScopeTenant
}

// didYouMean asks whether one of the names was meant.
func didYouMean(names []string) reconcile.Sentence {
	return reconcile.Say("Did you mean %s?", reconcile.OrOf(names))
}
