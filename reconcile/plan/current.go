package plan

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// TenantFromRows makes an offline tenant out of a sheet of current
// assignments, such as an export: who has what, and nothing else. What cannot
// be settled is reported as warnings and left out.
func TenantFromRows(rows *reconcile.Rows, names *names.Names, c *reconcile.Catalog) (*reconcile.Tenant, []reconcile.Finding) {
	return newOffline(rows, names, c).tenant(rows)
}

// offline is what the entries of a list of current assignments say that users have.
type offline struct {
	catalog *reconcile.Catalog
	knows   reconcile.Knowledge
	names   *names.Names
	// licenses are those that are held, in the order in which they were named.
	licenses []reconcile.Candidate
	said     []held // by entry
}

// held is what a line says that its user has.
type held struct {
	licenses []reconcile.LicenseRecord
	location string
	flaws    []flaw
	// silent: it makes no row.
	silent bool
}

// flaw is a text that cannot be settled, with the finding that tells so.
type flaw struct {
	text string
	reconcile.Finding
}

func newOffline(list *reconcile.Rows, names *names.Names, c *reconcile.Catalog) *offline {
	o := &offline{catalog: c, names: names}
	if list != nil {
		for i := range list.Entries {
			o.said = append(o.said, o.settle(list.Entries[i].Rows))
		}
	}
	return o
}

func (o *offline) settle(rows []reconcile.Row) held {
	h := held{silent: len(rows) == 0}
	for i := range rows {
		row := &rows[i]
		if code, ok := reconcile.ParseLocation(row.UsageLocation); ok {
			h.location, o.knows.Locations = code, true
		}
		if !row.Action.Gives() {
			continue
		}
		found := o.names.License(row.License)
		if len(found) != 1 {
			h.flaws = append(h.flaws, licenseFlaw(row, found))
			continue
		}
		c := o.licenses[o.number(found[0])]
		h.licenses = append(h.licenses, reconcile.LicenseRecord{SKUID: c.SKUID, DisabledPlans: o.disabled(&h, row, &c)})
	}
	return h
}

func (o *offline) number(c reconcile.Candidate) int {
	c.SKUID = strings.ToLower(c.SKUID)
	i := slices.IndexFunc(o.licenses, func(l reconcile.Candidate) bool { return l.SKUID == c.SKUID })
	if i < 0 {
		i = len(o.licenses)
		o.licenses = append(o.licenses, c)
	}
	return i
}

// tenant makes the tenant of some lines of the list, with all that are about one user
// among them: these may stand anywhere.
func (o *offline) tenant(lines *reconcile.Rows) (*reconcile.Tenant, []reconcile.Finding) {
	b := reconcile.NewTenantBuilder(o.knows, o.catalog)
	for _, c := range o.licenses {
		b.NameSKU(c.SKUID, c.PartNumber, c.Name)
	}
	var users [reconcile.Parts][]reconcile.UserRecord
	share(len(users), func(mine iter.Seq[int]) {
		for part := range mine {
			users[part] = o.users(lines.Part(part))
		}
	})
	for _, records := range users {
		for i := range records {
			b.AddUser(records[i])
		}
	}
	return b.Tenant(), o.found(lines)
}

// users gives the users whom lines name.
func (o *offline) users(lines iter.Seq2[string, reconcile.Line]) (records []reconcile.UserRecord) {
	numbers := map[string]int{} // by folded name
	for name, line := range lines {
		h := &o.said[line.Entry]
		if h.silent {
			continue
		}
		key := reconcile.FoldUser(name)
		i, known := numbers[key]
		if !known {
			i = len(records)
			numbers[key] = i
			id, _ := reconcile.ParseGUID(name)
			records = append(records, reconcile.UserRecord{ID: id, UserPrincipalName: strings.TrimSpace(name)})
		}
		u := &records[i]
		u.UsageLocation = cmp.Or(h.location, u.UsageLocation)
		for _, l := range h.licenses {
			if !slices.ContainsFunc(u.AssignedLicenses, func(x reconcile.LicenseRecord) bool { return x.SKUID == l.SKUID }) {
				u.AssignedLicenses = append(u.AssignedLicenses, l)
			}
		}
	}
	return records
}

