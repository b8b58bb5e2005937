package sandbox

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"licet/io/sandbox/odata"
)

// addition is one entry of addLicenses.
type addition struct {
	sku      string
	disabled []string
}

// assignment is the body of assignLicense, ids in lower case.
type assignment struct {
	add    []addition
	remove []string
}

// readAssignment reads the body. Both lists must be there; null stands for an
// empty one. Names are case-sensitive, as in OData.
func readAssignment(body []byte) (assignment, *refusal) {
	var a assignment
	m := map[string]json.RawMessage{}
	if len(body) > 0 {
		var bad *refusal
		if m, bad = fields(body); bad != nil {
			return a, bad
		}
	}
	var absent []string
	for _, name := range []string{"addLicenses", "removeLicenses"} {
		if _, ok := m[name]; !ok {
			absent = append(absent, name)
		}
	}
	if len(absent) > 0 {
		return a, badRequest(messageMissingParameters, "assignLicense", strings.Join(absent, ", "))
	}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if name != "addLicenses" && name != "removeLicenses" && !strings.Contains(name, "@") {
			return a, badRequest(messageUnknownParameter, name, "assignLicense")
		}
	}
	var bad *refusal
	if a.remove, bad = guids(m["removeLicenses"]); bad != nil {
		return a, bad
	}
	if a.add, bad = additions(m["addLicenses"]); bad != nil {
		return a, bad
	}
	return a, a.twice()
}

func additions(raw json.RawMessage) ([]addition, *refusal) {
	var entries []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, badRequest("addLicenses is not a collection of assignedLicense.")
	}
	out := make([]addition, 0, len(entries))
	for _, e := range entries {
		var a addition
		for _, name := range slices.Sorted(maps.Keys(e)) {
			bad := a.take(name, e[name])
			if bad != nil {
				return nil, bad
			}
		}
		if !odata.IsGUID(a.sku) {
			return nil, badRequest(messageBadGUID)
		}
		out = append(out, a)
	}
	return out, nil
}

func (a *addition) take(name string, raw json.RawMessage) (bad *refusal) {
	switch name {
	case "skuId":
		if json.Unmarshal(raw, &a.sku) != nil {
			return badRequest(messageBadGUID)
		}
		a.sku = strings.ToLower(a.sku)
	case "disabledPlans":
		a.disabled, bad = guids(raw)
	default:
		if !strings.Contains(name, "@") {
			return badRequest("The property '%s' does not exist on type 'microsoft.graph.assignedLicense'.", name)
		}
	}
	return bad
}

func guids(raw json.RawMessage) ([]string, *refusal) {
	var ids []string
	notGUID := func(id string) bool { return !odata.IsGUID(id) }
	if len(raw) > 0 && json.Unmarshal(raw, &ids) != nil || slices.ContainsFunc(ids, notGUID) {
		return nil, badRequest(messageBadGUID)
	}
	return lowerAll(ids), nil
}

func equalID(a, b string) bool { return strings.EqualFold(a, b) }

// twice refuses a SKU that stands twice in the call.
func (a *assignment) twice() *refusal {
	seen := map[string]bool{}
	for _, x := range a.add {
		if seen[x.sku] {
			return badRequest(messageTwiceAdded, x.sku)
		}
		seen[x.sku] = true
	}
	for _, id := range a.remove {
		if seen[id] {
			return badRequest(messageAddedAndRemoved, id)
		}
	}
	return nil
}
