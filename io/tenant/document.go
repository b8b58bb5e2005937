package tenant

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"licet/io/users"
	"licet/reconcile"
)

// document reads one tenant file. Members may come in any order; users last is
// what the writer does.
type document struct {
	text
	decoder *users.Decoder
	head    File
	seen    map[string]bool
	// builder, if not nil, is given what is read besides users.
	builder *reconcile.TenantBuilder
	// user takes a user, as it stands in the file and as it is understood.
	user func(text []byte, u *reconcile.UserRecord) error
	// size is about how many bytes of memory the lists besides users take.
	size int
}

// Bounds on a tenant file, which may be packed and from somebody else. A tenant of 1.5
// million users is within them.
const (
	maxMembers = 1000
	maxTenant  = 384 << 20
	maxLists   = 256 << 20
)

var errTooMuch = errors.New("the tenant takes more memory than there is for it (384 MiB, at least 1.5 million users); " +
	"ask Graph itself, or name a file with fewer users")

// sizeOf is about how many bytes an entry of a list takes in memory once it is read.
func sizeOf(text []byte) int {
	const entry = 600
	return entry + 2*len(text) + 64*bytes.Count(text, []byte("{")) + 16*bytes.Count(text, []byte(","))
}

func (d *document) readAll() error {
	if err := d.object(); err != nil {
		return inLine(d.line(), err)
	}
	line := d.line() // asking reads to the end, so that a checksum behind the text is checked
	if more := d.ahead(" \t\r\n"); len(more) > 0 {
		return fmt.Errorf("line %d: found %q after the end of the document", line, more[0])
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

func (d *document) object() error {
	if begin := d.ahead(" \t\r\n"); len(begin) > 0 && begin[0] != '{' {
		return fmt.Errorf("%w: it begins with %q, a tenant file with {", ErrFormat, begin[0])
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("%w: %w", ErrFormat, cutOff(err))
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		line := d.line()
		if err := d.member(name.(string)); err != nil {
			return inLine(line, err)
		}
	}
	_, err := d.Token()
	if err == nil && !d.seen["format"] {
		err = fmt.Errorf("%w: it names no format", ErrFormat)
	}
	return err
}

func (d *document) member(name string) error {
	if d.seen[name] {
		return fmt.Errorf("%q is there twice", name)
	}
	d.seen[name] = true
	if len(d.seen) > maxMembers {
		return fmt.Errorf("it has more than %d members", maxMembers)
	}
	f := &d.head
	var err error
	switch name {
	case "format":
		err = d.format()
	case "tenant":
		err = d.decode(&f.Tenant)
	case "deltaLink":
		err = d.decode(&f.DeltaLink)
	case "subscribedSkus":
		f.SubscribedSkus, err = list(d, name, func(s *SubscribedSku) string { return s.SkuID })
	case "groups":
		f.Groups, err = list(d, name, func(g *Group) string { return g.ID })
	case "subscriptions":
		f.Subscriptions, err = list(d, name, func(s *CompanySubscription) string { return s.ID })
	case "deletedUsers":
		f.DeletedUsers, err = list(d, name, func(u *User) string { return u.ID })
	case "users":
		err = d.users(name)
	default:
		err = d.decode(new(json.RawMessage))
	}
	if err == nil && d.builder != nil {
		add(d.builder, f, name)
	}
	return err
}

// format refuses every version but ours, by naming both.
func (d *document) format() error {
	if err := d.decode(&d.head.Format); err != nil {
		return fmt.Errorf("%w: its format is not a text: %w", ErrFormat, cutOff(err))
	}
	found := d.head.Format
	family, _, _ := strings.Cut(Format, "/")
	switch {
	case found == Format:
		return nil
	case strings.HasPrefix(found, family+"/"):
		return fmt.Errorf("%w: it is %q, and this licet reads %q; use the licet that wrote it, or make the file again",
			ErrFormat, found, Format)
	default:
		return fmt.Errorf("%w: it is %q, and %q is needed", ErrFormat, found, Format)
	}
}

// list reads a short array of entries with ids of their own.
func list[T any](d *document, name string, id func(*T) string) ([]T, error) {
	isList, err := d.openList(name)
	if !isList {
		return nil, err
	}
	var all []T
	ids := unique{}
	err = d.entries(name, 0, func(text []byte) error {
		if d.size += sizeOf(text); d.size > maxLists {
			return fmt.Errorf("the lists besides the users take more memory than there is for them (%d MiB)", maxLists>>20)
		}
		var entry T
		if err := json.Unmarshal(text, &entry); err != nil {
			return err
		}
		all = append(all, entry)
		return ids.add(id(&entry))
	})
	return all, err
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

func twice(id string) error { return fmt.Errorf("the id %s is there twice", strings.ToLower(id)) }

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
			return inEntry(line, name, count, err)
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
	d.text = newText(rest.Reader, rest.Line, open)
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
