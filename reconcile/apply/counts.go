package apply

import "licet/reconcile"

// Counts are the changes of a plan by what became of them. Whatever shows how many
// were done takes it from here, so that no two places differ.
type Counts struct {
	// Changes are those of the plan: the sum of Done, Already, Failed, Skipped and Unknown.
	Changes, Done, Already, Failed, Skipped, Unknown int
	// NotArrived are those of Unknown of which Graph said that they were carried out,
	// and the user who was read again does not show it.
	NotArrived int
	// Unverified are those of Done and Already whose user was not read again.
	Unverified int
}

// CountItems counts items.
func CountItems(items []Item) Counts {
	var c Counts
	for i := range items {
		it := &items[i]
		c.Changes++
		switch it.Status {
		case StatusDone:
			c.Done++
		case StatusAlready:
			c.Already++
		case StatusFailed:
			c.Failed++
		case StatusSkipped:
			c.Skipped++
		case StatusUnknown:
			c.Unknown++
		default:
			panic("apply: unexpected Status " + string(it.Status))
		}
		if it.Status == StatusUnknown && it.Reason == NotArrived {
			c.NotArrived++
		}
		if it.unverified() {
			c.Unverified++
		}
	}
	return c
}

// unverified reports whether the user of what is done was not read again.
func (i *Item) unverified() bool {
	return !i.Verified && (i.Status == StatusDone || i.Status == StatusAlready)
}

// Of gives how many have a status.
func (c Counts) Of(s Status) int {
	switch s {
	case StatusDone:
		return c.Done
	case StatusAlready:
		return c.Already
	case StatusFailed:
		return c.Failed
	case StatusSkipped:
		return c.Skipped
	case StatusUnknown:
		return c.Unknown
	default:
		panic("apply: unexpected Status " + string(s))
	}
}

// Statuses are all that may have become of a change, in the order in which they are shown.
func Statuses() []Status {
	return []Status{StatusDone, StatusAlready, StatusFailed, StatusSkipped, StatusUnknown}
}

// Counts counts what became of the changes.
func (r *Result) Counts() Counts { return CountItems(r.Items) }

// Count counts the items with a status.
func (r *Result) Count(s Status) int { return r.Counts().Of(s) }

// Complete reports whether everything was done and nothing differs.
func (r *Result) Complete() bool {
	for _, f := range r.Findings {
		if f.Severity == reconcile.Error {
			return false
		}
	}
	return r.Stopped == nil && r.Count(StatusDone)+r.Count(StatusAlready) == len(r.Items)
}
