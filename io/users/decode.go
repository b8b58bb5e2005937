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
	d.object(func(name []byte) bool {
		switch string(name) {
		case "@odata.nextlink":
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
	d.object(func(name []byte) bool {
		switch string(name) {
		case "id":
			u.ID = d.text(d.raw())
		case "userprincipalname":
			u.UserPrincipalName = d.text(d.raw())
		case "displayname":
			u.DisplayName = d.text(d.raw())
		case "mail":
			raw, plain := d.raw()
			if u.Mail = u.UserPrincipalName; !plain || string(raw) != u.Mail {
				u.Mail = d.text(raw, plain)
			}
		case "usagelocation":
			u.UsageLocation = d.often()
		case "accountenabled":
			u.Enabled = d.answer()
		case "usertype":
			u.Guest = strings.EqualFold(d.often(), "Guest")
		case "onpremisessyncenabled":
			u.Synced = d.answer() == reconcile.Yes
		case "signinactivity":
			u.LastSignIn = d.signIns()
		case "assignedlicenses":
			u.AssignedLicenses = d.licenses(licenses)
		case "licenseassignmentstates":
			u.States = d.states(states)
		case "givenname", "surname", "department", "jobtitle", "employeeid":
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
		d.object(func(name []byte) bool {
			switch string(name) {
			case "skuid":
				l.SKUID = d.often()
			case "disabledplans":
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
		d.object(func(name []byte) bool { return d.stateMember(s, name) })
	})
	return list
}

func (d *Decoder) stateMember(s *reconcile.StateRecord, name []byte) bool {
	switch string(name) {
	case "skuid":
		s.SKUID = d.often()
	case "disabledplans":
		s.DisabledPlans = d.plans()
	case "assignedbygroup":
		s.AssignedByGroup = d.often()
	case "state":
		s.State = d.often()
	case "error":
		s.Error = d.often()
	case "lastupdateddatetime":
		d.raw()
	default:
		return false
	}
	return true
}

// signIns gives the latest sign-in of any kind in Unix seconds; 0 for none.
func (d *Decoder) signIns() (latest int64) {
	d.object(func(name []byte) bool {
		switch string(name) {
		case "lastsignindatetime", "lastnoninteractivesignindatetime", "lastsuccessfulsignindatetime":
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
