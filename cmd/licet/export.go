package main

import (
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/atomicfile"
	"licet/io/sheet"
	"licet/io/sheet/workbooks"
	"licet/io/terminal"
	"licet/reconcile"
)

type exportOptions struct {
	request
	layout   string
	everyone bool
}

func exportCommand(e *env) *cli.Command {
	o := &exportOptions{request: request{env: e}}
	return &cli.Command{
		Name:      "export",
		Usage:     "current direct assignments as a sheet, ready to edit",
		UsageText: "licet export [flags] [FILE]   (.csv or .xlsx; standard output as CSV without)",
		Flags: append(o.source.offline(),
			words(categoryOutput, "layout", "layout of the sheet", &o.layout, "long", "list", "matrix"),
			toggle(categoryOutput, "everyone", "write users without a direct licence too, as none", &o.everyone),
			o.forceFlag(),
			o.sheet.catalogFlag()),
		Description: "Licences that come through groups are not in the sheet: they are the groups' own.\nDeleting the last row of a licence does not remove it from anybody, unless\n--manage all makes the sheet the truth for every licence.\n\n" + terminal.Examples(
			"licet export --sandbox contoso.json staff.xlsx --layout matrix",
			"licet export --sandbox contoso.json > staff.csv"),
		Action: terminal.Taking(0, 1, "at most one file", o.run),
	}
}

func (o *exportOptions) run(c *cli.Context) error {
	return o.readTenant(c.Context, func(t *reconcile.Tenant, _ *source) error { return o.export(t, c.Args().First()) })
}

func (o *exportOptions) export(t *reconcile.Tenant, path string) error {
	layout, err := sheet.LayoutNamed(o.layout)
	if err != nil {
		return err
	}
	options := workbooks.Options{Kind: workbooks.CSV, Layout: layout, Everyone: o.everyone}
	if path == "" || path == "-" {
		_, err = workbooks.Export(o.env.Table(), t, options)
		return err
	}
	if options.Kind, err = sheetKind(path); err != nil {
		return err
	}
	var done workbooks.Exported
	err = o.putSheet(path, func(w io.Writer) error {
		done, err = workbooks.Export(w, t, options)
		return err
	})
	if err != nil {
		return err
	}
	o.env.Note("%s: %d users, %d assignments, %d licences", path, done.Users, done.Assignments, len(done.Licenses))
	if done.LeftOut > 0 {
		o.env.Note("%d users without a direct licence are not in it; --everyone writes them too", done.LeftOut)
	}
	o.env.Note("a licence whose last row is deleted stays with everybody, unless plan runs with --manage all")
	o.env.Note("edit it, then: %s", o.source.planned(path))
	return nil
}

// writeSheet writes rows as a sheet that plan can read.
func (r *request) writeSheet(path string, rows []reconcile.Row) error {
	kind, err := sheetKind(path)
	if err != nil {
		return err
	}
	return r.putSheet(path, func(w io.Writer) error { return workbooks.WriteRows(w, kind, rows) })
}

// forceFlag is for commands that write a sheet which people edit, or a record.
func (r *request) forceFlag() cli.Flag {
	return toggle(categoryOutput, "force", "replace the file if it is there", &r.force)
}

// putSheet writes a sheet in the place of another one only with --force. What came
// there while the tenant was read is kept, too.
func (r *request) putSheet(path string, write func(io.Writer) error) error {
	if r.force {
		return atomicfile.Write(path, write)
	}
	err := atomicfile.WriteNew(path, write)
	if errors.Is(err, fs.ErrExist) {
		return alreadyThere(path)
	}
	return err
}

// sheetKind tells from a file's extension what kind of sheet to write.
func sheetKind(path string) (workbooks.Kind, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".csv":
		return workbooks.CSV, nil
	case ".xlsx":
		return workbooks.XLSX, nil
	default:
		return "", terminal.Problemf("%s does not have the extension of a sheet", path).
			Hint("Name a .csv or an .xlsx file.")
	}
}
