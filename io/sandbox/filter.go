package sandbox

import (
	"slices"
	"strings"
)

// expression is a $filter that was understood.
type expression interface {
	match(r record) bool
	// keys gives the ids and UPNs that alone can match, if the expression
	// says so.
	keys() (keys []string, known bool)
}

// record is what a filter looks at: a user or a group.
type record struct {
	st    *Store
	user  *account
	group *group
}

// value is a literal, or what a property holds.
type value struct {
	text string
	kind kind
}

type kind uint8

const (
	kindNull kind = iota
	kindText
	kindBool
)

func textValue(s string) value {
	if s == "" {
		return value{}
	}
	return value{s, kindText}
}

func boolValue(b bool) value {
	if b {
		return value{"true", kindBool}
	}
	return value{"false", kindBool}
}

// equals compares without case, as the directory does.
func (v value) equals(w value) bool { return v.kind == w.kind && strings.EqualFold(v.text, w.text) }

func compareText(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

// comparison is PROPERTY OPERATOR LITERAL.
type comparison struct {
	field field
	op    string
	with  value
}

func (e comparison) match(r record) bool {
	have := e.field.get(r)
	switch e.op {
	case "eq":
		return have.equals(e.with)
	case "ne":
		return !have.equals(e.with)
	case "ge":
		return have.kind == e.with.kind && compareText(have.text, e.with.text) >= 0
	case "le":
		return have.kind == e.with.kind && compareText(have.text, e.with.text) <= 0
	case "startswith":
		return strings.HasPrefix(strings.ToLower(have.text), strings.ToLower(e.with.text))
	case "endswith":
		return strings.HasSuffix(strings.ToLower(have.text), strings.ToLower(e.with.text))
	default:
		panic("sandbox: unexpected operator " + e.op)
	}
}

func (e comparison) keys() ([]string, bool) {
	if e.op == "eq" && e.field.isKey {
		return []string{e.with.text}, true
	}
	return nil, false
}

// among is PROPERTY in (LITERALS).
type among struct {
	field field
	list  []value
}

func (e among) match(r record) bool {
	have := e.field.get(r)
	return slices.ContainsFunc(e.list, have.equals)
}

func (e among) keys() ([]string, bool) {
	var out []string
	for _, v := range e.list {
		out = append(out, v.text)
	}
	return out, e.field.isKey
}

// both, either and opposite are and, or and not.
type both struct{ a, b expression }

func (e both) match(r record) bool { return e.a.match(r) && e.b.match(r) }

func (e both) keys() ([]string, bool) {
	if k, ok := e.a.keys(); ok {
		return k, true
	}
	return e.b.keys()
}

type either struct{ a, b expression }

func (e either) match(r record) bool { return e.a.match(r) || e.b.match(r) }

func (e either) keys() ([]string, bool) {
	a, okA := e.a.keys()
	b, okB := e.b.keys()
	return append(a, b...), okA && okB
}

type opposite struct{ of expression }

func (e opposite) match(r record) bool    { return !e.of.match(r) }
func (e opposite) keys() ([]string, bool) { return nil, false }

// anyLicense is assignedLicenses/any(x:x/skuId eq GUID); an empty sku asks for
// any licence at all.
type anyLicense struct{ sku string }

func (e anyLicense) match(r record) bool {
	return slices.ContainsFunc(r.licenses(), func(id string) bool { return e.sku == "" || equalID(id, e.sku) })
}

func (e anyLicense) keys() ([]string, bool) { return nil, false }

// licenseCount is assignedLicenses/$count OPERATOR NUMBER.
type licenseCount struct {
	op string
	n  int
}

func (e licenseCount) match(r record) bool {
	have := len(r.licenses())
	switch e.op {
	case "eq":
		return have == e.n
	case "ne":
		return have != e.n
	case "gt":
		return have > e.n
	case "ge":
		return have >= e.n
	case "lt":
		return have < e.n
	case "le":
		return have <= e.n
	default:
		panic("sandbox: unexpected operator " + e.op)
	}
}

func (e licenseCount) keys() ([]string, bool) { return nil, false }

// licenses gives the SKUs of the record's assignedLicenses.
func (r record) licenses() []string {
	var out []string
	if r.group != nil {
		for _, l := range r.group.facts.AssignedLicenses {
			out = append(out, l.SkuID)
		}
		return out
	}
	for _, n := range r.user.skus() {
		out = append(out, r.st.skus[n].facts.SkuID)
	}
	return out
}
