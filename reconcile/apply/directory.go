package apply

import (
	"context"
	"slices"
	"time"

	"licet/reconcile"
)

// Kind says what a write does.
type Kind uint8

const (
	// Licenses is one assignLicense call.
	Licenses Kind = iota
	// SetLocation is one PATCH of usageLocation.
	SetLocation
)

// Write is one request about one user.
type Write struct {
	Kind   Kind
	UserID string
	// Add and Remove are the two lists of assignLicense. An update of apps is
	// an Add of a licence that is held: it replaces the disabled plans.
	Add    []reconcile.Holding
	Remove []string
	// UsageLocation is the country of a SetLocation.
	UsageLocation string
}

// Account is what a user has at this moment.
type Account struct {
	ID string
	// Exists is false for a user that the tenant does not know (any more).
	Exists            bool
	UserPrincipalName string
	UsageLocation     string
	// Direct are the licences set on the user, sorted by SKU, with the
	// disabled plans of the direct assignment.
	Direct []reconcile.Holding
	// Inherited are the SKUs that the user has through groups, sorted.
	Inherited []string
	// Unknown are the SKUs that are held without any assignment state.
	Unknown []string
}

// AccountOf gives what a user of a tenant has, as it was read.
func AccountOf(t *reconcile.Tenant, u *reconcile.User) Account {
	a := Account{ID: u.ID, Exists: true, UserPrincipalName: u.UserPrincipalName, UsageLocation: u.UsageLocation}
	for _, w := range t.Assignments(u) {
		id := t.SKUs[w.SKU].ID
		switch {
		case w.Group == reconcile.Direct:
			a.Direct = append(a.Direct, reconcile.Holding{SKUID: id, DisabledPlans: w.DisabledPlans})
		case w.Group == reconcile.UnknownOrigin:
			a.Unknown = append(a.Unknown, id)
		case w.Held():
			a.Inherited = append(a.Inherited, id)
		}
	}
	reconcile.SortHoldings(a.Direct)
	slices.Sort(a.Inherited)
	slices.Sort(a.Unknown)
	a.Inherited, a.Unknown = slices.Compact(a.Inherited), slices.Compact(a.Unknown)
	return a
}

// Present gives what plans are decided by.
func (a *Account) Present() reconcile.Present {
	return reconcile.Present{UserPrincipalName: a.UserPrincipalName, UsageLocation: a.UsageLocation,
		Direct: a.Direct, Inherited: a.Inherited}
}

// SeatCount is the state of one subscribed SKU.
type SeatCount struct {
	SKUID string
	// Pool is the usable units, Consumed the assigned ones.
	Pool, Consumed int
}

// Balance is reconcile.SKU.Balance.
func (s SeatCount) Balance() int { return s.Pool - s.Consumed }

// Directory is the tenant as applying sees it. Its methods are safe for
// concurrent use.
type Directory interface {
	// Write sends one batch of at most 20 writes, each about another user, in
	// one call and returns one outcome a write, in order. It never retries and
	// never sleeps: the runner decides. When nothing is known of a write (the
	// connection dropped, the answer was cut or lacks the item) its outcome has
	// class Unknown. A context that ends while the call is under way makes
	// every outcome Unknown as well.
	Write(ctx context.Context, batch []Write) []Outcome
	// Accounts reads users by id, in order, any number of them. It repeats what
	// fails for a moment by itself, since reading changes nothing; an error is
	// final for now.
	Accounts(ctx context.Context, userIDs []string) ([]Account, error)
	// Seats reads the seats of all subscribed SKUs, with the same promise.
	Seats(ctx context.Context) ([]SeatCount, error)
}

// Class is what an outcome means for the runner.
type Class uint8

const (
	// Done: Graph says that it did it.
	Done Class = iota
	// Already: it was so before (e.g. the licence to remove is not held).
	Already
	// Retry: it was not done, and may be sent again after a while.
	Retry
	// Unknown: it may have been done; the user is to be read before anything.
	Unknown
	// Refused: Graph will not do it as it is; told with Reason.
	Refused
	// Fatal: nothing else would be done either (sign-in lost, permission
	// missing); the run stops.
	Fatal
)

// String gives a word for people.
func (c Class) String() string {
	return reconcile.WordOf("Class", c, "done", "already", "retry", "unknown", "refused", "fatal")
}

// Classes are all classes.
func Classes() []Class { return []Class{Done, Already, Retry, Unknown, Refused, Fatal} }

// Reason is why something was not done, for programs, hints and the results.
type Reason string

// Reasons, after the classes of Graph's error answers.
const (
	NoReason          Reason = ""
	NoSeats           Reason = "no-seats"
	UnknownSKU        Reason = "unknown-sku"
	NotForUsers       Reason = "not-for-users"
	Inherited         Reason = "inherited"
	NoLocation        Reason = "no-location"
	BadLocation       Reason = "bad-location"
	MutuallyExclusive Reason = "mutually-exclusive"
	MissingDependency Reason = "missing-dependency"
	ProxyConflict     Reason = "proxy-conflict"
	BadPlan           Reason = "bad-plan"
	NoUser            Reason = "no-user"
	Denied            Reason = "denied"
	SignInLost        Reason = "sign-in-lost"
	Throttled         Reason = "throttled"
	Unavailable       Reason = "unavailable"
	Concurrency       Reason = "concurrency"
	Dropped           Reason = "dropped"
	BadRequest        Reason = "bad-request"
)

// Outcome is what became of one write.
type Outcome struct {
	Class  Class
	Reason Reason
	// Code is Graph's own word; Message is for people only.
	Code    string
	Message reconcile.Sentence
	// RetryAfter is how long Graph asked to wait; meaningful only when
	// HasRetryAfter is true (it may be 0).
	RetryAfter    time.Duration
	HasRetryAfter bool
	// Outer is true when the whole call was answered so, not this item.
	Outer bool
	// RequestID is Graph's request-id, for its support.
	RequestID string
	// LimitPercentage is x-ms-throttle-limit-percentage; 0 when it was absent.
	LimitPercentage float64
	// ThrottleScope is x-ms-throttle-scope: it tells whose quota is used up.
	ThrottleScope string
}
