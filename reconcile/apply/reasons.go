package apply

import "licet/reconcile"

// Reasons that licet finds by itself.
const (
	// Drifted: somebody else has changed the user since the plan was made.
	Drifted Reason = "drifted"
	// NotFoundOut: the write was sent, and the user could not be read.
	NotFoundOut Reason = "not-found-out"
	// NotArrived: Graph said that it was carried out, and the user who was read again
	// does not show it.
	NotArrived Reason = "not-arrived"
	// AtQuota: the quota of Graph, or --rate, does not let more through now.
	AtQuota Reason = "quota"
	// Interrupted: the run ended before it was its turn.
	Interrupted Reason = "interrupted"
	// NotScheduled: the schedule did not name the change.
	NotScheduled Reason = "not-scheduled"
)

// Why a run stopped by itself (Result.Stopped); errors.Is tells the kinds apart.
var (
	// ErrSignInLost: the sign-in is no longer accepted.
	ErrSignInLost = reconcile.Problem(reconcile.Say("the sign-in is no longer accepted"))
	// ErrDenied: the permission to do any of it is missing.
	ErrDenied = reconcile.Problem(reconcile.Say("the permission to change licences is missing"))
	// ErrTooManyFailures: Limits.StopAfter.
	ErrTooManyFailures = reconcile.Problem(reconcile.Say("too many changes failed"))
	// ErrUnavailable: nothing got through for a long time.
	ErrUnavailable = reconcile.Problem(reconcile.Say("the service did not carry out anything for a long time"))
	// ErrJournal: the journal could not be written.
	ErrJournal = reconcile.Problem(reconcile.Say("the journal could not be written"))
	// ErrFatal: the tenant refused the run as a whole for another reason.
	ErrFatal = reconcile.Problem(reconcile.Say("the tenant refuses to go on"))
)

// hints say what an administrator can do, by reason.
var hints = map[Reason]reconcile.Word{
	NoSeats:           "Buy more seats, or free some: licet plan shows who has this licence; then plan again.",
	UnknownSKU:        "The tenant does not own this licence (any more); licet skus lists what it owns. Plan again.",
	NotForUsers:       "This licence is for the company as a whole and cannot be assigned to users; remove it from the sheet.",
	Inherited:         "The licence comes from a group: remove the user from the group, or change the group's licences.",
	NoLocation:        "Set a usage location for the user: a column usageLocation in the sheet, or --default-location.",
	BadLocation:       "Use the two letters of ISO 3166 for the usage location, such as GB (not UK).",
	MutuallyExclusive: "Two apps exclude each other: remove one of the licences, or turn one of the apps off.",
	MissingDependency: "An app needs another one: assign the licence that has it, or turn the dependent app off as well.",
	ProxyConflict:     "Another object has the same mail address (proxyAddresses): fix that in Exchange, then plan again.",
	BadPlan:           "An app that is to be off is not part of the licence; plan again with the tenant as it is now.",
	NoUser:            "The user was deleted; remove them from the sheet, or restore the account.",
	Denied:            "Grant LicenseAssignment.ReadWrite.All (locations: User.ReadWrite.All); licences from self-service purchases cannot be changed this way. See licet doctor.",
	SignInLost:        "Sign in again, then go on with licet resume.",
	Throttled:         "Graph was too busy for this tenant; go on later with licet resume, or plan again.",
	Unavailable:       "Graph did not answer properly, again and again; plan again later.",
	Concurrency:       "Somebody else is changing this user at the same time; plan again later.",
	Dropped:           "The connection broke again and again; look at network and proxy, then plan again.",
	BadRequest:        "Graph did not accept the request; please report it with the request id.",
	Drifted:           "Somebody else has changed this user since the plan was made; look at the user and plan again.",
	NotFoundOut:       "It is not known whether this was done; licet resume finds out and goes on.",
	NotArrived:        "Look at the user: somebody else may have changed it back, or Graph does not show it yet. licet resume reads the user again and goes on from what is so.",
	Interrupted:       "licet resume goes on.",
	NotScheduled:      "It was not part of this run.",
}

// HintFor says what to do about a reason; it is empty for NoReason and for
// reasons that this version does not know.
func HintFor(r Reason) reconcile.Sentence { return hints[r].Sentence() }

// stopFor gives the error of a run that stops; there may be no cause.
func stopFor(kind error, detail reconcile.Sentence, cause error) error {
	said := reconcile.OfError(kind)
	if !detail.IsZero() {
		said = reconcile.Say("%s: %s", said, detail)
	}
	return reconcile.Problem(said, kind, cause)
}

// stopError says why a run is stopped by an outcome.
func stopError(o Outcome) error {
	switch o.Reason {
	case SignInLost:
		return stopFor(ErrSignInLost, o.Message, nil)
	case Denied:
		return stopFor(ErrDenied, o.Message, nil)
	default:
		return stopFor(ErrFatal, o.Message, nil)
	}
}
