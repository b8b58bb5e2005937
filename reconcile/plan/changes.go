package plan

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"licet/reconcile"
)

// sortedChanges turns drafts into changes that stand alone, by user principal name.
func (p *planner) sortedChanges() []reconcile.Change {
	order := p.draftsByName()
	for i := range p.changes {
		if m := p.changes[i].moves; m.lasting && m.written == nil {
			c := p.write(m)
			m.written = &c
		}
	}
	changes := make([]reconcile.Change, len(order))
	var next atomic.Int32
	var wait sync.WaitGroup
	const stretch = 256
	for range reconcile.Workers() {
		wait.Go(func() {
			w := changeWriter{planner: p, after: map[holdingAfter]*heldNow{}}
			for from := int(next.Add(stretch)) - stretch; from < len(order); from = int(next.Add(stretch)) - stretch {
				for i := from; i < min(from+stretch, len(order)); i++ {
					w.write(&changes[i], &p.changes[order[i]])
				}
			}
		})
	}
	wait.Wait()
	return changes
}

// draftsByName gives the drafts in the order of the plan, by their places in
// p.changes.
func (p *planner) draftsByName() []int32 {
	names, order := make([]string, len(p.changes)), make([]int32, len(p.changes))
	for i := range p.changes {
		names[i], order[i] = reconcile.FoldUser(p.user(p.changes[i].user).UserPrincipalName), int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if c := strings.Compare(names[a], names[b]); c != 0 {
			return c
		}
		return strings.Compare(p.user(p.changes[a].user).ID, p.user(p.changes[b].user).ID)
	})
	return order
}

// changeWriter makes changes of drafts. Users who hold the same have one list of
// it, as the drafts that do the same have one of what they do.
type changeWriter struct {
	*planner
	nothing heldNow
	after   map[holdingAfter]*heldNow
}

// heldNow is what a user holds directly, by SKU.
type heldNow struct{ all []reconcile.Holding }

// holdingAfter says what a user holds, and what else.
type holdingAfter struct {
	before   *heldNow
	sku      int32
	disabled setKey
}

func (w *changeWriter) write(c *reconcile.Change, d *draft) {
	if d.written != nil {
		*c = *d.written
	} else {
		*c = w.planner.write(d.moves)
	}
	u := w.user(d.user)
	c.User = reconcile.UserRef{ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName}
	c.Before = w.direct(u)
	c.Sources = w.sources(w.who(d))
	c.Split = d.split
}

// sources gives the rows that name a person.
func (p *planner) sources(who *person) []reconcile.Place {
	n := len(who.rows) + len(who.countries)
	if n == 0 {
		return nil
	}
	sources := make([]reconcile.Place, 0, n)
	for _, s := range who.rows {
		sources = append(sources, p.sheets.place(s.at))
	}
	for _, l := range who.countries {
		sources = append(sources, p.sheets.place(l.at))
	}
	slices.SortFunc(sources, reconcile.Place.Compare)
	return slices.Compact(sources)
}

// direct gives what a user holds directly, by SKU.
func (w *changeWriter) direct(u *reconcile.User) []reconcile.Holding {
	now := &w.nothing
	as := w.tenant.Assignments(u)
	for i := range as {
		a := &as[i]
		if a.Group != reconcile.Direct {
			continue
		}
		key := holdingAfter{now, a.SKU, keyOf(a.DisabledPlans)}
		next, ok := w.after[key]
		if !ok {
			if len(w.after) == mostShared {
				return w.directHoldings(u)
			}
			next = &heldNow{append(slices.Clip(now.all), w.holding(a))}
			reconcile.SortHoldings(next.all)
			w.after[key] = next
		}
		now = next
	}
	return now.all
}

func (p *planner) directHoldings(u *reconcile.User) []reconcile.Holding {
	n := p.directCount(u)
	if n == 0 {
		return nil
	}
	out := make([]reconcile.Holding, 0, n)
	as := p.tenant.Assignments(u)
	for i := range as {
		if a := &as[i]; a.Group == reconcile.Direct {
			out = append(out, p.holding(a))
		}
	}
	reconcile.SortHoldings(out)
	return out
}

func (p *planner) holding(a *reconcile.Assignment) reconcile.Holding {
	return reconcile.Holding{SKUID: p.skus[a.SKU].ID, DisabledPlans: a.DisabledPlans}
}
