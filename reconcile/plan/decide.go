package plan

import (
	"licet/reconcile"
)

// outcome is what is decided for everybody who wants the same and holds the same.
type outcome struct {
	// change is what is done, and what was held before: a change without its user.
	change    reconcile.Change
	decisions []decision
	problems  problems
	// covered are pairs of licences of which the second appears to cover the first.
	covered [][2]string
	// leftAlone are direct licences that no row names and that stay only because
	// they are not managed.
	leftAlone []string
	// concerned: somebody whom no row names has anything that is to go.
	concerned bool
	// losesAll: no licence is left.
	losesAll bool
}

// decision is what was decided on one licence, and why.
type decision struct {
	sku  int32
	at   spot
	text reconcile.Sentence
}

func (o *outcome) decided(sku int32, at spot, text reconcile.Word) {
	o.decisions = append(o.decisions, decision{sku, at, text.Sentence()})
}

// draft is a change in the making.
type draft struct {
	// who is an index of people.all.
	who int32
	*outcome
	location *reconcile.Location
	split    bool
}

// decide compares what each user in scope should hold with what they have, and
// drafts a change where the two differ. What Graph would refuse is found here, not by
// a failing call.
func decide(ps *people, r *rules, n *notes) []draft {
	d := decider{people: ps, rules: r, covered: map[[2]string]*coveredPair{}}
	for i := range ps.all {
		// Without a name is who is left out because an ambiguous one may mean them.
		if who := &ps.all[i]; who.user >= 0 && who.name != "" {
			d.draft(int32(i))
		}
	}
	if r.options.Scope == reconcile.ScopeTenant {
		for u := range ps.tenant.Users {
			if ps.ofUser[u] < 0 && r.outcome(unnamed, &ps.tenant.Users[u]).concerned {
				ps.ofTenant(int32(u))
				d.draft(ps.ofUser[u])
			}
		}
	}
	d.reportCovered(n)
	return d.drafts
}

// decider adds what differs by person to what is decided for all who are like them.
type decider struct {
	people  *people
	rules   *rules
	drafts  []draft
	covered map[[2]string]*coveredPair
	// back: this is the way back from a run.
	back bool
}

func (d *decider) draft(i int32) {
	who := &d.people.all[i]
	u := d.people.user(who.user)
	o := d.rules.outcome(who.wishes, u)
	x := draft{who: i, outcome: o}
	d.people.report(who, o.problems...)
	wanted := location{at: spot{line: firstLine}}
	if asked := d.rules.wishes[who.wishes].locations; len(asked) > 0 {
		wanted = asked[0]
	}
	x.location = d.location(who, u, o, wanted)
	if !o.change.TouchesLicenses() && x.location == nil {
		return
	}
	d.drafts = append(d.drafts, x)
	d.checkAccount(who, u, o)
	if !who.refused {
		d.countCovered(who, o)
	}
	d.checkWayBack(who, u, &x)
}

// location sets the usage location where one is wanted, and where a user without one
// gets a licence (Graph: user: assignLicense needs one).
func (d *decider) location(who *person, u *reconcile.User, o *outcome, wanted location) *reconcile.Location {
	if !d.people.tenant.Knows.Locations {
		return nil
	}
	needs := len(o.change.Assign)+len(o.change.Update) > 0
	if needs && wanted.code == "" && u.UsageLocation == "" {
		wanted.code = d.rules.options.DefaultLocation
		if wanted.code == "" {
			d.reportNoLocation(who, wanted.at)
		}
	}
	if wanted.code == "" || wanted.code == u.UsageLocation {
		return nil
	}
	if u.Synced {
		d.people.report(who, problem{reconcile.Warning, reconcile.CodeLocationSynced, wanted.at,
			reconcile.Say("The account is synchronised from on premises, which may refuse or undo a change of the usage location."),
			reconcile.Say("Set it in the directory that the account comes from.")})
	}
	return &reconcile.Location{From: u.UsageLocation, To: wanted.code}
}

func (d *decider) reportNoLocation(who *person, at spot) {
	p := problem{reconcile.Error, reconcile.CodeNoLocation, at,
		reconcile.Say("The user has no usage location, without which no licence can be assigned."),
		reconcile.Say("Fill a usage location column, or use --default-location.")}
	if d.back {
		who.refused = true
		p.severity, p.hint = reconcile.Warning, reconcile.Say("The user is left as they are; --default-location XX sets one.")
	}
	d.people.report(who, p)
}

// checkWayBack tells of removals that undo could not take back, since the user has no
// usage location and gets none.
func (d *decider) checkWayBack(who *person, u *reconcile.User, x *draft) {
	if who.refused || len(x.change.Unassign) == 0 || u.UsageLocation != "" || x.location != nil || !d.people.tenant.Knows.Locations {
		return
	}
	d.people.report(who, problem{reconcile.Warning, reconcile.CodeNoWayBack, spot{line: firstLine},
		reconcile.Say("The user has no usage location, without which undo cannot assign %s again.",
			reconcile.AndOf(d.rules.licenses.namesOf(x.change.Unassign))),
		reconcile.Say("Set a usage location before, or undo with --default-location.")})
}

func (d *decider) checkAccount(who *person, u *reconcile.User, o *outcome) {
	if len(o.change.Assign) == 0 || !d.people.tenant.Knows.Accounts {
		return
	}
	if u.Disabled {
		d.people.report(who, problem{reconcile.Warning, reconcile.CodeDisabledUser, spot{line: firstLine},
			reconcile.Say("The account is disabled and gets a licence."),
			reconcile.Say("It uses a seat all the same; a shared mailbox of up to 50 GB needs none.")})
	}
	if u.Guest {
		d.people.report(who, problem{reconcile.Note, reconcile.CodeGuestUser, spot{line: firstLine},
			reconcile.Say("The account is a guest and gets a licence."),
			reconcile.Say("Guests use a seat like everybody else.")})
	}
}

// coveredPair counts the users for whom the first licence is covered by the second.
type coveredPair struct {
	users int
	at    reconcile.Place
	first string
}

func (d *decider) countCovered(who *person, o *outcome) {
	for _, key := range o.covered {
		pair := d.covered[key]
		if pair == nil {
			pair = &coveredPair{}
			d.covered[key] = pair
		}
		pair.users++
		if name := d.people.nameOf(who); pair.first == "" || name < pair.first {
			pair.first, pair.at = name, who.first
		}
	}
}

func (d *decider) reportCovered(n *notes) {
	l := d.rules.licenses
	for key, pair := range d.covered {
		n.add(reconcile.Finding{Severity: reconcile.Note, Code: reconcile.CodeCovered, At: pair.at,
			Message: reconcile.Say("%s appears to be covered by %s, which %s would have as well (%s first): %s may be saved.",
				l.name(l.at[key[0]]), l.name(l.at[key[1]]), reconcile.Count(pair.users, "%d user", "%d users"), pair.first, reconcile.Count(pair.users, "%d seat", "%d seats")),
			Hint: reconcile.Say("Seats, contract and region decide; the comparison is by the apps that the two contain.")})
	}
}
