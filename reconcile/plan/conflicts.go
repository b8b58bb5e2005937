package plan

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// conflicts finds plans that exclude each other, plans without the one that
// they need, and mailboxes that go. Only plans that are on count, and only what
// the change brings about: what was so before is not the plan's doing.
//
// No Graph API tells these rules; the catalogue's tables age, so their
// severities come with them.
type conflicts struct {
	catalog  *reconcile.Catalog
	licenses *licenses
	// mailbox are the plans that are a mailbox.
	mailbox []string
}

// mailboxFamily is the ladder of the plans that are a mailbox.
const mailboxFamily = "exchange"

func newConflicts(catalog *reconcile.Catalog, l *licenses) *conflicts {
	c := &conflicts{catalog: catalog, licenses: l}
	for _, rung := range catalog.Ladders {
		if rung.Family == mailboxFamily {
			c.mailbox = append(c.mailbox, rung.Plan)
		}
	}
	return c
}

// planSet is a set of plan ids.
type planSet map[string]bool

// anyOf reports whether one of the ids is in the set.
func (s planSet) anyOf(ids []string) bool {
	return slices.ContainsFunc(ids, func(id string) bool { return s[id] })
}

// on gives the plans that are on in what a user holds.
func (c *conflicts) on(hs []reconcile.Holding) planSet {
	on := planSet{}
	for _, h := range hs {
		for _, id := range c.licenses.names.SkuPlans[h.SKUID] {
			if !has(h.DisabledPlans, id) {
				on[id] = true
			}
		}
	}
	return on
}

func (c *conflicts) check(out *problems, before, after []reconcile.Holding) {
	was, now := c.on(before), c.on(after)
	for i := range c.catalog.Exclusive {
		rule := &c.catalog.Exclusive[i]
		both := slices.DeleteFunc(slices.Clone(rule.Plans), func(id string) bool { return !now[id] })
		if len(both) > 1 && slices.ContainsFunc(both, func(id string) bool { return !was[id] }) {
			c.reportExclusive(out, rule, both, after)
		}
	}
	for i := range c.catalog.Dependencies {
		rule := &c.catalog.Dependencies[i]
		broken := func(on planSet) bool { return on[rule.Plan] && !on.anyOf(rule.AnyOf) }
		if broken(now) && !broken(was) {
			c.reportNeed(out, rule, after)
		}
	}
	if was.anyOf(c.mailbox) && !now.anyOf(c.mailbox) {
		out.add(reconcile.Warning, reconcile.CodeMailboxLost, spot{line: firstLine},
			reconcile.Say("No licence with a mailbox is left: Exchange Online deletes the mailbox after about 30 days."),
			reconcile.Say("Convert it to a shared mailbox, or keep its content, before this is applied."))
	}
}

func (c *conflicts) reportExclusive(out *problems, rule *reconcile.ExclusiveGroup, both []string, after []reconcile.Holding) {
	var names []reconcile.Sentence
	for _, id := range both {
		names = append(names, c.planWithLicense(id, after))
	}
	message := reconcile.Say("%s exclude each other (%s).", reconcile.AndOf(names), rule.Name)
	hint := reconcile.Say("Turn one of them off in the apps of its licence, or give only one of the licences.")
	if rule.Severity == reconcile.Note {
		message = reconcile.Say("%s exclude each other (%s) by a list of Microsoft's that is out of date.", reconcile.AndOf(names), rule.Name)
		hint = reconcile.Say("It is expected to work.")
	}
	out.add(rule.Severity, reconcile.CodeMutuallyExclusive, spot{line: firstLine}, message, hint)
}

func (c *conflicts) reportNeed(out *problems, rule *reconcile.Dependency, after []reconcile.Holding) {
	var names []string
	for _, id := range rule.AnyOf {
		names = append(names, c.licenses.names.Plan(id).FriendlyName)
	}
	out.add(rule.Severity, reconcile.CodeMissingDependency, spot{line: firstLine},
		reconcile.Say("%s would be on without %s, which it needs.", c.planWithLicense(rule.Plan, after), reconcile.OrOf(names)),
		reconcile.Say("Turn it off, or give or keep a licence that has what it needs."))
}

// planWithLicense names a plan and the licence through which it is on; of
// several the one with the first skuId.
func (c *conflicts) planWithLicense(id string, hs []reconcile.Holding) reconcile.Sentence {
	hs = slices.DeleteFunc(slices.Clone(hs), func(h reconcile.Holding) bool {
		return has(h.DisabledPlans, id) || !slices.Contains(c.licenses.names.SkuPlans[h.SKUID], id)
	})
	name := c.licenses.names.Plan(id).FriendlyName
	if len(hs) == 0 {
		return reconcile.Say("%s", name)
	}
	through := slices.MinFunc(hs, func(a, b reconcile.Holding) int { return strings.Compare(a.SKUID, b.SKUID) })
	return reconcile.Say("%s of %s", name, c.licenses.name(c.licenses.at[through.SKUID]))
}
