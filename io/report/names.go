package report

import (
	"cmp"
	"slices"

	"licet/io/language"
	"licet/reconcile"
)

// planNames gives the names that stand in a plan for the ids in its changes, and
// what is said of them.
type planNames struct {
	language.Speaker
	seats map[string]reconcile.Seat
	apps  map[string]reconcile.PlanName
}

func namesOf(p *reconcile.Plan, words language.Speaker) planNames {
	n := planNames{words, make(map[string]reconcile.Seat, len(p.Seats)), make(map[string]reconcile.PlanName, len(p.Apps))}
	for _, s := range p.Seats {
		n.seats[s.SKUID] = s
	}
	for _, a := range p.Apps {
		n.apps[a.ID] = a
	}
	return n
}

// license gives the product name, or the id where the plan has none.
func (n planNames) license(skuID string) string { return cmp.Or(n.seats[skuID].Name, skuID) }

// planName gives Graph's name of a service plan, or its id.
func (n planNames) planName(id string) string { return cmp.Or(n.apps[id].Name, id) }

// app gives the name of a service plan that people know.
func (n planNames) app(id string) string { return cmp.Or(n.apps[id].FriendlyName, n.planName(id)) }

// appList joins the names of service plans, in the order of the alphabet.
func (n planNames) appList(ids []string) string {
	return n.List(slices.Sorted(slices.Values(each(ids, func(id string) string { return short(n.app(id)) }))))
}

// product writes a licence as every report does: "Microsoft 365 E3 (SPE_E3)".
func product(name, partNumber string) string {
	if partNumber == "" || partNumber == name {
		return short(name)
	}
	return short(name) + " (" + short(partNumber) + ")"
}

func (n planNames) product(skuID string) string {
	return product(n.license(skuID), n.seats[skuID].SKUPartNumber)
}

// person writes a user: "Ada Lovelace (ada@contoso.com)".
func person(u reconcile.UserRef) string {
	name := userName(u)
	if u.DisplayName == "" || u.DisplayName == name {
		return short(name)
	}
	return short(u.DisplayName) + " (" + short(name) + ")"
}

// userName gives the user principal name, or the id where there is none.
func userName(u reconcile.UserRef) string {
	if u.UserPrincipalName == "" {
		return u.ID
	}
	return u.UserPrincipalName
}

// places writes where a change comes from: the first row and how many more.
func places(words language.Speaker, at []reconcile.Place) string {
	switch len(at) {
	case 0:
		return words.Say("no row")
	case 1:
		return short(words.Place(at[0]))
	default:
		rest := len(at) - 1
		return words.Count(rest, "%s and %s more place", "%s and %s more places", short(words.Place(at[0])), number(rest))
	}
}
