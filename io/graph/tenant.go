package graph

import (
	"context"
	"errors"
	"slices"
	"strings"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// ReadOptions say how much of a tenant is wanted.
type ReadOptions struct {
	// Audit reads what only audits look at as well: when users signed in last,
	// which makes pages smaller, and when subscriptions renew. Where Graph
	// refuses that (it takes Entra ID P1 and the permission AuditLog.Read.All),
	// the tenant is read without it and a note says so.
	Audit bool
	// Each, if not nil, takes the users instead of the builder, in the order in
	// which they come and each once, so that a large tenant is never held whole.
	// The record is good until it returns. Its error ends the reading.
	Each func(*reconcile.UserRecord) error
	// Fresh reads the users that matter one by one, however many they are: a list may
	// lag behind what was just written. They are named by their ids.
	Fresh bool
	// Progress hears how many users have been read so far; nil means nobody.
	Progress func(users int)
}

// Way is how users were read.
type Way string

const (
	// WholeTenant: the list of all users, page by page.
	WholeTenant Way = "all users"
	// NamedUsers: one by one, in batches.
	NamedUsers Way = "the named users"
)

// Reading says how a tenant was read.
type Reading struct {
	Way Way
	// Users is the number of users that were read, each once, Count what the tenant itself
	// counts; 0 when it does not say.
	Users, Count int
	// Notes are whole sentences on what could not be read, none of which makes
	// the tenant wrong.
	Notes []reconcile.Sentence
}

// Licenses reads what of a tenant is soon read into b: the organization, its
// licences, and with o.Audit when they renew. It is the first half of reading
// a tenant; Users of the reader that it gives is the second, before which a
// sheet can be understood that names licences of this tenant alone. An error of
// either means that nothing is to be made of b.
func (c *Client) Licenses(ctx context.Context, b *reconcile.TenantBuilder, o ReadOptions) (*TenantReader, error) {
	r := &TenantReader{client: c, into: b, options: o, groups: map[string]bool{}, seen: map[string]bool{}, signIns: o.Audit}
	if r.options.Progress == nil {
		r.options.Progress = func(int) {}
	}
	if err := r.readSKUs(ctx); err != nil {
		return nil, err
	}
	if err := r.readSubscriptions(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// Users reads the users with what they have, the names of the groups that give
// licences, and the deleted users. names are the only users that matter, by user
// principal name, id or mail, as a sheet spells them; nil means all. Where that
// is cheaper only they are read, and the tenant is marked as partial. A list of
// users that is shorter than the tenant counts is an error.
func (r *TenantReader) Users(ctx context.Context, names []string) (*Reading, error) {
	r.names = names
	for _, step := range []func(context.Context) error{r.readCount, r.readUsers, r.readDeleted, r.readGroups} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	r.announce()
	return &r.told, nil
}

// TenantReader is a tenant of which the licences have been read. It is not safe
// for concurrent use.
type TenantReader struct {
	client  *Client
	into    *reconcile.TenantBuilder
	options ReadOptions
	// names are the users that matter; nil means all.
	names []string
	// groups are the ids of the groups that users have licences from.
	groups map[string]bool
	// seen are the ids of those who were streamed; the builder knows whom it has.
	seen map[string]bool
	// signIns is true while signInActivity is asked for.
	signIns bool
	// missing are the names for which no user was found.
	missing []string
	told    Reading
}

// announce tells the builder how many users there are, which makes room for them
// at once if all of them are going to come to it.
func (r *TenantReader) announce() {
	r.into.SetUserCount(r.told.Count, r.told.Way == NamedUsers || r.options.Each != nil)
}

func (r *TenantReader) note(format string, args ...any) {
	r.told.Notes = append(r.told.Notes, reconcile.Say(format, args...))
}

// readSKUs reads the licences, and says which tenant it is.
func (r *TenantReader) readSKUs(ctx context.Context) error {
	skus, err := r.client.subscribedSKUs(ctx, skuFields)
	if err != nil {
		return err
	}
	for i := range skus {
		if skus[i].SKUID == "" {
			return errors.New("cannot read the tenant's licences: one has no skuId")
		}
		r.into.AddSKU(skus[i].sku())
	}
	org, err := r.client.organization(ctx)
	if isRefused(err) {
		if org, err = organizationOf(skus, err); err == nil {
			r.note("The tenant's name and country could not be read (that needs the permission %s).", needsOrganization)
		}
	}
	r.into.SetOrganization(org.ID, org.DisplayName, org.CountryLetterCode)
	return err
}

// add takes users over into the tenant.
func (r *TenantReader) add(users []reconcile.UserRecord) error {
	for i := range users {
		u := &users[i]
		if u.ID == "" {
			return errors.New("cannot read the users: one has no id")
		}
		for j := range u.States {
			if group := u.States[j].AssignedByGroup; group != "" {
				r.groups[group] = true
			}
		}
		if err := r.take(u); err != nil {
			return err
		}
	}
	r.options.Progress(r.told.Users)
	return nil
}

// take hands one user on. The builder replaces one that comes again; what was
// streamed is past, so there the first one stands.
func (r *TenantReader) take(u *reconcile.UserRecord) error {
	if r.options.Each == nil {
		if r.into.AddUser(*u) {
			r.told.Users++
		}
		return nil
	}
	key := strings.ToLower(u.ID)
	if r.seen[key] {
		return nil
	}
	r.seen[key] = true
	r.told.Users++
	return r.options.Each(u)
}

// isRefused reports whether Graph will not tell this, to this sign-in or at
// all, while other reads may go well.
func isRefused(err error) bool {
	var e *Error
	return errors.As(err, &e) && slices.Contains([]apply.Reason{apply.Denied, apply.BadRequest, apply.NoUser}, e.Reason)
}
