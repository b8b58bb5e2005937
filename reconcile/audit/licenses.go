package audit

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"licet/reconcile"
)

// License is one SKU of the tenant.
type License struct {
	SKUID, PartNumber, Name string
	// Status is Enabled, Warning, Suspended, Deleted or LockedOut.
	Status string
	// Owned are the usable units, Used the consumed ones, Free what is left:
	// none where more are used than owned. All are 0 unless Known.
	Owned, Used, Free int
	Known             bool
	Pricing           reconcile.Pricing
	// Price is that of a seat a month in cents, and Currency its currency.
	Price    int64
	Currency string
	// OwnedCents, UsedCents and FreeCents are what the seats cost a month; free
	// ones never count below zero.
	OwnedCents, UsedCents, FreeCents int64
	NoCost                           string
}

// Cost is what the licences of one currency cost a month, in cents.
type Cost struct {
	Currency          string
	Owned, Used, Free int64
}

// licenses lists the SKUs and finds those in bad standing.
func (a *auditor) licenses() {
	for i := range a.tenant.SKUs {
		s := &a.tenant.SKUs[i]
		l := a.license(s)
		a.out.Licenses = append(a.out.Licenses, l)
		a.count(&l)
		a.standing(s)
	}
	slices.SortFunc(a.out.Licenses, func(x, y License) int {
		return cmp.Or(strings.Compare(x.Name, y.Name), strings.Compare(x.SKUID, y.SKUID))
	})
}

func (a *auditor) license(s *reconcile.SKU) License {
	price, pricing := reconcile.PricingOf(a.prices, s.ID, s.NoCost)
	l := License{
		SKUID: s.ID, PartNumber: s.PartNumber, Name: s.Name, Status: s.CapabilityStatus, NoCost: s.NoCost,
		Pricing: pricing, Price: price.Cents, Currency: price.Currency, Known: a.tenant.Knows.Seats && s.Owned,
	}
	if !l.Known {
		return l
	}
	l.Owned, l.Used, l.Free = s.Pool(), s.Consumed, s.Free()
	l.OwnedCents, l.UsedCents, l.FreeCents = price.Cents*int64(l.Owned), price.Cents*int64(l.Used), price.Cents*int64(l.Free)
	return l
}

func (a *auditor) count(l *License) {
	switch {
	case a.options.Prices == nil || l.Pricing == reconcile.Costless:
	case l.Pricing == reconcile.Unpriced:
		a.out.Unpriced++
	default:
		i, found := slices.BinarySearchFunc(a.out.Costs, l.Currency, func(c Cost, currency string) int { return cmp.Compare(c.Currency, currency) })
		if !found {
			a.out.Costs = slices.Insert(a.out.Costs, i, Cost{Currency: l.Currency})
		}
		c := &a.out.Costs[i]
		c.Owned, c.Used, c.Free = c.Owned+l.OwnedCents, c.Used+l.UsedCents, c.Free+l.FreeCents
	}
}

// standing finds a licence that is over-assigned, in grace or unusable.
func (a *auditor) standing(s *reconcile.SKU) {
	if !a.tenant.Knows.Seats || !s.Owned {
		return
	}
	name := licenseName(s)
	if over := -s.Balance(); over > 0 {
		a.find(nil, s, reason{reconcile.CodeOverAssigned, reconcile.Error,
			reconcile.Say("%s has %s in use and %s owned: %s too many.", name, seats(s.Consumed), seats(s.Pool()), seats(over)),
			reconcile.Say("Buy seats, or free some: none can be assigned to anybody else.")})
	}
	switch state := reconcile.UnusableState(s.CapabilityStatus); {
	case state != "":
		a.find(nil, s, reason{reconcile.CodeLicenseUnusable, reconcile.Error,
			reconcile.Say("%s is %s, with %s in use.", name, state, seats(s.Consumed)),
			reconcile.Say("Renew the subscription, or move its users to another licence.")})
		return
	case s.CapabilityStatus == "Warning":
		a.find(nil, s, reason{reconcile.CodeLicenseInGrace, reconcile.Warning,
			reconcile.Say("%s has expired and is in its grace period.", name), reconcile.Say("Renew the subscription before it is suspended.")})
		return
	}
	if s.Warning > 0 {
		a.find(nil, s, reason{reconcile.CodeLicenseInGrace, reconcile.Warning,
			reconcile.Say("%s has %s that have expired and are in their grace period.", name, seats(s.Warning)),
			reconcile.Say("Renew the subscription before they are suspended.")})
	}
	if gone := s.Suspended + s.LockedOut; gone > 0 {
		a.find(nil, s, reason{reconcile.CodeLicenseUnusable, reconcile.Note,
			reconcile.Say("%s has %s that cannot be used.", name, seats(gone)), reconcile.Say("They count as neither owned nor free.")})
	}
}

// renewals finds subscriptions that renew soon while seats are free. Of several
// for one licence the earliest gives its seats up first.
func (a *auditor) renewals() {
	if !a.tenant.Knows.Seats {
		return
	}
	free := map[string]int{}
	skus := map[string]*reconcile.SKU{}
	for i := range a.tenant.SKUs {
		s := &a.tenant.SKUs[i]
		skus[s.ID], free[s.ID] = s, s.Free()
	}
	due := slices.Clone(a.tenant.Subscriptions)
	slices.SortStableFunc(due, func(x, y reconcile.Subscription) int {
		return cmp.Or(cmp.Compare(x.Renews, y.Renews), cmp.Compare(x.SKUID, y.SKUID), cmp.Compare(y.Seats, x.Seats))
	})
	last := a.options.Now + int64(a.options.RenewalDays)*Day
	for _, sub := range due {
		s := skus[sub.SKUID]
		if s == nil || s.NoCost != "" || sub.Trial || sub.Status != "Enabled" || sub.Renews <= a.options.Now || sub.Renews > last {
			continue
		}
		unused := min(free[s.ID], sub.Seats)
		if unused <= 0 {
			continue
		}
		free[s.ID] -= unused
		f := a.find(nil, s, reason{CodeRenewal, reconcile.Warning,
			reconcile.Say("%s renews %s on %s, and %s.", licenseName(s), seats(sub.Seats), day(sub.Renews),
				reconcile.Count(unused, "%d seat is used by nobody", "%d seats are used by nobody")),
			reconcile.Say("Reduce the subscription before that day, as far as the contract allows.")})
		f.Saves = saves(a.prices, s, unused)
	}
}

func day(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02") }

func licenseName(s *reconcile.SKU) string { return reconcile.LicenseName(s.Name, s.PartNumber) }
