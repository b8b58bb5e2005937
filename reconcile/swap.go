package reconcile

import (
	"cmp"
	"slices"
	"strings"
)

// Swap gives the rows that move everyone who holds from directly to another
// licence and leave all else alone: each row has an action of its own. Users
// are named by user principal name, in its order, licences by GUID, which alone
// is never ambiguous. From a licence to itself there is nothing to do.
func Swap(t *Tenant, from, to Candidate) []Row {
	if from.SKUID == to.SKUID {
		return nil
	}
	var rows []Row
	for _, i := range usersByName(t) {
		u := &t.Users[i]
		if !holdsDirectly(t, u, from.SKUID) {
			continue
		}
		rows = append(rows, Row{User: u.UserPrincipalName, License: from.SKUID, Action: ActionUnassign})
		if !holdsDirectly(t, u, to.SKUID) {
			rows = append(rows, Row{User: u.UserPrincipalName, License: to.SKUID, Action: ActionAssign})
		}
	}
	return rows
}

func holdsDirectly(t *Tenant, u *User, skuID string) bool {
	return slices.ContainsFunc(t.Assignments(u), func(a Assignment) bool {
		return a.Group == Direct && t.SKUs[a.SKU].ID == skuID
	})
}

func usersByName(t *Tenant) []int {
	order := make([]int, len(t.Users))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		x, y := &t.Users[a], &t.Users[b]
		return cmp.Or(strings.Compare(FoldUser(x.UserPrincipalName), FoldUser(y.UserPrincipalName)), strings.Compare(x.ID, y.ID))
	})
	return order
}
