package apply

import "licet/reconcile"

// Codes of findings about a run.
const (
	// CodeNotArrived: a change was carried out, but the tenant does not show it.
	CodeNotArrived reconcile.Code = "not-arrived"
	// CodeChangedMeanwhile: the change is there, and somebody else changed the
	// user's other licences.
	CodeChangedMeanwhile reconcile.Code = "changed-meanwhile"
	// CodeNotVerified: users could not be read again.
	CodeNotVerified reconcile.Code = "not-verified"
	// CodeForeign: somebody else has changed the user since, so they are left alone.
	CodeForeign reconcile.Code = "changed-by-others"
	// CodeUserGone: the user does not exist any more.
	CodeUserGone reconcile.Code = "user-gone"
	// CodeLocationStays: a location that was not set before cannot be unset.
	CodeLocationStays reconcile.Code = "location-stays"
)
