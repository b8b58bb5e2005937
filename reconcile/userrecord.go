package reconcile

import (
	"slices"
	"strings"
)

// UserRecord is a user as Graph and the tenant file describe them, before
// direct, inherited and unknown assignments are told apart (see Ways).
type UserRecord struct {
	ID, UserPrincipalName, DisplayName, Mail, UsageLocation string
	// Enabled is whether somebody may sign in with the account; who does not say so
	// means that it is.
	Enabled       Answer
	Guest, Synced bool
	// LastSignIn is User.LastSignIn.
	LastSignIn int64
	// AssignedLicenses is what the user effectively holds; nil where that was not
	// told, which is not the same as nothing.
	AssignedLicenses []LicenseRecord
	// States is licenseAssignmentStates: one entry a way.
	States []StateRecord
}

// Answer is a yes, a no, or nothing said.
type Answer uint8

// What a source says, if it does.
const (
	Unsaid Answer = iota
	No
	Yes
)

// LicenseRecord is Graph's assignedLicense.
type LicenseRecord struct {
	SKUID         string
	DisabledPlans []string
}

// StateRecord is Graph's licenseAssignmentState. AssignedByGroup is the group's
// id, empty for a direct assignment. State and Error are Graph's words;
// unknown states count as errors that are held.
type StateRecord struct {
	SKUID           string
	AssignedByGroup string
	State, Error    string
	DisabledPlans   []string
}

// Origin says how a licence came to a user.
type Origin uint8

const (
	// OriginDirect: it is set on the user.
	OriginDirect Origin = iota
	// OriginInherited: the user has it through a group.
	OriginInherited
	// OriginFailing: a group wants it for the user, who does not hold it by that.
	OriginFailing
	// OriginUnknown: it is held, and no state says how; Graph is known to miss some.
	OriginUnknown
)

// Way is one way in which a user has (or should have) a licence. Ids are in
// lower case.
type Way struct {
	SKUID  string
	Origin Origin
	// GroupID is the group of an inherited or a failing one.
	GroupID string
	// State is never StateError for what is held.
	State AssignmentState
	// Error is Graph's word for what is wrong; empty when nothing is.
	Error string
	// DisabledPlans are the ids as they were read, see NormalizePlans. Those of a
	// direct way are its own list, not the effective one of assignedLicenses.
	DisabledPlans []string
}

// Held reports whether the user has the licence by this way.
func (w *Way) Held() bool { return w.Origin != OriginFailing }

// Ways appends to buf how u has which licences. It is the one place that knows:
// plans, reading accounts before and after writing, and tenant files ask it.
//
// A state without a group is a direct assignment, unless its state is Error and
// assignedLicenses lacks the licence: then nobody holds it, and it is left out.
// A state with a group is inherited, in state Error failing. What
// assignedLicenses has and no way gives is unknown (Graph:
// licenseAssignmentState). Of two ways by the same origin the one that works
// counts, else the first.
func Ways(buf []Way, u *UserRecord) []Way {
	start := len(buf)
	for i := range u.States {
		s := &u.States[i]
		w := Way{SKUID: strings.ToLower(s.SKUID), State: assignmentState(s.State), Error: assignmentError(s.Error), DisabledPlans: s.DisabledPlans}
		switch {
		case s.AssignedByGroup != "":
			w.GroupID, w.Origin = strings.ToLower(s.AssignedByGroup), OriginInherited
			if w.State == StateError {
				w.Origin = OriginFailing
			}
		case w.State == StateError && !u.holds(w.SKUID):
			continue
		case w.State == StateError:
			w.State = StateActiveWithError
		}
		buf = addWay(buf, start, w)
	}
	for i := range u.AssignedLicenses {
		l := &u.AssignedLicenses[i]
		sku := strings.ToLower(l.SKUID)
		if !slices.ContainsFunc(buf[start:], func(w Way) bool { return w.SKUID == sku && w.Held() }) {
			buf = append(buf, Way{SKUID: sku, Origin: OriginUnknown, DisabledPlans: l.DisabledPlans})
		}
	}
	return buf
}

// addWay appends w, or has it take the place of one by the same origin that does
// not work.
func addWay(buf []Way, start int, w Way) []Way {
	for i := start; i < len(buf); i++ {
		if was := &buf[i]; was.SKUID == w.SKUID && was.GroupID == w.GroupID {
			if was.State != StateActive && w.State == StateActive || !was.Held() {
				*was = w
			}
			return buf
		}
	}
	return append(buf, w)
}

// holds reports whether assignedLicenses has a licence.
func (u *UserRecord) holds(sku string) bool {
	return slices.ContainsFunc(u.AssignedLicenses, func(l LicenseRecord) bool { return strings.EqualFold(l.SKUID, sku) })
}

func assignmentState(word string) AssignmentState {
	switch {
	case word == "" || strings.EqualFold(word, "Active"):
		return StateActive
	case strings.EqualFold(word, "Error"):
		return StateError
	case strings.EqualFold(word, "Disabled"):
		return StateDisabled
	default:
		return StateActiveWithError
	}
}

func assignmentError(word string) string {
	if strings.EqualFold(word, "None") {
		return ""
	}
	return word
}
