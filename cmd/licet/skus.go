package main

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
)

type skusOptions struct {
	env     *env
	source  sourceFlags
	catalog string
	apps    bool
	json    bool
}

func skusCommand(e *env) *cli.Command {
	o := skusOptions{env: e}
	return &cli.Command{
		Name:      "skus",
		Usage:     "licences owned, used and free, with part numbers, names and apps",
		UsageText: "licet skus [flags]",
		Flags: append(o.source.offline(),
			text(categorySheet, "catalog", "`FILE` of Microsoft's product names (CSV), laid over the embedded one", &o.catalog),
			toggle(categoryOutput, "apps", "list the apps of each licence", &o.apps),
			toggle(categoryOutput, "json", "print as JSON", &o.json)),
		Description: terminal.Examples(
			"licet skus --sandbox contoso.json",
			"licet skus --apps --json"),
		Action: terminal.Taking(0, 0, "no argument", func(c *cli.Context) error {
			return runSkus(c.Context, &o)
		}),
	}
}

func runSkus(ctx context.Context, o *skusOptions) error {
	t, c, err := readTenant(ctx, o.env, &o.source, o.catalog)
	if err != nil {
		return err
	}
	doc := report.SkusDoc{Tenant: t.DisplayName, SKUs: slices.Clone(t.SKUs), Known: t.Knows.Seats, ShowApps: o.apps, Apps: c.Plans}
	slices.SortFunc(doc.SKUs, func(a, b reconcile.SKU) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	})
	if o.json {
		return report.SkusJSON(o.env.Out, doc)
	}
	return report.SkusText(o.env.Out, doc, o.env.style())
}
