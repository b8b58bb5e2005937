package reconcile

import (
	"fmt"
	"iter"
	"strings"
)

// TenantFromRows makes an offline tenant out of a sheet of current
// assignments, such as an export: who holds what, and nothing else. Licences
// that cannot be settled are reported as warnings and left out.
func TenantFromRows(rows iter.Seq[Row], names *Names, c *Catalog) (*Tenant, []Finding) {
	o := offline{names: names, users: map[string]*UserRecord{}, skus: map[string]Candidate{}, warned: map[string]bool{}}
	for row := range rows {
		o.take(row)
	}
	b := NewTenantBuilder(Knowledge{Apps: o.apps, Locations: o.locations}, c)
	for _, key := range o.order {
		b.AddUser(*o.users[key])
	}
	t := b.Tenant()
	for i := range t.SKUs {
		s := &t.SKUs[i]
		s.PartNumber, s.Name = o.skus[s.ID].PartNumber, o.skus[s.ID].Name
	}
	return t, o.found
}

// offline gathers what rows of current assignments say.
type offline struct {
	names           *Names
	users           map[string]*UserRecord
	order           []string
	skus            map[string]Candidate
	warned          map[string]bool
	found           []Finding
	apps, locations bool
}

func (o *offline) take(row Row) {
	key := foldUser(row.User)
	u := o.users[key]
	if u == nil {
		u = &UserRecord{UserPrincipalName: strings.TrimSpace(row.User)}
		if id, ok := isGUID(row.User); ok {
			u.ID = id
		}
		o.users[key] = u
		o.order = append(o.order, key)
	}
	if code, ok := ParseLocation(row.UsageLocation); ok {
		u.UsageLocation, o.locations = code, true
	}
	if row.Action == ActionNone || row.Action == ActionUnticked || row.Action == ActionUnassign {
		return
	}
	found := o.names.License(row.License)
	if len(found) != 1 {
		o.warn(row, found)
		return
	}
	sku := found[0]
	o.skus[sku.SKUID] = sku
	l := LicenseRecord{SKUID: sku.SKUID}
	for _, app := range o.names.splitApps(sku.SKUID, row.DisabledApps) {
		if ids := o.names.App(sku.SKUID, app); len(ids) == 1 {
			l.DisabledPlans = append(l.DisabledPlans, ids[0])
			o.apps = true
		}
	}
	u.AssignedLicenses = append(u.AssignedLicenses, l)
}

func (o *offline) warn(row Row, found []Candidate) {
	if o.warned[row.License] {
		return
	}
	o.warned[row.License] = true
	f := Finding{Severity: Warning, Code: CodeUnknownLicense, At: row.At,
		Message: fmt.Sprintf("No licence is named %q; the current assignments of it are left out.", row.License)}
	if len(found) > 1 {
		f.Code = CodeAmbiguousLicense
		f.Message = fmt.Sprintf("%q stands for several licences: %s; the current assignments of it are left out.", row.License, joinAnd(listCandidates(found)))
	}
	o.found = append(o.found, f)
}
