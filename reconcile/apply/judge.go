package apply

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// What became of a write is found out here, from the user who was read again.

// seen is what a user who was read says of a change, or of a part of one.
type seen uint8

const (
	// seenDone: all that the change touches is as it leaves it.
	seenDone seen = iota
	// seenUndone: the user is as the change found them.
	seenUndone
	// seenForeign: neither; somebody else has changed the user.
	seenForeign
	// seenGone: the tenant does not know the user any more.
	seenGone
)

// judge tells what a user says of change e. What e does not touch has no say
// in whether it was done; but a user who differs from e.Before anywhere is not
// as the change found them.
func judge(e *reconcile.Change, a *Account) seen {
	if !a.Exists {
		return seenGone
	}
	if arrived(e, a) {
		return seenDone
	}
	locationMoved := e.SetUsageLocation != nil &&
		!strings.EqualFold(a.UsageLocation, e.SetUsageLocation.From) &&
		!strings.EqualFold(a.UsageLocation, e.SetUsageLocation.To)
	if locationMoved || e.TouchesLicenses() && !reconcile.EqualHoldings(a.Direct, e.Before) {
		return seenForeign
	}
	return seenUndone
}

// arrived reports whether all that e touches is as e leaves it.
func arrived(e *reconcile.Change, a *Account) bool {
	if l := e.SetUsageLocation; l != nil && !strings.EqualFold(a.UsageLocation, l.To) {
		return false
	}
	for i := range e.Assign {
		if !holds(a, e.Assign[i].SKUID, e.Assign[i].DisabledPlans) {
			return false
		}
	}
	for i := range e.Update {
		if !holds(a, e.Update[i].SKUID, e.Update[i].DisabledPlans) {
			return false
		}
	}
	for i := range e.Unassign {
		if _, held := direct(a, e.Unassign[i].SKUID); held {
			return false
		}
	}
	return true
}

func holds(a *Account, sku string, disabled []string) bool {
	h, held := direct(a, sku)
	return held && slices.Equal(h.DisabledPlans, disabled)
}

func direct(a *Account, sku string) (reconcile.Holding, bool) {
	i, held := slices.BinarySearchFunc(a.Direct, sku, func(h reconcile.Holding, id string) int {
		return strings.Compare(h.SKUID, id)
	})
	if !held {
		return reconcile.Holding{}, false
	}
	return a.Direct[i], true
}
