package reconcile

// Action is what a row wants of its licence.
type Action uint8

const (
	// ActionUnsaid: the row only names the licence; the mode decides (assign
	// in exact and add, unassign in remove).
	ActionUnsaid Action = iota
	// ActionUnticked: an empty box of a matrix. In exact mode the licence is
	// not wanted; add and remove pass it over.
	ActionUnticked
	// ActionAssign: an action column says to assign, whatever the mode.
	ActionAssign
	// ActionUnassign: an action column says to remove, whatever the mode.
	ActionUnassign
	// ActionNone: the explicit "no licences" row; License is empty.
	ActionNone
)

// String gives the word of the check format for a (assign, unassign,
// none). An unsaid action reads as assign; what remove mode makes of it is
// for Options.Mode to say.
func (a Action) String() string {
	return WordOf("Action", a, "assign", "unassign", "assign", "unassign", "none")
}

// Gives reports whether a row of current assignments with this action means
// that the user has the licence.
func (a Action) Gives() bool { return a == ActionUnsaid || a == ActionAssign }

// Row is one thing that a sheet says of one user and one licence, as it is
// written: names are not settled yet. A cell with several licences gives
// several rows with the same place.
type Row struct {
	// At is the cell that names the licence (of a matrix: the box).
	At Place
	// User is a UPN, object id or mail, outer and invisible characters removed.
	User string
	// License is a GUID, part number or product name as written; empty with
	// ActionNone, and where the cell was empty (which Build reports).
	License string
	// Action is what the row wants.
	Action Action
	// EnabledApps is the cell that lists all apps that are on, as written;
	// empty says nothing, "all" turns everything on.
	EnabledApps string
	// DisabledApps is the cell that lists all apps that are off, as written;
	// empty says nothing. At most one of the two cells may be filled.
	DisabledApps string
	// AppsOn and AppsOff are the boxes of a matrix's app columns, each the
	// app as the header names it. Apps in neither keep their state.
	AppsOn, AppsOff []string
	// UsageLocation is the country as written; empty says nothing.
	UsageLocation string
	// Priority orders users when seats are short: lower goes first, users
	// without one come after those with one, in sheet order.
	Priority    int
	HasPriority bool
}
