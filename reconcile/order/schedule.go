package order

// Part says how much of a change a step carries out.
type Part uint8

const (
	// Whole: the whole change in one call. Always so but for a ring of swaps
	// that Options.AllowGap breaks.
	Whole Part = iota
	// RemoveFirst: only what the change removes.
	RemoveFirst
	// AddAfter: the rest of a change that was split.
	AddAfter
)

// Step is one call of a schedule.
type Step struct {
	// Change is an index into the changes that were scheduled.
	Change int
	Part   Part
}

// Schedule is an order of work in which no call ever lacks a seat, if every
// call does what its change says.
//
// The rule for carrying it out: keep a ledger that starts at Free. Take the
// steps in order; a step may be sent as soon as every SKU in its Takes that is
// listed in Free has a seat left in the ledger, which sending uses up; its
// Releases are added when its success is known. No step overtakes an earlier
// one that waits, unless it takes no listed SKU. Since the order is possible one by one,
// this never comes to a halt; steps that need not wait run side by side.
// A step that fails frees nothing: when nothing is in flight and the next step
// still lacks its seat, that step cannot be done.
type Schedule struct {
	Steps []Step
	// Free are the seats at the start of each SKU that could run short.
	Free map[string]int
}

// Ring is a set of swaps that wait for each other's seats: no order exists.
type Ring struct {
	// Changes are indexes into the changes that were scheduled.
	Changes []int
	// SKUs are the skuIds of which one spare seat would break the ring.
	SKUs []string
}
