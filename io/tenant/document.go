package tenant

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"licet/io/users"
	"licet/reconcile"
)

// taker takes a user, as it stands in the file and as it is understood.
type taker func(text []byte, u *reconcile.UserRecord) error

// document reads one tenant file. Members may come in any order; users last is
// what the writer does.
type document struct {
	*cutter
	head File
	seen map[string]bool
	// read hears which member of head has been read, user and deleted take users.
	read          func(name string)
	user, deleted taker
	decoder       *users.Decoder
}

func newDocument(user taker) *document {
	return &document{
		seen: map[string]bool{}, read: func(string) {}, user: user, deleted: func([]byte, *reconcile.UserRecord) error { return nil },
		decoder: users.NewDecoder(),
	}
}

// placedError is an error that already says where in the file it is.
type placedError struct {
	line  int
	list  string
	entry int
	err   error
}

func (e *placedError) Error() string {
	if e.list == "" {
		return fmt.Sprintf("line %d: %v", e.line, e.err)
	}
	return fmt.Sprintf("line %d (%s, entry %d): %v", e.line, e.list, e.entry, e.err)
}

func (e *placedError) Unwrap() error { return e.err }

func (d *document) readAll(in *bufio.Reader) error {
	d.cutter = newCutter(in, 1, "")
	if err := d.object(in); err != nil {
		var placed *placedError
		if errors.As(err, &placed) {
			return err
		}
		return fmt.Errorf("line %d: %w", d.line(), cutOff(err))
	}
	line := d.line() // asking reads to the end, so that a checksum behind the text is checked
	if next, _ := d.next(" \t\r\n"); next != 0 {
		return fmt.Errorf("line %d: found %q after the end of the document", line, next)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: %w", line, err)
	}
	for _, name := range []string{"tenant", "subscribedSkus", "users"} {
		if !d.seen[name] {
			return fmt.Errorf("it has no %q", name)
		}
	}
	return nil
}

func (d *document) object(in *bufio.Reader) error {
	if c := firstOf(in); c != '{' && c != 0 {
		return fmt.Errorf("%w: it begins with %q, a tenant file with {", ErrFormat, c)
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, cutOff(err))
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if err := d.member(name.(string)); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return err
	}
	if !d.seen["format"] {
		return fmt.Errorf("%w: it names no format", ErrFormat)
	}
	return nil
}

// firstOf gives the first byte that is no white space; 0 where there is none.
func firstOf(in *bufio.Reader) byte {
	for n := 1; ; n++ {
		b, err := in.Peek(n)
		if err != nil {
			return 0
		}
		if c := b[n-1]; strings.IndexByte(" \t\r\n", c) < 0 {
			return c
		}
	}
}

func (d *document) member(name string) error {
	if d.seen[name] {
		return fmt.Errorf("%q stands there twice", name)
	}
	d.seen[name] = true
	f := &d.head
	var err error
	switch name {
	case "format":
		line := d.line()
		if err = d.format(); err != nil {
			err = &placedError{line: line, err: err}
		}
	case "tenant":
		err = d.decode(&f.Tenant)
	case "deltaLink":
		err = d.decode(&f.DeltaLink)
	case "subscribedSkus":
		f.SubscribedSkus, err = list(d, name, func(s *SubscribedSku) string { return s.SkuID }, nil)
	case "groups":
		f.Groups, err = list(d, name, func(g *Group) string { return g.ID }, nil)
	case "subscriptions":
		f.Subscriptions, err = list(d, name, func(s *CompanySubscription) string { return s.ID }, nil)
	case "deletedUsers":
		f.DeletedUsers, err = list(d, name, func(u *User) string { return u.ID }, d.deletedUser)
	case "users":
		err = d.users(name)
	default:
		var passed json.RawMessage
		err = d.decode(&passed)
	}
	if err == nil {
		d.read(name)
	}
	return err
}

// format refuses every version but ours, by naming both.
func (d *document) format() error {
	if err := d.decode(&d.head.Format); err != nil {
		return fmt.Errorf("%w: its format is no text: %w", ErrFormat, cutOff(err))
	}
	found := d.head.Format
	if found == Format {
		return nil
	}
	family, _, _ := strings.Cut(Format, "/")
	if strings.HasPrefix(found, family+"/") {
		return fmt.Errorf("%w: it is %q, and this licet reads %q; use the licet that wrote it, or make the file again",
			ErrFormat, found, Format)
	}
	return fmt.Errorf("%w: it is %q, and %q is needed", ErrFormat, found, Format)
}

// list reads a short array; more, if not nil, takes each entry as it is written.
func list[T any](d *document, name string, id func(*T) string, more func(text []byte) error) ([]T, error) {
	isList, err := d.openList(name)
	if !isList {
		return nil, err
	}
	var all []T
	ids := unique{}
	err = d.entries(name, 0, func(text []byte) error {
		var entry T
		if err := json.Unmarshal(text, &entry); err != nil {
			return err
		}
		all = append(all, entry)
		if err := ids.add(id(&entry)); err != nil || more == nil {
			return err
		}
		return more(text)
	})
	return all, err
}

func (d *document) deletedUser(text []byte) error {
	var r reconcile.UserRecord
	if err := d.decoder.Decode(text, &r); err != nil {
		return err
	}
	return d.deleted(text, &r)
}

// unique refuses an entry without an id, and one that stands there twice.
type unique map[string]bool

func (ids unique) add(id string) error {
	key := strings.ToLower(id)
	switch {
	case key == "":
		return errNoID
	case ids[key]:
		return twice(key)
	}
	ids[key] = true
	return nil
}

var errNoID = errors.New("it has no id")

func twice(id string) error { return fmt.Errorf("the id %s stands there twice", strings.ToLower(id)) }

// users reads the users: line by line as far as they stand so, and from there on
// one by one.
func (d *document) users(name string) error {
	if isList, err := d.openList(name); !isList {
		return err
	}
	line, count := d.line(), 0 // the line comes first: asking for it reads on
	rest, err := users.Lines(d.rest(), line, func(line int, text []byte, u *reconcile.UserRecord) error {
		count++
		if err := d.take(text, u); err != nil {
			return &placedError{line, name, count, err}
		}
		return nil
	})
	if err != nil {
		return err
	}
	open := `{"":[`
	if rest.Users > 0 {
		open += `{}` // stands for those who were read
	}
	if rest.Comma {
		open += ","
	}
	d.cutter = newCutter(rest.Reader, rest.Line, open)
	var r reconcile.UserRecord
	return d.entries(name, rest.Users, func(text []byte) error {
		if err := d.decoder.Decode(text, &r); err != nil {
			return err
		}
		return d.take(text, &r)
	})
}

func (d *document) take(text []byte, u *reconcile.UserRecord) error {
	if u.ID == "" {
		return errNoID
	}
	return d.user(text, u)
}
