package plan

import (
	"iter"
	"slices"
	"strings"

	"licet/reconcile"
)

// moves is what a draft does to a user. Of a million drafts most do one of a few
// things, and those that do the same share one moves: it is never changed, and with
// one move more it is another moves.
type moves struct {
	assign   []held
	update   []draftUpdate
	unassign []held
	location *reconcile.Location
	// lasting: others may have it too.
	lasting bool
	// written is what it is in a Change (see planner.write); nil when it is not lasting.
	written *reconcile.Change
}

// held is a licence that a user holds in some way, or that a draft gives or takes
// away.
type held struct {
	sku int32
	// seat: with the licence a seat is taken, or freed. Whoever has it through a
	// group as well frees none.
	seat     bool
	disabled []string
}

type draftUpdate struct {
	sku           int32
	disabled, was []string
}

func (m *moves) isEmpty() bool { return !m.touchesLicenses() && m.location == nil }

func (m *moves) touchesLicenses() bool { return len(m.assign)+len(m.update)+len(m.unassign) > 0 }

// takes gives the licences of which a seat is taken.
func (m *moves) takes() iter.Seq[int32] { return seats(m.assign) }

// releases gives the licences of which a seat is freed.
func (m *moves) releases() iter.Seq[int32] { return seats(m.unassign) }

// seats gives the licences that come or go with a seat.
func seats(hs []held) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		for i := range hs {
			if hs[i].seat && !yield(hs[i].sku) {
				return
			}
		}
	}
}

// move is one thing that is done to a user.
type move struct {
	kind          moveKind
	seat          bool
	sku           int32
	disabled, was []string
	location      reconcile.Location
}

type moveKind uint8

const (
	moveAssign moveKind = iota
	moveUpdate
	moveUnassign
	moveLocate
)

// with gives m and one move more.
func (m *moves) with(x *move) *moves {
	next := &moves{assign: m.assign, update: m.update, unassign: m.unassign, location: m.location}
	switch x.kind {
	case moveAssign:
		next.assign = append(slices.Clip(m.assign), held{x.sku, x.seat, x.disabled})
	case moveUpdate:
		next.update = append(slices.Clip(m.update), draftUpdate{x.sku, x.disabled, x.was})
	case moveUnassign:
		next.unassign = append(slices.Clip(m.unassign), held{x.sku, x.seat, x.disabled})
	case moveLocate:
		next.location = &reconcile.Location{From: x.location.From, To: x.location.To}
	}
	return next
}

// moved says from which moves another one came, and by what.
type moved struct {
	from          *moves
	kind          moveKind
	seat          bool
	sku           int32
	disabled, was setKey
	location      reconcile.Location
}

// setKey tells sets of plans apart by where they stand: those of a tenant are
// shared, and so are those of an appTable.
type setKey struct {
	first *string
	n     int
}

func keyOf(set []string) setKey {
	if len(set) == 0 {
		return setKey{}
	}
	return setKey{&set[0], len(set)}
}

// mostShared bounds how many moves, and lists of a kind, are remembered: where all
// are different, that costs and gains nothing.
const mostShared = 1 << 16

// do adds a move to a draft.
func (p *planner) do(d *draft, x move) {
	key := moved{d.moves, x.kind, x.seat, x.sku, keyOf(x.disabled), keyOf(x.was), x.location}
	next, ok := p.moved[key]
	if !ok {
		next = d.moves.with(&x)
		if next.lasting = d.lasting && len(p.moved) < mostShared; next.lasting {
			p.moved[key] = next
		}
	}
	d.moves = next
}

// write gives the part of a change that is the same for all who do these moves.
func (p *planner) write(m *moves) reconcile.Change {
	c := reconcile.Change{
		Assign:           p.holdings(m.assign),
		Unassign:         p.holdings(m.unassign),
		SetUsageLocation: m.location,
		Takes:            p.skuIDs(m.takes()),
		Releases:         p.skuIDs(m.releases()),
	}
	for _, x := range m.update {
		c.Update = append(c.Update, reconcile.Update{SKUID: p.skus[x.sku].ID, DisabledPlans: x.disabled, Was: x.was})
	}
	slices.SortFunc(c.Update, func(a, b reconcile.Update) int { return strings.Compare(a.SKUID, b.SKUID) })
	return c
}

func (p *planner) holdings(hs []held) []reconcile.Holding {
	if len(hs) == 0 {
		return nil
	}
	out := make([]reconcile.Holding, len(hs))
	for i, h := range hs {
		out[i] = reconcile.Holding{SKUID: p.skus[h.sku].ID, DisabledPlans: h.disabled}
	}
	reconcile.SortHoldings(out)
	return out
}

func (p *planner) skuIDs(skus iter.Seq[int32]) []string {
	var ids []string
	for s := range skus {
		ids = append(ids, p.skus[s].ID)
	}
	slices.Sort(ids)
	return ids
}
