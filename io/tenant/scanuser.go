package tenant

// user takes one user and gives where it ends. What hangs on the user is parts
// of text and things of the scanner, good until the next user: own and record
// make copies.
func (s *scanner) user(text string, at int) (u User, end int, ok bool) {
	s.text, s.at = text, at
	s.pool.reset()
	ok = s.object(func(name string) (int, bool) { return s.userMember(&u, name) })
	return u, s.at, ok
}

// object takes an object. member takes the value of one member and gives its
// number, by which one that comes twice is noticed: encoding/json would mix the
// two.
func (s *scanner) object(member func(name string) (number int, ok bool)) bool {
	if !s.eat('{') {
		return false
	}
	seen := 0
	for more := !s.eat('}'); more; {
		name, ok := s.quoted()
		if !ok || !s.eat(':') {
			return false
		}
		number, ok := member(name)
		if !ok || seen&(1<<number) != 0 {
			return false
		}
		seen |= 1 << number
		if more = s.eat(','); !more && !s.eat('}') {
			return false
		}
	}
	return true
}

// textOf takes a text or null into where.
func (s *scanner) textOf(where *string) (ok bool) {
	if s.literal("null") {
		return true
	}
	*where, ok = s.str()
	return ok
}

func (s *scanner) wordOf(where *string) (ok bool) {
	if s.literal("null") {
		return true
	}
	*where, ok = s.word()
	return ok
}

func (s *scanner) userMember(u *User, name string) (number int, ok bool) {
	switch name {
	case "id":
		return 0, s.textOf(&u.ID)
	case "userPrincipalName":
		return 1, s.textOf(&u.UserPrincipalName)
	case "displayName":
		return 2, s.textOf(&u.DisplayName)
	case "givenName":
		return 3, s.textOf(&u.GivenName)
	case "surname":
		return 4, s.textOf(&u.Surname)
	case "mail":
		return 5, s.textOf(&u.Mail)
	case "userType":
		return 6, s.wordOf(&u.UserType)
	case "usageLocation":
		return 7, s.wordOf(&u.UsageLocation)
	case "department":
		return 8, s.textOf(&u.Department)
	case "jobTitle":
		return 9, s.textOf(&u.JobTitle)
	case "employeeId":
		return 10, s.textOf(&u.EmployeeID)
	default:
		return s.rareMember(u, name)
	}
}

// rareMember takes the members of a user that are no texts.
func (s *scanner) rareMember(u *User, name string) (number int, ok bool) {
	switch name {
	case "accountEnabled":
		value, ok := s.boolean()
		u.AccountEnabled = &s.pool.enabled
		s.pool.enabled = value
		return 11, ok
	case "onPremisesSyncEnabled":
		u.OnPremisesSyncEnabled, ok = s.boolean()
		return 12, ok
	case "signInActivity":
		u.SignInActivity, ok = s.signIns()
		return 13, ok
	case "assignedLicenses":
		u.AssignedLicenses, ok = s.licenses()
		return 14, ok
	case "licenseAssignmentStates":
		u.LicenseAssignmentStates, ok = s.states()
		return 15, ok
	default:
		return 0, false
	}
}

func (s *scanner) signIns() (*SignInActivity, bool) {
	a := &SignInActivity{}
	ok := s.object(func(name string) (number int, ok bool) {
		switch name {
		case "lastSignInDateTime":
			a.LastSignInDateTime, ok = s.moment()
			return 0, ok
		case "lastNonInteractiveSignInDateTime":
			a.LastNonInteractiveSignInDateTime, ok = s.moment()
			return 1, ok
		case "lastSuccessfulSignInDateTime":
			a.LastSuccessfulSignInDateTime, ok = s.moment()
			return 2, ok
		default:
			return 0, false
		}
	})
	return a, ok
}

// array takes an array of objects, each of which entry takes.
func (s *scanner) array(entry func() bool) bool {
	if !s.eat('[') {
		return false
	}
	for more := !s.eat(']'); more; {
		if !entry() {
			return false
		}
		if more = s.eat(','); !more && !s.eat(']') {
			return false
		}
	}
	return true
}

func (s *scanner) licenses() ([]AssignedLicense, bool) {
	start := len(s.pool.licenses)
	ok := s.array(func() bool {
		var l AssignedLicense
		ok := s.object(func(name string) (number int, ok bool) {
			switch name {
			case "skuId":
				return 0, s.wordOf(&l.SkuID)
			case "disabledPlans":
				l.DisabledPlans, ok = s.set()
				return 1, ok
			default:
				return 0, false
			}
		})
		s.pool.licenses = append(s.pool.licenses, l)
		return ok
	})
	return s.pool.licenses[start:len(s.pool.licenses):len(s.pool.licenses)], ok
}

func (s *scanner) states() ([]LicenseAssignmentState, bool) {
	start := len(s.pool.states)
	ok := s.array(func() bool {
		var l LicenseAssignmentState
		ok := s.object(func(name string) (int, bool) { return s.stateMember(&l, name) })
		s.pool.states = append(s.pool.states, l)
		return ok
	})
	return s.pool.states[start:len(s.pool.states):len(s.pool.states)], ok
}

func (s *scanner) stateMember(l *LicenseAssignmentState, name string) (number int, ok bool) {
	switch name {
	case "skuId":
		return 0, s.wordOf(&l.SkuID)
	case "disabledPlans":
		l.DisabledPlans, ok = s.set()
		return 1, ok
	case "assignedByGroup":
		if s.literal("null") {
			return 2, true
		}
		group, ok := s.word()
		l.AssignedByGroup = s.pool.group(group)
		return 2, ok
	case "state":
		return 3, s.wordOf(&l.State)
	case "error":
		return 4, s.wordOf(&l.Error)
	case "lastUpdatedDateTime":
		return 5, s.textOf(&l.LastUpdatedDateTime)
	default:
		return 0, false
	}
}
