package planfile

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"licet/reconcile"
)

// Write writes p as licet-plan/1. It streams: beside p itself it holds a few
// hundred changes at a time. The only errors are those of w.
func Write(w io.Writer, p *reconcile.Plan, h Header) error {
	out := newEncoder(w)
	out.field("format", Format)
	out.field("created", h.Created.UTC().Format(time.RFC3339))
	out.field("tool", wireTool(h.Tool))
	out.field("tenant", wireTenant{ID: h.Tenant.ID, DisplayName: h.Tenant.DisplayName, Source: string(h.Tenant.Source)})
	list(out, "inputs", h.Inputs, func(i *Input) wireInput { return wireInput(*i) })
	out.field("options", wireOptionsOf(p.Options))
	out.field("summary", wireSummary(p.Summary))
	out.field("leftAlone", wireLeftAlone(p.LeftAlone))
	out.field("removals", wireRemovals(p.Removals))
	list(out, "seats", p.Seats, wireSeatOf)
	if p.Costs != nil {
		out.field("costs", wireCostsOf(p.Costs))
	}
	list(out, "servicePlans", p.Apps, wirePlanOf)
	lines(out, "changes", p.Changes, writeChange)
	list(out, "findings", p.Findings, wireFindingOf)
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

func (e *encoder) bytes(b []byte) {
	if e.err == nil {
		_, e.err = e.w.Write(b)
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
	lines(e, name, items, asJSON(wire))
}

// lines is list for items that are written by write.
func lines[T any](e *encoder, name string, items []T, write func(*bytes.Buffer, *T) error) {
	e.name(name)
	if len(items) == 0 {
		e.text("[]")
		return
	}
	e.text("[\n")
	blocks := newBlocks(items, write)
	for e.err == nil && blocks.next() {
		for i := range blocks.texts {
			e.bytes(blocks.texts[i].Bytes())
		}
		e.err = blocks.err
	}
	e.text("\n]")
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
