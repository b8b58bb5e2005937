package plan

import (
	"errors"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// settleOptions refuses options that make no sense, or none together, and gives the
// licences that they and the tenant name. The default location is put in order.
func settleOptions(in *Input) (*licenses, error) {
	l := newLicenses(in.Tenant, in.Names)
	o := &in.Options
	l.all = o.ManageAll
	var errs [5]error
	l.listed, errs[0] = l.optionSet("manage", o.Manage)
	l.ignored, errs[1] = l.optionSet("ignore", o.Ignore)
	for _, id := range in.Agreed.Licenses {
		l.mentioned[l.at[id]] = true
	}
	if text := o.DefaultLocation; text != "" {
		code, ok := reconcile.ParseLocation(text)
		if !ok {
			errs[2] = reconcile.Problem(reconcile.Say("--default-location: %q is not a country code. %s",
				text, locationHint(text)))
		}
		o.DefaultLocation = code
	}
	if o.Mode == reconcile.Add && o.DropRedundant {
		errs[3] = reconcile.Problem(reconcile.Say("--drop-redundant removes licences, which --mode add never does: leave one of the two out"))
	}
	if o.Scope == reconcile.ScopeTenant && in.Tenant.Partial {
		errs[4] = reconcile.Problem(reconcile.Say("--scope tenant needs all users of the tenant, and only those of the sheet were read"))
	}
	return l, errors.Join(errs[:]...)
}

// optionSet settles the licences of a flag.
func (l *licenses) optionSet(flag string, texts []string) (map[int32]bool, error) {
	set := map[int32]bool{}
	var errs []error
	for _, text := range texts {
		if found := l.names.License(text); len(found) == 1 {
			set[l.number(found[0])] = true
		} else {
			errs = append(errs, reconcile.Problem(notOneLicense(l.names, flag, text, found)))
		}
	}
	return set, errors.Join(errs...)
}

// notOneLicense tells of a flag that names no licence, or several.
func notOneLicense(n *names.Names, flag, text string, found []reconcile.Candidate) reconcile.Sentence {
	if len(found) > 0 {
		return reconcile.Say("--%s: %q stands for several licences: %s", flag, text, reconcile.AndOf(reconcile.ListCandidates(found)))
	}
	if near := n.Nearest(text); len(near) > 0 {
		return reconcile.Say("--%s: no licence is named %q; did you mean %s?", flag, text, reconcile.OrOf(reconcile.ListCandidates(near)))
	}
	return reconcile.Say("--%s: no licence is named %q", flag, text)
}

// locationHint says how a wrong country code is written right.
func locationHint(text string) reconcile.Sentence {
	if strings.EqualFold(strings.TrimSpace(text), "UK") {
		return reconcile.Say("The United Kingdom is GB.")
	}
	return reconcile.Say("Write the two letters of ISO 3166, e.g. DE, GB, US or CN.")
}
