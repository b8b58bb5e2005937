package audit

import (
	"cmp"
	"slices"
	"strings"

	"licet/reconcile"
)

// Comparison is what became of a tenant between two snapshots.
type Comparison struct {
	// Users are those of whom something changed, by name.
	Users []UserChange
	// Licenses are those of which something changed, by name.
	Licenses []LicenseChange
	Summary  ComparisonSummary
}

// ComparisonSummary counts.
type ComparisonSummary struct {
	// New and Gone count users who were added and who are no longer there.
	New, Gone int
	// Gained, Lost and Changed count licences of users.
	Gained, Lost, Changed int
}

// UserChange is what became of one user.
type UserChange struct {
	User reconcile.UserRef
	// New is true for a user who was not there, Gone for one who is no more.
	New, Gone bool
	// Gained and Lost are licences held now and not before, and the other way.
	Gained, Lost []Held
	// Changed are licences that are held in another way or with other apps.
	Changed []HeldChange
}

// Held is a licence of a user.
type Held struct {
	SKUID, PartNumber, Name string
	// Direct is true for one that is set on the user, Inherited for one that comes
	// through a group; it may be both.
	Direct, Inherited bool
	// Off are the plan ids that are off, sorted.
	Off []string
}

// HeldChange is a licence before and after.
type HeldChange struct{ Before, After Held }

// LicenseChange is what became of the seats of one licence; a licence that was
// not there, or is no more, counts as 0.
type LicenseChange struct {
	SKUID, PartNumber, Name                        string
	OwnedBefore, OwnedAfter, UsedBefore, UsedAfter int
}

// Compare says what became of a tenant since an older snapshot of it. Users are
// the same when their ids are, or their names where one has no id.
func Compare(old, now *reconcile.Tenant) *Comparison {
	c := &Comparison{}
	before := make(map[string]*reconcile.User, len(old.Users))
	for i := range old.Users {
		before[userKey(&old.Users[i])] = &old.Users[i]
	}
	for i := range now.Users {
		u := &now.Users[i]
		was, ok := before[userKey(u)]
		delete(before, userKey(u))
		x := UserChange{User: u.Ref(), New: !ok}
		if !ok {
			was = &reconcile.User{}
		}
		x.compare(heldOf(old, was), heldOf(now, u), old.Knows.Apps && now.Knows.Apps)
		c.add(x)
	}
	for _, u := range before {
		x := UserChange{User: u.Ref(), Gone: true}
		x.compare(heldOf(old, u), nil, true)
		c.add(x)
	}
	slices.SortFunc(c.Users, func(a, b UserChange) int {
		return cmp.Or(strings.Compare(a.User.UserPrincipalName, b.User.UserPrincipalName), strings.Compare(a.User.ID, b.User.ID))
	})
	c.Licenses = licenseChanges(old, now)
	return c
}

func userKey(u *reconcile.User) string {
	return strings.ToLower(cmp.Or(u.ID, u.UserPrincipalName))
}

// add keeps a user of whom something changed. One who came or went without any
// licence is only counted.
func (c *Comparison) add(x UserChange) {
	if x.New {
		c.Summary.New++
	}
	if x.Gone {
		c.Summary.Gone++
	}
	if len(x.Gained)+len(x.Lost)+len(x.Changed) == 0 {
		return
	}
	c.Summary.Gained += len(x.Gained)
	c.Summary.Lost += len(x.Lost)
	c.Summary.Changed += len(x.Changed)
	c.Users = append(c.Users, x)
}

// compare fills in what differs between two lists that are sorted by SKU.
func (x *UserChange) compare(before, after []Held, apps bool) {
	at := func(hs []Held, id string) int {
		return slices.IndexFunc(hs, func(h Held) bool { return h.SKUID == id })
	}
	for _, h := range after {
		i := at(before, h.SKUID)
		if i < 0 {
			x.Gained = append(x.Gained, h)
			continue
		}
		was := before[i]
		if was.Direct != h.Direct || was.Inherited != h.Inherited || apps && !slices.Equal(was.Off, h.Off) {
			x.Changed = append(x.Changed, HeldChange{was, h})
		}
	}
	for _, h := range before {
		if at(after, h.SKUID) < 0 {
			x.Lost = append(x.Lost, h)
		}
	}
}

func heldOf(t *reconcile.Tenant, u *reconcile.User) []Held {
	var out []Held
	for _, h := range t.Held(u) {
		s := &t.SKUs[h.SKU]
		out = append(out, Held{SKUID: s.ID, PartNumber: s.PartNumber, Name: s.Name, Direct: h.Direct, Inherited: h.Inherited, Off: h.Off})
	}
	slices.SortFunc(out, func(a, b Held) int { return strings.Compare(a.SKUID, b.SKUID) })
	return out
}

func licenseChanges(old, now *reconcile.Tenant) []LicenseChange {
	if !old.Knows.Seats || !now.Knows.Seats {
		return nil
	}
	byID := map[string]*LicenseChange{}
	entry := func(s *reconcile.SKU) *LicenseChange {
		if byID[s.ID] == nil {
			byID[s.ID] = &LicenseChange{SKUID: s.ID, PartNumber: s.PartNumber, Name: s.Name}
		}
		return byID[s.ID]
	}
	for i := range old.SKUs {
		s := &old.SKUs[i]
		entry(s).OwnedBefore, entry(s).UsedBefore = s.Pool(), s.Consumed
	}
	for i := range now.SKUs {
		s := &now.SKUs[i]
		entry(s).OwnedAfter, entry(s).UsedAfter = s.Pool(), s.Consumed
	}
	var out []LicenseChange
	for _, l := range byID {
		if l.OwnedBefore != l.OwnedAfter || l.UsedBefore != l.UsedAfter {
			out = append(out, *l)
		}
	}
	slices.SortFunc(out, func(a, b LicenseChange) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.SKUID, b.SKUID))
	})
	return out
}
