package jsonscan

import (
	"bytes"

	"licet/reconcile"
)

// Users reads what the core wants to know of users (Graph: user). Few
// combinations of licences come again and again, written alike; what each
// means is found out once. It is not safe for concurrent use.
type Users struct {
	*Scanner
	// holdings are what users hold; holding is that of the user who is being read,
	// nil where that is not known.
	holdings map[string]*holding
	holding  *holding
	// known are the ways to a licence, count of them were numbered; ways are
	// lists of them, by their numbers.
	known map[string]numbered
	count uint32
	ways  map[string]*waysWritten
	// states and key are those of the user that is being read.
	states []numbered
	key    []byte
}

// NewUsers makes a reader that remembers nothing yet.
func NewUsers() *Users {
	return &Users{
		Scanner:  NewScanner(),
		holdings: map[string]*holding{},
		known:    map[string]numbered{},
		ways:     map[string]*waysWritten{},
	}
}

// Record takes a user. Lists in the record are the reader's: they last, and must
// not be changed.
func (u *Users) Record(r *reconcile.UserRecord) bool {
	*r = reconcile.UserRecord{Lasting: true}
	u.holding = nil
	var upn, mail []byte
	ok := u.Object(UserMembers(), func(number int) (ok bool) {
		switch number {
		case ID:
			return u.Kept(&r.ID)
		case UserPrincipalName:
			upn, ok = u.Text()
			return ok
		case DisplayName:
			return u.Kept(&r.DisplayName)
		case Mail:
			mail, ok = u.Text()
			return ok
		case UsageLocation:
			return u.Word(&r.UsageLocation)
		default:
			return u.member(r, number)
		}
	})
	r.UserPrincipalName = u.Keep(upn)
	if r.Mail = r.UserPrincipalName; !bytes.Equal(mail, upn) {
		r.Mail = u.Keep(mail)
	}
	return ok
}

// member takes the members of a user that are no texts to be kept.
func (u *Users) member(r *reconcile.UserRecord, number int) (ok bool) {
	switch number {
	case AccountEnabled:
		enabled, null, ok := u.Bool()
		r.Disabled = !enabled && !null
		return ok
	case UserType:
		kind, ok := u.Text()
		r.Guest = bytes.EqualFold(kind, []byte("Guest"))
		return ok
	case OnPremisesSyncEnabled:
		r.Synced, _, ok = u.Bool()
		return ok
	case SignInActivity:
		r.LastSignIn, ok = u.signIns()
		return ok
	case AssignedLicenses:
		return u.held(r)
	case LicenseAssignmentStates:
		return u.waysOf(r)
	default:
		return u.Passed()
	}
}

// signIns gives the latest sign-in of any kind in Unix seconds; 0 for none.
func (u *Users) signIns() (latest int64, ok bool) {
	if u.Peek() != '{' {
		return 0, u.literal("null")
	}
	ok = u.Object(SignInMembers(), func(number int) bool {
		if number > LastSuccessfulSignIn {
			return u.Passed()
		}
		at, ok := u.Seconds()
		latest = max(latest, at)
		return ok
	})
	return latest, ok
}
