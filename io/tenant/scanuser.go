package tenant

import (
	"slices"

	"licet/io/jsonscan"
)

// scanner reads users the way licet and Graph write them, many times as fast as
// encoding/json, and is unsure of everything else (see jsonscan). It is not safe
// for concurrent use.
type scanner struct {
	*jsonscan.Users
	// licenses and states are used again and again.
	licenses []AssignedLicense
	states   []LicenseAssignmentState
}

func newScanner() *scanner { return &scanner{Users: jsonscan.NewUsers()} }

// user takes a whole user. Everything that hangs on it is its own.
func (s *scanner) user(u *User) bool {
	return s.Object(jsonscan.UserMembers(), func(number int) bool {
		if into := u.text(number); into != nil {
			return s.Kept(into)
		}
		switch number {
		case jsonscan.Mail:
			return s.mail(u)
		case jsonscan.UserType:
			return s.Word(&u.UserType)
		case jsonscan.UsageLocation:
			return s.Word(&u.UsageLocation)
		case jsonscan.AccountEnabled:
			enabled, null, ok := s.Bool()
			if !null {
				u.AccountEnabled = &enabled
			}
			return ok
		case jsonscan.OnPremisesSyncEnabled:
			synced, _, ok := s.Bool()
			u.OnPremisesSyncEnabled = synced
			return ok
		case jsonscan.SignInActivity:
			return s.signIns(u)
		case jsonscan.AssignedLicenses:
			return s.held(u)
		default:
			return s.ways(u)
		}
	})
}

// text gives the member with a number, if it is a text that each user has
// another of.
func (u *User) text(number int) *string {
	switch number {
	case jsonscan.ID:
		return &u.ID
	case jsonscan.UserPrincipalName:
		return &u.UserPrincipalName
	case jsonscan.DisplayName:
		return &u.DisplayName
	case jsonscan.GivenName:
		return &u.GivenName
	case jsonscan.Surname:
		return &u.Surname
	case jsonscan.Department:
		return &u.Department
	case jsonscan.JobTitle:
		return &u.JobTitle
	case jsonscan.EmployeeID:
		return &u.EmployeeID
	default:
		return nil
	}
}

// mail takes the address, which mostly is the name.
func (s *scanner) mail(u *User) bool {
	text, ok := s.Text()
	if u.Mail = u.UserPrincipalName; string(text) != u.Mail {
		u.Mail = s.Keep(text)
	}
	return ok
}

func (s *scanner) signIns(u *User) bool {
	if s.Peek() == 'n' {
		_, ok := s.Moment()
		return ok
	}
	a := &SignInActivity{}
	u.SignInActivity = a
	return s.Object(jsonscan.SignInMembers(), func(number int) bool {
		at, ok := s.Moment()
		if at != nil {
			own := *at
			at = &own
		}
		switch number {
		case jsonscan.LastSignIn:
			a.LastSignInDateTime = at
		case jsonscan.LastNonInteractiveSignIn:
			a.LastNonInteractiveSignInDateTime = at
		case jsonscan.LastSuccessfulSignIn:
			a.LastSuccessfulSignInDateTime = at
		default:
			return false
		}
		return ok
	})
}

// held takes what the user holds.
func (s *scanner) held(u *User) bool {
	list := s.Peek() == '['
	s.licenses = s.licenses[:0]
	ok := s.List(func() bool {
		var l AssignedLicense
		ok := s.Object(jsonscan.LicenseMembers(), func(number int) bool {
			if number == jsonscan.SKUID {
				return s.Word(&l.SkuID)
			}
			return s.plans(&l.DisabledPlans)
		})
		s.licenses = append(s.licenses, l)
		return ok
	})
	if list {
		u.AssignedLicenses = append([]AssignedLicense{}, s.licenses...)
	}
	return ok
}

// plans takes a list of plans that is the user's own.
func (s *scanner) plans(into *[]string) bool {
	ok := s.Words(into)
	*into = slices.Clone(*into)
	return ok
}

// ways takes the ways in which the user has licences.
func (s *scanner) ways(u *User) bool {
	list := s.Peek() == '['
	s.states = s.states[:0]
	ok := s.List(func() bool {
		var l LicenseAssignmentState
		ok := s.Object(jsonscan.StateMembers(), func(number int) bool { return s.stateMember(&l, number) })
		s.states = append(s.states, l)
		return ok
	})
	if list {
		u.LicenseAssignmentStates = append([]LicenseAssignmentState{}, s.states...)
	}
	return ok
}

func (s *scanner) stateMember(l *LicenseAssignmentState, number int) bool {
	switch number {
	case jsonscan.SKUID:
		return s.Word(&l.SkuID)
	case jsonscan.DisabledPlans:
		return s.plans(&l.DisabledPlans)
	case jsonscan.AssignedByGroup:
		if s.Peek() == 'n' {
			return s.Passed()
		}
		l.AssignedByGroup = new(string)
		return s.Word(l.AssignedByGroup)
	case jsonscan.State:
		return s.Word(&l.State)
	case jsonscan.Error:
		return s.Word(&l.Error)
	default:
		return s.Kept(&l.LastUpdatedDateTime)
	}
}