// found reports a text once, where it stands first, however many rows have it.
func (o *offline) found(lines *reconcile.Rows) (found []reconcile.Finding) {
	if !slices.ContainsFunc(o.said, func(h held) bool { return len(h.flaws) > 0 }) {
		return nil
	}
	first := map[uint32]int{} // the row, by entry
	for part := range reconcile.Parts {
		for _, line := range lines.Part(part) {
			if row, known := first[line.Entry]; len(o.said[line.Entry].flaws) > 0 && (!known || int(line.Row) < row) {
				first[line.Entry] = int(line.Row)
			}
		}
	}
	reported := map[string]bool{}
	for _, entry := range slices.SortedFunc(maps.Keys(first), func(a, b uint32) int { return cmp.Compare(first[a], first[b]) }) {
		for _, f := range o.said[entry].flaws {
			if !reported[f.text] {
				reported[f.text] = true
				f.Severity, f.At = reconcile.Warning, lines.At.Cell(first[entry], f.At.Column)
				found = append(found, f.Finding)
			}
		}
	}
	return found
}

// disabled gives the plans that are off by the cells that list apps.
func (o *offline) disabled(h *held, row *reconcile.Row, c *reconcile.Candidate) []string {
	listed, all := row.DisabledApps, []string(nil)
	if strings.TrimSpace(row.EnabledApps) != "" {
		listed, all = row.EnabledApps, o.names.SkuPlans[c.SKUID]
	}
	listed = strings.TrimSpace(listed)
	if listed == "" && len(row.AppsOff) == 0 {
		return nil
	}
	o.knows.Apps = true
	if isNone(row.DisabledApps) || isAll(row.EnabledApps) {
		return nil
	}
	plans := o.plans(h, row, c, append(o.names.SplitApps(c.SKUID, listed), row.AppsOff...))
	if all != nil {
		plans = without(reconcile.NormalizePlans(all), plans)
	}
	return plans
}

func (o *offline) plans(h *held, row *reconcile.Row, c *reconcile.Candidate, apps []string) []string {
	var plans []string
	for _, app := range apps {
		found := o.names.App(c.SKUID, app)
		if len(found) == 1 {
			plans = append(plans, found[0])
			continue
		}
		h.flaws = append(h.flaws, flaw{app, reconcile.Finding{Code: reconcile.CodeUnknownApp, At: row.At,
			Message: reconcile.Say("%s has no app %q, or several; it is ignored.", c.Name, app),
			Hint:    reconcile.Say("Apps of it may be planned that are so already.")}})
	}
	return reconcile.NormalizePlans(plans)
}

func licenseFlaw(row *reconcile.Row, found []reconcile.Candidate) flaw {
	f := reconcile.Finding{Code: reconcile.CodeUnknownLicense, At: row.At,
		Message: reconcile.Say("No licence is named %q; the current assignments of it are left out.", row.License),
		Hint:    reconcile.Say("Plans on this list would assign it again; name it by its part number.")}
	if strings.TrimSpace(row.License) == "" {
		f.Code = reconcile.CodeEmptyLicense
		f.Message = reconcile.Say("A licence cell of the current assignments is empty; it is ignored.")
		f.Hint = reconcile.Say("A user without licences gets the word none.")
	}
	if len(found) > 1 {
		f.Code = reconcile.CodeAmbiguousLicense
		f.Message = reconcile.Say("%q stands for several licences: %s; the current assignments of it are left out.", row.License, reconcile.AndOf(reconcile.ListCandidates(found)))
	}
	return flaw{row.License, f}
}
