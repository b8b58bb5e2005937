package main

import (
	"context"

	"licet/io/catalog"
	"licet/io/planfile"
	"licet/io/sheet"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// request is what a plan is made from: a tenant, sheets, and what the plan may do.
type request struct {
	env    *env
	source sourceFlags
	sheets sheetFlags
	plan   planFlags
	paths  []string
	// tenantless says that sheets may be read without a tenant.
	tenantless bool
	// compare leaves users out of the plan of whom two lists say the same: for
	// plans that are only shown and saved.
	compare bool
	// prices reads what licences cost; nil for commands that do not tell.
	prices func(*names.Names) ([]reconcile.Price, error)
}

// planned is what a request comes to: the input of a plan, where it is from, and
// the plan once it is built.
type planned struct {
	plan.Input
	from   *source
	sheets []*sheet.Sheet
	plan   *reconcile.Plan
}

// read reads what the request is about, hands it to do, and closes the source.
func (r *request) read(ctx context.Context, do func(*planned) error) (err error) {
	open := openSource
	if r.tenantless && !r.source.given() {
		open = noSource
	}
	from, err := open(ctx, r.env, &r.source, r.sheets.catalog)
	if err != nil {
		return err
	}
	defer from.closeInto(&err)
	out, err := r.input(ctx, from)
	if err != nil {
		return err
	}
	return do(out)
}

// build is read with the plan made.
func (r *request) build(ctx context.Context, do func(*planned) error) error {
	return r.read(ctx, func(out *planned) (err error) {
		if out.plan, err = plan.Build(out.Input); err != nil {
			return err
		}
		return do(out)
	})
}

// input reads the licences, then the sheets, since names that only the tenant knows (a
// private SKU) may change how cells are split, and then the users that they name.
func (r *request) input(ctx context.Context, from *source) (*planned, error) {
	skus, err := from.licenses(ctx)
	if err != nil {
		return nil, err
	}
	out := &planned{from: from}
	known := names.New(from.catalog, &reconcile.Tenant{SKUs: skus})
	if out.sheets, err = r.readSheets(ctx, known); err != nil {
		return nil, err
	}
	if r.compare && from.list != nil && len(out.sheets) == 1 {
		err = r.compareLists(out, known)
	} else {
		err = r.readUsers(ctx, out)
	}
	if err == nil && r.prices != nil {
		out.Prices, err = r.prices(out.Names)
	}
	return out, err
}

// readUsers makes the input of a plan from the sheets and the users that they name.
func (r *request) readUsers(ctx context.Context, out *planned) (err error) {
	var users []string
	if out.from.client != nil && r.plan.scope != "tenant" {
		users = out.users()
	}
	in := plan.Input{Catalog: out.from.catalog}
	if in.Tenant, err = out.from.users(ctx, users); err != nil {
		return err
	}
	for _, s := range out.sheets {
		in.Sheets = append(in.Sheets, s.Rows)
		in.Findings = append(in.Findings, s.Findings...)
	}
	in.Names = names.New(in.Catalog, in.Tenant)
	in.Options, err = r.plan.options(in.Names)
	out.Input = in
	return err
}

// compareLists makes the input of a plan from two lists by what they differ in.
func (r *request) compareLists(out *planned, known *names.Names) error {
	o, err := r.plan.options(known)
	if err != nil {
		return err
	}
	desired := out.sheets[0]
	lists := plan.Lists{Current: out.from.list.Rows, Desired: desired.Rows,
		Names: known, Catalog: out.from.catalog, Options: o}
	in, found := lists.Input()
	r.env.noteFindings(found)
	in.Findings = desired.Findings
	out.Input = in
	return nil
}

func (r *request) readSheets(ctx context.Context, names *names.Names) ([]*sheet.Sheet, error) {
	o, err := r.sheets.options(names)
	if err != nil {
		return nil, err
	}
	sheets := make([]*sheet.Sheet, len(r.paths))
	for i, path := range r.paths {
		if sheets[i], err = sheet.Read(ctx, path, r.env.In, o); err != nil {
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
	for _, s := range out.sheets {
		for row := range s.Rows.All() {
			if !seen[row.User] {
				seen[row.User] = true
				users = append(users, row.User)
			}
		}
	}
	return users
}

// header says what the plan was made from; created is left for the caller.
func (out *planned) header() planfile.Header {
	h := planfile.Header{
		Tool:   planfile.Tool{Name: "licet", Version: version()},
		Tenant: planfile.Tenant{ID: out.Tenant.ID, DisplayName: out.Tenant.DisplayName, Source: out.from.kind},
	}
	for _, s := range out.sheets {
		h.Inputs = append(h.Inputs, planfile.Input{Path: s.Info.Path, SHA256: s.Info.SHA256, Rows: s.Info.Rows})
	}
	return h
}
