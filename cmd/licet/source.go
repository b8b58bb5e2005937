package main

import (
	"context"
	"errors"
	"fmt"

	"licet/io/graph"
	"licet/io/planfile"
	"licet/io/sheet"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/names"
)

// source is where current assignments come from.
type source struct {
	kind planfile.Source
	// place says where it is found again, for resume.
	place   string
	catalog *reconcile.Catalog
	// client talks to Graph or the sandbox; nil for a file.
	client *graph.Client
	// licenses reads the licences of the tenant: all that a sheet needs to be
	// understood. A list of current assignments has none of its own.
	licenses func(ctx context.Context) ([]reconcile.SKU, error)
	// users reads the rest of the tenant, after its licences; names, if not nil,
	// are the only users that matter.
	users func(ctx context.Context, names []string) (*reconcile.Tenant, error)
	// list is what licenses has read, where that is a list of current assignments, and
	// known are the names by which it was understood.
	list  *sheet.Sheet
	known *names.Names
	// audit asks read for what only audits look at: last sign-ins and renewals.
	audit bool
	// fresh asks users for no list, which may lag behind what was just written.
	fresh bool
	// answers are those that client had; nil for a file.
	answers *answers
	// quota is what the source allows; nil is what Graph does.
	quota *apply.Quota
	close func() error
}

// open finds out which source the flags mean, hands it to do, and closes it.
func (r *request) open(ctx context.Context, do func(*source) error) error {
	c, err := loadCatalog(r.sheet.catalog)
	if err != nil {
		return err
	}
	s, err := r.sourceOf(ctx, c)
	if err != nil {
		return err
	}
	s.catalog, s.place = c, r.source.place()
	err = do(s)
	if closing := s.close(); closing != nil {
		err = errors.Join(err, fmt.Errorf("close the sandbox: %w", closing))
	}
	return err
}

func (r *request) sourceOf(ctx context.Context, c *reconcile.Catalog) (*source, error) {
	switch f := &r.source; {
	case f.faults != "" && f.sandbox == "":
		return nil, terminal.Problemf("--faults makes faults in a sandbox, and there is none").Hint("Name one with --sandbox, or leave --faults out.")
	case r.tenantless && !f.given():
		return noSource(), nil
	case f.current != "" && f.sandbox != "":
		return nil, terminal.Problemf("--current and --sandbox are two sources").Hint("Keep one of the two.")
	case f.current != "":
		return fileSource(r.env, f.current, c), nil
	case f.sandbox != "":
		return sandboxSource(ctx, r.env, f)
	default:
		return graphSource(ctx, r.env, f)
	}
}

// noSource is for sheets that are read without a tenant.
func noSource() *source {
	return &source{close: func() error { return nil },
		licenses: func(context.Context) ([]reconcile.SKU, error) { return nil, nil },
		users:    func(context.Context, []string) (*reconcile.Tenant, error) { return &reconcile.Tenant{}, nil }}
}

// readTenant reads the whole tenant for a command that only looks at it.
func (r *request) readTenant(ctx context.Context, do func(*reconcile.Tenant, *source) error) error {
	return r.open(ctx, func(from *source) error {
		t, err := from.read(ctx)
		if err != nil {
			return err
		}
		return do(t, from)
	})
}

// graphSource is a real tenant.
func graphSource(ctx context.Context, e *env, f *sourceFlags) (*source, error) {
	heard, options, err := e.listen(f)
	if err != nil {
		return nil, err
	}
	client, _, err := signIn(ctx, e, f, options)
	if err != nil {
		return nil, errors.Join(err, heard.close())
	}
	s := &source{kind: planfile.SourceGraph, client: client, answers: heard, close: heard.close}
	s.readGraph(e)
	return s, nil
}

// read reads the whole source.
func (s *source) read(ctx context.Context) (*reconcile.Tenant, error) {
	if _, err := s.licenses(ctx); err != nil {
		return nil, err
	}
	return s.users(ctx, nil)
}

// readGraph has the tenant read through the client, telling how it was read and
// what could not be.
func (s *source) readGraph(e *env) {
	var b *reconcile.TenantBuilder
	var reader *graph.TenantReader
	s.licenses = func(ctx context.Context) (skus []reconcile.SKU, err error) {
		b = reconcile.NewTenantBuilder(reconcile.FullKnowledge(), s.catalog)
		reader, err = s.client.Licenses(ctx, b, graph.ReadOptions{Audit: s.audit, Fresh: s.fresh})
		return b.SKUs(), err
	}
	s.users = func(ctx context.Context, names []string) (*reconcile.Tenant, error) {
		read, err := reader.Users(ctx, names)
		if err != nil {
			return nil, err
		}
		if s.kind == planfile.SourceGraph {
			all := max(read.Count, read.Users)
			how := e.Say("read all users: %d of %d", read.Users, all)
			if read.Way == graph.NamedUsers {
				how = e.Say("read the named users: %d of %d", read.Users, all)
			}
			e.Note("%s", how)
		}
		for _, note := range read.Notes {
			e.Note("%s", note)
		}
		return b.Tenant(), nil
	}
}
