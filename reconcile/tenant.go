package reconcile

import "slices"

// Knowledge says what a source of current assignments can tell. What it does
// not know is not judged, and the plan says so.
type Knowledge struct {
	// Seats: SKUs with owned and consumed units.
	Seats bool
	// Origin: whether an assignment is direct or through a group.
	Origin bool
	// Locations: usageLocation of users.
	Locations bool
	// Apps: disabled plans of assignments and the plans of SKUs.
	Apps bool
	// Accounts: whether accounts are enabled, guests or deleted.
	Accounts bool
	// SignIns: when users signed in last. A source tells it for everybody as
	// soon as it tells it for somebody; FullKnowledge leaves it to the builder.
	SignIns bool
}

// FullKnowledge is what Graph and a tenant file can tell.
func FullKnowledge() Knowledge {
	return Knowledge{Seats: true, Origin: true, Locations: true, Apps: true, Accounts: true}
}

// Tenant is the read model of a Microsoft 365 tenant. Build it with a
// TenantBuilder; read it freely, never change it.
//
// Users, SKUs and groups are referred to by their index. Everything that is
// repeated (SKUs, groups, disabled plans, locations) is shared, so a user
// costs a few hundred bytes.
type Tenant struct {
	// ID is the tenant's GUID; empty for an offline sheet.
	ID          string
	DisplayName string
	// CountryLetterCode is the tenant's own country, which group-based
	// licensing falls back to.
	CountryLetterCode string
	Knows             Knowledge
	SKUs              []SKU
	Groups            []Group
	Users             []User
	// Holdings are what users have, each list once: many users hold the same. The
	// first is nothing.
	Holdings [][]Assignment
	// Deleted are the soft-deleted users; they hold nothing that counts.
	Deleted []User
	// Subscriptions are what the SKUs were bought with; empty where the source
	// does not tell them.
	Subscriptions []Subscription
	// UserCount is the number of users that the tenant itself reports
	// ($count); 0 when unknown.
	UserCount int
	// Partial is true when only the users that the sheet names were read.
	Partial bool
}

// Assignments has one entry for each way in which a user of t has a SKU, sorted
// by SKU and then by group, the direct one first. It is shared: never change it.
func (t *Tenant) Assignments(u *User) []Assignment {
	if u.Holds == 0 {
		return nil
	}
	return t.Holdings[u.Holds]
}

// Held is one licence of a user by all ways together.
type Held struct {
	// SKU is an index of Tenant.SKUs.
	SKU int32
	// Direct and Inherited say how it is held, Unknown that nobody can say.
	Direct, Inherited, Unknown bool
	// Off are the plans that every way has off: Graph unites what they turn on
	// (graph.md 7, rule 13).
	Off []string
}

// Removable reports whether removing the direct assignment frees the licence.
func (h *Held) Removable() bool { return h.Direct && !h.Inherited && !h.Unknown }

// Held gives what a user of t holds, by SKU.
func (t *Tenant) Held(u *User) []Held {
	var out []Held
	for _, a := range t.Assignments(u) {
		if !a.Held() {
			continue
		}
		if n := len(out); n == 0 || out[n-1].SKU != a.SKU {
			out = append(out, Held{SKU: a.SKU, Off: a.DisabledPlans})
		} else {
			alone := func(id string) bool { return !slices.Contains(a.DisabledPlans, id) }
			out[n-1].Off = slices.DeleteFunc(slices.Clone(out[n-1].Off), alone)
		}
		h := &out[len(out)-1]
		h.Direct = h.Direct || a.Group == Direct
		h.Unknown = h.Unknown || a.Group == UnknownOrigin
		h.Inherited = h.Inherited || a.Group >= 0
	}
	return out
}

