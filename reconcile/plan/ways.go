package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// ways is how a user has one licence.
type ways struct {
	sku       int32
	direct    *reconcile.Assignment
	inherited []*reconcile.Assignment // held through groups
	failing   *reconcile.Assignment   // wanted by a group, not held
	unknown   *reconcile.Assignment
}

// waysOf gives how a user has each licence. Assignments are sorted by licence and
// then by origin.
func waysOf(as []reconcile.Assignment, t *reconcile.Tenant) []ways {
	all := make([]ways, 0, len(as))
	for i := range as {
		a := &as[i]
		if len(all) == 0 || all[len(all)-1].sku != a.SKU {
			all = append(all, ways{sku: a.SKU})
		}
		w := &all[len(all)-1]
		switch {
		case a.Group == reconcile.Direct:
			w.direct = a
		case a.Group == reconcile.UnknownOrigin:
			w.unknown = a
		case a.Held():
			w.inherited = append(w.inherited, a)
		case w.failing == nil || t.Groups[a.Group].ID < t.Groups[w.failing.Group].ID:
			w.failing = a // of several the one with the first id: groups are numbered as users come
		}
	}
	return all
}

// throughGroups names the groups through which a user has a licence.
func (r *rules) throughGroups(h *ways) reconcile.Sentence {
	names := make([]reconcile.Sentence, len(h.inherited))
	for i, a := range h.inherited {
		names[i] = r.groupName(a.Group, "the group %s", "the group %q")
	}
	slices.SortFunc(names, func(a, b reconcile.Sentence) int { return strings.Compare(a.String(), b.String()) })
	return reconcile.Say("through %s", reconcile.AndOf(names))
}

// groupName names a group, by its id where it has no name.
func (r *rules) groupName(group int32, byID, byName string) reconcile.Sentence {
	g := r.tenant.Groups[group]
	if g.DisplayName == "" {
		return reconcile.Say(byID, g.ID)
	}
	return reconcile.Say(byName, g.DisplayName)
}
