// Package jsonlines writes a document as one JSON object, a field a line and the items
// of a list a line each: of long lists some blocks are held.
package jsonlines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"runtime"
)

// Object writes one JSON object. After the first error it does nothing more; Close
// gives that error.
type Object struct {
	w    *bufio.Writer
	json *json.Encoder
	// what is written, for the error.
	what   string
	err    error
	before string
}

// New begins an object; what says in an error what could not be written.
func New(w io.Writer, what string) *Object {
	o := &Object{w: bufio.NewWriterSize(w, 1<<16), what: what, before: "{"}
	o.json = json.NewEncoder(trimNewline{o.w})
	o.json.SetEscapeHTML(false)
	return o
}

// trimNewline drops the line break that json.Encoder writes after each value,
// so that the comma can stand on the same line.
type trimNewline struct{ w *bufio.Writer }

func (t trimNewline) Write(b []byte) (int, error) {
	if _, err := t.w.Write(b[:len(b)-1]); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Ordered is an object within the object, its fields in their order.
type Ordered interface {
	Fields(yield func(name string, v any) bool)
}

// Field writes a value: an Ordered, a list of them, or what encoding/json marshals.
func (o *Object) Field(name string, v any) {
	o.name(name)
	o.value(v)
}

// List writes a list of such values; an empty list is []. All processors encode them,
// blockSize at a time, so none may change after it was yielded.
func (o *Object) List(name string, items iter.Seq[any]) {
	o.name(name)
	blocks := make([]block, 2*runtime.GOMAXPROCS(0)) // in turn
	at, before, after := 0, "[\n", "[]"
	next := func() {
		if b := &blocks[at]; len(b.items) > 0 {
			b.done = make(chan bool)
			go b.encode(o.what)
		}
		at = (at + 1) % len(blocks)
		if b := &blocks[at]; len(b.items) > 0 {
			<-b.done
			o.text(before)
			o.text(b.text.String())
			if o.err == nil {
				o.err = b.err
			}
			b.items = b.items[:0]
			before, after = ",\n", "\n]"
		}
	}
	for item := range items {
		b := &blocks[at]
		if b.items = append(b.items, item); len(b.items) == blockSize {
			next()
		}
	}
	for range blocks {
		next()
	}
	o.text(after)
}

const blockSize = 128

// block is some items of a list, and their text once that is done.
type block struct {
	*Object
	items []any
	text  bytes.Buffer
	done  chan bool
}

func (b *block) encode(what string) {
	if b.Object == nil {
		b.Object = New(&b.text, what)
	}
	b.text.Reset()
	for i, item := range b.items {
		if i > 0 {
			b.Object.text(",\n")
		}
		b.value(item)
	}
	if b.err == nil {
		b.err = b.w.Flush()
	}
	close(b.done)
}

// Close ends the object.
func (o *Object) Close() error {
	o.text("}\n")
	if o.err == nil {
		o.err = o.w.Flush()
	}
	if o.err != nil {
		return fmt.Errorf("write %s: %w", o.what, o.err)
	}
	return nil
}

func (o *Object) name(name string) {
	o.text(o.before)
	o.value(name)
	o.text(":")
	o.before = ",\n"
}

func (o *Object) value(v any) {
	switch v := v.(type) {
	case Ordered:
		before := ""
		o.text("{")
		for name, x := range v.Fields {
			o.text(before)
			o.value(name)
			o.text(":")
			o.value(x)
			before = ","
		}
		o.text("}")
	case []Ordered:
		o.text("[")
		for i, item := range v {
			if i > 0 {
				o.text(",")
			}
			o.value(item)
		}
		o.text("]")
	default:
		if o.err == nil {
			o.err = o.json.Encode(v)
		}
	}
}

func (o *Object) text(s string) {
	if o.err == nil {
		_, o.err = o.w.WriteString(s)
	}
}
