package planfile

import (
	"io"
	"time"

	"licet/io/atomicfile"
	"licet/io/findings"
	"licet/io/jsonlines"
	"licet/reconcile"
)

// Write writes p as licet-plan/1. It streams: beside p itself it holds a change
// at a time. The only errors are those of w.
func Write(w io.Writer, p *reconcile.Plan, h Header) error {
	out := jsonlines.New(w, "the plan")
	out.Field("format", Format)
	out.Field("created", h.Created.UTC().Format(time.RFC3339))
	out.Field("tool", h.Tool)
	out.Field("tenant", h.Tenant)
	list(out, "inputs", h.Inputs, func(i *Input) Input { return *i })
	if u := h.Undoes; u != nil {
		out.Field("undoes", Undone{Run: u.Run, Kind: u.Kind, Began: u.Began.UTC().Truncate(time.Second)})
	}
	out.Field("options", wireOptionsOf(p.Options))
	out.Field("summary", wireSummary(p.Summary))
	out.Field("leftAlone", wireLeftAlone(p.LeftAlone))
	out.Field("removals", wireRemovals(p.Removals))
	list(out, "seats", p.Seats, wireSeatOf)
	if p.Costs != nil {
		out.Field("costs", wireCostsOf(p.Costs))
	}
	list(out, "servicePlans", p.Apps, wirePlanOf)
	list(out, "changes", p.Changes, wireChangeOf)
	list(out, "findings", p.Findings, findings.Saved)
	return out.Close()
}

// WriteFile writes p to path whole or not at all. A file that is there is kept, and
// the error is fs.ErrExist (see atomicfile.WriteNew).
func WriteFile(path string, p *reconcile.Plan, h Header) error {
	return atomicfile.WriteNew(path, func(w io.Writer) error { return Write(w, p, h) })
}

// list writes items under name, each as wire gives it.
func list[T, W any](o *jsonlines.Object, name string, items []T, wire func(*T) W) {
	o.List(name, func(yield func(any) bool) {
		for i := range items {
			if !yield(wire(&items[i])) {
				return
			}
		}
	})
}
