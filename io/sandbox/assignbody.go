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
	if name := unknownIn(m, "addLicenses", "removeLicenses"); name != "" {
		return a, badRequest(messageUnknownParameter, name, "assignLicense")
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

// unknownIn gives the first of the names that is not among those that are known and
// no annotation; empty if there is none.
func unknownIn(m map[string]json.RawMessage, known ...string) string {
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if !slices.Contains(known, name) && !strings.Contains(name, "@") {
			return name
		}
	}
	return ""
}

func additions(raw json.RawMessage) ([]addition, *refusal) {
	var entries []map[string]json.RawMessage
	if err := json.Unmarshal(raw, &entries); err != nil {
		return nil, badRequest("addLicenses is not a collection of assignedLicense.")
	}
	out := make([]addition, len(entries))
	for i, e := range entries {
		if name := unknownIn(e, "skuId", "disabledPlans"); name != "" {
			return nil, badRequest("The property '%s' does not exist on type 'microsoft.graph.assignedLicense'.", name)
		}
		if json.Unmarshal(e["skuId"], &out[i].sku) != nil || !odata.IsGUID(out[i].sku) {
			return nil, badRequest(messageBadGUID)
		}
		out[i].sku = strings.ToLower(out[i].sku)
		var bad *refusal
		if out[i].disabled, bad = guids(e["disabledPlans"]); bad != nil {
			return nil, bad
		}
	}
	return out, nil
}

func guids(raw json.RawMessage) ([]string, *refusal) {
	var ids []string
	notGUID := func(id string) bool { return !odata.IsGUID(id) }
	if len(raw) > 0 && json.Unmarshal(raw, &ids) != nil || slices.ContainsFunc(ids, notGUID) {
		return nil, badRequest(messageBadGUID)
	}
	return lowerAll(ids), nil
}

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
