package plan

import (
	mathbits "math/bits"
	"slices"

	"licet/reconcile"
)

// conflicts finds plans that exclude each other, plans without the one that
// they need, and mailboxes that go. Only plans that are on count, and only what
// the change brings about: what was so before is not the plan's doing.
//
// No Graph API tells these rules; the catalogue's tables age, so their
// severities come with them.
type conflicts struct {
	p         *planner
	bit       map[string]int // plans that any rule mentions
	names     []string
	bySKU     []skuPlans
	exclusive []exclusiveBits
	needs     []needBits
	mailbox   bits
}

// bits is a set of the plans that rules mention.
type bits [4]uint64

func (b *bits) set(i int) { b[i/64] |= 1 << (i % 64) }

func (b *bits) has(i int) bool { return b[i/64]&(1<<(i%64)) != 0 }

func (b bits) and(o bits) bits { return bits{b[0] & o[0], b[1] & o[1], b[2] & o[2], b[3] & o[3]} }

func (b bits) or(o bits) bits { return bits{b[0] | o[0], b[1] | o[1], b[2] | o[2], b[3] | o[3]} }

func (b bits) without(o bits) bits {
	return bits{b[0] &^ o[0], b[1] &^ o[1], b[2] &^ o[2], b[3] &^ o[3]}
}

func (b bits) isEmpty() bool { return b == bits{} }

func (b bits) moreThanOne() bool {
	n := 0
	for _, word := range b {
		n += mathbits.OnesCount64(word)
	}
	return n > 1
}

func (b bits) list(most int) []int {
	var out []int
	for i := 0; i < len(b)*64 && len(out) < most; i++ {
		if b.has(i) {
			out = append(out, i)
		}
	}
	return out
}

// skuPlans are the plans of a licence that rules mention, once they are known.
type skuPlans struct {
	known bool
	plans bits
}

type exclusiveBits struct {
	rule  *reconcile.ExclusiveGroup
	plans bits
}

type needBits struct {
	rule  *reconcile.Dependency
	plan  int
	anyOf bits
}

func newConflicts(p *planner) *conflicts {
	c := &conflicts{p: p, bit: map[string]int{}, bySKU: make([]skuPlans, len(p.skus))}
	for i := range p.in.Catalog.Exclusive {
		g := &p.in.Catalog.Exclusive[i]
		c.exclusive = append(c.exclusive, exclusiveBits{g, c.bitsOf(g.Plans)})
	}
	for i := range p.in.Catalog.Dependencies {
		d := &p.in.Catalog.Dependencies[i]
		c.needs = append(c.needs, needBits{d, c.index(d.Plan), c.bitsOf(d.AnyOf)})
	}
	for _, r := range p.in.Catalog.Ladders {
		if r.Family == mailboxFamily {
			c.mailbox.set(c.index(r.Plan))
		}
	}
	return c
}

// mailboxFamily is the ladder of the plans that are a mailbox.
const mailboxFamily = "exchange"

// index numbers a plan that a rule mentions; the catalogue has some sixty.
func (c *conflicts) index(plan string) int {
	i, ok := c.bit[plan]
	if !ok {
		i = len(c.names)
		if i >= len(bits{})*64 {
			panic("reconcile: the catalogue's rules mention more plans than conflicts can number")
		}
		c.bit[plan] = i
		c.names = append(c.names, plan)
	}
	return i
}

func (c *conflicts) bitsOf(plans []string) bits {
	var b bits
	for _, plan := range plans {
		b.set(c.index(plan))
	}
	return b
}

// on gives the plans that are on in what a user holds.
func (c *conflicts) on(hs []held) bits {
	var all bits
	for _, h := range hs {
		of := &c.bySKU[h.sku]
		if !of.known {
			of.known = true
			for _, id := range c.p.planIDs(h.sku) {
				if i, mentioned := c.bit[id]; mentioned {
					of.plans.set(i)
				}
			}
		}
		var off bits
		for _, id := range h.disabled {
			if i, mentioned := c.bit[id]; mentioned {
				off.set(i)
			}
		}
		all = all.or(of.plans.without(off))
	}
	return all
}

