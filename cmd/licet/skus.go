package main

import (
	"cmp"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
)

type skusOptions struct {
	request
	apps, json bool
}

func skusCommand(e *env) *cli.Command {
	o := &skusOptions{request: request{env: e}}
	return &cli.Command{
		Name:      "skus",
		Usage:     "licences owned, used and free, with part numbers, names and apps",
		UsageText: "licet skus [flags]",
		Flags: append(o.source.offline(),
			o.sheet.catalogFlag(),
			toggle(categoryOutput, "apps", "list the apps of each licence", &o.apps),
			toggle(categoryOutput, "json", "print as JSON", &o.json)),
		Description: terminal.Examples(
			"licet skus --sandbox contoso.json",
			"licet skus --apps --json"),
		Action: terminal.Taking(0, 0, "no argument", o.run),
	}
}

func (o *skusOptions) run(c *cli.Context) error {
	return o.readTenant(c.Context, func(t *reconcile.Tenant, from *source) error {
		doc := report.SkusDoc{Tenant: t.DisplayName, SKUs: slices.Clone(t.SKUs), Known: t.Knows.Seats,
			ShowApps: o.apps, Apps: from.catalog.Plans}
		slices.SortFunc(doc.SKUs, func(a, b reconcile.SKU) int {
			return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
		})
		if o.json {
			return report.SkusJSON(o.env.JSON(), doc)
		}
		return report.SkusText(o.env.Out, doc, o.env.style())
	})
}
