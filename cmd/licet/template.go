package main

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/atomicfile"
	"licet/io/sheet/workbooks"
	"licet/io/terminal"
	"licet/reconcile"
)

type templateOptions struct {
	env     *env
	source  sourceFlags
	catalog string
}

func templateCommand(e *env) *cli.Command {
	o := templateOptions{env: e}
	return &cli.Command{
		Name:      "template",
		Usage:     "an empty sheet with the tenant's licences as drop-downs",
		UsageText: "licet template [flags] FILE   (.xlsx or .csv)",
		Flags: append(o.source.offline(),
			text(categorySheet, "catalog", "`FILE` of Microsoft's product names (CSV), laid over the embedded one", &o.catalog)),
		Description: terminal.Examples(
			"licet template --sandbox contoso.json joiners.xlsx",
			"licet template --current snapshot.json joiners.csv"),
		Action: terminal.Taking(1, 1, "the file to write", func(c *cli.Context) error {
			return runTemplate(c.Context, c.Args().First(), &o)
		}),
	}
}

func runTemplate(ctx context.Context, path string, o *templateOptions) error {
	kind, err := sheetKind(path)
	if err != nil {
		return err
	}
	t, _, err := readTenant(ctx, o.env, &o.source, o.catalog)
	if err != nil {
		return err
	}
	choices := choices(t)
	if err := atomicfile.Write(path, func(w io.Writer) error { return workbooks.Template(w, kind, choices, o.env.Words.Word) }); err != nil {
		return err
	}
	o.env.Note("%s: a sheet for %d licences; fill it in, then: licet check %s", path, len(choices), path)
	return nil
}

// choices are the licences that can be assigned to users, by name.
func choices(t *reconcile.Tenant) []workbooks.Choice {
	var out []workbooks.Choice
	for i := range t.SKUs {
		if s := &t.SKUs[i]; s.AppliesTo != "Company" {
			out = append(out, workbooks.Choice{PartNumber: s.PartNumber, Name: s.Name})
		}
	}
	slices.SortFunc(out, func(a, b workbooks.Choice) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.PartNumber, b.PartNumber))
	})
	return out
}
