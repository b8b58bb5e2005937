package graph

import (
	"bytes"
	"encoding/json"
	"time"

	"licet/reconcile"
)

// userPage is one page of users as records. It is used again and again: what is
// in it is good until the next page, but for texts.
type userPage struct {
	next  string
	users []reconcile.UserRecord
	// licenses and states are those of all users.
	licenses []reconcile.LicenseRecord
	states   []reconcile.StateRecord
}

// read makes p the page that body holds. An empty object is no page.
func (p *userPage) read(s *scanner, body []byte) error {
	p.next, p.users, p.licenses, p.states = "", p.users[:0], p.licenses[:0], p.states[:0]
	if s.page(p, body) {
		return nil
	}
	p.next, p.users = "", p.users[:0]
	return p.decode(body)
}

// decode reads whatever page encoding/json can read.
func (p *userPage) decode(body []byte) error {
	var page wirePage[wireUser]
	if err := json.Unmarshal(body, &page); err != nil {
		return err
	}
	if page.Value == nil {
		return errNoPage
	}
	p.next = page.NextLink
	for i := range *page.Value {
		p.users = append(p.users, (*page.Value)[i].record())
	}
	return nil
}

// page is false where the scanner is unsure.
func (s *scanner) page(p *userPage, body []byte) bool {
	s.data, s.at = body, 0
	users := false
	ok := s.object(func(name []byte) (int, bool) {
		switch string(name) {
		case "@odata.context":
			return 0, s.passed()
		case "@odata.nextLink":
			link, ok := s.text()
			p.next = string(link)
			return 1, ok
		case "value":
			users = s.peek() == '['
			return 2, s.list(func() bool { return s.user(p) })
		default:
			return 0, false
		}
	})
	return ok && users && s.peek() == 0 && s.at == len(body)
}

// user takes one user.
func (s *scanner) user(p *userPage) bool {
	var r reconcile.UserRecord
	var upn, mail []byte
	ok := s.object(func(name []byte) (number int, ok bool) {
		switch string(name) {
		case "id":
			return 0, s.kept(&r.ID)
		case "userPrincipalName":
			upn, ok = s.text()
			return 1, ok
		case "displayName":
			return 2, s.kept(&r.DisplayName)
		case "mail":
			mail, ok = s.text()
			return 3, ok
		case "usageLocation":
			r.UsageLocation, ok = s.word()
			return 4, ok
		default:
			return s.userMember(p, &r, name)
		}
	})
	r.UserPrincipalName = s.keep(upn)
	r.Mail = r.UserPrincipalName
	if !bytes.Equal(mail, upn) {
		r.Mail = s.keep(mail)
	}
	p.users = append(p.users, r)
	return ok
}

// userMember takes the members of a user that are no texts.
func (s *scanner) userMember(p *userPage, r *reconcile.UserRecord, name []byte) (number int, ok bool) {
	switch string(name) {
	case "accountEnabled":
		enabled, null, ok := s.boolean()
		r.Disabled = !enabled && !null
		return 5, ok
	case "userType":
		kind, ok := s.text()
		r.Guest = bytes.EqualFold(kind, []byte("Guest"))
		return 6, ok
	case "onPremisesSyncEnabled":
		r.Synced, _, ok = s.boolean()
		return 7, ok
	case "assignedLicenses":
		start := len(p.licenses)
		ok = s.list(func() bool { return s.license(p) })
		r.AssignedLicenses = p.licenses[start:len(p.licenses):len(p.licenses)]
		return 8, ok
	case "licenseAssignmentStates":
		start := len(p.states)
		ok = s.list(func() bool { return s.state(p) })
		r.States = p.states[start:len(p.states):len(p.states)]
		return 9, ok
	case "signInActivity":
		r.LastSignIn, ok = s.signIns()
		return 10, ok
	default:
		return 0, false
	}
}

func (s *scanner) kept(into *string) bool {
	text, ok := s.text()
	*into = s.keep(text)
	return ok
}

// passed takes a text that nobody needs.
func (s *scanner) passed() bool {
	_, ok := s.text()
	return ok
}

func (s *scanner) boolean() (value, null, ok bool) {
	if s.literal("null") {
		return false, true, true
	}
	if s.literal("true") {
		return true, false, true
	}
	return false, false, s.literal("false")
}

func (s *scanner) license(p *userPage) bool {
	var l reconcile.LicenseRecord
	ok := s.object(func(name []byte) (number int, ok bool) {
		switch string(name) {
		case "skuId":
			l.SKUID, ok = s.word()
			return 0, ok
		case "disabledPlans":
			l.DisabledPlans, ok = s.set()
			return 1, ok
		default:
			return 0, false
		}
	})
	p.licenses = append(p.licenses, l)
	return ok
}

func (s *scanner) state(p *userPage) bool {
	var l reconcile.StateRecord
	ok := s.object(func(name []byte) (number int, ok bool) {
		switch string(name) {
		case "skuId":
			l.SKUID, ok = s.word()
			return 0, ok
		case "disabledPlans":
			l.DisabledPlans, ok = s.set()
			return 1, ok
		case "assignedByGroup":
			l.AssignedByGroup, ok = s.word()
			return 2, ok
		case "state":
			l.State, ok = s.word()
			return 3, ok
		case "error":
			l.Error, ok = s.word()
			return 4, ok
		case "lastUpdatedDateTime":
			return 5, s.passed()
		default:
			return 0, false
		}
	})
	p.states = append(p.states, l)
	return ok
}

// signIns gives the latest of signInActivity in Unix seconds; 0 for none.
func (s *scanner) signIns() (latest int64, ok bool) {
	if s.literal("null") {
		return 0, true
	}
	ok = s.object(func(name []byte) (int, bool) {
		switch string(name) {
		case "lastSignInDateTime":
			return 0, s.moment(&latest)
		case "lastNonInteractiveSignInDateTime":
			return 1, s.moment(&latest)
		case "lastSuccessfulSignInDateTime":
			return 2, s.moment(&latest)
		case "lastSignInRequestId":
			return 3, s.passed()
		case "lastNonInteractiveSignInRequestId":
			return 4, s.passed()
		case "lastSuccessfulSignInRequestId":
			return 5, s.passed()
		default:
			return 0, false
		}
	})
	return latest, ok
}

// moment takes a time into latest, if it is later.
func (s *scanner) moment(latest *int64) bool {
	if s.literal("null") {
		return true
	}
	text, plain, ok := s.quoted()
	var at time.Time
	if !ok || !plain || at.UnmarshalText(text) != nil {
		return false
	}
	*latest = max(*latest, at.Unix())
	return true
}
