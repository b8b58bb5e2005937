package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"
)

// object is a JSON object whose members stand in the order in which they are to
// be told.
type object []member

type member struct {
	name  string
	value any
}

// absent is the value of a member that is left out.
type absent struct{}

// appendJSON writes a value. A page of users is written at the speed of its client:
// what answers are full of needs no reflection.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case object:
		b = append(b, '{')
		for _, m := range v {
			if m.value == (absent{}) {
				continue
			}
			if b[len(b)-1] != '{' {
				b = append(b, ',')
			}
			b = appendJSON(append(appendJSON(b, m.name), ':'), m.value)
		}
		return append(b, '}')
	case []object:
		b = append(b, '[')
		for i, o := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, o)
		}
		return append(b, ']')
	case json.RawMessage:
		return append(b, v...)
	case string:
		special := func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' }
		if !strings.ContainsFunc(v, special) {
			return append(append(append(b, '"'), v...), '"')
		}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts, numbers, and types of the tenant file
	}
	return append(b, raw...)
}

// orNull gives a text, or null where there is none.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// list gives a copy that is never null in JSON.
func list[T any](x []T) []T { return append([]T{}, x...) }

// timeOrNull writes a moment as Graph does.
func timeOrNull(t *time.Time) any {
	if t == nil {
		return nil
	}
	return t.UTC().Format(time.RFC3339)
}

// property is what one property of a resource is.
type property[T any] struct {
	name  string
	value func(st *Store, x T) any
}

// text is a property that is a string, or null where that is empty.
func text[T any](name string, get func(T) string) property[T] {
	return property[T]{name, func(_ *Store, x T) any { return orNull(get(x)) }}
}

// always are properties of which nothing is known but this.
func always[T any](value any, names ...string) []property[T] {
	var out []property[T]
	for _, name := range names {
		out = append(out, property[T]{name, func(*Store, T) any { return value }})
	}
	return out
}

// objectOf shows properties of x, behind what body tells already.
func objectOf[T any](body object, st *Store, x T, properties []property[T]) object {
	for _, p := range properties {
		body = append(body, member{p.name, p.value(st, x)})
	}
	return body
}

// resource is a kind of things that are shown, with all its properties.
type resource[T any] struct {
	kind       string
	properties []property[T]
	// usual are those that are shown without $select; nil is all of them.
	usual []string
	// unlisted are those that there are and that are not given.
	unlisted []string
}

// choose gives the properties that are selected, without any the usual ones.
func (r *resource[T]) choose(names []string) ([]property[T], *refusal) {
	if len(names) == 0 {
		names = r.usual
	}
	if len(names) == 0 {
		return r.properties, nil
	}
	var out []property[T]
	for _, name := range names {
		same := func(p property[T]) bool { return strings.EqualFold(p.name, name) }
		if slices.ContainsFunc(r.unlisted, func(n string) bool { return strings.EqualFold(n, name) }) {
			return nil, refuse(http.StatusNotImplemented, "NotImplemented", "This operation target is not yet supported.")
		}
		i := slices.IndexFunc(r.properties, same)
		if i < 0 {
			return nil, malformed("Parsing OData Select and Expand failed: "+
				"Could not find a property named '%s' on type 'microsoft.graph.%s'.", name, r.kind)
		}
		if !slices.ContainsFunc(out, same) {
			out = append(out, r.properties[i])
		}
	}
	return out, nil
}

// query reads the options of a list and what it shows.
func (r *resource[T]) query(s *Server, c *call, allowed ...string) (*query, []property[T], *refusal) {
	q, bad := s.readQuery(c, append(allowed, "$select")...)
	if bad != nil {
		return nil, nil, bad
	}
	chosen, bad := r.choose(q.selected)
	return q, chosen, bad
}

// listing is a page of a list as an answer.
type listing[T any] struct {
	// set names the list in the context, with what was selected.
	set        string
	selected   []string
	entries    []T
	properties []property[T]
	// count is how long the list is; nil is not told.
	count *int
	// next is the address of the next page; empty after the last.
	next string
}

func (l *listing[T]) answer(c *call, st *Store) *answer {
	body := object{odataContext(c, l.set, l.selected)}
	if l.count != nil {
		body = append(body, member{"@odata.count", *l.count})
	}
	if l.next != "" {
		body = append(body, member{"@odata.nextLink", l.next})
	}
	entries := make([]object, len(l.entries))
	for i, x := range l.entries {
		entries[i] = objectOf(nil, st, x, l.properties)
	}
	return okJSON(append(body, member{"value", entries}))
}

// pageOf gives a page of a list that is held whole, and the address of the next.
func pageOf[T any](s *Server, c *call, q *query, size int, all []T) (entries []T, next string) {
	from := min(q.from, len(all))
	to := min(from+size, len(all))
	if to < len(all) {
		next = s.nextLink(c, to)
	}
	return all[from:to], next
}

// listAll answers with a list that has one page.
func listAll[T any](s *Server, c *call, set string, r *resource[T], entries []T) (*answer, *refusal) {
	q, chosen, bad := r.query(s, c)
	if bad != nil {
		return nil, bad
	}
	l := listing[T]{set: set, selected: q.selected, entries: entries, properties: chosen}
	return l.answer(c, s.store), nil
}

// entity answers with one entry, as $select has it.
func entity[T any](c *call, st *Store, set string, r *resource[T], entry T) (*answer, *refusal) {
	chosen, bad := r.choose(selection(c))
	if bad != nil {
		return nil, bad
	}
	var names []string
	if c.query.Get("$select") != "" {
		for _, p := range chosen {
			names = append(names, p.name)
		}
	}
	return okJSON(objectOf(object{odataContext(c, set+"/$entity", names)}, st, entry, chosen)), nil
}

// odataContext is the @odata.context of an answer.
func odataContext(c *call, what string, selected []string) member {
	name, entity := strings.CutSuffix(what, "/$entity")
	if len(selected) > 0 {
		name += "(" + strings.Join(selected, ",") + ")"
	}
	if entity {
		name += "/$entity"
	}
	return member{"@odata.context", c.root + "/$metadata#" + name}
}
