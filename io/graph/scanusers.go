package graph

import (
	"encoding/json"

	"licet/io/jsonscan"
	"licet/reconcile"
)

// userPage is one page of users as records. It is used again and again: what is
// in it is good until the next page, but for texts and lists.
type userPage struct {
	next  string
	users []reconcile.UserRecord
}

// pageMembers are those of a page of users.
func pageMembers() jsonscan.Members {
	return jsonscan.Members{`"@odata.context":`, `"@odata.nextLink":`, `"value":`}
}

// read makes p the page that body holds. An empty object is no page.
func (p *userPage) read(u *jsonscan.Users, body []byte) error {
	if p.scan(u, body) {
		return nil
	}
	return p.decode(body)
}

// decode reads whatever page encoding/json can read.
func (p *userPage) decode(body []byte) error {
	p.next, p.users = "", p.users[:0]
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

// scan is false where the scanner is unsure.
func (p *userPage) scan(u *jsonscan.Users, body []byte) bool {
	p.next, p.users = "", p.users[:0]
	u.Reset(body, 0)
	users := false
	ok := u.Object(pageMembers(), func(number int) bool {
		switch number {
		case 0:
			return u.Passed()
		case 1:
			return u.Kept(&p.next)
		default:
			users = u.Peek() == '['
			return u.List(func() bool {
				p.users = append(p.users, reconcile.UserRecord{})
				return u.Record(&p.users[len(p.users)-1])
			})
		}
	})
	return ok && users && u.Peek() == 0 && u.At() == len(body)
}
