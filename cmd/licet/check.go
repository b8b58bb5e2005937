package main

import (
	"slices"

	"github.com/urfave/cli/v2"

	"licet/io/report"
	"licet/io/sheet"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/plan"
)

type checkOptions struct {
	request
	json bool
}

func checkCommand(e *env) *cli.Command {
	o := &checkOptions{request: request{env: e, tenantless: true}}
	return &cli.Command{
		Name:      "check",
		Usage:     "read sheets and say how each row is understood; needs no tenant",
		UsageText: "licet check [flags] SHEET...   (- is standard input)",
		Flags: slices.Concat(o.source.offline(), o.sheet.flags(), []cli.Flag{
			o.rules.modeFlag(),
			o.reports.reportFlag(),
			toggle(categoryOutput, "json", "print all rows and findings as JSON", &o.json)}),
		Description: terminal.Examples(
			"licet check staff.xlsx",
			"licet check --sandbox contoso.json --json testdata/onboarding.csv"),
		Action: terminal.Taking(1, -1, "the sheets to check", o.run),
	}
}

func (o *checkOptions) run(c *cli.Context) error {
	o.paths = c.Args().Slice()
	return o.read(c.Context, func(out *planned) error {
		understood, err := plan.Understand(out.Input)
		if err != nil {
			return err
		}
		o.noteGeneral(out.sheets)
		doc := report.CheckDoc{Understanding: *understood}
		for _, s := range out.sheets {
			doc.Sheets = append(doc.Sheets, checkSheet(&s.Info))
		}
		if err := o.reports.write(report.CheckReport{Head: o.head(out.header), Check: doc}); err != nil {
			return err
		}
		if o.json {
			err = report.CheckJSON(o.env.JSON(), doc)
		} else {
			err = report.CheckText(o.env.Out, doc, o.env.style())
		}
		if errors, _ := reconcile.CountFindings(understood.Findings); err == nil && errors > 0 {
			return &exit{code: exitError}
		}
		return err
	})
}

// noteGeneral says, with --verbose, how many rows of a CSV file were plain, and
// how many had to be read one by one, which is what makes a long one slow.
func (o *checkOptions) noteGeneral(sheets []*sheet.Sheet) {
	for _, s := range sheets {
		if o.source.verbose && s.Info.Kind == "csv" {
			o.env.Note("%s: %d rows, of which %d are not simple and were read one by one", s.Info.Path, s.Info.Rows, s.Info.Odd)
		}
	}
}

func checkSheet(info *sheet.Info) report.CheckSheet {
	s := report.CheckSheet{Path: info.Path, Kind: info.Kind, Worksheet: info.Worksheet, Encoding: info.Encoding, Delimiter: info.Delimiter,
		Layout: info.Layout, HeaderRow: info.HeaderRow, Rows: info.Rows}
	for _, c := range info.Columns {
		s.Columns = append(s.Columns, report.CheckColumn{Field: c.Field, Header: c.Header, Column: c.Number})
	}
	for _, c := range info.Ignored {
		s.Ignored = append(s.Ignored, c.Header)
	}
	return s
}
