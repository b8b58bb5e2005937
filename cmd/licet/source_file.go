package main

import (
	"context"
	"slices"

	"licet/io/planfile"
	"licet/io/sheet"
	"licet/io/tenant"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// held is what a file of current assignments holds: a tenant, or a sheet that a
// tenant can be made of.
type held struct {
	tenant *reconcile.Tenant
	sheet  *sheet.Sheet
}

// fileSource is a tenant file, or any sheet of current assignments.
func fileSource(e *env, path string, c *reconcile.Catalog) *source {
	s := &source{kind: planfile.SourceFile, catalog: c, close: func() error { return nil }}
	s.ahead = func(ctx context.Context) (h held, err error) {
		if isTenantFile(path) {
			h.tenant, err = tenant.Load(ctx, path, c)
		} else {
			h.sheet, err = readCurrentSheet(ctx, e, path, c)
		}
		return h, err
	}
	var h held
	s.licenses = func(ctx context.Context) (skus []reconcile.SKU, err error) {
		if h, err = s.ahead(ctx); err == nil && h.tenant != nil {
			skus = h.tenant.SKUs
		}
		return skus, err
	}
	s.users = func(context.Context, []string) (*reconcile.Tenant, error) {
		if h.sheet == nil {
			return h.tenant, nil
		}
		t, found := plan.TenantFromRows(h.sheet.Rows(), names.New(c, nil), c, e.Words)
		e.noteFindings(found)
		return t, nil
	}
	return s
}

func readCurrentSheet(ctx context.Context, e *env, path string, c *reconcile.Catalog) (*sheet.Sheet, error) {
	s, err := sheet.Read(ctx, path, e.In, sheet.Options{Vocabulary: names.New(c, nil), Phrases: e.Words})
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(s.Findings, func(f reconcile.Finding) bool { return f.Severity == reconcile.Error }); i >= 0 {
		f := s.Findings[i]
		return nil, terminal.Problemf("the current assignments cannot be trusted: %s: %s", e.Words.Place(f.At), f.Message).
			Hint("%s", f.Hint)
	}
	return s, nil
}

// noteFindings tells of what a list of current assignments leaves open.
func (e *env) noteFindings(found []reconcile.Finding) {
	for _, f := range found {
		e.Note("%s: %s", e.Words.Place(f.At), f.Message)
	}
}
