package tenant

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"licet/io/atomicfile"
	"licet/reconcile"
)

// Create writes a tenant file to path while the tenant is being read, so that
// its users are never held all at once: first the tenant, its licences and the
// delta link of head, then the users that fill hands over, then what is known
// only behind them, which fill gives back: groups, subscriptions and deleted
// users. A group gets the licences that its members have by it.
//
// The file is written whole or not at all; see WriteFile.
func Create(path string, head *File, fill func(*Writer) (tail *File, err error)) error {
	return atomicfile.Write(path, func(out io.Writer) error {
		if !strings.EqualFold(filepath.Ext(path), ".gz") {
			return create(out, path, head, fill)
		}
		packed := newPacker(out, memberSize)
		return errors.Join(create(packed, path, head, fill), packed.Close())
	})
}

func create(out io.Writer, path string, head *File, fill func(*Writer) (*File, error)) error {
	w := &Writer{encoder: newEncoder(out), at: map[string]int{}, separator: "\n"}
	w.head(head)
	tail, err := fill(w)
	if err != nil {
		return err
	}
	w.text("\n]")
	w.tail(tail)
	if err := w.flush(); err != nil {
		return fmt.Errorf("write tenant file %s: %w", path, err)
	}
	return nil
}

// Writer takes the users of a tenant file one by one. It is not safe for
// concurrent use.
type Writer struct {
	*encoder
	separator string
	// Users counts those that were written.
	Users int
	// groups are those that users have licences from, as they came; at is where
	// each stands, by id in lower case.
	groups []Group
	at     map[string]int
}

func (w *Writer) head(f *File) {
	w.text(`{"format":`)
	w.json(Format)
	w.text(",\n" + `"tenant":`)
	w.json(&f.Tenant)
	writeLink(w.encoder, f.DeltaLink)
	writeList(w.encoder, "subscribedSkus", pointers(f.SubscribedSkus))
	w.text(",\n" + `"users":[`)
}

// User writes one user. Nobody may come twice.
func (w *Writer) User(u *User) error {
	for _, s := range u.LicenseAssignmentStates {
		if s.AssignedByGroup != nil {
			w.meet(*s.AssignedByGroup, s)
		}
	}
	w.text(w.separator)
	w.json(withoutNull(u))
	w.separator = ",\n"
	w.Users++
	return w.err
}

func (w *Writer) meet(id string, s LicenseAssignmentState) {
	i, ok := w.at[strings.ToLower(id)]
	if !ok {
		i = len(w.groups)
		w.at[strings.ToLower(id)] = i
		w.groups = append(w.groups, Group{ID: id})
	}
	g := &w.groups[i]
	for _, l := range g.AssignedLicenses {
		if l.SkuID == s.SkuID {
			return
		}
	}
	g.AssignedLicenses = append(g.AssignedLicenses, AssignedLicense{SkuID: s.SkuID, DisabledPlans: nonNil(s.DisabledPlans)})
}

func (w *Writer) tail(f *File) {
	for _, g := range f.Groups {
		if i, ok := w.at[strings.ToLower(g.ID)]; ok && g.DisplayName != "" {
			w.groups[i].DisplayName = g.DisplayName
		}
	}
	writeList(w.encoder, "groups", pointers(w.groups))
	if len(f.Subscriptions) > 0 {
		writeList(w.encoder, "subscriptions", pointers(f.Subscriptions))
	}
	if len(f.DeletedUsers) > 0 {
		writeList(w.encoder, "deletedUsers", mapped(pointers(f.DeletedUsers)))
	}
	w.text("}\n")
}

// Visit reads the tenant file at path and hands its users over one by one, so
// that a large tenant is never held whole. The File that it gives has no users.
// An error of user ends the reading.
func Visit(path string, user func(*User) error) (*File, error) {
	f := &File{Format: Format}
	into := fileSink(f)
	var failed error
	into.users = userList(func(u *User) {
		if failed == nil {
			failed = user(u)
		}
	})
	if err := readPath(path, into); err != nil || failed != nil {
		return nil, errors.Join(failed, err)
	}
	return f, nil
}

// FromRecord gives the user of a tenant file as it was read from a tenant.
func FromRecord(r *reconcile.UserRecord) *User {
	enabled := !r.Disabled
	u := &User{
		ID: r.ID, UserPrincipalName: r.UserPrincipalName, DisplayName: r.DisplayName, Mail: r.Mail,
		AccountEnabled: &enabled, UserType: "Member", UsageLocation: r.UsageLocation, OnPremisesSyncEnabled: r.Synced,
		SignInActivity:          signInAt(r.LastSignIn),
		AssignedLicenses:        make([]AssignedLicense, len(r.AssignedLicenses)),
		LicenseAssignmentStates: make([]LicenseAssignmentState, len(r.States)),
	}
	if r.Guest {
		u.UserType = "Guest"
	}
	for i, l := range r.AssignedLicenses {
		u.AssignedLicenses[i] = AssignedLicense{SkuID: l.SKUID, DisabledPlans: l.DisabledPlans}
	}
	for i, s := range r.States {
		u.LicenseAssignmentStates[i] = LicenseAssignmentState{SkuID: s.SKUID, DisabledPlans: s.DisabledPlans, State: s.State, Error: s.Error}
		if s.AssignedByGroup != "" {
			u.LicenseAssignmentStates[i].AssignedByGroup = &s.AssignedByGroup
		}
	}
	return u
}
