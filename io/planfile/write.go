package planfile

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"licet/io/findings"
	"licet/reconcile"
)

// Write writes p as licet-plan/1. It streams: beside p itself it holds a change
// at a time. The only errors are those of w.
func Write(w io.Writer, p *reconcile.Plan, h Header) error {
	out := newEncoder(w)
	out.field("format", Format)
	out.field("created", h.Created.UTC().Format(time.RFC3339))
	out.field("tool", h.Tool)
	out.field("tenant", h.Tenant)
	list(out, "inputs", h.Inputs, func(i *Input) Input { return *i })
	out.field("options", wireOptionsOf(p.Options))
	out.field("summary", wireSummary(p.Summary))
	out.field("leftAlone", wireLeftAlone(p.LeftAlone))
	out.field("removals", wireRemovals(p.Removals))
	list(out, "seats", p.Seats, wireSeatOf)
	if p.Costs != nil {
		out.field("costs", wireCostsOf(p.Costs))
	}
	list(out, "servicePlans", p.Apps, wirePlanOf)
	list(out, "changes", p.Changes, wireChangeOf)
	list(out, "findings", p.Findings, findings.Saved)
	return out.close()
}

// encoder writes one JSON object, a field a line. After the first error it
// does nothing more; close gives that error.
type encoder struct {
	w      *bufio.Writer
	json   *json.Encoder
	err    error
	fields int
}

func newEncoder(w io.Writer) *encoder {
	e := &encoder{w: bufio.NewWriterSize(w, 1<<16)}
	e.json = json.NewEncoder(trimNewline{e.w})
	e.json.SetEscapeHTML(false)
	return e
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

func (e *encoder) text(s string) {
	if e.err == nil {
		_, e.err = e.w.WriteString(s)
	}
}

func (e *encoder) value(v any) {
	if e.err == nil {
		e.err = e.json.Encode(v)
	}
}

func (e *encoder) name(name string) {
	if e.fields == 0 {
		e.text("{")
	} else {
		e.text(",\n")
	}
	e.fields++
	e.text(`"` + name + `":`)
}

func (e *encoder) field(name string, v any) {
	e.name(name)
	e.value(v)
}

// list writes items under name, an item a line.
func list[T, W any](e *encoder, name string, items []T, wire func(*T) W) {
	e.name(name)
	if len(items) == 0 {
		e.text("[]")
		return
	}
	for i := range items {
		if e.err != nil {
			return
		}
		e.text(separator(i))
		e.value(wire(&items[i]))
	}
	e.text("\n]")
}

// separator is what stands before item i of a list.
func separator(i int) string {
	if i == 0 {
		return "[\n"
	}
	return ",\n"
}

func (e *encoder) close() error {
	e.text("}\n")
	if e.err == nil {
		e.err = e.w.Flush()
	}
	if e.err != nil {
		return fmt.Errorf("write the plan: %w", e.err)
	}
	return nil
}
