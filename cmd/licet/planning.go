package main

import (
	"context"
	"iter"

	"licet/io/catalog"
	"licet/io/planfile"
	"licet/io/sheet"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// planning is the way from sheets to a plan, which several commands go.
type planning struct {
	env     *env
	source  sourceFlags
	sheets  sheetFlags
	plan    planFlags
	paths   []string
	explain string
	// compare leaves users out of the plan's input of whom the sheet says what
	// is so already: for plans that are only shown and saved.
	compare bool
	// prices reads what licences cost; nil for commands that do not tell.
	prices func(*names.Names) ([]reconcile.Price, error)
}

// planned is what came out of it.
type planned struct {
	from      *source
	tenant    *reconcile.Tenant
	names     *names.Names
	sheets    []*sheet.Sheet
	plan      *reconcile.Plan
	explained *plan.Explanation
	// compared is the input of the plan when two lists were compared.
	compared *plan.Input
}

// run reads the sheets and the tenant and makes the plan. The caller closes
// planned.from, also after an error that comes with a planned.
func (p *planning) run(ctx context.Context) (*planned, error) {
	c, err := loadCatalog(p.sheets.catalog)
	if err != nil {
		return nil, err
	}
	from, err := openSource(ctx, p.env, &p.source, c)
	if err != nil {
		return nil, err
	}
	out := &planned{from: from}
	if err := p.read(ctx, out, c); err != nil {
		return out, err
	}
	options, err := p.plan.options(out.names)
	if err != nil {
		return out, err
	}
	in := out.input(c, options)
	if p.prices != nil {
		if in.Prices, err = p.prices(out.names); err != nil {
			return out, err
		}
	}
	defer p.env.thrifty(mostChanges(&in))()
	if p.explain != "" {
		out.explained, err = plan.Explain(in, p.explain)
		return out, err
	}
	out.plan, err = plan.Build(in)
	return out, err
}

// read reads the licences, then the sheets, since names that only the tenant knows (a
// private SKU) may change how cells are split, and then the users that they name.
func (p *planning) read(ctx context.Context, out *planned, c *reconcile.Catalog) error {
	skus, err := out.from.licenses(ctx)
	if err != nil {
		return err
	}
	out.names = names.New(c, &reconcile.Tenant{SKUs: skus})
	if out.sheets, err = p.readSheets(ctx, out.names); err != nil {
		return err
	}
	if compared, err := p.compareLists(out); compared || err != nil {
		return err
	}
	var users []string
	if out.from.client != nil && p.plan.scope != "tenant" {
		users = out.users()
	}
	if out.tenant, err = out.from.users(ctx, users); err != nil {
		return err
	}
	out.names = names.New(c, out.tenant)
	return nil
}

func (p *planning) readSheets(ctx context.Context, names *names.Names) ([]*sheet.Sheet, error) {
	o, err := p.sheets.options(names)
	if err != nil {
		return nil, err
	}
	sheets := make([]*sheet.Sheet, len(p.paths))
	for i, path := range p.paths {
		if sheets[i], err = sheet.Read(ctx, path, p.env.In, o); err != nil {
			return nil, err
		}
	}
	return sheets, nil
}

func loadCatalog(path string) (*reconcile.Catalog, error) {
	if path == "" {
		return catalog.Load()
	}
	return catalog.LoadFile(path)
}

// users gives the distinct names of users as the sheets spell them.
func (out *planned) users() []string {
	seen := map[string]bool{}
	users := []string{}
	for row := range out.rows() {
		if !seen[row.User] {
			seen[row.User] = true
			users = append(users, row.User)
		}
	}
	return users
}

func (out *planned) rows() iter.Seq[reconcile.Row] {
	return func(yield func(reconcile.Row) bool) {
		for _, s := range out.sheets {
			for row := range s.Rows.All() {
				if !yield(row) {
					return
				}
			}
		}
	}
}

// rowCount is about how many rows there are; a line may make several.
func (out *planned) rowCount() int {
	n := 0
	for _, s := range out.sheets {
		n += s.Info.Rows
	}
	return n
}

func (out *planned) input(c *reconcile.Catalog, o reconcile.Options) plan.Input {
	if out.compared != nil {
		return *out.compared
	}
	in := plan.Input{Rows: out.rows(), Expected: out.rowCount(), Tenant: out.tenant, Catalog: c,
		Names: out.names, Options: o}
	for _, s := range out.sheets {
		in.Findings = append(in.Findings, s.Findings...)
	}
	return in
}

// mostChanges is about how many changes a plan may have.
func mostChanges(in *plan.Input) int {
	if in.Options.Scope == reconcile.ScopeTenant {
		return max(in.Expected, len(in.Tenant.Users))
	}
	return in.Expected
}

// header says what the plan was made from; created is left for the caller.
func (out *planned) header() planfile.Header {
	h := planfile.Header{
		Tool:   planfile.Tool{Name: "licet", Version: version()},
		Tenant: planfile.Tenant{ID: out.tenant.ID, DisplayName: out.tenant.DisplayName, Source: out.from.kind},
	}
	h.Inputs = out.inputs()
	return h
}

// inputs names the sheets that were read.
func (out *planned) inputs() []planfile.Input {
	var in []planfile.Input
	for _, s := range out.sheets {
		in = append(in, planfile.Input{Path: s.Info.Path, SHA256: s.Info.SHA256, Rows: s.Info.Rows})
	}
	return in
}
