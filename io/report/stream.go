package report

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"iter"
)

// jsonObject writes one JSON object, a field a line and the items of lists a
// line each, so that long lists are never held. After the first error it does
// nothing more; close gives that error.
type jsonObject struct {
	w      *bufio.Writer
	buffer bytes.Buffer
	err    error
	rest   bool
}

func newJSONObject(w io.Writer) *jsonObject { return &jsonObject{w: bufio.NewWriterSize(w, 1<<16)} }

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
	enc := json.NewEncoder(&o.buffer)
	enc.SetEscapeHTML(false)
	if o.err = enc.Encode(v); o.err == nil {
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

// jsonList writes items under name; an empty list is [].
func jsonList[T any](o *jsonObject, name string, items iter.Seq[T]) {
	o.name(name)
	before, after := "[\n", "[]"
	for item := range items {
		o.text(before)
		o.value(item)
		before, after = ",\n", "\n]"
		if o.err != nil {
			return
		}
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
