package report

import (
	"iter"

	"licet/io/findings"
	"licet/io/jsonlines"
	"licet/reconcile"
)

// items are the rows of a table as JSON has them.
func (t table) items() iter.Seq[any] {
	order := t.pick(inJSON)
	return mapped(t.rows, func(row []any) any {
		item := make(object, 0, len(order))
		for _, k := range order {
			if row[k] != (absent{}) {
				item = append(item, field{t.columns[k].key, forJSON(row[k])})
			}
		}
		return item
	})
}

// findingItems are findings as every program reads them.
func findingItems(fs []reconcile.Finding) iter.Seq[any] {
	return mapped(all(fs), func(f *reconcile.Finding) any { return findings.Of(f) })
}

// object is an object in JSON: its fields in their order.
type object []field

type field struct {
	key   string
	value any
}

// Fields implements jsonlines.Ordered.
func (o object) Fields(yield func(string, any) bool) {
	for _, f := range o {
		if !yield(f.key, f.value) {
			return
		}
	}
}

// objectsOf makes an object of each item.
func objectsOf[T any](items []T, of func(T) object) []jsonlines.Ordered {
	return each(items, func(item T) jsonlines.Ordered { return of(item) })
}
