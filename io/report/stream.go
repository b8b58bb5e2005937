package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// jsonObject writes one JSON object, a field a line and the items of lists a
// line each, so that long lists are never held. After the first error it does
// nothing more; close gives that error.
type jsonObject struct {
	w      *bufio.Writer
	buffer bytes.Buffer
	json   *json.Encoder
	err    error
	rest   bool
}

func newJSONObject(w io.Writer) *jsonObject {
	o := &jsonObject{w: bufio.NewWriterSize(w, 1<<16)}
	o.json = json.NewEncoder(&o.buffer)
	o.json.SetEscapeHTML(false)
	return o
}

func (o *jsonObject) text(s string) {
	if o.err == nil {
		_, o.err = o.w.WriteString(s)
	}
}

func (o *jsonObject) value(v any) {
	if o.err != nil {
		return
	}
	o.buffer.Reset()
	if o.err = o.json.Encode(v); o.err == nil {
		_, o.err = o.w.Write(bytes.TrimSuffix(o.buffer.Bytes(), []byte("\n")))
	}
}

func (o *jsonObject) name(name string) {
	if o.rest {
		o.text(",\n")
	} else {
		o.text("{")
	}
	o.rest = true
	o.value(name)
	o.text(":")
}

func (o *jsonObject) field(name string, v any) {
	o.name(name)
	o.value(v)
}

// list writes the rows of a table under name; an empty list is [].
func (o *jsonObject) list(name string, t table) {
	o.name(name)
	order, before, after := t.pick(inJSON), "[\n", "[]"
	for row := range t.rows {
		o.text(before)
		o.row(&t, order, row)
		before, after = ",\n", "\n]"
		if o.err != nil {
			return
		}
	}
	o.text(after)
}

func (o *jsonObject) row(t *table, order []int, row []any) {
	mark := "{"
	for _, k := range order {
		if row[k] == (absent{}) {
			continue
		}
		o.text(mark + `"` + t.columns[k].key + `":`)
		o.value(forJSON(row[k]))
		mark = ","
	}
	o.text("}")
}

func (o *jsonObject) close() error {
	o.text("}\n")
	if o.err == nil {
		o.err = o.w.Flush()
	}
	if o.err != nil {
		return fmt.Errorf("write JSON: %w", o.err)
	}
	return nil
}

// object is a small object in JSON with its fields in their order.
type object []field

type field struct {
	key   string
	value any
}

// MarshalJSON writes it.
func (o object) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	mark := "{"
	for _, f := range o {
		out.WriteString(mark + `"` + f.key + `":`)
		if err := enc.Encode(f.value); err != nil {
			return nil, err
		}
		mark = ","
	}
	out.WriteString("}")
	return out.Bytes(), nil
}
