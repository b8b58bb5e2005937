package names

import (
	"slices"
	"strings"

	"licet/reconcile"
)

// Plan gives the names of a service plan; those of an unknown one are its id.
func (n *Names) Plan(id string) reconcile.PlanName {
	if p, ok := n.plans[id]; ok {
		if p.FriendlyName == "" {
			p.FriendlyName = p.Name
		}
		return p
	}
	return reconcile.PlanName{ID: id, Name: id, FriendlyName: id}
}

// App gives the service plans of a SKU that text may mean: by id, by plan name
// or by friendly name.
func (n *Names) App(skuID, text string) []string {
	index := n.appIndex(skuID)
	if id, ok := reconcile.ParseGUID(text); ok {
		return index[id]
	}
	if hit := index[reconcile.FoldTight(text)]; len(hit) > 0 {
		return hit
	}
	return index[reconcile.FoldLoose(text)]
}

// IsApp reports whether app means an app of the licence that license means.
func (n *Names) IsApp(license, app string) bool {
	for _, c := range n.License(license) {
		if len(n.App(c.SKUID, app)) > 0 {
			return true
		}
	}
	return false
}

// appIndex maps the folded names of a SKU's apps to their ids. Names of today
// win over the same text without punctuation.
func (n *Names) appIndex(skuID string) map[string][]string {
	n.mu.Lock()
	defer n.mu.Unlock()
	if index, ok := n.apps[skuID]; ok {
		return index
	}
	index := map[string][]string{}
	put := func(key, id string) {
		if key != "" && !slices.Contains(index[key], id) {
			index[key] = append(index[key], id)
		}
	}
	for _, id := range n.SkuPlans[skuID] {
		p := n.Plan(id)
		put(id, id)
		put(reconcile.FoldTight(p.Name), id)
		put(reconcile.FoldTight(p.FriendlyName), id)
	}
	for _, id := range n.SkuPlans[skuID] {
		p := n.Plan(id)
		for _, key := range []string{reconcile.FoldLoose(p.Name), reconcile.FoldLoose(p.FriendlyName)} {
			if len(index[key]) == 0 {
				put(key, id)
			}
		}
	}
	n.apps[skuID] = index
	return index
}

// SplitApps splits a cell that lists apps of a SKU. Semicolons, bars and line
// breaks always part; commas and plus signs do where both sides are not one
// name together: the longest known name wins.
func (n *Names) SplitApps(skuID, cell string) []string {
	var apps []string
	for _, part := range strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";；|\n\r", r) }) {
		apps = append(apps, n.longestApps(skuID, part)...)
	}
	return apps
}

// appSeparators part names of apps where the parts are known.
const appSeparators = ",，、+"

func (n *Names) longestApps(skuID, text string) []string {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil
	}
	if len(n.App(skuID, text)) > 0 {
		return []string{text}
	}
	for i := strings.LastIndexAny(text, appSeparators); i > 0; i = strings.LastIndexAny(text[:i], appSeparators) {
		if head := strings.TrimSpace(text[:i]); len(n.App(skuID, head)) > 0 {
			rest := strings.TrimLeft(text[i:], appSeparators)
			return append([]string{head}, n.longestApps(skuID, rest)...)
		}
	}
	if head, rest, ok := strings.Cut(text, ","); ok {
		return append(n.longestApps(skuID, head), n.longestApps(skuID, rest)...)
	}
	return []string{text}
}