// planIDs gives all plans of a licence, those for the company included.
func (p *planner) planIDs(sku int32) []string {
	s := &p.skus[sku]
	if len(s.Plans) == 0 {
		return p.in.Names.SkuPlans[s.ID]
	}
	ids := make([]string, len(s.Plans))
	for i := range s.Plans {
		ids[i] = s.Plans[i].ID
	}
	return ids
}

func (c *conflicts) check(d *draft, before, after []held) {
	was, now := c.on(before), c.on(after)
	for _, x := range c.exclusive {
		if both := now.and(x.plans); both.moreThanOne() && !both.without(was).isEmpty() {
			c.reportExclusive(d, x.rule, both, after)
		}
	}
	for _, n := range c.needs {
		broken := now.has(n.plan) && now.and(n.anyOf).isEmpty()
		brokenBefore := was.has(n.plan) && was.and(n.anyOf).isEmpty()
		if broken && !brokenBefore {
			c.reportNeed(d, n, after)
		}
	}
	if !was.and(c.mailbox).isEmpty() && now.and(c.mailbox).isEmpty() {
		who := c.p.who(d)
		c.p.warn(who, reconcile.Finding{Code: reconcile.CodeMailboxLost, At: who.first,
			Message: reconcile.Say("No licence with a mailbox is left: Exchange Online deletes the mailbox after about 30 days."),
			Hint:    reconcile.Say("Convert it to a shared mailbox, or keep its content, before this is applied.")})
	}
}

func (c *conflicts) reportExclusive(d *draft, rule *reconcile.ExclusiveGroup, both bits, after []held) {
	var names []reconcile.Sentence
	for _, i := range both.list(len(both) * 64) {
		names = append(names, c.planWithLicense(i, after))
	}
	who := c.p.who(d)
	f := reconcile.Finding{Code: reconcile.CodeMutuallyExclusive, At: who.first,
		Message: reconcile.Say("%s exclude each other (%s).", reconcile.AndOf(names), rule.Name),
		Hint:    reconcile.Say("Turn one of them off in the apps of its licence, or give only one of the licences.")}
	if rule.Severity == reconcile.Note {
		f.Message = reconcile.Say("%s exclude each other (%s) by a list of Microsoft's that is out of date.", reconcile.AndOf(names), rule.Name)
		f.Hint = reconcile.Say("It is expected to work.")
	}
	c.p.tell(who, rule.Severity, f)
}

func (c *conflicts) reportNeed(d *draft, n needBits, after []held) {
	var names []string
	for _, id := range n.rule.AnyOf {
		names = append(names, c.p.in.Names.Plan(id).FriendlyName)
	}
	who := c.p.who(d)
	f := reconcile.Finding{Code: reconcile.CodeMissingDependency, At: who.first,
		Message: reconcile.Say("%s would be on without %s, which it needs.", c.planWithLicense(n.plan, after), reconcile.OrOf(names)),
		Hint:    reconcile.Say("Turn it off, or give or keep a licence that has what it needs.")}
	c.p.tell(who, n.rule.Severity, f)
}

// planWithLicense names a plan and the licence through which it is on; of
// several the one with the first skuId.
func (c *conflicts) planWithLicense(plan int, hs []held) reconcile.Sentence {
	id := c.names[plan]
	through := int32(-1)
	for _, h := range hs {
		if slices.Contains(c.p.planIDs(h.sku), id) && !has(h.disabled, id) && (through < 0 || c.p.skus[h.sku].ID < c.p.skus[through].ID) {
			through = h.sku
		}
	}
	name := c.p.in.Names.Plan(id).FriendlyName
	if through < 0 {
		return reconcile.Say("%s", name)
	}
	return reconcile.Say("%s of %s", name, c.p.licenseName(through))
}
