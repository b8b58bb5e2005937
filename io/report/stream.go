package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"licet/io/findings"
	"licet/reconcile"
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
	switch v := v.(type) {
	case object:
		before := `{"`
		for _, f := range v {
			o.text(before)
			o.text(f.key)
			o.text(`":`)
			o.value(f.value)
			before = `,"`
		}
		o.text("}")
	case []object:
		o.text("[")
		for i, item := range v {
			if i > 0 {
				o.text(",")
			}
			o.value(item)
		}
		o.text("]")
	default:
		o.encode(v)
	}
}

func (o *jsonObject) encode(v any) {
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
	item := make(object, 0, len(order))
	for row := range t.rows {
		o.text(before)
		item = item[:0]
		for _, k := range order {
			if row[k] != (absent{}) {
				item = append(item, field{t.columns[k].key, forJSON(row[k])})
			}
		}
		o.value(item)
		before, after = ",\n", "\n]"
		if o.err != nil {
			return
		}
	}
	o.text(after)
}

// findings writes findings as every program reads them.
func (o *jsonObject) findings(fs []reconcile.Finding) {
	o.name("findings")
	before, after := "[\n", "[]"
	for i := range fs {
		o.text(before)
		o.value(findings.Of(&fs[i]))
		before, after = ",\n", "\n]"
	}
	o.text(after)
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

// object is an object in JSON: its fields in their order.
type object []field

type field struct {
	key   string
	value any
}
