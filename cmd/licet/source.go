package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"licet/io/graph"
	"licet/io/planfile"
	"licet/io/sheet"
	"licet/io/tenant"
	"licet/reconcile"
)

// source is where current assignments come from.
type source struct {
	kind    planfile.Source
	catalog *reconcile.Catalog
	// client talks to Graph or the sandbox; nil for a file.
	client *graph.Client
	// read reads the tenant; users, if not nil, are the only ones that matter.
	read  func(ctx context.Context, users []string) (*reconcile.Tenant, error)
	close func() error
}

// closeInto closes the source at the end of a command, whose error it joins.
func (s *source) closeInto(err *error) {
	if closing := s.close(); closing != nil {
		*err = errors.Join(*err, fmt.Errorf("close the sandbox: %w", closing))
	}
}

// openSource finds out which source the flags mean and opens it.
func openSource(ctx context.Context, e *env, f *sourceFlags, c *reconcile.Catalog) (*source, error) {
	switch {
	case f.current != "" && f.sandbox != "":
		return nil, &told{problem: "--current and --sandbox are two sources", hint: "Keep one of the two."}
	case f.current != "":
		return fileSource(e, f.current, c), nil
	case f.sandbox != "":
		return sandboxSource(ctx, e, f, c)
	default:
		return graphSource(e, f, c)
	}
}

// graphSource is a real tenant.
func graphSource(e *env, f *sourceFlags, c *reconcile.Catalog) (*source, error) {
	token := e.getenv("LICET_ACCESS_TOKEN")
	if token == "" {
		return nil, &told{problem: "there is no tenant to work on",
			hint: "Set LICET_ACCESS_TOKEN for Microsoft Graph, name a --sandbox FILE to try things on, or a --current FILE to work offline."}
	}
	cloud, err := graph.ParseCloud(f.cloud)
	if err != nil {
		return nil, err
	}
	client, err := graph.New(graph.Options{Root: f.graphURL, Cloud: cloud, Credential: graph.StaticToken(token), Version: version(), Log: e.requestLog(f.verbose)})
	if err != nil {
		return nil, err
	}
	s := &source{kind: planfile.SourceGraph, catalog: c, client: client, close: func() error { return nil }}
	s.read = s.readGraph(e)
	return s, nil
}

// readGraph reads the tenant through the client, telling what could not be read.
func (s *source) readGraph(e *env) func(context.Context, []string) (*reconcile.Tenant, error) {
	return func(ctx context.Context, users []string) (*reconcile.Tenant, error) {
		b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), s.catalog)
		told, err := s.client.ReadTenant(ctx, b, graph.ReadOptions{Users: users})
		if err != nil {
			return nil, err
		}
		for _, note := range told.Notes {
			e.note("%s", note)
		}
		return b.Tenant(), nil
	}
}

// fileSource is a tenant file, or any sheet of current assignments.
func fileSource(e *env, path string, c *reconcile.Catalog) *source {
	return &source{kind: planfile.SourceFile, catalog: c, close: func() error { return nil },
		read: func(ctx context.Context, _ []string) (*reconcile.Tenant, error) {
			if strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".json.gz") {
				return tenant.Load(path, c)
			}
			return readCurrentSheet(ctx, e, path, c)
		}}
}

func readCurrentSheet(ctx context.Context, e *env, path string, c *reconcile.Catalog) (*reconcile.Tenant, error) {
	names := reconcile.NewNames(c, nil)
	s, err := sheet.Read(ctx, path, e.stdin, sheet.Options{Vocabulary: names})
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(s.Findings, func(f reconcile.Finding) bool { return f.Severity == reconcile.Error }); i >= 0 {
		f := s.Findings[i]
		return nil, &told{problem: fmt.Sprintf("the current assignments cannot be trusted: %s: %s", f.At, f.Message), hint: f.Hint}
	}
	t, found := reconcile.TenantFromRows(s.Rows(), names, c)
	for _, f := range found {
		e.note("%s: %s", f.At, f.Message)
	}
	return t, nil
}
