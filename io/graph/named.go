package graph

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"licet/io/users"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// maxInFilter is how many values one "in" takes (Graph: known issue 13635).
const maxInFilter = 15

// maxFilterValue is the longest value that a filter takes (same issue).
const maxFilterValue = 120

// errNoMailFilter says that users cannot be looked up by mail.
var errNoMailFilter = errors.New("users cannot be filtered by mail")

// namedIsCheaper compares n look-ups in batches of 20 with pages of 999. In
// calls they break even at 2 % of the users; 1.5 % leaves room for the names
// that have to be looked up again by mail. A tenant of one page is read whole.
func namedIsCheaper(n, count int) bool {
	return count > pageSize && n*1000 < count*15
}

// foldNames gives each name once, as plans will compare it with those of users.
func foldNames(names []string) []string {
	seen := map[string]bool{"": true}
	var out []string
	for _, n := range names {
		if key := reconcile.FoldUser(n); !seen[key] {
			seen[key] = true
			out = append(out, key)
		}
	}
	return out
}

// readNamed reads users by user principal name or id, and those it does not find
// so by mail: guests are mostly named by theirs.
func (r *TenantReader) readNamed(ctx context.Context, names []string) error {
	missing, err := r.readByName(ctx, names)
	if err != nil {
		return err
	}
	r.missing, err = r.readByMail(ctx, missing)
	return err
}

func (r *TenantReader) readByName(ctx context.Context, names []string) (missing []string, err error) {
	paths := make([]string, len(names))
	for i, n := range names {
		paths[i] = userPath(n) + "?$select=" + userFields
	}
	found := make([]*reconcile.UserRecord, len(names))
	// What is no name at all, such as a display name with odd characters, is a bad request.
	q := query{about: "the users that the sheet names", needs: needsUsers, none: []int{http.StatusNotFound, http.StatusBadRequest}}
	err = r.client.getAll(ctx, q, paths, func(i int, body []byte) (err error) {
		found[i], err = decodeUser(body)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i, u := range found {
		if u == nil {
			missing = append(missing, names[i])
			continue
		}
		if err := r.add([]reconcile.UserRecord{*u}); err != nil {
			return nil, err
		}
	}
	return missing, nil
}

// readByMail gives back the names that are no mail address of anybody.
func (r *TenantReader) readByMail(ctx context.Context, names []string) (missing []string, err error) {
	mails := slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		return !strings.Contains(n, "@") || len(n) > maxFilterValue
	})
	var paths []string
	for chunk := range slices.Chunk(mails, maxInFilter) {
		paths = append(paths, "/users?$select="+userFields+"&$filter="+inFilter("mail", chunk))
	}
	found := make([][]reconcile.UserRecord, len(paths))
	q := query{about: "users by mail", needs: needsUsers}
	err = r.client.getAll(ctx, q, paths, func(i int, body []byte) (err error) {
		found[i], _, err = users.NewDecoder().Page(body, nil)
		return err
	})
	if e := (*Error)(nil); errors.As(err, &e) && e.Reason == apply.BadRequest {
		return nil, errNoMailFilter
	}
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, page := range found {
		for i := range page {
			have[reconcile.FoldUser(page[i].Mail)] = true
		}
		if err := r.add(page); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(names, func(n string) bool { return have[n] }), nil
}

// inFilter writes "field in ('a','b')" for a query.
func inFilter(field string, values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"
	}
	filter := field + " in (" + strings.Join(quoted, ",") + ")"
	return strings.ReplaceAll(url.QueryEscape(filter), "+", "%20")
}
