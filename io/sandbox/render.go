package sandbox

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Answers are written by appending: a page of 999 users costs no maps and no
// reflection, so that a large tenant is read at the speed of its client.

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			quoted, err := json.Marshal(s)
			if err != nil {
				panic(err)
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// appendText writes a string, or null where there is none.
func appendText(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return appendString(b, s)
}

func appendStrings(b []byte, list []string) []byte { return appendList(b, list, appendString) }

func appendList[T any](b []byte, list []T, write func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = write(b, x)
	}
	return append(b, ']')
}

// appendTime writes a moment, or null where there is none.
func appendTime(b []byte, t *time.Time) []byte {
	if t == nil {
		return append(b, "null"...)
	}
	return append(t.UTC().AppendFormat(append(b, '"'), time.RFC3339), '"')
}

// property is how one property of a resource is written. One that writes
// nothing at all is left out.
type property[T any] struct {
	name  string
	write func(b []byte, st *Store, x T) []byte
}

// text is a property that is a string, or null where that is empty.
func text[T any](name string, get func(T) string) property[T] {
	return property[T]{name, func(b []byte, _ *Store, x T) []byte { return appendText(b, get(x)) }}
}

// always are properties of which nothing is known but this.
func always[T any](raw string, names ...string) []property[T] {
	var out []property[T]
	for _, name := range names {
		out = append(out, property[T]{name, func(b []byte, _ *Store, _ T) []byte { return append(b, raw...) }})
	}
	return out
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
	b := make([]byte, 0, 512+len(l.entries)*(80+60*len(l.properties)))
	b = appendContext(b, c.root, l.set, l.selected)
	if l.count != nil {
		b = appendInt(append(b, `,"@odata.count":`...), *l.count)
	}
	if l.next != "" {
		b = appendString(append(b, `,"@odata.nextLink":`...), l.next)
	}
	return okJSON(append(appendAll(append(b, `,"value":`...), st, l.entries, l.properties), '}'))
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
	return okJSON(appendMembers(appendContext(nil, c.root, set+"/$entity", names), st, entry, chosen)), nil
}

// appendContext opens an object with its @odata.context.
func appendContext(b []byte, root, what string, selected []string) []byte {
	name, entity := strings.CutSuffix(what, "/$entity")
	if len(selected) > 0 {
		name += "(" + strings.Join(selected, ",") + ")"
	}
	if entity {
		name += "/$entity"
	}
	b = append(b, `{"@odata.context":`...)
	return appendString(b, root+"/$metadata#"+name)
}

func appendAll[T any](b []byte, st *Store, entries []T, chosen []property[T]) []byte {
	return appendList(b, entries, func(b []byte, x T) []byte { return appendMembers(append(b, '{'), st, x, chosen) })
}

// appendMembers writes the rest of an object that b has opened.
func appendMembers[T any](b []byte, st *Store, x T, properties []property[T]) []byte {
	for _, p := range properties {
		mark := len(b)
		if b[mark-1] != '{' {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, p.name...)
		b = append(b, `":`...)
		start := len(b)
		if b = p.write(b, st, x); len(b) == start {
			b = b[:mark]
		}
	}
	return append(b, '}')
}
