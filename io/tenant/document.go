package tenant

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// sink takes what a document holds, in the order of the file. The pointers are
// the sink's to keep.
type sink struct {
	tenant       func(*Organization)
	deltaLink    func(string)
	sku          func(*SubscribedSku)
	group        func(*Group)
	subscription func(*CompanySubscription)
	deletedUsers list
	users        list
}

// document reads one tenant file. Members may come in any order; users last is
// what the writer does.
type document struct {
	splitter
	into sink
	seen map[string]bool
}

func newDocument(in *bufio.Reader, into sink) *document {
	return &document{splitter: splitter{in: in, line: 1, piece: pieceSize}, into: into, seen: map[string]bool{}}
}

func (d *document) read() error {
	if err := d.object(); err != nil {
		var placed *placedError
		if errors.As(err, &placed) {
			return err
		}
		return fmt.Errorf("line %d: %w", d.line, err)
	}
	if err := d.end(); err != nil {
		return fmt.Errorf("line %d: %w", d.line, err)
	}
	for _, name := range []string{"tenant", "subscribedSkus", "users"} {
		if !d.seen[name] {
			return fmt.Errorf("it has no %q", name)
		}
	}
	return nil
}

func (d *document) object() error {
	c, err := d.take()
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if err != nil {
		return err
	}
	if c != '{' {
		return fmt.Errorf("%w: it begins with %q, a tenant file with {", ErrFormat, c)
	}
	for first := true; ; first = false {
		c, err := d.next()
		if err != nil {
			return err
		}
		if c == '}' {
			if !d.seen["format"] {
				return fmt.Errorf("%w: it names no format", ErrFormat)
			}
			return d.expect('}')
		}
		if !first {
			if err := d.expect(','); err != nil {
				return err
			}
		}
		if err := d.member(); err != nil {
			return err
		}
	}
}

func (d *document) member() error {
	var name string
	if err := d.decode(&name); err != nil {
		return err
	}
	if err := d.expect(':'); err != nil {
		return err
	}
	if d.seen[name] {
		return fmt.Errorf("%q stands there twice", name)
	}
	d.seen[name] = true
	switch name {
	case "format":
		return d.format()
	case "tenant":
		var o Organization
		err := d.decode(&o)
		d.into.tenant(&o)
		return err
	case "deltaLink":
		var link string
		err := d.decode(&link)
		d.into.deltaLink(link)
		return err
	case "subscribedSkus":
		return plainList(skuID, d.into.sku)(&d.splitter, name)
	case "groups":
		return plainList(groupID, d.into.group)(&d.splitter, name)
	case "subscriptions":
		return plainList(subscriptionID, d.into.subscription)(&d.splitter, name)
	case "deletedUsers":
		return d.into.deletedUsers(&d.splitter, name)
	case "users":
		return d.into.users(&d.splitter, name)
	default:
		_, err := d.value(nil)
		return err
	}
}

// format refuses every version but ours, by naming both.
func (d *document) format() error {
	var found string
	if err := d.decode(&found); err != nil {
		return fmt.Errorf("%w: its format is no text: %w", ErrFormat, err)
	}
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

func (d *document) decode(v any) error {
	raw, err := d.value(nil)
	if err != nil {
		return err
	}
	return json.Unmarshal(raw, v)
}
