package main

import (
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/sheet/workbooks"
	"licet/io/terminal"
	"licet/reconcile"
)

func templateCommand(e *env) *cli.Command {
	o := &request{env: e}
	return &cli.Command{
		Name:      "template",
		Usage:     "an empty sheet with the tenant's licences as drop-downs",
		UsageText: "licet template [flags] FILE   (.xlsx or .csv)",
		Flags: append(o.source.offline(),
			o.sheet.catalogFlag(), o.forceFlag()),
		Description: terminal.Examples(
			"licet template --sandbox contoso.json joiners.xlsx",
			"licet template --current snapshot.json joiners.csv"),
		Action: terminal.Taking(1, 1, "the file to write", o.writeTemplate),
	}
}

func (r *request) writeTemplate(c *cli.Context) error {
	path := c.Args().First()
	kind, err := sheetKind(path)
	if err != nil {
		return err
	}
	return r.readTenant(c.Context, func(t *reconcile.Tenant, _ *source) error {
		choices := choices(t)
		err := r.putSheet(path, func(w io.Writer) error {
			return workbooks.Template(w, kind, choices, r.env.Words.Word)
		})
		if err != nil {
			return err
		}
		r.env.Note("%s: a sheet for %d licences; fill it in, then: licet check %s", path, len(choices), path)
		return nil
	})
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
