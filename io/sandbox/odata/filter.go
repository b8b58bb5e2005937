// Package odata understands a $filter as the directory behind Graph takes it:
// which properties may be compared and how, and what makes a query an advanced
// one (Graph documentation: filter query parameter, advanced query capabilities).
package odata

import (
	"slices"
	"strings"
)

// Record is what a filter looks at: it gives what a property holds, nothing for
// null, "true" or "false" for a boolean, the skuIds for assignedLicenses.
type Record func(property string) []string

// Schema is what can be filtered of one resource.
type Schema struct {
	// Resource is its name in refusals.
	Resource   string
	Properties []Property
}

// Property can be filtered by. All of them can be texts or booleans, and null.
type Property struct {
	Name string
	// Operators are those that are allowed, in lower case: Exact, Order or Ending,
	// or a list of one's own.
	Operators string
	Boolean   bool
	// Key is true for what records can be looked up by.
	Key bool
}

// Operators that properties have in common.
const (
	Exact  = "eq ne in"
	Order  = "eq ne ge le in startswith"
	Ending = "eq ne ge le in startswith endswith"
)

// Error is a filter that is refused, in Graph's code and words.
type Error struct{ Code, Message string }

// Error gives both.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Filter is a $filter that was understood.
type Filter struct {
	// Match reports whether the filter lets a record through.
	Match func(Record) bool
	// Keys are the values of key properties that alone can match, if Keyed is true.
	Keys  []string
	Keyed bool
}

func (f Filter) or(g Filter) Filter {
	return Filter{func(r Record) bool { return f.Match(r) || g.Match(r) }, append(f.Keys, g.Keys...), f.Keyed && g.Keyed}
}

func (f Filter) and(g Filter) Filter {
	match := func(r Record) bool { return f.Match(r) && g.Match(r) }
	if f.Keyed {
		return Filter{match, f.Keys, true}
	}
	return Filter{match, g.Keys, g.Keyed}
}

func (f Filter) not() Filter { return Filter{Match: func(r Record) bool { return !f.Match(r) }} }

// value is a literal, or what a property holds: without case, as the directory
// compares.
type value struct {
	text string
	null bool
}

func valueOf(r Record, property string) value {
	values := r(property)
	if len(values) == 0 {
		return value{null: true}
	}
	return value{text: strings.ToLower(values[0])}
}

// compared is PROPERTY OPERATOR LITERAL, and the functions that take both.
func compared(p Property, op string, with value) Filter {
	return Filter{Keys: []string{with.text}, Keyed: op == "eq" && p.Key, Match: func(r Record) bool {
		switch have := valueOf(r, p.Name); op {
		case "startswith":
			return strings.HasPrefix(have.text, with.text)
		case "endswith":
			return strings.HasSuffix(have.text, with.text)
		case "ne":
			return have != with
		default:
			return have.null == with.null && holds(op, strings.Compare(have.text, with.text))
		}
	}}
}

// holds reports whether an operator is true of two things in that order.
func holds(op string, order int) bool {
	switch op {
	case "eq":
		return order == 0
	case "ne":
		return order != 0
	case "gt":
		return order > 0
	case "ge":
		return order >= 0
	case "lt":
		return order < 0
	case "le":
		return order <= 0
	default:
		panic("odata: unexpected operator " + op)
	}
}

// among is PROPERTY in (LITERALS).
func among(p Property, list []value) Filter {
	f := Filter{Keyed: p.Key, Match: func(r Record) bool { return slices.Contains(list, valueOf(r, p.Name)) }}
	for _, v := range list {
		f.Keys = append(f.Keys, v.text)
	}
	return f
}

const licenses = "assignedLicenses"

// licensed is assignedLicenses/any(x:x/skuId eq GUID); an empty sku asks for any
// licence at all.
func licensed(sku string) Filter {
	return Filter{Match: func(r Record) bool {
		return slices.ContainsFunc(r(licenses), func(id string) bool { return sku == "" || strings.EqualFold(id, sku) })
	}}
}

// counted is assignedLicenses/$count OPERATOR NUMBER.
func counted(op string, n int) Filter {
	return Filter{Match: func(r Record) bool { return holds(op, len(r(licenses))-n) }}
}
