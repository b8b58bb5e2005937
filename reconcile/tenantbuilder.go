package reconcile

import (
	"hash/maphash"
	"slices"
	"strings"
)

// TenantBuilder makes a Tenant out of what a source reads, in any order, and
// shares what repeats. It is not safe for concurrent use.
type TenantBuilder struct {
	TenantOf Tenant
	catalog  *Catalog
	memory   TenantMemory
	names    map[string]*Product
	skus     map[string]int32
	groups   map[string]int32
	users    userTable
	strings  map[string]string
	plans    map[string][]string
	// lasting are the assignments of users whose records are Lasting.
	lasting map[lists][]Assignment
	// room is for assignments to come; scratch and key are used again and again.
	room    []Assignment
	scratch []Assignment
	ways    []Way
	key     []byte
}

// TenantMemory gives room for very many users, for which the system may have
// better memory than it gives to all (see io/largepages). All room is empty, and n
// long.
type TenantMemory interface {
	Users(n int) []User
	Slots(n int) []uint64
}

// UseMemory has the builder take its room from m.
func (b *TenantBuilder) UseMemory(m TenantMemory) { b.memory, b.users.memory = m, m }

// NewTenantBuilder starts a tenant that knows what knows says. The catalogue
// gives SKUs their product names.
func NewTenantBuilder(knows Knowledge, c *Catalog) *TenantBuilder {
	b := &TenantBuilder{
		TenantOf: Tenant{Knows: knows},
		catalog:  c,
		names:    make(map[string]*Product, len(c.Products)),
		skus:     map[string]int32{},
		groups:   map[string]int32{},
		strings:  map[string]string{},
		plans:    map[string][]string{},
		lasting:  map[lists][]Assignment{},
		users:    userTable{seed: maphash.MakeSeed()},
	}
	b.UseMemory(commonMemory{})
	for i := range c.Products {
		b.names[c.Products[i].SKUID] = &c.Products[i]
	}
	return b
}

// SetOrganization says which tenant this is.
func (b *TenantBuilder) SetOrganization(id, displayName, country string) {
	b.TenantOf.ID, b.TenantOf.DisplayName, b.TenantOf.CountryLetterCode = id, displayName, country
}

// SetUserCount says how many users the tenant itself counts, and whether only
// some of them are going to be added.
func (b *TenantBuilder) SetUserCount(n int, partial bool) {
	b.TenantOf.UserCount, b.TenantOf.Partial = n, partial
	b.expect()
}

// AddSKU adds a subscribed SKU. Name, NoCost and Owned are set by the builder.
// A SKU that is added twice is replaced.
func (b *TenantBuilder) AddSKU(s SKU) {
	i := b.SkuIndex(s.ID)
	s.ID = b.TenantOf.SKUs[i].ID
	s.Owned = true
	s.Name, s.NoCost = s.PartNumber, ""
	if p := b.names[s.ID]; p != nil {
		s.Name, s.NoCost = p.Name, p.NoCost
	}
	for j := range s.Plans {
		s.Plans[j].ID = b.Share(strings.ToLower(s.Plans[j].ID))
	}
	b.TenantOf.SKUs[i] = s
}

// AddSubscription adds a purchase of seats.
func (b *TenantBuilder) AddSubscription(s Subscription) {
	s.SKUID = strings.ToLower(s.SKUID)
	b.TenantOf.Subscriptions = append(b.TenantOf.Subscriptions, s)
}

// AddGroup adds a group that gives licences, or its name.
func (b *TenantBuilder) AddGroup(id, displayName string) {
	b.TenantOf.Groups[b.groupIndex(id)].DisplayName = displayName
}

// AddUser adds a user, or replaces the one with the same id (a page that is
// read twice, a user that moved between pages). It reports whether the user is
// a new one.
func (b *TenantBuilder) AddUser(r UserRecord) (fresh bool) {
	u := b.user(&r)
	tag := r.Tag
	if tag == 0 {
		tag = b.users.tag(userKey(&u))
	}
	at, fresh := b.users.add(tag, &u, b.TenantOf.Users)
	if fresh {
		b.TenantOf.Users = append(b.TenantOf.Users, u)
	} else {
		b.TenantOf.Users[at] = u
	}
	return fresh
}

