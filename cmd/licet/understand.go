package main

import (
	"context"

	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// understand reads the sheets and settles their names, with the tenant's if a
// source is given.
func (p *planning) understand(ctx context.Context) (*planned, *plan.Understanding, error) {
	c, err := loadCatalog(p.sheets.catalog)
	if err != nil {
		return nil, nil, err
	}
	out := &planned{tenant: &reconcile.Tenant{}}
	if p.source.given() {
		if out.from, err = openSource(ctx, p.env, &p.source, c); err != nil {
			return nil, nil, err
		}
		err = p.read(ctx, out, c)
	} else {
		err = p.readAlone(ctx, out, c)
	}
	if err != nil {
		return out, nil, err
	}
	options, err := p.plan.options(out.names)
	if err != nil {
		return out, nil, err
	}
	understood, err := plan.Understand(out.input(c, options))
	return out, understood, err
}

// readAlone reads the sheets with what the catalogue knows.
func (p *planning) readAlone(ctx context.Context, out *planned, c *reconcile.Catalog) (err error) {
	out.names = names.New(c, nil)
	out.sheets, err = p.readSheets(ctx, out.names)
	return err
}
