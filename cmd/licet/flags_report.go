package main

import (
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/planfile"
	"licet/io/prices"
	"licet/io/report"
	"licet/io/settings"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/names"
)

// reportFlags say which reports are written, and from which prices.
type reportFlags struct {
	paths  cli.StringSlice
	prices string
	// given are the flags on the command line, which a report shows.
	given [][]string
}

func (f *reportFlags) flags() []cli.Flag {
	return []cli.Flag{f.reportFlag(), text(categoryOutput, "prices", "`FILE` of monthly prices (CSV: part_number or sku_id, price, currency, as_of), for costs", &f.prices)}
}

// reportFlag is for commands that know no prices.
func (f *reportFlags) reportFlag() cli.Flag {
	return &cli.StringSliceFlag{Category: categoryOutput, Name: "report", Usage: "write a report to `FILE`, in the form of its extension: .html, .xlsx, .csv, .json, .md; again for more",
		Destination: &f.paths, Action: func(c *cli.Context, _ []string) error {
			f.given = append(settings.Given(c), settings.Configured(c)...)
			return nil
		}}
}

// write writes the reports.
func (f *reportFlags) write(r report.Report) error {
	var errs []error
	for _, path := range named(f.paths) {
		errs = append(errs, report.Save(path, r))
	}
	return errors.Join(errs...)
}

// list reads the prices; nil without --prices.
func (f *reportFlags) list(names *names.Names) ([]reconcile.Price, error) {
	if f.prices == "" {
		return nil, nil
	}
	return prices.ReadFile(f.prices, names)
}

// price gives a plan that was not built from the sheets here its costs: a saved
// one, or the way back of a run. Without --prices it keeps what it has.
func (f *reportFlags) price(p *reconcile.Plan) error {
	if f.prices == "" {
		return nil
	}
	c, err := loadCatalog("")
	if err != nil {
		return err
	}
	list, err := f.list(names.New(c, nil))
	if err == nil {
		p.Costs = reconcile.CostsOf(p.Seats, list)
	}
	return err
}

// undoneBy gives the run that a plan takes back; nil where it takes back none.
func undoneBy(h planfile.Header) *report.Undone {
	if h.Undoes == nil {
		return nil
	}
	u := &report.Undone{Run: h.Undoes.Run, Kind: h.Undoes.Kind, Began: h.Undoes.Began}
	for _, in := range h.Inputs {
		u.Sheets = append(u.Sheets, in.Path)
	}
	return u
}

// head says what a report is of.
func (r *request) head(h planfile.Header) report.Head {
	head := report.Head{Created: h.Created, Tool: strings.TrimSpace(h.Tool.Name + " " + h.Tool.Version),
		Tenant: tenantName(h.Tenant), TenantID: h.Tenant.ID, Source: string(h.Tenant.Source), Speaker: r.env.Words}
	head.Undoes = undoneBy(h)
	for _, in := range h.Inputs {
		head.Inputs = append(head.Inputs, report.DocInput(in))
	}
	for _, words := range r.reports.given {
		head.Options = append(head.Options, terminal.Quoted(words))
	}
	return head
}
