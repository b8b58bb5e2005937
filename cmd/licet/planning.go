package main

import (
	"bytes"
	"context"
	"io"
	"iter"
	"slices"

	"golang.org/x/sync/errgroup"

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
	// calm ends the haste of a plan that may compare (memory.go).
	calm func()
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
	// compared is the input of the plan when two lists were compared, listed
	// the sheet then; digested waits for its digest, which is taken meanwhile.
	compared *plan.Input
	listed   *sheet.Listing
	digested func() error
	phrases  reconcile.Phrases
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
	out := &planned{from: from, phrases: p.env.Words}
	if err := p.read(ctx, out, c); err != nil {
		return out, err
	}
	options, err := p.plan.options(out.names, out.phrases)
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
	if out.plan, err = plan.Build(in); err == nil && out.digested != nil {
		err = out.digested()
	}
	return out, err
}

// read reads the sheets and the tenant. Names that only the tenant knows (a
// private SKU) may change how cells are split, so with such a tenant the sheets
// are read once more.
func (p *planning) read(ctx context.Context, out *planned, c *reconcile.Catalog) error {
	stdin, err := p.keepStdin()
	if err != nil {
		return err
	}
	out.names = names.New(c, nil)
	if p.compareLists(ctx, out) {
		return nil
	}
	way := p.readInTurn
	if out.from.ahead != nil {
		way = p.readSideBySide
	}
	if err := way(ctx, out, stdin); err != nil {
		return err
	}
	known := out.names
	out.names = names.New(c, out.tenant)
	if slices.ContainsFunc(out.tenant.SKUs, func(s reconcile.SKU) bool { return !known.IsLicense(s.PartNumber) }) {
		out.sheets, err = p.readSheets(ctx, out.names, stdin)
	}
	return err
}

// readInTurn reads the sheets, then the tenant with the users that they name.
func (p *planning) readInTurn(ctx context.Context, out *planned, stdin func() io.Reader) (err error) {
	if out.sheets, err = p.readSheets(ctx, out.names, stdin); err != nil {
		return err
	}
	var users []string
	if p.plan.scope != "tenant" {
		users = out.users()
	}
	out.tenant, err = out.from.read(ctx, users)
	return err
}

// readSideBySide reads sheets and tenant at once, and tells of both what
// readInTurn tells: of sheets that cannot be read nothing but that.
func (p *planning) readSideBySide(ctx context.Context, out *planned, stdin func() io.Reader) error {
	var h held
	var noTenant error
	both, ctx := errgroup.WithContext(ctx)
	both.Go(func() error {
		h, noTenant = out.from.ahead(ctx)
		return nil
	})
	both.Go(func() (err error) {
		out.sheets, err = p.readSheets(ctx, out.names, stdin)
		return err
	})
	if err := both.Wait(); err != nil {
		return err
	}
	if noTenant != nil {
		return noTenant
	}
	p.settle(out, h)
	return nil
}

// settle makes a tenant of what the source holds.
func (p *planning) settle(out *planned, h held) {
	if out.tenant = h.tenant; h.sheet != nil {
		var found []reconcile.Finding
		out.tenant, found = plan.TenantFromRows(h.sheet.Rows(), out.names, out.from.catalog, out.phrases)
		p.env.noteFindings(found)
	}
}

// keepStdin reads standard input whole if it is one of the sheets.
func (p *planning) keepStdin() (func() io.Reader, error) {
	if !slices.Contains(p.paths, "-") {
		return func() io.Reader { return nil }, nil
	}
	kept, err := io.ReadAll(p.env.In)
	return func() io.Reader { return bytes.NewReader(kept) }, err
}

func (p *planning) readSheets(ctx context.Context, names *names.Names, stdin func() io.Reader) ([]*sheet.Sheet, error) {
	o, err := p.sheets.options(names)
	if err != nil {
		return nil, err
	}
	o.Phrases = p.env.Words
	sheets := make([]*sheet.Sheet, len(p.paths))
	for i, path := range p.paths {
		if sheets[i], err = sheet.Read(ctx, path, stdin(), o); err != nil {
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
			for row := range s.Rows() {
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
	in := plan.Input{Rows: readAhead(out.rows()), Expected: out.rowCount(), Tenant: out.tenant, Catalog: c, Names: out.names, Options: o}
	if out.compared != nil {
		in = *out.compared
	}
	in.Phrases = out.phrases
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
	add := func(i *sheet.Info) {
		in = append(in, planfile.Input{Path: i.Path, SHA256: i.SHA256, Rows: i.Rows})
	}
	for _, s := range out.sheets {
		add(&s.Info)
	}
	if out.listed != nil {
		add(&out.listed.Info)
	}
	return in
}
