package plan

import (
	"iter"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// TenantFromRows makes an offline tenant out of a sheet of current
// assignments, such as an export: who has what, and nothing else. What cannot
// be settled is reported as warnings and left out.
func TenantFromRows(rows iter.Seq[reconcile.Row], names *names.Names, c *reconcile.Catalog) (*reconcile.Tenant, []reconcile.Finding) {
	o := newOffline(names, c)
	o.takeAll(rows)
	return o.tenant(), o.found
}

// list gives the tenant the licences of entries, whoever holds them, in the order in
// which rows would.
func (o *offline) list(entries []reconcile.Entry) {
	for i := range entries {
		for _, row := range entries[i].Rows {
			if found := o.names.License(row.License); row.Action.Gives() && len(found) == 1 {
				o.number(found[0])
			}
		}
	}
}

// offline gathers what rows of current assignments say. A user's rows may stand
// anywhere.
type offline struct {
	catalog *reconcile.Catalog
	knows   reconcile.Knowledge
	names   *names.Names
	// licenses are those that are held, in the order in which they were named.
	licenses []reconcile.Candidate
	records  []*reconcile.UserRecord
	users    map[string]*reconcile.UserRecord // by folded name
	warned   map[string]bool
	found    []reconcile.Finding
}

func newOffline(names *names.Names, c *reconcile.Catalog) *offline {
	return &offline{catalog: c, names: names, users: map[string]*reconcile.UserRecord{}, warned: map[string]bool{}}
}

func (o *offline) takeAll(rows iter.Seq[reconcile.Row]) {
	for row := range rows {
		o.take(&row)
	}
}

func (o *offline) take(row *reconcile.Row) {
	u := o.user(row.User)
	if code, ok := reconcile.ParseLocation(row.UsageLocation); ok {
		u.UsageLocation, o.knows.Locations = code, true
	}
	if !row.Action.Gives() {
		return
	}
	c := o.license(row)
	if c == nil || slices.ContainsFunc(u.AssignedLicenses, func(l reconcile.LicenseRecord) bool { return l.SKUID == c.SKUID }) {
		return
	}
	u.AssignedLicenses = append(u.AssignedLicenses, reconcile.LicenseRecord{SKUID: c.SKUID, DisabledPlans: o.disabled(row, c)})
}

func (o *offline) user(name string) *reconcile.UserRecord {
	key := reconcile.FoldUser(name)
	u := o.users[key]
	if u == nil {
		id, _ := reconcile.ParseGUID(name)
		u = &reconcile.UserRecord{ID: id, UserPrincipalName: strings.TrimSpace(name)}
		o.users[key], o.records = u, append(o.records, u)
	}
	return u
}

// license gives the licence that a row names; nil for none.
func (o *offline) license(row *reconcile.Row) *reconcile.Candidate {
	found := o.names.License(row.License)
	if len(found) != 1 {
		o.warnLicense(row, found)
		return nil
	}
	return &o.licenses[o.number(found[0])]
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

// disabled gives the plans that are off by the cells that list apps.
func (o *offline) disabled(row *reconcile.Row, c *reconcile.Candidate) []string {
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
	plans := o.plans(row, c, append(o.names.SplitApps(c.SKUID, listed), row.AppsOff...))
	if all != nil {
		plans = without(reconcile.NormalizePlans(all), plans)
	}
	return plans
}

func (o *offline) plans(row *reconcile.Row, c *reconcile.Candidate, apps []string) []string {
	var plans []string
	for _, app := range apps {
		found := o.names.App(c.SKUID, app)
		if len(found) == 1 {
			plans = append(plans, found[0])
			continue
		}
		o.warn(app, reconcile.Finding{Code: reconcile.CodeUnknownApp, At: row.At,
			Message: reconcile.Say("%s has no app %q, or several; it is ignored.", c.Name, app),
			Hint:    reconcile.Say("Apps of it may be planned that are so already.")})
	}
	return reconcile.NormalizePlans(plans)
}

func (o *offline) warnLicense(row *reconcile.Row, found []reconcile.Candidate) {
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
	o.warn(row.License, f)
}

// warn reports a text once, however many rows have it.
func (o *offline) warn(text string, f reconcile.Finding) {
	if !o.warned[text] {
		o.warned[text] = true
		f.Severity = reconcile.Warning
		o.found = append(o.found, f)
	}
}

func (o *offline) tenant() *reconcile.Tenant {
	b := reconcile.NewTenantBuilder(o.knows, o.catalog)
	for _, c := range o.licenses {
		b.NameSKU(c.SKUID, c.PartNumber, c.Name)
	}
	for _, r := range o.records {
		b.AddUser(*r)
	}
	return b.Tenant()
}
