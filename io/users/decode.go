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

// mostRemembered bounds what a decoder remembers, in bytes.
const mostRemembered = 16 << 20

// maxPage bounds the users of a page, of which Graph gives 999.
const maxPage = 5000

// Decoder reads users. Words that come again and again (ids of licences, apps and
// groups, countries, states) are kept once, and so are lists of apps: nobody may
// change the latter. It is not safe for concurrent use.
type Decoder struct {
	scanner
	words map[string]string
	sets  map[string][]string
	// remembered is about how many bytes words and sets take.
	remembered int
	// set is the list of apps that is being read; licenses and states are room for
	// those of a user.
	set      []string
	licenses []reconcile.LicenseRecord
	states   []reconcile.StateRecord
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
				if len(users) >= maxPage {
					d.fail("it has more than 5,000 users, and a page of Graph 999")
					return
				}
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
	d.licenses, d.states = u.AssignedLicenses[:0], u.States[:0]
	*u = reconcile.UserRecord{}
	readMembers(d, userMembers, u)
}

// members are what is read of an object, by names in lower case.
type members[T any] map[string]func(d *Decoder, v *T)

func readMembers[T any](d *Decoder, known members[T], v *T) {
	d.object(func(name []byte) bool {
		read := known[string(name)]
		if read != nil {
			read(d, v)
		}
		return read != nil
	})
}

// readList reads a list into list; null is nil, which is not the same as none.
func readList[T any](d *Decoder, known members[T], list []T) []T {
	isList := d.array(func() {
		if len(list) >= maxEntries {
			d.fail("a list has more than 1,000 entries")
			return
		}
		list = extended(list)
		v := &list[len(list)-1]
		*v = *new(T)
		readMembers(d, known, v)
	})
	switch {
	case !isList:
		return nil
	case list == nil:
		return []T{}
	default:
		return list
	}
}

// userMembers are those of a user. Of some it is only seen to it that they are texts.
var userMembers = members[reconcile.UserRecord]{
	"id":                func(d *Decoder, u *reconcile.UserRecord) { u.ID = d.text(d.raw()) },
	"userprincipalname": func(d *Decoder, u *reconcile.UserRecord) { u.UserPrincipalName = d.text(d.raw()) },
	"displayname":       func(d *Decoder, u *reconcile.UserRecord) { u.DisplayName = d.text(d.raw()) },
	"mail": func(d *Decoder, u *reconcile.UserRecord) {
		raw, plain := d.raw()
		if u.Mail = u.UserPrincipalName; !plain || string(raw) != u.Mail {
			u.Mail = d.text(raw, plain)
		}
	},
	"usagelocation":         func(d *Decoder, u *reconcile.UserRecord) { u.UsageLocation = d.often() },
	"accountenabled":        func(d *Decoder, u *reconcile.UserRecord) { u.Enabled = d.answer() },
	"usertype":              func(d *Decoder, u *reconcile.UserRecord) { u.Guest = strings.EqualFold(d.often(), "Guest") },
	"onpremisessyncenabled": func(d *Decoder, u *reconcile.UserRecord) { u.Synced = d.answer() == reconcile.Yes },
	"signinactivity": func(d *Decoder, u *reconcile.UserRecord) {
		u.LastSignIn = 0
		readMembers(d, signInMembers, u)
	},
	"assignedlicenses": func(d *Decoder, u *reconcile.UserRecord) {
		u.AssignedLicenses = readList(d, licenseMembers, d.licenses)
	},
	"licenseassignmentstates": func(d *Decoder, u *reconcile.UserRecord) {
		u.States = readList(d, stateMembers, d.states)
	},
	"givenname":  isText[reconcile.UserRecord],
	"surname":    isText[reconcile.UserRecord],
	"department": isText[reconcile.UserRecord],
	"jobtitle":   isText[reconcile.UserRecord],
	"employeeid": isText[reconcile.UserRecord],
}

var licenseMembers = members[reconcile.LicenseRecord]{
	"skuid":         func(d *Decoder, l *reconcile.LicenseRecord) { l.SKUID = d.often() },
	"disabledplans": func(d *Decoder, l *reconcile.LicenseRecord) { l.DisabledPlans = d.plans() },
}

var stateMembers = members[reconcile.StateRecord]{
	"skuid":               func(d *Decoder, s *reconcile.StateRecord) { s.SKUID = d.often() },
	"disabledplans":       func(d *Decoder, s *reconcile.StateRecord) { s.DisabledPlans = d.plans() },
	"assignedbygroup":     func(d *Decoder, s *reconcile.StateRecord) { s.AssignedByGroup = d.often() },
	"state":               func(d *Decoder, s *reconcile.StateRecord) { s.State = d.often() },
	"error":               func(d *Decoder, s *reconcile.StateRecord) { s.Error = d.often() },
	"lastupdateddatetime": isText[reconcile.StateRecord],
}

var signInMembers = members[reconcile.UserRecord]{
	"lastsignindatetime":               (*Decoder).signIn,
	"lastnoninteractivesignindatetime": (*Decoder).signIn,
	"lastsuccessfulsignindatetime":     (*Decoder).signIn,
}

func isText[T any](d *Decoder, _ *T) { d.raw() }

// signIn keeps the latest sign-in of any kind.
func (d *Decoder) signIn(u *reconcile.UserRecord) {
	if d.word("null") {
		return
	}
	var at time.Time
	raw, _ := d.raw()
	if err := at.UnmarshalText(raw); err != nil {
		d.fail(err.Error())
		return
	}
	u.LastSignIn = max(u.LastSignIn, at.Unix())
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
	if d.remember(len(text) + 16*len(set)) {
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
	if plain && d.remember(len(text)) {
		d.words[text] = text
	}
	return text
}

// remember reports whether there is room for something of so many bytes, and takes it.
func (d *Decoder) remember(bytes int) bool {
	const inTable = 64 // about what an entry takes besides
	if d.remembered+bytes+inTable > mostRemembered {
		return false
	}
	d.remembered += bytes + inTable
	return true
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
