// Package contoso makes the tenants that the sandbox starts from: Contoso, a
// company of 1,000 people that is the same for everybody, and larger ones of
// the same kind.
//
// A tenant is made of slots: of each 1,000 users so many are in each role of
// roles.go, in an order that the seed shuffles. Everything about a user follows
// from the seed and their number alone, so users can be written one by one, and
// the seats in the head of the file come from counting them beforehand. What a
// real tenant has that breaks naive tools is here on purpose: accounts that are
// disabled and still hold licences, guests, people without a country, licences
// that come both directly and through a group, assignments in error, SKUs that
// are full, in grace, suspended, for companies, free, or unknown to Microsoft's
// list.
package contoso

import (
	"fmt"
	"iter"

	"licet/io/catalog"
	"licet/io/tenant"
	"licet/reconcile"
)

const (
	// seed is Contoso's own.
	seed = 20261124
	// size is the number of Contoso's users.
	size = 1000
	// MaxUsers is the largest tenant that Generate makes.
	MaxUsers = 1_000_000
)

// Options say what tenant to generate.
type Options struct {
	// Users is the number of users, 1 to MaxUsers.
	Users int
	// Seed chooses among tenants of one size.
	Seed uint64
}

// Tenant gives the built-in Contoso tenant, the same at each call.
func Tenant() *tenant.File {
	head, users, err := Generate(Options{Users: size, Seed: seed})
	if err != nil {
		panic(err)
	}
	for u := range users {
		head.Users = append(head.Users, *u)
	}
	return head
}

// Generate gives a tenant file without its users, and the users, made anew at
// each pass. Only one user is held at a time.
func Generate(o Options) (*tenant.File, iter.Seq[*tenant.User], error) {
	if o.Users < 1 || o.Users > MaxUsers {
		return nil, nil, fmt.Errorf("a tenant of %d users cannot be made: 1 to %d can", o.Users, MaxUsers)
	}
	c, err := catalog.Load()
	if err != nil {
		return nil, nil, err
	}
	m := newMaker(c, o)
	return m.head(), m.users, nil
}

// maker makes the parts of one tenant.
type maker struct {
	Options
	// products are by part number.
	products map[string]*reconcile.Product
	// planName gives the servicePlanName of a plan id.
	planName map[string]string
	// slots holds for each slot the index of its role.
	slots []int
}

func newMaker(c *reconcile.Catalog, o Options) *maker {
	m := &maker{Options: o, products: map[string]*reconcile.Product{}, planName: map[string]string{}}
	for i := range c.Products {
		m.products[c.Products[i].PartNumber] = &c.Products[i]
	}
	m.products[privateSKU.PartNumber] = &privateSKU
	for _, p := range c.Plans {
		m.planName[p.ID] = p.Name
	}
	m.planName[privateSKU.Plans[0]] = "CONTOSO_PRIVATE_PLAN"
	for i, r := range roles {
		for range r.share {
			m.slots = append(m.slots, i)
		}
	}
	m.stream(0).Shuffle(len(m.slots), func(i, j int) { m.slots[i], m.slots[j] = m.slots[j], m.slots[i] })
	return m
}

func (m *maker) users(yield func(*tenant.User) bool) {
	for i := range m.Users {
		u := m.user(i)
		if !yield(&u) {
			return
		}
	}
}
