package reconcile

import (
	"cmp"
	"slices"
)

// Plan is what is to be done to a tenant, and why. It is data that stands
// alone: it can be saved, shown, carried out and turned round without the
// tenant and the sheets that it came from. Everything that applying needs is
// in the changes; the options are kept for display.
type Plan struct {
	// Changes has one entry a user, by user principal name, so that the order of
	// rows and files does not show.
	Changes []Change
	// Seats has an entry for each SKU that is managed or changed, by name.
	Seats []Seat
	// Apps gives the names of all service plans that the changes mention, by id.
	Apps     []PlanName
	Findings []Finding
	Options  PlanOptions
	Summary  Summary
	// LeftAlone says what users in scope hold that is not managed.
	LeftAlone LeftAlone
	// Removals is how many direct assignments are removed and how many
	// may be.
	Removals Removals
	// Costs are those of Seats; nil when no prices were given.
	Costs *Costs
}

// FreeSeats gives the free seats by skuId, as far as they are known; they are
// negative where the tenant is over-assigned.
func (p *Plan) FreeSeats() map[string]int {
	free := make(map[string]int, len(p.Seats))
	for _, s := range p.Seats {
		if s.Known {
			free[s.SKUID] = s.Owned - s.Used
		}
	}
	return free
}

// LicenseNames gives a function that names a licence by its skuId, as far as the plan
// knows it.
func (p *Plan) LicenseNames() func(skuID string) string {
	names := make(map[string]string, len(p.Seats))
	for _, s := range p.Seats {
		names[s.SKUID] = LicenseName(s.Name, s.SKUPartNumber)
	}
	return func(skuID string) string {
		if names[skuID] == "" {
			return skuID
		}
		return names[skuID]
	}
}

// PlanOptions are the options that a plan was made with, settled.
type PlanOptions struct {
	Mode  Mode
	Scope Scope
	// Manage are the managed skuIds, sorted.
	Manage []string
	// ManageAll is true when every licence is managed.
	ManageAll bool
}

// Summary counts. Every report takes its numbers from here.
type Summary struct {
	// Users is the number of users in scope; Changes those with a change.
	Users, Changes int
	// Assign, Update, Unassign count licences; SetLocation counts users.
	Assign, Update, Unassign, SetLocation int
	// Unchanged is the number of users in scope that are as wanted already.
	Unchanged int
	// LeftOut is the number of users whose change was left out for an error.
	LeftOut          int
	Errors, Warnings int
}

// Sum counts what changes do, and the findings beside them; the rest is left to whoever
// knows the users.
func Sum(changes []Change, findings []Finding) Summary {
	s := Summary{Changes: len(changes)}
	for i := range changes {
		c := &changes[i]
		s.Assign += len(c.Assign)
		s.Update += len(c.Update)
		s.Unassign += len(c.Unassign)
		if c.SetUsageLocation != nil {
			s.SetLocation++
		}
	}
	s.Errors, s.Warnings = CountFindings(findings)
	return s
}

// Seat is the ledger of one SKU.
type Seat struct {
	SKUID         string
	SKUPartNumber string
	Name          string
	// Owned is the pool (enabled and in grace), Used the consumed units, Free
	// what can still be taken. All are 0 when Known is false.
	Owned, Used, Free int
	// Release and Take are the seats that the plan frees and needs; After is
	// the consumed units afterwards.
	Release, Take, After int
	// Assign and Unassign count assignments, which may need no seat.
	Assign, Unassign int
	// Known is false when the source does not tell seats.
	Known bool
	// NoCost is Product.NoCost.
	NoCost string
}

// Seats are the ledgers of SKUs, by skuId.
type Seats map[string]*Seat

// Seat gives the ledger of a SKU, a new one named by its id if need be.
func (s Seats) Seat(skuID string) *Seat {
	if s[skuID] == nil {
		s[skuID] = &Seat{SKUID: skuID, SKUPartNumber: skuID, Name: skuID}
	}
	return s[skuID]
}

// Count counts what a change assigns and removes, and the seats that it takes and
// releases. What it only updates gets its ledger too.
func (s Seats) Count(c *Change) {
	for _, h := range c.Assign {
		s.Seat(h.SKUID).Assign++
	}
	for _, h := range c.Unassign {
		s.Seat(h.SKUID).Unassign++
	}
	for _, u := range c.Update {
		s.Seat(u.SKUID)
	}
	for _, id := range c.Takes {
		s.Seat(id).Take++
	}
	for _, id := range c.Releases {
		s.Seat(id).Release++
	}
}

// LeftAlone sums up what users in scope hold directly beyond what is managed.
type LeftAlone struct {
	Licenses    int
	Assignments int
}

// Removals compares what a plan removes with the limit.
type Removals struct {
	// Count is the number of direct assignments that the plan removes, Limit
	// how many it may.
	Count, Limit int
	// Direct is the number of direct assignments of the users in scope.
	Direct int
}

// Exceeded reports whether the limit stops the plan.
func (r Removals) Exceeded() bool { return r.Count > r.Limit }

// RemovalsByLicense gives the rows of the ledger of which the plan takes
// assignments away (Seat.Unassign says how many), most first.
func (p *Plan) RemovalsByLicense() []Seat {
	gone := slices.DeleteFunc(slices.Clone(p.Seats), func(s Seat) bool { return s.Unassign == 0 })
	slices.SortStableFunc(gone, func(a, b Seat) int { return cmp.Compare(b.Unassign, a.Unassign) })
	return gone
}

// HasErrors reports whether the plan may not be applied for what is wrong with it.
// That it removes too much is another matter (Removals.Exceeded), also where every
// warning is an error.
func (p *Plan) HasErrors() bool {
	errors := p.Summary.Errors
	for i := range p.Findings {
		if f := &p.Findings[i]; f.Severity == Error && f.Code == CodeTooManyRemovals {
			errors--
		}
	}
	return errors > 0
}
