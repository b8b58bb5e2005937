package main

import (
	"context"
	"path/filepath"

	"licet/io/graph/signin"
	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/terminal"
)

// place says where the source is found again: the sandbox's file, or the
// address of Graph.
func (f *sourceFlags) place() string {
	if f.sandbox != "" {
		if path, err := filepath.Abs(f.sandbox); err == nil {
			return path
		}
		return f.sandbox
	}
	if f.graphURL != "" {
		return f.graphURL
	}
	cloud, err := signin.ParseCloud(f.cloud)
	if err != nil {
		return ""
	}
	return cloud.Root()
}

// openRun opens the tenant of a run: the one that the command line names, else the
// one that the run was made on. The environment, which may have changed since, does
// not lead a run to another tenant.
func (r *request) openRun(ctx context.Context, m journal.Manifest, do func(*source) error) error {
	f, getenv := &r.source, r.env.Getenv
	if !f.given() || f.current == "" && f.sandbox == getenv(terminal.Variable("sandbox")) && f.graphURL == getenv(terminal.Variable("graph-url")) {
		f.sandbox, f.graphURL = "", ""
		if m.Tenant.Source == string(planfile.SourceSandbox) {
			f.sandbox = m.Source
		} else {
			f.graphURL = m.Source
		}
	}
	return r.open(ctx, do)
}
