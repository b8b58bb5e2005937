package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"licet/reconcile"
)

// readGroups reads the names of the groups that users have licences from. They
// are for people: without them findings name groups by id.
func (r *TenantReader) readGroups(ctx context.Context) error {
	ids := slices.Sorted(maps.Keys(r.groups))
	paths := make([]string, len(ids))
	for i, id := range ids {
		paths[i] = "/groups/" + id + "?$select=id,displayName"
	}
	names := make([]string, len(ids))
	// One that is not found was deleted, its licences are still on the way out.
	q := query{about: "the groups that assign licences", needs: needsGroups, none: []int{http.StatusNotFound}}
	err := r.client.getAll(ctx, q, paths, func(i int, body []byte) error {
		var g struct{ DisplayName string }
		err := json.Unmarshal(body, &g)
		names[i] = g.DisplayName
		return err
	})
	if isRefused(err) {
		r.note("The names of groups could not be read (that needs the permission %s); groups are shown by id.", needsGroups)
		return nil
	}
	if err != nil {
		return err
	}
	for i, id := range ids {
		r.into.AddGroup(id, names[i])
	}
	return nil
}

// readDeleted reads the soft-deleted users, so that a row for one of them is
// told from a row for somebody unknown. After reading named users it is needed
// only if one was not found.
func (r *TenantReader) readDeleted(ctx context.Context) error {
	if r.told.Way == NamedUsers && len(r.missing) == 0 {
		return nil
	}
	c := r.client
	err := c.eachUsers(ctx, query{
		about: "the deleted users", needs: needsUsers,
		url: c.address(fmt.Sprintf("/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,displayName,mail&$top=%d", pageSize)),
	}, func(page []reconcile.UserRecord) error {
		for i := range page {
			r.into.AddDeleted(nameOfDeleted(page[i]))
		}
		return nil
	})
	if isRefused(err) {
		r.note("Deleted users could not be read; a row for one is reported as unknown.")
		return nil
	}
	return err
}

// nameOfDeleted gives a deleted user the name back that people know: deletion
// puts the id, without dashes, before it.
func nameOfDeleted(u reconcile.UserRecord) reconcile.UserRecord {
	prefix := strings.ReplaceAll(u.ID, "-", "")
	if n := len(prefix); n > 0 && len(u.UserPrincipalName) > n && strings.EqualFold(u.UserPrincipalName[:n], prefix) {
		u.UserPrincipalName = u.UserPrincipalName[n:]
	}
	return u
}
