package workbooks

import (
	"cmp"
	"slices"
	"strings"
)

// matrixBox is a column of a matrix that is written.
type matrixBox struct {
	sku int32
	// plan is the app's id; empty for the column of the licence itself.
	plan   string
	header string
}

// matrix writes a column for each licence that somebody holds directly, and
// behind it one for each app of it that somebody has off.
func (e *exporter) matrix(g *grid) {
	boxes := e.matrixBoxes()
	header := []string{"user", "display name"}
	for _, b := range boxes {
		header = append(header, b.header)
	}
	g.add(header...)
	for _, u := range e.users {
		off := map[int32][]string{}
		for _, a := range e.direct(u) {
			off[a.SKU] = a.DisabledPlans
		}
		row := []string{userName(u), u.DisplayName}
		for _, b := range boxes {
			disabled, held := off[b.sku]
			switch {
			case !held:
				row = append(row, "")
			case b.plan != "" && slices.Contains(disabled, b.plan):
				row = append(row, "no")
			default:
				row = append(row, "x")
			}
		}
		g.add(row...)
	}
}

func (e *exporter) matrixBoxes() []matrixBox {
	apps := map[int32][]string{}
	for _, u := range e.users {
		for _, a := range e.direct(u) {
			ids := apps[a.SKU]
			for _, id := range a.DisabledPlans {
				if !slices.Contains(ids, id) {
					ids = append(ids, id)
				}
			}
			apps[a.SKU] = ids
		}
	}
	var boxes []matrixBox
	for sku, plans := range apps {
		boxes = append(boxes, matrixBox{sku: sku, header: e.names[sku]})
		for _, id := range plans {
			boxes = append(boxes, matrixBox{sku: sku, plan: id, header: e.names[sku] + " / " + appName(&e.tenant.SKUs[sku], id)})
		}
	}
	slices.SortFunc(boxes, func(a, b matrixBox) int {
		return cmp.Or(strings.Compare(e.names[a.sku], e.names[b.sku]), cmp.Compare(a.sku, b.sku), strings.Compare(a.header, b.header))
	})
	return boxes
}
