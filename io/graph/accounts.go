package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

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
	for i, id := range userIDs {
		out[i].ID = id
	}
	q := query{about: "users", needs: needsUsers, none: []int{http.StatusNotFound}}
	err := c.getAll(ctx, q, paths, func(i int, body []byte) error {
		u, err := decodeUser(body)
		if err == nil {
			out[i] = account(u)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

func decodeUser(body []byte) (*reconcile.UserRecord, error) {
	u := &reconcile.UserRecord{}
	if err := users.NewDecoder().Decode(body, u); err != nil {
		return nil, fmt.Errorf("a user that licet cannot understand: %w", err)
	}
	if u.ID == "" {
		return nil, errors.New("a user without id")
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
