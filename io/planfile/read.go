package planfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"licet/reconcile"
)

// Read reads a plan file. Beside the plan it holds a change of the file at a
// time. Lists that are empty in the file are nil in the plan; GUIDs come in
// lower case, sets of plans in the form of reconcile.NormalizePlans.
//
// Errors are a *FormatError for a file of another kind or version, a
// *FaultsError for all that is wrong in a plan file, and otherwise what kept
// the file from being read (no JSON, cut off, an error of r).
func Read(r io.Reader) (*reconcile.Plan, Header, error) {
	lines := &lineReader{r: r, most: valueLimit}
	d := &decoder{
		lines: lines,
		json:  json.NewDecoder(lines),
		plan:  &reconcile.Plan{},
		seen:  map[string]bool{},
		texts: map[string]string{},
		lists: map[string]any{},
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

// ReadFile reads the plan file at path; see Read.
func ReadFile(path string) (*reconcile.Plan, Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, Header{}, fmt.Errorf("read the plan: %w", err)
	}
	defer f.Close()
	p, h, err := Read(f)
	if err != nil {
		return nil, Header{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, h, nil
}

// decoder reads one plan file.
type decoder struct {
	lines *lineReader
	json  *json.Decoder
	// raw is the value that was read last, line the line on which it begins.
	raw  json.RawMessage
	line int
	// item is the item of a list that is being read; zero between lists.
	item   spot
	plan   *reconcile.Plan
	header Header
	// seen are the fields of the file so far; begins has the line of each change.
	seen   map[string]bool
	begins []int32
	// texts and lists keep one copy of what stands in many changes, by its text.
	texts  map[string]string
	lists  map[string]any
	faults FaultsError
	// size is about how many bytes of memory the plan takes.
	size int
}

// maxPlan bounds a plan: one of a million changes is within it.
const maxPlan = 480 << 20

// sizeOf is about how many bytes an item of a list takes in memory once it is read, with
// the room that lists grow by. Ordinary ones have texts that stand in others too.
func sizeOf(text []byte) int {
	const item, ordinary = 400, 1000
	return item + 2*max(0, len(text)-ordinary)
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
		line := d.lines.line(d.json.InputOffset())
		return fmt.Errorf("line %d: something follows the end of the plan; is this one file?", line)
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
		d.fault(name, "this field is there twice")
	}
	d.seen[name] = true
	return d.field(name)
}

// single reads the value under name, and hands it on if it is sound.
func single[W any](d *decoder, name string, use func(*W)) error {
	var w W
	ok, err := d.decode(name, &w)
	if ok {
		use(&w)
	}
	return err
}

// each reads the list under name. Its items begin as fresh; use gets the sound
// ones in order.
func each[W any](d *decoder, name string, fresh W, use func(*W)) error {
	token, err := d.json.Token()
	if err != nil {
		return d.broken(err)
	}
	if token != json.Delim('[') {
		return fmt.Errorf("line %d: %s must be a list", d.lines.line(d.json.InputOffset()), name)
	}
	for d.item = (spot{list: name}); d.json.More(); d.item.index++ {
		w := fresh
		ok, err := d.decode("", &w)
		if err != nil {
			return err
		}
		if ok {
			use(&w)
		}
	}
	d.item = spot{}
	_, err = d.json.Token()
	return d.broken(err)
}

// decode reads the next value into v. It reports false, having noted the
// fault, when the value is not what v needs; err ends the reading.
func (d *decoder) decode(where string, v any) (ok bool, err error) {
	d.lines.next()
	if err := d.json.Decode(&d.raw); err != nil {
		return false, d.broken(err)
	}
	if d.size += sizeOf(d.raw); d.size > maxPlan {
		line := d.lines.line(d.json.InputOffset())
		return false, fmt.Errorf("line %d: the plan takes more memory than there is for it (%d MiB); make plans of fewer users", line, maxPlan>>20)
	}
	d.line = d.lines.line(d.json.InputOffset() - int64(len(d.raw)))
	if err := unmarshalStrict(d.raw, v); err != nil {
		d.fault(where, "%s", decodeMessage(err))
		return false, nil
	}
	return true, nil
}

// fault notes something wrong in the value that was read last, at a place within
// the item that is being read.
func (d *decoder) fault(where, format string, args ...any) {
	d.faults.add(Fault{Line: d.line, Where: d.item.path(where), Message: fmt.Sprintf(format, args...)})
}

// broken says why the reading cannot go on; nil for nil.
func (d *decoder) broken(err error) error {
	var syntax *json.SyntaxError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("the plan file is cut off after %d bytes; make the plan again: %w",
			d.lines.offset, io.ErrUnexpectedEOF)
	case errors.As(err, &syntax):
		return fmt.Errorf("line %d: the plan file is not JSON: %w", d.lines.line(syntax.Offset), err)
	default:
		return fmt.Errorf("read the plan: %w", err)
	}
}
