package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

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
func userOf(q query, r *reply) (*wireUser, error) {
	if r.status == http.StatusNotFound {
		return nil, nil
	}
	if !isSuccess(r.status) {
		return nil, explain(errorOf(r.status, classify(*r, time.Now())), q, 1)
	}
	u := &wireUser{}
	if err := json.Unmarshal(r.body, u); err != nil {
		return nil, fmt.Errorf("read %s: a user that licet cannot understand: %w", q.about, err)
	}
	if u.ID == "" {
		return nil, fmt.Errorf("read %s: a user without id", q.about)
	}
	return u, nil
}

// account tells direct, inherited and unknown licences apart (Graph:
// licenseAssignmentState): a state without a group is a direct assignment, and
// its own disabled plans are what counts, not the effective ones of
// assignedLicenses. A state Error gives nothing.
func account(u *wireUser) apply.Account {
	a := apply.Account{
		ID:                u.ID,
		Exists:            true,
		UserPrincipalName: u.UserPrincipalName,
		UsageLocation:     strings.ToUpper(u.UsageLocation),
	}
	stated := map[string]bool{}
	direct := map[string]bool{}
	for _, s := range u.States {
		sku := strings.ToLower(s.SKUID)
		if strings.EqualFold(s.State, "Error") {
			continue
		}
		stated[sku] = true
		switch {
		case s.AssignedByGroup != "":
			a.Inherited = append(a.Inherited, sku)
		case !direct[sku]:
			direct[sku] = true
			a.Direct = append(a.Direct, reconcile.Holding{SKUID: sku, DisabledPlans: reconcile.NormalizePlans(s.DisabledPlans)})
		}
	}
	for _, l := range u.AssignedLicenses {
		if sku := strings.ToLower(l.SKUID); !stated[sku] {
			a.Unknown = append(a.Unknown, sku)
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
