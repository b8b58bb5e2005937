package reconcile

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Mode says how much of the truth a sheet is.
type Mode uint8

const (
	// Exact: for the users in scope and the licences managed, the sheet is
	// the whole truth.
	Exact Mode = iota
	// Add never removes anything.
	Add
	// Remove removes what the rows name and assigns nothing.
	Remove
)

// String gives the word of the --mode flag.
func (m Mode) String() string { return WordOf("Mode", m, "exact", "add", "remove") }

// WordOf gives the one of the words that is v's, for the String of an enumeration.
func WordOf[T ~uint8](name string, v T, words ...string) string {
	if int(v) >= len(words) {
		panic("reconcile: unexpected " + name)
	}
	return words[v]
}

// Named gives the value of an enumeration that is written as word.
func Named[T fmt.Stringer](word string, values ...T) (v T, ok bool) {
	i := slices.IndexFunc(values, func(v T) bool { return v.String() == word })
	if i < 0 {
		return v, false
	}
	return values[i], true
}

// Scope says whose licences a plan may change.
type Scope uint8

const (
	// ScopeSheet: the users that the sheet names.
	ScopeSheet Scope = iota
	// ScopeTenant: every user of the tenant; one that the sheet does not name
	// loses the managed licences.
	ScopeTenant
)

// String gives the word of the --scope flag.
func (s Scope) String() string { return WordOf("Scope", s, "sheet", "tenant") }

// Limit is a bound on removals: a number, or a percentage of the direct
// assignments of the users in scope. The zero Limit is the default: 20 or
// 10 %, whichever is more.
type Limit struct {
	Set     bool
	Number  int
	Percent float64
	// IsPercent says which of the two counts.
	IsPercent bool
}

// Options say how a plan is to be made. The zero Options are the defaults.
type Options struct {
	Mode  Mode
	Scope Scope
	// ManageAll makes the sheet the truth for every licence. Manage lists
	// licences as written; when it is empty and ManageAll is false, those are
	// managed that the sheet mentions.
	ManageAll bool
	Manage    []string
	// Ignore lists licences, as written, that are left alone whatever the
	// sheet says.
	Ignore []string
	// DefaultLocation is the country for users that have none.
	DefaultLocation string
	// AllAppsOn turns every app of a newly assigned licence on.
	AllAppsOn bool
	// DropRedundant removes a direct assignment beside an inherited one.
	DropRedundant bool
	// PartialSeats assigns the seats there are, in sheet order.
	PartialSeats bool
	// SkipInvalid leaves out every user with an error and goes on.
	SkipInvalid bool
	// Strict makes every warning an error.
	Strict bool
	// AllowGap lets a ring of swaps without a spare seat be broken by
	// splitting the fewest users' changes in two.
	AllowGap    bool
	MaxRemovals Limit
	// LastLicense is the number of users who may lose their last licence
	// before the plan says so first; 0 means 5.
	LastLicense int
}

// ParseLimit reads the value of --max-removals: a number or a percentage of
// the direct assignments of the users in scope. The error speaks with p.
func ParseLimit(text string) (Limit, error) {
	text = strings.TrimSpace(text)
	if number, ok := strings.CutSuffix(text, "%"); ok {
		percent, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(percent >= 0 && percent <= 100) {
			return Limit{}, Problem(Say("a limit of %q makes no sense: a percentage is between 0%% and 100%%", text))
		}
		return Limit{Set: true, IsPercent: true, Percent: percent}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return Limit{}, Problem(Say("a limit of %q makes no sense: write a number such as 50, or a percentage such as 10%%", text))
	}
	return Limit{Set: true, Number: n}, nil
}

// The removals that a plan may make without being asked: the larger of the two.
const (
	defaultRemovals       = 20
	defaultRemovalPercent = 10
)

// Of gives the number of removals that the limit allows among so many direct
// assignments.
func (l Limit) Of(direct int) int {
	switch {
	case !l.Set:
		return max(defaultRemovals, direct*defaultRemovalPercent/100)
	case l.IsPercent:
		return int(float64(direct) * l.Percent / 100)
	default:
		return l.Number
	}
}
