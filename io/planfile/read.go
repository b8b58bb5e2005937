package planfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"licet/reconcile"
)

// Read reads a plan file. Beside the plan it holds a few hundred changes of the
// file at a time. Lists that are empty in the file are nil in the plan; GUIDs come in
// lower case, sets of plans in the form of reconcile.NormalizePlans.
//
// Errors are a *FormatError for a file of another kind or version, a
// *FaultsError for all that is wrong in a plan file, and otherwise what kept
// the file from being read (no JSON, cut off, an error of r).
func Read(r io.Reader) (*reconcile.Plan, Header, error) {
	lines := &lineReader{r: r}
	d := &decoder{
		lines:  lines,
		json:   json.NewDecoder(lines),
		plan:   &reconcile.Plan{},
		seen:   map[string]bool{},
		users:  map[string]int{},
		shared: newShared(),
	}
	if err := d.file(); err != nil {
		return nil, Header{}, err
	}
	d.checkWhole()
	if len(d.faults.Faults) > 0 {
		return nil, Header{}, &d.faults
	}
	return d.plan, d.header, nil
}

// decoder reads one plan file.
type decoder struct {
	lines *lineReader
	json  *json.Decoder
	// raw is the value that was read last, lineRead its line; line is that of
	// the value that is being looked at, which may be an earlier one of a list.
	raw            json.RawMessage
	lineRead, line int
	// item is the item of a list that is being read; zero between lists.
	item   spot
	plan   *reconcile.Plan
	header Header
	// seen are the fields of the file so far; users the line of each user's
	// change, by what identifies the user.
	seen   map[string]bool
	users  map[string]int
	faults FaultsError
	shared shared
}

// required are the fields that every plan has. The others came with what a
// saved plan needs to be shown again, and may be missing.
func required() []string {
	return []string{"created", "tool", "tenant", "inputs", "options", "summary", "seats", "changes", "findings"}
}

func (d *decoder) file() error {
	if err := d.format(); err != nil {
		return err
	}
	for d.json.More() {
		if err := d.nextField(); err != nil {
			return err
		}
	}
	if _, err := d.json.Token(); err != nil {
		return d.broken(err)
	}
	if _, err := d.json.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("line %d: something follows the end of the plan; is this one file?", d.lines.line(d.json.InputOffset()))
	}
	return nil
}

// format reads the first field, which must name the format. What is no JSON, or
// JSON of another shape, is another kind of file.
func (d *decoder) format() error {
	var syntax *json.SyntaxError
	open, err := d.json.Token()
	if errors.As(err, &syntax) || err == nil && open != json.Delim('{') {
		return &FormatError{}
	}
	if err != nil {
		return d.broken(err)
	}
	key, err := d.json.Token()
	if err != nil {
		return d.broken(err)
	}
	if key != "format" {
		return &FormatError{}
	}
	var found any
	if err := d.json.Decode(&found); err != nil {
		return d.broken(err)
	}
	if found != Format {
		return &FormatError{Found: fmt.Sprint(found)}
	}
	d.seen["format"] = true
	return nil
}

func (d *decoder) nextField() error {
	key, err := d.json.Token()
	if err != nil {
		return d.broken(err)
	}
	name, _ := key.(string)
	if d.seen[name] {
		d.fault(spot{field: name}, "this field stands twice")
	}
	d.seen[name] = true
	switch name {
	case "inputs":
		return each(d, name, d.input)
	case "seats":
		return each(d, name, d.seat)
	case "servicePlans":
		return each(d, name, d.servicePlan)
	case "changes":
		return each(d, name, d.change)
	case "findings":
		return each(d, name, d.finding)
	default:
		return d.single(name)
	}
}

// each reads the list under name. use gets the items in order.
func each[W any](d *decoder, name string, use func(*W)) error {
	token, err := d.json.Token()
	if err != nil {
		return d.broken(err)
	}
	if token != json.Delim('[') {
		return fmt.Errorf("line %d: %s must be a list", d.lines.line(d.json.InputOffset()), name)
	}
	list := items[W]{d: d, name: name, use: use}
	defer list.finish()
	for d.json.More() {
		if err := d.next(); err != nil {
			return err
		}
		list.add(d.raw, d.lineRead)
	}
	list.finish()
	d.item = spot{}
	_, err = d.json.Token()
	return d.broken(err)
}

// decode reads the next value into v. It reports false, having noted the
// fault, when the value is not what v needs; err ends the reading.
func (d *decoder) decode(at spot, v any) (ok bool, err error) {
	if err := d.next(); err != nil {
		return false, err
	}
	d.line = d.lineRead
	if err := unmarshalStrict(d.raw, v); err != nil {
		d.fault(at, "%s", decodeMessage(err))
		return false, nil
	}
	return true, nil
}

// next reads the next value into raw, and its line into lineRead.
func (d *decoder) next() error {
	if err := d.json.Decode(&d.raw); err != nil {
		return d.broken(err)
	}
	d.lineRead = d.lines.line(d.json.InputOffset() - int64(len(d.raw)))
	return nil
}

// fault notes something wrong in the value that was read last, at a spot within
// the item that is being read.
func (d *decoder) fault(at spot, format string, args ...any) {
	where := strings.TrimSuffix(d.item.String()+at.String(), ".")
	d.faults.add(Fault{Line: d.line, Where: where, Message: fmt.Sprintf(format, args...)})
}

// broken says why the reading cannot go on; nil for nil.
func (d *decoder) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the plan file is cut off after %d bytes; make the plan again: %w", d.lines.offset, io.ErrUnexpectedEOF)
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: the plan file is not JSON: %w", d.lines.line(syntax.Offset), err)
	default:
		return fmt.Errorf("read the plan: %w", err)
	}
}

// share gives the one copy of s that all of the plan uses.
func (d *decoder) share(s string) string { return d.shared.text(s) }

// shareSet gives a list of plan ids in the core's form.
func (d *decoder) shareSet(ids []string) []string {
	if len(ids) == 0 {
		return nil
	}
	known := &d.shared.sets
	return known.get(known.key[:0].texts(ids), func() ([]string, bool) {
		set := reconcile.NormalizePlans(ids)
		for i := range set {
			set[i] = d.share(set[i])
		}
		return slices.Clip(set), true
	})
}
