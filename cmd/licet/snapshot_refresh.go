package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"licet/io/graph"
	"licet/io/tenant"
	"licet/reconcile"
)

// refresh puts a file together from the one that is there and the users who
// changed since, whom it reads again: a delta query tells neither through which
// group somebody has a licence nor its errors.
type refresh struct {
	*snapshot
	old     *tenant.File
	changes *graph.Changes
	// signIns are the last sign-ins of the old file, which are not read again.
	signIns map[string]int64
}

// idsOf is a set of ids, which are alike in any case.
func idsOf(lists ...[]string) map[string]bool {
	set := map[string]bool{}
	for _, id := range slices.Concat(lists...) {
		set[strings.ToLower(id)] = true
	}
	return set
}

func (r *refresh) fill(ctx context.Context, w *tenant.Writer) (*tenant.File, error) {
	// A list that is not nil: nobody, and not everybody.
	changed := append([]string{}, r.changes.Users...)
	way, tail, err := r.read(ctx, changed, graph.ReadOptions{Audit: len(r.old.Subscriptions) > 0, Each: func(record *reconcile.UserRecord) error {
		u := *record
		if u.LastSignIn == 0 {
			u.LastSignIn = r.signIns[strings.ToLower(u.ID)]
		}
		return w.Record(&u)
	}})
	if err != nil {
		return nil, err
	}
	moved, err := r.keep(w, way)
	if err != nil {
		return nil, err
	}
	tail.Groups = slices.Concat(r.old.Groups, tail.Groups)
	tail.DeletedUsers = r.deleted(slices.Concat(moved, tail.DeletedUsers, r.old.DeletedUsers))
	if len(tail.Subscriptions) == 0 {
		tail.Subscriptions = r.old.Subscriptions
	}
	r.options.env.Note("%d users changed, %d were deleted", len(changed), len(r.changes.Deleted)+len(r.changes.Gone))
	return tail, nil
}

// keep writes the users of the old file that are as they were, unless all were
// read again, and gives those who were deleted since.
func (r *refresh) keep(w *tenant.Writer, way graph.Way) (moved []tenant.User, err error) {
	deleted := idsOf(r.changes.Deleted)
	// Of these the old file has nothing more to say.
	settled := idsOf(r.changes.Users, r.changes.Deleted, r.changes.Gone)
	_, err = tenant.Visit(r.path, func(text []byte, u *reconcile.UserRecord) error {
		id := strings.ToLower(u.ID)
		if deleted[id] {
			moved = append(moved, tenant.User{})
			if err := json.Unmarshal(text, &moved[len(moved)-1]); err != nil {
				return err
			}
		}
		if settled[id] || way == graph.WholeTenant {
			return nil
		}
		return w.Text(text, u)
	})
	if err != nil {
		return nil, fmt.Errorf("%s could not be read once more: %w", r.path, err)
	}
	return moved, nil
}

// deleted gives each deleted user once, without those who came back or are gone
// for good.
func (r *refresh) deleted(users []tenant.User) []tenant.User {
	seen := idsOf(r.changes.Gone, r.changes.Users)
	return slices.DeleteFunc(users, func(u tenant.User) bool {
		id := strings.ToLower(u.ID)
		again := seen[id]
		seen[id] = true
		return again
	})
}
