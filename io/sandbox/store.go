package sandbox

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"time"

	"licet/io/tenant"
)

// sku is a subscribed SKU with its seats.
type sku struct {
	facts tenant.SubscribedSku
	// listed is false for a SKU that users have and the tenant does not list.
	listed bool
	plans  *planSet
	// holders counts the users who hold it; others the units that are consumed
	// beyond them.
	holders, others int
}

// pool is what may be consumed (graph.md 5: units in grace count).
func (s *sku) pool() int {
	if s.facts.CapabilityStatus != capabilityEnabled && s.facts.CapabilityStatus != capabilityWarning {
		return 0
	}
	return s.facts.PrepaidUnits.Enabled + s.facts.PrepaidUnits.Warning
}

func (s *sku) consumed() int { return s.holders + s.others }

// group is a group that assigns licences.
type group struct {
	facts tenant.Group
	// due is when its members are processed; zero when nothing is to be done.
	due time.Time
}

// deletedUser is a soft-deleted user and the number of the write that did it.
type deletedUser struct {
	user    tenant.User
	version uint64
}

// Store is a tenant that can be read and written by many at once. Make one
// with NewStore or OpenStore and hand it to New. One Store may be served by
// several servers.
type Store struct {
	mu            sync.RWMutex
	org           tenant.Organization
	subscriptions []tenant.CompanySubscription
	skus          []*sku
	skuNumbers    map[string]int32
	groups        []*group
	groupNumbers  map[string]int32
	// accounts stand in the order of the file; a deleted one leaves nil.
	accounts []*account
	// byID and byUPN find them by names in lower case.
	byID, byUPN map[string]int32
	// byMail has the users whose mail is not their UPN.
	byMail  map[string][]int32
	deleted []deletedUser
	users   int
	version uint64
	plans   *planTable
	past    history
	history deltaHistory
	log     *writeLog
	path    string
}

// NewStore makes a Store in memory from a tenant file, which it does not keep.
// A second user with the same id is left out; OpenStore refuses such a file.
func NewStore(f *tenant.File) *Store { return NewStoreOf(f, slices.Values(f.Users)) }

// NewStoreOf is NewStore for a file whose users come one by one.
func NewStoreOf(f *tenant.File, users iter.Seq[tenant.User]) *Store {
	st, _ := load(f, users)
	return st
}

// load makes a Store and tells what is wrong with the file.
func load(f *tenant.File, users iter.Seq[tenant.User]) (*Store, error) {
	st := &Store{
		org:           f.Tenant,
		subscriptions: f.Subscriptions,
		skuNumbers:    make(map[string]int32, len(f.SubscribedSkus)),
		groupNumbers:  make(map[string]int32, len(f.Groups)),
		accounts:      make([]*account, 0, len(f.Users)),
		byID:          make(map[string]int32, len(f.Users)),
		byUPN:         make(map[string]int32, len(f.Users)),
		byMail:        map[string][]int32{},
		plans:         &planTable{numbers: map[string]int{}, sets: map[string]*planSet{}},
		version:       1,
		history:       deltaHistory{epoch: rand.Uint64(), session: rand.Uint64()},
	}
	var problems []error
	for _, s := range f.SubscribedSkus {
		st.addSKU(s)
	}
	for _, g := range f.Groups {
		st.addGroup(g)
	}
	for u := range users {
		if err := st.addUser(&u); err != nil {
			problems = append(problems, err)
		}
	}
	for i := range f.DeletedUsers {
		st.deleted = append(st.deleted, deletedUser{user: f.DeletedUsers[i]})
	}
	for i := range f.SubscribedSkus {
		s := st.skus[st.skuNumber(f.SubscribedSkus[i].SkuID)]
		s.others = max(0, f.SubscribedSkus[i].ConsumedUnits-s.holders)
	}
	return st, errors.Join(problems...)
}

func (st *Store) addSKU(facts tenant.SubscribedSku) {
	s := st.skus[st.skuNumber(facts.SkuID)]
	facts.SkuID = strings.ToLower(facts.SkuID)
	var plans []string
	for _, p := range facts.ServicePlans {
		plans = append(plans, p.ID)
	}
	s.facts, s.listed, s.plans = facts, true, st.plans.set(plans)
}

func (st *Store) addGroup(facts tenant.Group) {
	g := st.groups[st.groupNumber(facts.ID)]
	g.facts = facts
}

