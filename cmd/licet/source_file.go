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

// fileSource is a tenant file, or any sheet of current assignments.
func fileSource(e *env, path string, c *reconcile.Catalog) *source {
	s := &source{kind: planfile.SourceFile, catalog: c, close: func() error { return nil }}
	var loaded *reconcile.Tenant
	s.licenses = func(ctx context.Context) (skus []reconcile.SKU, err error) {
		if !isTenantFile(path) {
			s.known = names.New(c, nil)
			s.list, err = readCurrentSheet(ctx, e, path, s.known)
			return nil, err
		}
		if loaded, err = tenant.Load(ctx, path, c); err == nil {
			skus = loaded.SKUs
		}
		return skus, err
	}
	s.users = func(context.Context, []string) (*reconcile.Tenant, error) {
		if s.list == nil {
			return loaded, nil
		}
		t, found := plan.TenantFromRows(s.list.Rows, s.known, c)
		e.noteFindings(found)
		return t, nil
	}
	return s
}

func readCurrentSheet(ctx context.Context, e *env, path string, known *names.Names) (*sheet.Sheet, error) {
	s, err := sheet.Read(ctx, path, e.In, sheet.Options{Vocabulary: known, NoDigest: true})
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
