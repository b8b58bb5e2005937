// Package workbooks writes sheets that package sheet reads again: a tenant's
// licences, rows, and templates to fill in.
package workbooks

import (
	"cmp"
	"io"
	"regexp"
	"slices"
	"strings"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// Options say what Export writes.
type Options struct {
	Kind Kind
	// Layout is long, list or matrix, as package sheet names them; empty is long.
	Layout string
	// Everyone writes the users without a direct licence too: as "none", or in
	// a matrix as a row of empty boxes. Without it they are left out, and a
	// sheet that does not name them takes nothing from them, whatever they are
	// given until it is applied.
	Everyone bool
}

// Exported says what Export wrote.
type Exported struct {
	// Users and Assignments count what the sheet has, LeftOut the users
	// without a direct licence that it has not.
	Users, Assignments, LeftOut int
	// Licenses are the names under which the sheet has the licences, sorted.
	Licenses []string
}

// Export writes the direct assignments of a tenant as a sheet that means them
// again: planned against the same tenant it changes nothing. Licences that come
// through groups are not written, since rows would make them direct. Apps that
// are off stand in a column "disabled apps", or in boxes of their own.
func Export(w io.Writer, t *reconcile.Tenant, o Options) (Exported, error) {
	e := newExporter(t, o)
	g := &grid{worksheet: "Licenses"}
	switch o.Layout {
	case "long", "":
		e.long(g)
	case "list":
		e.list(g)
	case "matrix":
		e.matrix(g)
	default:
		return Exported{}, reconcile.Problem(reconcile.Say("the layout %s cannot be written: choose long, list or matrix", o.Layout))
	}
	return e.done, g.write(w, o.Kind)
}

// exporter knows the users that are written and the names of their licences.
type exporter struct {
	tenant *reconcile.Tenant
	users  []*reconcile.User
	// names are the names of the SKUs, by index.
	names []string
	done  Exported
}

func newExporter(t *reconcile.Tenant, o Options) *exporter {
	e := &exporter{tenant: t, names: licenseNames(t)}
	held := map[int32]bool{}
	for i := range t.Users {
		u := &t.Users[i]
		direct := e.direct(u)
		if len(direct) == 0 && !o.Everyone {
			e.done.LeftOut++
			continue
		}
		for _, a := range direct {
			held[a.SKU] = true
		}
		e.users = append(e.users, u)
		e.done.Assignments += len(direct)
	}
	slices.SortStableFunc(e.users, func(a, b *reconcile.User) int {
		return cmp.Or(strings.Compare(strings.ToLower(userName(a)), strings.ToLower(userName(b))), strings.Compare(a.ID, b.ID))
	})
	e.done.Users = len(e.users)
	for i := range held {
		e.done.Licenses = append(e.done.Licenses, e.names[i])
	}
	slices.Sort(e.done.Licenses)
	return e
}

// direct gives the direct assignments of a user, by the names of their licences.
func (e *exporter) direct(u *reconcile.User) []reconcile.Assignment {
	var as []reconcile.Assignment
	for _, a := range e.tenant.Assignments(u) {
		if a.Group == reconcile.Direct && a.Held() {
			as = append(as, a)
		}
	}
	slices.SortFunc(as, func(a, b reconcile.Assignment) int { return strings.Compare(e.names[a.SKU], e.names[b.SKU]) })
	return as
}

func userName(u *reconcile.User) string { return cmp.Or(u.UserPrincipalName, u.ID) }

// licenseNames gives each SKU the name that means it alone: the part number, or
// the GUID where another SKU has the same one or the tenant does not list it.
func licenseNames(t *reconcile.Tenant) []string {
	count := map[string]int{}
	for i := range t.SKUs {
		count[strings.ToLower(t.SKUs[i].PartNumber)]++
	}
	names := make([]string, len(t.SKUs))
	for i := range t.SKUs {
		s := &t.SKUs[i]
		names[i] = s.PartNumber
		if !s.Owned || s.PartNumber == "" || count[strings.ToLower(s.PartNumber)] > 1 || strings.ContainsAny(s.PartNumber, cells.Separators) {
			names[i] = s.ID
		}
	}
	return names
}

// appName gives an app of a SKU the name that means it alone.
func appName(s *reconcile.SKU, id string) string {
	name, same := "", 0
	if i := slices.IndexFunc(s.Plans, func(p reconcile.ServicePlan) bool { return p.ID == id }); i >= 0 {
		name = s.Plans[i].Name
	}
	for _, p := range s.Plans {
		if strings.EqualFold(p.Name, name) {
			same++
		}
	}
	if same != 1 || !plainName.MatchString(name) {
		return id
	}
	return name
}

// plainName matches names of apps that no separator of a cell can be a part of.
var plainName = regexp.MustCompile(`^[0-9A-Za-z_]+$`)

// off gives the names of the apps that an assignment has off, with a prefix.
func (e *exporter) off(a reconcile.Assignment, prefix string) string {
	var apps []string
	for _, id := range a.DisabledPlans {
		apps = append(apps, prefix+appName(&e.tenant.SKUs[a.SKU], id))
	}
	slices.Sort(apps)
	return strings.Join(apps, "; ")
}

func (e *exporter) long(g *grid) {
	g.add("user", "display name", "license", "description", "disabled apps")
	for _, u := range e.users {
		direct := e.direct(u)
		for _, a := range direct {
			g.add(userName(u), u.DisplayName, e.names[a.SKU], e.tenant.SKUs[a.SKU].Name, e.off(a, ""))
		}
		if len(direct) == 0 {
			g.add(userName(u), u.DisplayName, "none", "", "")
		}
	}
}

func (e *exporter) list(g *grid) {
	g.add("user", "display name", "licenses", "disabled apps")
	for _, u := range e.users {
		var names, off []string
		for _, a := range e.direct(u) {
			names = append(names, e.names[a.SKU])
			if len(a.DisabledPlans) > 0 {
				off = append(off, e.off(a, e.names[a.SKU]+" / "))
			}
		}
		if len(names) == 0 {
			names = []string{"none"}
		}
		g.add(userName(u), u.DisplayName, strings.Join(names, "; "), strings.Join(off, "; "))
	}
}
