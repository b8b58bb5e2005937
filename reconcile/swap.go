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
	var holders []*User
	for i := range t.Users {
		if holdsDirectly(t, &t.Users[i], from.SKUID) {
			holders = append(holders, &t.Users[i])
		}
	}
	slices.SortFunc(holders, func(x, y *User) int {
		return cmp.Or(strings.Compare(FoldUser(x.UserPrincipalName), FoldUser(y.UserPrincipalName)), strings.Compare(x.ID, y.ID))
	})
	var rows []Row
	for _, u := range holders {
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
