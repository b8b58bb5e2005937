package graph

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"licet/io/users"
	"licet/reconcile"
	"licet/reconcile/apply"
)

const accountFields = "id,userPrincipalName,usageLocation,assignedLicenses,licenseAssignmentStates"

// Accounts implements apply.Directory, by batches of single reads: lists and
// filters may lag behind what was just written.
func (c *Client) Accounts(ctx context.Context, userIDs []string) ([]apply.Account, error) {
	paths := make([]string, len(userIDs))
	for i, id := range userIDs {
		paths[i] = userPath(id) + "?$select=" + accountFields
	}
	out := make([]apply.Account, len(userIDs))
	q := query{about: "users", needs: needsUsers}
	err := c.getAll(ctx, q, paths, func(i int, r *reply) error {
		u, err := userOf(q, r)
		if err != nil {
			return err
		}
		out[i] = apply.Account{ID: userIDs[i]}
		if u != nil {
			out[i] = account(u)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// userOf gives the user of a reply; nil when there is none.
func userOf(q query, r *reply) (*reconcile.UserRecord, error) {
	if r.status == http.StatusNotFound {
		return nil, nil
	}
	if !isSuccess(r.status) {
		return nil, explain(errorOf(*r, time.Now()), q, 1)
	}
	u := &reconcile.UserRecord{}
	if err := users.NewDecoder().Decode(r.body, u); err != nil {
		return nil, fmt.Errorf("read %s: a user that licet cannot understand: %w", q.about, err)
	}
	if u.ID == "" {
		return nil, fmt.Errorf("read %s: a user without id", q.about)
	}
	return u, nil
}

// account gives what writing, verifying and undoing ask of a user.
func account(u *reconcile.UserRecord) apply.Account {
	a := apply.Account{
		ID:                u.ID,
		Exists:            true,
		UserPrincipalName: u.UserPrincipalName,
		UsageLocation:     strings.ToUpper(u.UsageLocation),
	}
	for _, w := range reconcile.Ways(nil, u) {
		switch w.Origin {
		case reconcile.OriginDirect:
			a.Direct = append(a.Direct, reconcile.Holding{SKUID: w.SKUID, DisabledPlans: reconcile.NormalizePlans(w.DisabledPlans)})
		case reconcile.OriginInherited:
			a.Inherited = append(a.Inherited, w.SKUID)
		case reconcile.OriginUnknown:
			a.Unknown = append(a.Unknown, w.SKUID)
		case reconcile.OriginFailing: // nobody holds it by that
		default:
			panic(w.Origin)
		}
	}
	reconcile.SortHoldings(a.Direct)
	a.Inherited = sortedOnce(a.Inherited)
	a.Unknown = sortedOnce(a.Unknown)
	return a
}

func sortedOnce(s []string) []string {
	slices.Sort(s)
	return slices.Compact(s)
}