// addUser adds a user of the file. One whose id is there already is left out.
func (st *Store) addUser(u *tenant.User) error {
	id, upn, mail := strings.ToLower(u.ID), strings.ToLower(u.UserPrincipalName), strings.ToLower(u.Mail)
	if _, twice := st.byID[id]; twice {
		return fmt.Errorf("user %s: the id occurs twice", u.ID)
	}
	at := int32(len(st.accounts))
	st.accounts = append(st.accounts, nil)
	st.replace(int(at), st.account(u))
	_, twice := st.byUPN[upn]
	st.byID[id], st.byUPN[upn] = at, at
	if mail != "" && mail != upn {
		st.byMail[mail] = append(st.byMail[mail], at)
	}
	st.users++
	if twice {
		return fmt.Errorf("user %s: the userPrincipalName %s occurs twice", u.ID, u.UserPrincipalName)
	}
	return nil
}

// replace puts a version of a user there and keeps the seats right.
func (st *Store) replace(i int, next *account) {
	if was := st.accounts[i]; was != nil {
		for _, n := range was.skus() {
			st.skus[n].holders--
		}
	}
	if next != nil {
		for _, n := range next.skus() {
			st.skus[n].holders++
		}
	}
	st.accounts[i] = next
}

// skuNumber gives the number of a SKU, which it makes when it is new.
func (st *Store) skuNumber(id string) int32 {
	id = strings.ToLower(id)
	n, ok := st.skuNumbers[id]
	if !ok {
		n = int32(len(st.skus))
		st.skuNumbers[id] = n
		st.skus = append(st.skus, &sku{facts: tenant.SubscribedSku{SkuID: id, SkuPartNumber: id}, plans: &planSet{}})
	}
	return n
}

func (st *Store) groupNumber(id string) int32 {
	key := strings.ToLower(id)
	n, ok := st.groupNumbers[key]
	if !ok {
		n = int32(len(st.groups))
		st.groupNumbers[key] = n
		st.groups = append(st.groups, &group{facts: tenant.Group{ID: id}})
	}
	return n
}

// find gives the position of the user with an id or a UPN, or -1.
func (st *Store) find(key string) int {
	key = strings.ToLower(key)
	for _, names := range []map[string]int32{st.byID, st.byUPN} {
		if i, ok := names[key]; ok {
			return int(i)
		}
	}
	return -1
}

// commit makes next the version of user i. The log comes first: a write that
// was answered survives the death of the process, and one that cannot be
// logged is not done. The lock is held over the append on purpose, for the
// order of the log is the order of the writes.
func (st *Store) commit(i int, next *account, now time.Time) error {
	was := st.accounts[i]
	if cap(next.ways) > len(next.ways) { // it stays for long, and there may be a million
		next.ways = append(make([]way, 0, len(next.ways)), next.ways...)
	}
	next.version = st.version + 1
	if st.seesDelta(was, next) {
		next.tracked = next.version
	}
	if st.log != nil {
		if err := st.append(logRecord{User: new(st.user(next))}); err != nil {
			return err
		}
	}
	st.version++
	st.past.keep(st, i, now)
	st.replace(i, next)
	return nil
}

// remove soft-deletes user i; its seats are freed at once.
func (st *Store) remove(i int, now time.Time) error {
	was := st.accounts[i]
	if err := st.append(logRecord{Deleted: was.profile.ID}); err != nil {
		return err
	}
	st.drop(i, now)
	return nil
}

func (st *Store) drop(i int, now time.Time) {
	was := st.accounts[i]
	st.version++
	st.past.keep(st, i, now)
	st.replace(i, nil)
	delete(st.byID, strings.ToLower(was.profile.ID))
	delete(st.byUPN, strings.ToLower(was.profile.UserPrincipalName))
	st.users--
	st.deleted = append(st.deleted, deletedUser{user: st.user(was), version: st.version})
}

// occupy lets somebody outside take (or, negative, give back) units of a SKU.
func (st *Store) occupy(n int32, units int) error {
	s := st.skus[n]
	others := max(0, s.others+units)
	if err := st.append(logRecord{SkuID: s.facts.SkuID, Others: others}); err != nil {
		return err
	}
	s.others = others
	return nil
}

func (st *Store) append(r logRecord) error {
	if st.log == nil {
		return nil
	}
	if err := st.log.append(r); err != nil {
		return fmt.Errorf("the write could not be logged: %w", err)
	}
	return nil
}