// Tag gives what AddUser looks an id up by. Unlike all else it is safe for
// concurrent use: whoever decodes users on several cores can ask for it there.
func (b *TenantBuilder) Tag(id string) UserTag {
	if id == "" {
		return 0
	}
	return b.users.tag(lowerID(id))
}

// Foresee tells which users are going to be added next, a few dozen of them. It
// changes nothing but how long that takes: what there is of each lies anywhere in
// memory, and so it is waited for together.
func (b *TenantBuilder) Foresee(rs []UserRecord) { b.users.touch(rs) }

// AddDeleted adds a soft-deleted user.
func (b *TenantBuilder) AddDeleted(r UserRecord) {
	b.TenantOf.Deleted = append(b.TenantOf.Deleted, b.user(&r))
}

// SKUs gives those that were added until now.
func (b *TenantBuilder) SKUs() []SKU { return b.TenantOf.SKUs }

// Tenant gives what was built, users in the order of their ids (of their names
// where they have none). The builder must not be used afterwards.
func (b *TenantBuilder) Tenant() *Tenant {
	t := b.TenantOf // a copy, so that the builder and its tables can go
	sortUsers(t.Users)
	return &t
}

func (b *TenantBuilder) user(r *UserRecord) User {
	u := User{
		ID:                r.ID,
		UserPrincipalName: r.UserPrincipalName,
		DisplayName:       r.DisplayName,
		Mail:              r.Mail,
		UsageLocation:     b.Share(strings.ToUpper(r.UsageLocation)),
		Disabled:          r.Disabled,
		Guest:             r.Guest,
		Synced:            r.Synced,
		LastSignIn:        r.LastSignIn,
	}
	b.TenantOf.Knows.SignIns = b.TenantOf.Knows.SignIns || r.LastSignIn != 0
	if r.Mail == r.UserPrincipalName {
		u.Mail = u.UserPrincipalName
	}
	u.Assignments = b.assignmentsOf(r)
	return u
}

func (b *TenantBuilder) SkuIndex(id string) int32 {
	if i, ok := b.skus[id]; ok {
		return i
	}
	low := strings.ToLower(id)
	i, ok := b.skus[low]
	if !ok {
		i = int32(len(b.TenantOf.SKUs))
		s := SKU{ID: low, PartNumber: low, Name: low, AppliesTo: "User"}
		if p := b.names[low]; p != nil {
			s.PartNumber, s.Name, s.NoCost = p.PartNumber, p.Name, p.NoCost
		}
		b.TenantOf.SKUs = append(b.TenantOf.SKUs, s)
		b.skus[low] = i
	}
	b.skus[id] = i
	return i
}

func (b *TenantBuilder) groupIndex(id string) int32 {
	if i, ok := b.groups[id]; ok {
		return i
	}
	low := strings.ToLower(id)
	i, ok := b.groups[low]
	if !ok {
		i = int32(len(b.TenantOf.Groups))
		b.groups[low] = i
		b.TenantOf.Groups = append(b.TenantOf.Groups, Group{ID: low})
	}
	b.groups[id] = i
	return i
}

// PlanSet gives the one shared copy of a set of plan ids: sorted, lower case,
// each once. The empty set is nil.
func (b *TenantBuilder) PlanSet(ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	b.key = AppendSet(b.key[:0], ids)
	if set, ok := b.plans[string(b.key)]; ok {
		return set
	}
	set := NormalizePlans(ids)
	for i := range set {
		set[i] = b.Share(set[i])
	}
	b.plans[string(b.key)] = set
	return set
}

func (b *TenantBuilder) Share(s string) string {
	if s == "" {
		return ""
	}
	if shared, ok := b.strings[s]; ok {
		return shared
	}
	b.strings[s] = s
	return s
}

// AppendSet appends a text that tells a set of ids from all others.
func AppendSet(key []byte, ids []string) []byte {
	for _, id := range ids {
		key = append(append(key, id...), ' ')
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