// SKU is a subscribed SKU of the tenant (Graph: subscribedSku). One that users
// hold but that the tenant does not list has Owned false.
type SKU struct {
	ID         string
	PartNumber string
	// Name is the product name, from the catalogue; the part number if it has none.
	Name  string
	Owned bool
	// AppliesTo is "User" or "Company"; only the former can be assigned.
	AppliesTo string
	// CapabilityStatus is Enabled, Warning, Suspended, Deleted or LockedOut.
	CapabilityStatus string
	// Units by state (Graph: licenseUnitsDetail) and consumedUnits.
	Enabled, Warning, Suspended, LockedOut, Consumed int
	Plans                                            []ServicePlan
	// NoCost is Product.NoCost.
	NoCost string
}

// Pool is the number of usable units: enabled and in grace (Graph:
// assignedPlan capabilityStatus "Warning: available for use and assignment").
func (s *SKU) Pool() int { return s.Enabled + s.Warning }

// Free is the number of units that can still be taken, never negative: a
// tenant may be over-assigned after its seats were cut.
func (s *SKU) Free() int { return max(0, s.Balance()) }

// Balance is Free, but negative while the SKU is over-assigned: units that are
// given back then fill the gap first, and nobody can take them.
func (s *SKU) Balance() int { return s.Pool() - s.Consumed }

// Subscription is a purchase of seats of a SKU (Graph: companySubscription).
type Subscription struct {
	// SKUID is the GUID in lower case.
	SKUID string
	// Status is Enabled, Warning, Suspended, Deleted or LockedOut.
	Status string
	Trial  bool
	// Seats is the number of units bought.
	Seats int
	// Renews is when it moves on to its next state unless it is renewed, in Unix
	// seconds; 0 when unknown (Graph: nextLifecycleDateTime).
	Renews int64
}

// ServicePlan is an app of a SKU.
type ServicePlan struct {
	ID   string
	Name string
	// ProvisioningStatus as Graph gives it.
	ProvisioningStatus string
	// AppliesTo is "User" or "Company"; the latter cannot be chosen per user.
	AppliesTo string
}

// Group is a group that assigns licences to its members.
type Group struct {
	ID          string
	DisplayName string
}

// User is an account of the tenant.
type User struct {
	ID                string
	UserPrincipalName string
	DisplayName       string
	Mail              string
	// UsageLocation is two upper-case letters or empty.
	UsageLocation string
	Disabled      bool
	Guest         bool
	// Synced is true for accounts mastered on premises.
	Synced bool
	// LastSignIn is when the user signed in last, in Unix seconds; 0 for never,
	// which counts only where Knowledge.SignIns is true.
	LastSignIn int64
	// Holds is an index of Tenant.Holdings, see Tenant.Assignments.
	Holds int32
}

// Origins of an assignment that are no group.
const (
	// Direct marks an assignment that is set on the user.
	Direct = -1
	// UnknownOrigin marks a SKU that the user has without any assignment
	// state (Graph is known to miss some); it is never removed.
	UnknownOrigin = -2
)

// AssignmentState is Graph's licenseAssignmentState.state.
type AssignmentState uint8

const (
	// StateActive: works.
	StateActive AssignmentState = iota
	// StateActiveWithError: held, but the latest change of it failed.
	StateActiveWithError
	// StateDisabled: held, but the subscription is no longer usable.
	StateDisabled
	// StateError: wanted by a group and not held; uses no seat.
	StateError
)

// String gives Graph's word.
func (s AssignmentState) String() string {
	return WordOf("AssignmentState", s, "Active", "ActiveWithError", "Disabled", "Error")
}

// Assignment is one way in which a user has (or should have) a SKU.
type Assignment struct {
	// SKU is an index of Tenant.SKUs.
	SKU int32
	// Group is an index of Tenant.Groups, or Direct, or UnknownOrigin.
	Group int32
	State AssignmentState
	// Error is Graph's word for what is wrong; empty when nothing is.
	Error string
	// DisabledPlans are the plan ids that this assignment has off, sorted,
	// lower case, without repetition. Shared between users: never change it.
	DisabledPlans []string
}

// Held reports whether the assignment gives the user the licence: everything
// but a group's assignment in state Error does.
func (a Assignment) Held() bool { return a.State != StateError }
