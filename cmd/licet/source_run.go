package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"licet/io/graph/signin"
	"licet/io/journal"
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
// not lead a run to another tenant; nor does a run folder, which others may have
// written, say where a token goes.
func (r *request) openRun(ctx context.Context, m journal.Manifest, do func(*source) error) error {
	f, getenv := &r.source, r.env.Getenv
	if !f.given() || f.current == "" && f.sandbox == getenv(terminal.Variable("sandbox")) && f.graphURL == getenv(terminal.Variable("graph-url")) {
		if err := f.takePlace(&m); err != nil {
			return err
		}
		if f.sandbox != "" {
			if err := r.env.alsoSandbox(f.sandbox); err != nil {
				return err
			}
		}
	}
	return r.open(ctx, do)
}

// takePlace has the tenant be where a run found it. Of addresses only those of
// Microsoft's clouds and the one that was given anyway are believed.
func (f *sourceFlags) takePlace(m *journal.Manifest) error {
	given := f.graphURL
	f.sandbox, f.graphURL = "", ""
	if onSandbox(m) {
		if _, err := os.Stat(m.Source); err != nil {
			return terminal.Problemf("run %s was made on the sandbox %s, which cannot be read: %s", m.ID, m.Source, err).
				Hint("If it lies elsewhere by now, name it with --sandbox FILE.").Because(err)
		}
		f.sandbox = m.Source
		return nil
	}
	if cloud := signin.CloudOf(m.Source); cloud != "" {
		f.graphURL = cloud.Root()
		return nil
	}
	if given != "" && strings.TrimRight(given, "/") == strings.TrimRight(m.Source, "/") {
		f.graphURL = given
		return nil
	}
	p := terminal.Problemf("run %s says that its tenant is at %s, which is no address of Microsoft's clouds: nothing was sent there", m.ID, m.Source)
	if given != "" {
		p = terminal.Problemf("run %s says that its tenant is at %s, which is neither an address of Microsoft's clouds nor %s: nothing was sent there",
			m.ID, m.Source, given)
	}
	return p.Hint("If that is where the run was made, say so with --graph-url %s.", terminal.Quoted([]string{m.Source}))
}
