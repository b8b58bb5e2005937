package reconcile

// WayBack is what leads from what a run really did back to what it found, before
// anybody has looked whether that can still be had.
type WayBack struct {
	// Changes has one entry a user of whom something is to be taken back, in the order
	// of the run's plan. Before is what they have now.
	Changes []Change
	// Users is how many users the run changed, or may have changed. LeftAlone are those
	// of them who are no longer as the run left them, or gone; Findings name them.
	Users, LeftAlone int
	Findings         []Finding
}
