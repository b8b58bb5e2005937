package users

import (
	"errors"
	"strings"
	"time"

	"licet/reconcile"
)

// ErrNoPage marks an answer that is no page of a list: an empty object must
// never be taken for an empty list.
var ErrNoPage = errors.New("no page of a list")

// mostWords bounds what a decoder remembers.
const mostWords = 1 << 16

// Decoder reads users. Words that come again and again (ids of licences, apps and
// groups, countries, states) are kept once, and so are lists of apps: nobody may
// change the latter. It is not safe for concurrent use.
type Decoder struct {
	scanner
	words map[string]string
	sets  map[string][]string
	// set is the list that is being read.
	set []string
}

// NewDecoder makes a decoder that remembers nothing yet.
func NewDecoder() *Decoder {
	return &Decoder{words: map[string]string{}, sets: map[string][]string{}}
}

// Decode reads one user, which is all that data holds, into u. It writes over the
// lists that u has; what u keeps of data is copied.
func (d *Decoder) Decode(data []byte, u *reconcile.UserRecord) error {
	d.reset(data)
	d.user(u)
	d.end()
	return d.err
}

// Page reads a page of users into those of into, which is written over, and gives
// them with the address of the next page, empty after the last.
func (d *Decoder) Page(body []byte, into []reconcile.UserRecord) (users []reconcile.UserRecord, next string, err error) {
	d.reset(body)
	users, isPage := into[:0], false
	d.object(func(name string) bool {
		switch name {
		case "@odata.nextLink":
			next = d.text(d.raw())
		case "value":
			users = into[:0]
			isPage = d.array(func() {
				users = extended(users)
				d.user(&users[len(users)-1])
			})
		default:
			return false
		}
		return true
	})
	d.end()
	if d.err == nil && !isPage {
		d.err = ErrNoPage
	}
	return users, next, d.err
}

// extended gives list with one entry more, which may have been used before.
func extended[T any](list []T) []T {
	if n := len(list); n < cap(list) {
		return list[:n+1]
	}
	return append(list, *new(T))
}

func (d *Decoder) user(u *reconcile.UserRecord) {
	licenses, states := u.AssignedLicenses[:0], u.States[:0]
	*u = reconcile.UserRecord{}
	d.object(func(name string) bool {
		switch name {
		case "id":
			u.ID = d.text(d.raw())
		case "userPrincipalName":
			u.UserPrincipalName = d.text(d.raw())
		case "displayName":
			u.DisplayName = d.text(d.raw())
		case "mail":
			raw, plain := d.raw()
			if u.Mail = u.UserPrincipalName; !plain || string(raw) != u.Mail {
				u.Mail = d.text(raw, plain)
			}
		case "usageLocation":
			u.UsageLocation = d.often()
		case "accountEnabled":
			u.Enabled = d.answer()
		case "userType":
			u.Guest = strings.EqualFold(d.often(), "Guest")
		case "onPremisesSyncEnabled":
			u.Synced = d.answer() == reconcile.Yes
		case "signInActivity":
			u.LastSignIn = d.signIns()
		case "assignedLicenses":
			u.AssignedLicenses = d.licenses(licenses)
		case "licenseAssignmentStates":
			u.States = d.states(states)
		case "givenName", "surname", "department", "jobTitle", "employeeId":
			d.raw()
		default:
			return false
		}
		return true
	})
}

// licenses reads a list into list; null is nil, which is not the same as none.
func (d *Decoder) licenses(list []reconcile.LicenseRecord) []reconcile.LicenseRecord {
	isList := d.array(func() {
		list = extended(list)
		l := &list[len(list)-1]
		*l = reconcile.LicenseRecord{}
		d.object(func(name string) bool {
			switch name {
			case "skuId":
				l.SKUID = d.often()
			case "disabledPlans":
				l.DisabledPlans = d.plans()
			default:
				return false
			}
			return true
		})
	})
	switch {
	case !isList:
		return nil
	case list == nil:
		return []reconcile.LicenseRecord{}
	default:
		return list
	}
}

func (d *Decoder) states(list []reconcile.StateRecord) []reconcile.StateRecord {
	d.array(func() {
		list = extended(list)
		s := &list[len(list)-1]
		*s = reconcile.StateRecord{}
		d.object(func(name string) bool { return d.stateMember(s, name) })
	})
	return list
}

func (d *Decoder) stateMember(s *reconcile.StateRecord, name string) bool {
	switch name {
	case "skuId":
		s.SKUID = d.often()
	case "disabledPlans":
		s.DisabledPlans = d.plans()
	case "assignedByGroup":
		s.AssignedByGroup = d.often()
	case "state":
		s.State = d.often()
	case "error":
		s.Error = d.often()
	case "lastUpdatedDateTime":
		d.raw()
	default:
		return false
	}
	return true
}

// signIns gives the latest sign-in of any kind in Unix seconds; 0 for none.
func (d *Decoder) signIns() (latest int64) {
	d.object(func(name string) bool {
		switch name {
		case "lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime":
			if d.word("null") {
				return true
			}
			var at time.Time
			raw, _ := d.raw()
			if err := at.UnmarshalText(raw); err != nil {
				d.fail(err.Error())
				return true
			}
			latest = max(latest, at.Unix())
		default:
			return false
		}
		return true
	})
	return latest
}

// plans reads a list of ids. Those that are written alike are one list.
func (d *Decoder) plans() []string {
	d.peek()
	start := d.at
	d.set = d.set[:0]
	d.array(func() { d.set = append(d.set, d.often()) })
	if len(d.set) == 0 || d.err != nil {
		return nil
	}
	text := d.data[start:d.at]
	if known, ok := d.sets[string(text)]; ok {
		return known
	}
	set := append([]string(nil), d.set...)
	if len(d.sets) < mostWords {
		d.sets[string(text)] = set
	}
	return set
}

// often reads a text that comes again and again.
func (d *Decoder) often() string {
	raw, plain := d.raw()
	if known, ok := d.words[string(raw)]; ok && plain {
		return known
	}
	text := d.text(raw, plain)
	if plain && len(d.words) < mostWords {
		d.words[text] = text
	}
	return text
}

// answer reads true, false, or null.
func (d *Decoder) answer() reconcile.Answer {
	switch {
	case d.word("true"):
		return reconcile.Yes
	case d.word("false"):
		return reconcile.No
	case !d.word("null"):
		d.fail("true or false is missing")
	}
	return reconcile.Unsaid
}

// members are the names of what is read, by their form in lower case:
// encoding/json takes them in any case, and others may write them so.
var members = func() map[string]string {
	m := map[string]string{}
	for _, name := range []string{
		"@odata.nextLink", "value", "id", "userPrincipalName", "displayName", "mail", "usageLocation", "accountEnabled", "userType",
		"onPremisesSyncEnabled", "signInActivity", "assignedLicenses", "licenseAssignmentStates", "givenName", "surname",
		"department", "jobTitle", "employeeId", "skuId", "disabledPlans", "assignedByGroup", "state", "error", "lastUpdatedDateTime",
		"lastSignInDateTime", "lastNonInteractiveSignInDateTime", "lastSuccessfulSignInDateTime",
	} {
		m[strings.ToLower(name)] = name
	}
	return m
}()

// spelled gives the name of a member as it is read, whatever case it is in.
func spelled(name []byte) string { return members[strings.ToLower(string(name))] }
