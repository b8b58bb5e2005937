package plan_test

import (
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
)

// The reference planner: docs/semantics.md once more, with sets and nothing else, one
// user at a time, as slowly as it likes. It says what each user should hold
// directly in the end, or that something is wrong with what is said of them.
// Seats and rings are not its business.

type refSet map[string]bool // service plan ids

type refUser struct {
	wrong    bool
	direct   map[string]refSet // skuId -> plans that are off
	location string
}

type reference struct {
	s       scene
	t       *reconcile.Tenant
	o       reconcile.Options
	license map[string]string // spelling -> skuId
}

func newReference(s scene, t *reconcile.Tenant) *reference {
	r := &reference{s: s, t: t, o: s.options, license: map[string]string{}}
	for n, p := range productTable {
		for _, text := range []string{sku(n), p.part, p.name} {
			r.license[text] = sku(n)
		}
	}
	return r
}

func off(ids []string) refSet {
	set := refSet{}
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// rowsOf gives the rows that name a user; wrong if one of their names is shared.
func (r *reference) rowsOf(u *reconcile.User) (rows []reconcile.Row, wrong bool) {
	for _, row := range r.s.rows {
		name := strings.ToLower(strings.TrimSpace(row.User))
		byMail := 0
		for _, v := range r.t.Users {
			if strings.ToLower(v.Mail) == name {
				byMail++
			}
		}
		switch {
		case name == u.UserPrincipalName || name == u.ID:
			rows = append(rows, row)
		case name == strings.ToLower(u.Mail):
			rows = append(rows, row)
			wrong = wrong || byMail > 1
		}
	}
	return rows, wrong
}

// speaksAs gives what a row says in the mode: yes, no, or nothing.
func (r *reference) speaksAs(a reconcile.Action) string {
	switch {
	case a == reconcile.ActionAssign, a == reconcile.ActionUnsaid && r.o.Mode != reconcile.Remove:
		return "yes"
	case a == reconcile.ActionUnassign, a == reconcile.ActionUnsaid, a == reconcile.ActionUnticked && r.o.Mode == reconcile.Exact:
		return "no"
	}
	return ""
}

func isPlain(a reconcile.Action) bool {
	return a == reconcile.ActionUnsaid || a == reconcile.ActionUnticked
}

// managed: the sheet is the whole truth for it. allowed: rows may speak of it.
func (r *reference) managed(id string) bool {
	if slices.Contains(r.o.Ignore, id) {
		return false
	}
	if r.o.ManageAll {
		return true
	}
	if r.o.Manage != nil {
		return r.allowed(id)
	}
	return slices.ContainsFunc(r.s.rows, func(row reconcile.Row) bool { return r.license[row.License] == id && isPlain(row.Action) })
}

func (r *reference) allowed(id string) bool {
	listed := r.o.Manage == nil || slices.ContainsFunc(r.o.Manage, func(m string) bool { return r.license[m] == id })
	return listed && !slices.Contains(r.o.Ignore, id)
}

func (r *reference) choosable(id string) refSet {
	set := refSet{}
	for n, p := range productTable {
		for _, x := range p.plans {
			if sku(n) == id && x != foundation {
				set[planID(x)] = true
			}
		}
	}
	return set
}

// apps gives what is off after a row has spoken, starting from what was off.
func (r *reference) apps(row reconcile.Row, id string, was refSet) refSet {
	named := func(names []string) refSet {
		set := refSet{}
		for _, name := range names {
			for n, texts := range planNames {
				if name = strings.TrimSpace(name); name == texts[0] || name == texts[1] {
					set[planID(n)] = true
				}
			}
		}
		return set
	}
	switch {
	case row.EnabledApps == "all":
		return refSet{}
	case row.EnabledApps != "":
		now := r.choosable(id)
		for p := range named(strings.Split(row.EnabledApps, ";")) {
			delete(now, p)
		}
		return now
	case row.DisabledApps != "":
		return named(strings.Split(row.DisabledApps, ";"))
	}
	now := maps.Clone(was)
	for p := range named(row.AppsOn) {
		delete(now, p)
	}
	maps.Copy(now, named(row.AppsOff))
	return now
}

func sameApps(a, b reconcile.Row) bool {
	return a.EnabledApps == b.EnabledApps && a.DisabledApps == b.DisabledApps && slices.Equal(a.AppsOn, b.AppsOn) && slices.Equal(a.AppsOff, b.AppsOff)
}

// plan says what a user should hold.
func (r *reference) planID(u *reconcile.User) refUser {
	rows, wrong := r.rowsOf(u)
	x := refUser{wrong: wrong, direct: map[string]refSet{}, location: u.UsageLocation}
	groups, unknown, effective := map[string][]refSet{}, map[string]refSet{}, map[string][]refSet{}
	for _, a := range r.t.Assignments(u) {
		id := r.t.SKUs[a.SKU].ID
		switch {
		case a.Group == reconcile.Direct:
			x.direct[id] = off(a.DisabledPlans)
		case a.Group == reconcile.UnknownOrigin:
			unknown[id] = off(a.DisabledPlans)
		case a.Held():
			groups[id] = append(groups[id], off(a.DisabledPlans))
		}
		if a.Held() {
			effective[id] = append(effective[id], off(a.DisabledPlans))
		}
	}
	before := maps.Clone(x.direct)
	yes, no, none, plain := map[string]reconcile.Row{}, map[string]bool{}, false, len(rows) == 0 && r.o.Scope == reconcile.ScopeTenant
	for _, row := range rows {
		if row.UsageLocation != "" {
			x.location = strings.ToUpper(row.UsageLocation)
		}
		if row.Action == reconcile.ActionNone {
			none = none || r.o.Mode != reconcile.Add
			continue
		}
		id, known := r.license[row.License]
		if !known {
			x.wrong = true
			continue
		}
		plain = plain || isPlain(row.Action)
		says := r.speaksAs(row.Action)
		if says == "" || !r.allowed(id) {
			x.wrong = x.wrong || r.o.Strict && !r.allowed(id) && row.Action != reconcile.ActionUnticked && says != ""
			continue
		}
		first, again := yes[id]
		if x.wrong = x.wrong || says == "yes" && no[id] || says == "no" && again || again && !sameApps(first, row); says == "yes" && !again {
			yes[id] = row
		}
		no[id] = no[id] || says == "no"
	}
	x.wrong = x.wrong || none && len(yes) > 0
	x.wrong = x.wrong || r.twoCountries(rows)

	// What no row speaks of goes where the sheet is the whole truth.
	for id := range before {
		_, wanted := yes[id]
		goes := no[id] || none && r.allowed(id) || plain && r.o.Mode == reconcile.Exact && r.managed(id)
		if !wanted && goes {
			delete(x.direct, id)
		}
	}
	gives := false
	for id, row := range yes {
		was, direct := before[id]
		switch {
		case direct && len(groups[id]) > 0 && r.o.DropRedundant && r.redundant(row, id, was, groups[id]):
			delete(x.direct, id)
		case direct:
			x.direct[id] = r.apps(row, id, was)
			gives = gives || !maps.Equal(x.direct[id], was)
		case len(groups[id]) > 0 || unknown[id] != nil:
		default:
			x.direct[id] = r.apps(row, id, r.carried(id, effective))
			gives = true
			x.wrong = x.wrong || id == sku(storageSKU) || id == sku(notOwned)
		}
	}
	if gives && x.location == "" {
		x.location = r.o.DefaultLocation
		x.wrong = x.wrong || x.location == ""
	}
	x.wrong = x.wrong || r.conflict(before, x.direct, groups, unknown)
	return x
}

func (r *reference) twoCountries(rows []reconcile.Row) bool {
	countries := refSet{}
	for _, row := range rows {
		countries[strings.ToUpper(row.UsageLocation)] = true
	}
	delete(countries, "")
	return len(countries) > 1
}

// redundant: the groups give every app that the direct one is to give, and the
// apps are then as the row wants them.
func (r *reference) redundant(row reconcile.Row, id string, direct refSet, groups []refSet) bool {
	offByGroups, wanted := r.everywhere(groups), r.apps(row, id, direct)
	for p := range offByGroups {
		if !wanted[p] {
			return false
		}
	}
	return maps.Equal(r.apps(row, id, offByGroups), offByGroups)
}

func (r *reference) everywhere(sets []refSet) refSet {
	all := maps.Clone(sets[0])
	for p := range all {
		for _, s := range sets {
			if !s[p] {
				delete(all, p)
			}
		}
	}
	return all
}

// carried: a new licence keeps off the apps that were off wherever the user had them.
func (r *reference) carried(id string, effective map[string][]refSet) refSet {
	keep := refSet{}
	for p := range r.choosable(id) {
		had, on := false, false
		for held, sets := range effective {
			for _, s := range sets {
				if r.choosable(held)[p] {
					had, on = true, on || !s[p]
				}
			}
		}
		if had && !on && !r.o.AllAppsOn {
			keep[p] = true
		}
	}
	return keep
}

// conflict: the two rules of the small world that are errors, and only where
// they did not hold before already.
func (r *reference) conflict(before, after map[string]refSet, groups map[string][]refSet, unknown map[string]refSet) bool {
	plansOn := func(direct map[string]refSet) refSet {
		on := refSet{}
		add := func(id string, off refSet) {
			for p := range r.choosable(id) {
				if !off[p] {
					on[p] = true
				}
			}
		}
		for id, off := range direct {
			add(id, off)
		}
		for id, sets := range groups {
			for _, off := range sets {
				add(id, off)
			}
		}
		for id, off := range unknown {
			add(id, off)
		}
		return on
	}
	was, now := plansOn(before), plansOn(after)
	twoCalls := func(on refSet) bool { return on[planID(calling1)] && on[planID(calling2)] }
	lacksTeams := func(on refSet) bool { return on[planID(phone)] && !on[planID(teams)] }
	return twoCalls(now) && !twoCalls(was) || lacksTeams(now) && !lacksTeams(was)
}
