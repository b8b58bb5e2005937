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
	// plans are those that a rule mentions: sets of them are by their numbers here.
	plans []string
	// bySKU are those of a licence.
	bySKU map[string][]int
	// exclusive and needs are the rules of the catalogue, in its order; mailbox are the
	// plans that are one.
	exclusive [][]int
	needs     []need
	mailbox   []int
	was, now  planSet
}

// need is a plan, and those of which it needs one.
type need struct {
	plan  int
	anyOf []int
}

// mailboxFamily is the ladder of the plans that are a mailbox.
const mailboxFamily = "exchange"

func newConflicts(catalog *reconcile.Catalog, l *licenses) *conflicts {
	c := &conflicts{catalog: catalog, licenses: l, bySKU: map[string][]int{}}
	number := map[string]int{}
	numbers := func(ids ...string) []int {
		out := make([]int, len(ids))
		for i, id := range ids {
			n, ok := number[id]
			if !ok {
				n = len(c.plans)
				number[id], c.plans = n, append(c.plans, id)
			}
			out[i] = n
		}
		return out
	}
	for _, rule := range catalog.Exclusive {
		c.exclusive = append(c.exclusive, numbers(rule.Plans...))
	}
	for _, rule := range catalog.Dependencies {
		c.needs = append(c.needs, need{numbers(rule.Plan)[0], numbers(rule.AnyOf...)})
	}
	for _, rung := range catalog.Ladders {
		if rung.Family == mailboxFamily {
			c.mailbox = append(c.mailbox, numbers(rung.Plan)...)
		}
	}
	for sku, ids := range l.names.SkuPlans {
		for _, id := range ids {
			if n, ok := number[id]; ok {
				c.bySKU[sku] = append(c.bySKU[sku], n)
			}
		}
	}
	c.was, c.now = make(planSet, len(c.plans)), make(planSet, len(c.plans))
	return c
}

// planSet says of each plan that rules mention whether it is on.
type planSet []bool

func (s planSet) anyOf(plans []int) bool {
	return slices.ContainsFunc(plans, func(n int) bool { return s[n] })
}

// turnOn makes s the plans that are on in what a user has.
func (c *conflicts) turnOn(s planSet, hs []reconcile.Holding) {
	clear(s)
	for _, h := range hs {
		for _, n := range c.bySKU[h.SKUID] {
			s[n] = s[n] || !has(h.DisabledPlans, c.plans[n])
		}
	}
}

func (c *conflicts) check(out *problems, before, after []reconcile.Holding) {
	was, now := c.was, c.now
	c.turnOn(was, before)
	c.turnOn(now, after)
	for i, plans := range c.exclusive {
		var both []string
		fresh := false
		for _, n := range plans {
			if now[n] {
				both = append(both, c.plans[n])
				fresh = fresh || !was[n]
			}
		}
		if fresh && len(both) > 1 {
			c.reportExclusive(out, &c.catalog.Exclusive[i], both, after)
		}
	}
	for i, rule := range c.needs {
		broken := func(on planSet) bool { return on[rule.plan] && !on.anyOf(rule.anyOf) }
		if broken(now) && !broken(was) {
			c.reportNeed(out, &c.catalog.Dependencies[i], after)
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
	hint := reconcile.Say("Turn one of them off in the apps of its licence, or assign only one of the licences.")
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
		reconcile.Say("Turn it off, or assign or keep a licence that has what it needs."))
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
