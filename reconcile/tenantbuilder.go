package reconcile

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// TenantBuilder makes a Tenant out of what a source reads, in any order, and
// shares what repeats. It is not safe for concurrent use.
type TenantBuilder struct {
	tenant   Tenant
	products map[string]*Product
	skus     map[string]int32
	groups   map[string]int32
	// users are those of the tenant by id in lower case, by name where they have
	// none; holdings its Holdings by what their records say.
	users    map[string]int32
	holdings map[string]int32
	// size is what Size gives.
	size int
	// ways and key are used again and again.
	ways []Way
	key  []byte
}

// NewTenantBuilder starts a tenant that knows what knows says. The catalogue
// gives SKUs their product names.
func NewTenantBuilder(knows Knowledge, c *Catalog) *TenantBuilder {
	return &TenantBuilder{
		tenant:   Tenant{Knows: knows, Holdings: make([][]Assignment, 1)},
		products: c.BySKU(),
		skus:     map[string]int32{},
		groups:   map[string]int32{},
		users:    map[string]int32{},
		holdings: map[string]int32{"": 0},
	}
}

// SetOrganization says which tenant this is.
func (b *TenantBuilder) SetOrganization(id, displayName, country string) {
	b.tenant.ID, b.tenant.DisplayName, b.tenant.CountryLetterCode = id, displayName, country
}

// mostExpected bounds the room that is made for users who were announced and
// have not come yet.
const mostExpected = 1 << 20

// SetUserCount says how many users the tenant itself counts, and whether only
// some of them are going to be added.
func (b *TenantBuilder) SetUserCount(n int, partial bool) {
	b.tenant.UserCount, b.tenant.Partial = n, partial
	if n > 0 && !partial && len(b.tenant.Users) == 0 {
		b.tenant.Users = make([]User, 0, min(n, mostExpected))
	}
}

// AddSKU adds a subscribed SKU. Name, NoCost and Owned are set by the builder.
// A SKU that is added twice is replaced.
func (b *TenantBuilder) AddSKU(s SKU) {
	i := b.skuIndex(s.ID)
	s.ID = b.tenant.SKUs[i].ID
	s.Owned = true
	s.Name, s.NoCost = s.PartNumber, ""
	if p := b.products[s.ID]; p != nil {
		s.Name, s.NoCost = p.Name, p.NoCost
	}
	for j := range s.Plans {
		s.Plans[j].ID = strings.ToLower(s.Plans[j].ID)
	}
	b.tenant.SKUs[i] = s
}

// NameSKU adds a SKU that users have, and that the tenant does not list.
func (b *TenantBuilder) NameSKU(id, partNumber, name string) {
	s := &b.tenant.SKUs[b.skuIndex(id)]
	s.PartNumber, s.Name = partNumber, name
}

// AddSubscription adds a purchase of seats.
func (b *TenantBuilder) AddSubscription(s Subscription) {
	s.SKUID = strings.ToLower(s.SKUID)
	b.tenant.Subscriptions = append(b.tenant.Subscriptions, s)
}

// AddGroup adds a group that assigns licences, or its name.
func (b *TenantBuilder) AddGroup(id, displayName string) {
	b.tenant.Groups[b.groupIndex(id)].DisplayName = displayName
}

// AddUser adds a user, or replaces the one with the same id (a page that is
// read twice, a user that moved between pages). It reports whether the user is
// a new one. Nothing of r is kept but its texts.
func (b *TenantBuilder) AddUser(r UserRecord) (fresh bool) {
	key := strings.ToLower(r.ID)
	if key == "" {
		key = FoldUser(r.UserPrincipalName)
	}
	at, known := b.users[key]
	if !known {
		at = int32(len(b.tenant.Users))
		b.users[key] = at
		b.tenant.Users = append(b.tenant.Users, User{})
	}
	b.tenant.Users[at] = b.user(&r)
	return !known
}

// AddDeleted adds a soft-deleted user.
func (b *TenantBuilder) AddDeleted(r UserRecord) {
	b.tenant.Deleted = append(b.tenant.Deleted, b.user(&r))
}

// Size is about how many bytes the tenant takes in memory, whatever it shares: whoever
// reads it from somebody else's file stops where that is too much.
func (b *TenantBuilder) Size() int { return b.size }

// What a user, a way of having a licence, and a licence or group take besides texts.
const (
	userBytes = 200
	wayBytes  = 100
	nameBytes = 400
)

// SKUs gives those that were added until now.
func (b *TenantBuilder) SKUs() []SKU { return b.tenant.SKUs }

