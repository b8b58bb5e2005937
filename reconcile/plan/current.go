package plan

import (
	"iter"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/names"
)

// TenantFromRows makes an offline tenant out of a sheet of current
// assignments, such as an export: who holds what, and nothing else. What cannot
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

// offline gathers what rows of current assignments say. The builder serves to
// number licences and to share sets of plans; users are gathered here, since
// their rows may stand anywhere.
type offline struct {
	b      *reconcile.TenantBuilder
	names  *names.Names
	users  map[string]int32
	skus   map[string]int32 // texts of licence cells
	last   string           // the user of the row before
	lastAt int32
	warned map[string]bool
	found  []reconcile.Finding
	room   []reconcile.Assignment
}

func newOffline(names *names.Names, c *reconcile.Catalog) *offline {
	return &offline{
		b:      reconcile.NewTenantBuilder(reconcile.Knowledge{}, c),
		names:  names,
		users:  map[string]int32{},
		skus:   map[string]int32{},
		warned: map[string]bool{},
	}
}

// expect makes room for the users of so many rows.
func (o *offline) expect(rows int) {
	o.b.TenantOf.Users = slices.Grow(o.b.TenantOf.Users, rows/2)
	o.users = make(map[string]int32, rows/2)
}

func (o *offline) takeAll(rows iter.Seq[reconcile.Row]) {
	for row := range rows {
		o.take(&row)
	}
}

func (o *offline) take(row *reconcile.Row) {
	u := o.user(row.User)
	if code, ok := reconcile.ParseLocation(row.UsageLocation); ok {
		u.UsageLocation, o.b.TenantOf.Knows.Locations = o.b.Share(code), true
	}
	if !row.Action.Gives() {
		return
	}
	sku, ok := o.sku(row)
	if !ok || slices.ContainsFunc(u.Assignments, func(a reconcile.Assignment) bool { return a.SKU == sku }) {
		return
	}
	u.Assignments = appendIn(&o.room, u.Assignments, reconcile.Assignment{SKU: sku, Group: reconcile.Direct, DisabledPlans: o.disabled(row, sku)})
}

func (o *offline) user(name string) *reconcile.User {
	users := &o.b.TenantOf.Users
	if name == o.last && len(*users) > 0 {
		return &(*users)[o.lastAt]
	}
	key := reconcile.FoldUser(name)
	i, ok := o.users[key]
	if !ok {
		i = int32(len(*users))
		o.users[key] = i
		u := reconcile.User{UserPrincipalName: strings.TrimSpace(name)}
		if id, isID := reconcile.ParseGUID(name); isID {
			u.ID = id
		}
		*users = append(*users, u)
	}
	o.last, o.lastAt = name, i
	return &(*users)[i]
}

func (o *offline) sku(row *reconcile.Row) (int32, bool) {
	if sku, ok := o.skus[row.License]; ok {
		return sku, sku >= 0
	}
	found := o.names.License(row.License)
	if len(found) != 1 {
		o.skus[row.License] = -1
		o.warnLicense(row, found)
		return -1, false
	}
	sku := o.number(found[0])
	o.skus[row.License] = sku
	return sku, true
}

func (o *offline) number(c reconcile.Candidate) int32 {
	sku := o.b.SkuIndex(c.SKUID)
	o.b.TenantOf.SKUs[sku].PartNumber, o.b.TenantOf.SKUs[sku].Name = c.PartNumber, c.Name
	return sku
}

// disabled gives the plans that are off by the cells that list apps.
func (o *offline) disabled(row *reconcile.Row, sku int32) []string {
	listed, all := row.DisabledApps, []string(nil)
	if strings.TrimSpace(row.EnabledApps) != "" {
		listed, all = row.EnabledApps, o.names.SkuPlans[o.b.TenantOf.SKUs[sku].ID]
	}
	listed = strings.TrimSpace(listed)
	if listed == "" && len(row.AppsOff) == 0 {
		return nil
	}
	o.b.TenantOf.Knows.Apps = true
	if isNone(row.DisabledApps) || isAll(row.EnabledApps) {
		return nil
	}
	apps := append(o.names.SplitApps(o.b.TenantOf.SKUs[sku].ID, listed), row.AppsOff...)
	plans := o.plans(row, sku, apps)
	if all != nil {
		plans = without(reconcile.NormalizePlans(all), plans)
	}
	return o.b.PlanSet(plans)
}

func (o *offline) plans(row *reconcile.Row, sku int32, apps []string) []string {
	var plans []string
	for _, app := range apps {
		found := o.names.App(o.b.TenantOf.SKUs[sku].ID, app)
		if len(found) == 1 {
			plans = append(plans, found[0])
			continue
		}
		o.warn(app, reconcile.Finding{Code: reconcile.CodeUnknownApp, At: row.At,
			Message: reconcile.Say("%s has no app %q, or several; it is passed over.", o.b.TenantOf.SKUs[sku].Name, app),
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
		f.Message = reconcile.Say("A licence cell of the current assignments is empty; it is taken to say nothing.")
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
	t := o.b.Tenant()
	for i := range t.Users {
		slices.SortFunc(t.Users[i].Assignments, func(a, b reconcile.Assignment) int { return int(a.SKU - b.SKU) })
	}
	return t
}
