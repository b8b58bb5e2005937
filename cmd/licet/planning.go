package main

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"licet/io/catalog"
	"licet/io/planfile"
	"licet/io/sheet"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// request is what somebody asks for: the flags that commands share, and what stands
// behind them. A command has those groups of flags that it shows.
type request struct {
	env     *env
	source  sourceFlags
	sheet   sheetFlags
	rules   planFlags
	apply   applyFlags
	reports reportFlags
	// paths are the sheets, or one saved plan.
	paths []string
	// tenantless says that sheets may be read without a tenant.
	tenantless bool
	// wrote is the run that this command has finished first, whose outcomes are in its
	// files.
	wrote string
	// force replaces the file that a command writes.
	force bool
	// compare leaves users out of the plan of whom two lists say the same: for
	// plans that are only shown and saved.
	compare bool
}

// planned is what a request comes to: the input of a plan, where it is from, and
// the plan once it is built. A plan from a file has no input.
type planned struct {
	plan.Input
	from   *source
	sheets []*sheet.Sheet
	plan   *reconcile.Plan
	header planfile.Header
}

// read reads what the request is about, hands it to do, and closes the source.
func (r *request) read(ctx context.Context, do func(*planned) error) error {
	return r.readAnd(ctx, func(*planned) error { return nil }, do)
}

// build is read with the plan made.
func (r *request) build(ctx context.Context, do func(*planned) error) error {
	return r.readAnd(ctx, func(out *planned) (err error) {
		for _, s := range out.sheets {
			go func() { _, _ = s.SHA256() }() // describe waits for it
		}
		out.plan, err = plan.Build(out.Input)
		return err
	}, do)
}

// readAnd prepares what the input is for, and hands it with its header to do.
func (r *request) readAnd(ctx context.Context, prepare, do func(*planned) error) error {
	return r.open(ctx, func(from *source) error {
		out, err := r.input(ctx, from)
		if err == nil {
			err = prepare(out)
		}
		if err == nil {
			err = out.describe()
		}
		if err == nil {
			err = do(out)
		}
		return err
	})
}

// take is build, or reads the saved plan that the request names.
func (r *request) take(ctx context.Context, do func(*planned) error) error {
	if !isPlanFile(r.paths) {
		return r.build(ctx, do)
	}
	out, err := r.saved(r.paths[0])
	if err != nil {
		return err
	}
	return r.open(ctx, func(from *source) error {
		out.from = from
		return do(out)
	})
}

// saved reads a saved plan, and gives it its costs and the limit on its removals.
func (r *request) saved(path string) (*planned, error) {
	p, h, err := planfile.ReadFile(path)
	if err == nil {
		err = r.reports.price(p)
	}
	if err == nil {
		p, err = r.rules.bounded(p)
	}
	return &planned{plan: p, header: h}, err
}

// isPlanFile reports whether the arguments are one saved plan: no sheet is JSON.
func isPlanFile(paths []string) bool {
	return len(paths) == 1 && strings.EqualFold(filepath.Ext(paths[0]), ".json")
}

// input reads the licences, then the sheets, since names that only the tenant knows (a
// private SKU) may change how cells are split, and then the users that they name.
func (r *request) input(ctx context.Context, from *source) (*planned, error) {
	skus, err := from.licenses(ctx)
	if err != nil {
		return nil, err
	}
	out := &planned{from: from}
	known := from.known
	if known == nil {
		known = names.New(from.catalog, &reconcile.Tenant{SKUs: skus})
	}
	if out.sheets, err = r.readSheets(ctx, known); err != nil {
		return nil, err
	}
	if r.compare && from.list != nil && len(out.sheets) == 1 {
		err = r.compareLists(out, known)
	} else {
		err = r.readUsers(ctx, out)
	}
	if err == nil {
		out.Prices, err = r.reports.list(out.Names)
	}
	return out, err
}

// describe makes the header, which says what the plan is made from.
func (out *planned) describe() error {
	out.header = headerOf(out.Tenant, out.from)
	for _, s := range out.sheets {
		sum, err := s.SHA256()
		if err != nil {
			return err
		}
		out.header.Inputs = append(out.header.Inputs, planfile.Input{Path: s.Info.Path, SHA256: sum, Rows: s.Info.Rows})
	}
	return nil
}

// readUsers makes the input of a plan from the sheets and the users that they name.
func (r *request) readUsers(ctx context.Context, out *planned) (err error) {
	var users []string
	if out.from.client != nil && r.rules.scope != "tenant" {
		users = out.named()
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
	in.Options, err = r.rules.options(in.Names)
	out.Input = in
	return err
}

// compareLists makes the input of a plan from two lists by what they differ in.
func (r *request) compareLists(out *planned, known *names.Names) error {
	o, err := r.rules.options(known)
	if err != nil {
		return err
	}
	current, desired := out.from.list, out.sheets[0]
	lists := plan.Lists{Current: current.Rows, Desired: desired.Rows,
		Names: known, Catalog: out.from.catalog, Options: o}
	current.Rows, desired.Rows = nil, nil // so that what is compared can go
	in, found := lists.Input()
	r.env.noteFindings(found)
	in.Findings = desired.Findings
	out.Input = in
	return nil
}

func (r *request) readSheets(ctx context.Context, names *names.Names) ([]*sheet.Sheet, error) {
	o, err := r.sheet.options(names)
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

// named gives the distinct names of users as the sheets spell them.
func (out *planned) named() []string {
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

// headerOf says what a plan is made from.
func headerOf(t *reconcile.Tenant, from *source) planfile.Header {
	return planfile.Header{Created: time.Now(), Tool: licetItself(),
		Tenant: planfile.Tenant{ID: t.ID, DisplayName: t.DisplayName, Source: from.kind}}
}

// licetItself names this program in what it writes.
func licetItself() planfile.Tool { return planfile.Tool{Name: "licet", Version: version()} }