// Tenant gives what was built, users in the order of their ids (of their names
// where they have none). The builder must not be used afterwards.
func (b *TenantBuilder) Tenant() *Tenant {
	t := b.tenant // a copy, so that the builder and its tables can go
	slices.SortFunc(t.Users, func(x, y User) int {
		return cmp.Or(strings.Compare(x.ID, y.ID), strings.Compare(x.UserPrincipalName, y.UserPrincipalName))
	})
	return &t
}

func (b *TenantBuilder) user(r *UserRecord) User {
	u := User{
		ID:                r.ID,
		UserPrincipalName: r.UserPrincipalName,
		DisplayName:       r.DisplayName,
		Mail:              r.Mail,
		UsageLocation:     strings.ToUpper(r.UsageLocation),
		Disabled:          r.Enabled == No,
		Guest:             r.Guest,
		Synced:            r.Synced,
		LastSignIn:        r.LastSignIn,
		Holds:             b.holding(r),
	}
	b.size += userBytes + 2*len(r.ID) + len(r.UserPrincipalName) + len(r.DisplayName) + len(r.Mail)
	b.tenant.Knows.SignIns = b.tenant.Knows.SignIns || r.LastSignIn != 0
	return u
}

// holding gives the number of what a user has: thousands of users hold the
// same, and their records mostly say it alike.
func (b *TenantBuilder) holding(r *UserRecord) int32 {
	b.key = b.key[:0]
	for i := range r.AssignedLicenses {
		b.key = appendSet(appendTexts(b.key, r.AssignedLicenses[i].SKUID), r.AssignedLicenses[i].DisabledPlans)
	}
	for i := range r.States {
		s := &r.States[i]
		b.key = appendSet(appendTexts(b.key, "=", s.SKUID, s.AssignedByGroup, s.State, s.Error), s.DisabledPlans)
	}
	n, known := b.holdings[string(b.key)]
	if !known {
		n = int32(len(b.tenant.Holdings))
		b.tenant.Holdings = append(b.tenant.Holdings, b.assignments(r))
		b.holdings[string(b.key)] = n
		b.size += 3*len(b.key) + wayBytes*len(b.ways)
	}
	return n
}

// assignments numbers the ways in which a user has licences.
func (b *TenantBuilder) assignments(r *UserRecord) []Assignment {
	b.ways = Ways(b.ways[:0], r)
	as := make([]Assignment, len(b.ways))
	for i := range b.ways {
		as[i] = b.assignment(&b.ways[i])
	}
	slices.SortFunc(as, func(x, y Assignment) int {
		return cmp.Or(cmp.Compare(x.SKU, y.SKU), cmp.Compare(x.Group, y.Group))
	})
	return as
}

func (b *TenantBuilder) assignment(w *Way) Assignment {
	a := Assignment{
		SKU: b.skuIndex(w.SKUID), Group: Direct, State: w.State, Error: w.Error, DisabledPlans: NormalizePlans(w.DisabledPlans),
	}
	switch {
	case w.GroupID != "":
		a.Group = b.groupIndex(w.GroupID)
	case w.Origin == OriginUnknown && b.tenant.Knows.Origin:
		a.Group = UnknownOrigin
	}
	return a
}

func (b *TenantBuilder) skuIndex(id string) int32 {
	id = strings.ToLower(id)
	i, known := b.skus[id]
	if !known {
		i = int32(len(b.tenant.SKUs))
		b.skus[id] = i
		b.size += nameBytes + 3*len(id)
		s := SKU{ID: id, PartNumber: id, Name: id, AppliesTo: "User"}
		if p := b.products[id]; p != nil {
			s.PartNumber, s.Name, s.NoCost = p.PartNumber, p.Name, p.NoCost
		}
		b.tenant.SKUs = append(b.tenant.SKUs, s)
	}
	return i
}

func (b *TenantBuilder) groupIndex(id string) int32 {
	id = strings.ToLower(id)
	i, known := b.groups[id]
	if !known {
		i = int32(len(b.tenant.Groups))
		b.groups[id] = i
		b.size += nameBytes + 2*len(id)
		b.tenant.Groups = append(b.tenant.Groups, Group{ID: id})
	}
	return i
}

// appendSet appends a text that tells a set of ids from all others.
func appendSet(key []byte, ids []string) []byte {
	return appendTexts(binary.AppendUvarint(key, uint64(len(ids))), ids...)
}

// appendTexts appends texts that tell these from all others, whatever is in them.
func appendTexts(key []byte, texts ...string) []byte {
	for _, text := range texts {
		key = append(binary.AppendUvarint(key, uint64(len(text))), text...)
	}
	return key
}

// NormalizePlans gives a set of plan ids its one form: lower case, sorted, each
// once, nil when empty. The input is not changed.
func NormalizePlans(ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	set := make([]string, len(ids))
	for i, id := range ids {
		set[i] = strings.ToLower(id)
	}
	slices.Sort(set)
	return slices.Compact(set)
}
