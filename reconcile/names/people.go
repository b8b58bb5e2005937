package names

import (
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"

	"licet/reconcile"
)

// NearUsers finds users with names that are alike. It looks only at users whose
// name begins with the same letter, and only for the first unknown users: a
// wrong file must not cost a scan of the tenant a row.
type NearUsers struct {
	Tenant  *reconcile.Tenant
	byFirst map[string][]string
	asked   int
}

// nearestUser is how alike the names of users must be: people have more names
// in common than products.
const nearestUser = nearEnough + 0.06

func (n *NearUsers) Names(key string) []string {
	if n.asked++; n.asked > NearQuestions || key == "" {
		return nil
	}
	if n.byFirst == nil {
		n.index()
	}
	var near []scored[string]
	local, _, _ := strings.Cut(key, "@")
	for _, name := range n.byFirst[firstLetter(key)] {
		other, _, _ := strings.Cut(name, "@")
		if !mayBeAlike(local, other, nearestUser) && !mayBeAlike(key, name, nearestUser) {
			continue
		}
		s := max(levenshtein.Similarity(key, name, nil), levenshtein.Similarity(local, other, nil)-0.05)
		if s >= nearestUser {
			near = append(near, scored[string]{name, s})
		}
	}
	return nearest(near, strings.Compare)
}

func (n *NearUsers) index() {
	n.byFirst = map[string][]string{}
	for i := range n.Tenant.Users {
		name := reconcile.FoldUser(n.Tenant.Users[i].UserPrincipalName)
		n.byFirst[firstLetter(name)] = append(n.byFirst[firstLetter(name)], name)
	}
}

func firstLetter(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}
