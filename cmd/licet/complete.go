package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"licet/io/catalog"
	"licet/io/journal"
	"licet/io/terminal"
	"licet/reconcile"
)

// values are what licet knows of the words that somebody types.
type values struct {
	env *env
	// load reads a tenant file.
	load func(path string, c *reconcile.Catalog) (*reconcile.Tenant, error)
}

// Argument gives what a command takes as its n-th argument.
func (v *values) Argument(l *terminal.Line, n int) ([]terminal.Candidate, terminal.Files) {
	var found []terminal.Candidate
	switch command := l.Command(); {
	case command == "resume" && n == 0:
		found = v.runs(l, func(s *journal.Summary) bool { return !s.Finished && !s.Running })
	case (command == "undo" || command == "runs show") && n == 0:
		found = v.runs(l, func(*journal.Summary) bool { return true })
	case command == "completion" && n == 0:
		found = terminal.Plain(shellNames())
	case command == "swap" && n < 2:
		found = v.licenses(l)
	case !slices.Contains(withoutFiles, command):
		return nil, terminal.AnyFiles
	}
	return found, terminal.NoFiles
}

// withoutFiles are the commands that take no file.
var withoutFiles = []string{"resume", "undo", "runs show", "completion", "skus", "audit", "doctor", "version", "sandbox serve"}

// Flag gives what a flag may be set to.
func (v *values) Flag(l *terminal.Line, flag, kind, cur string) []terminal.Candidate {
	switch e := v.env; {
	case kind == "LICENCES":
		all := v.licenses(l)
		if flag == "manage" && !strings.Contains(cur, ",") {
			all = append([]terminal.Candidate{{Word: "sheet", About: e.Say("those that the sheet mentions")},
				{Word: "all", About: e.Say("every licence")}}, all...)
		}
		return terminal.Listed(cur, all)
	case kind == "KINDS":
		return terminal.Listed(cur, terminal.Plain(fixableKinds()))
	case kind == "FIELD=HEADER":
		return []terminal.Candidate{{Word: "user=", About: e.Say("whose licences")}, {Word: "license=", About: e.Say("which licence")},
			{Word: "action=", About: e.Say("assign or unassign")}}
	case flag == "rate":
		return []terminal.Candidate{{Word: "auto", About: e.Say("within Graph's published quota")},
			{Word: "off", About: e.Say("what the answers say")}}
	case flag == "sandbox-quota" || flag == "quota":
		return []terminal.Candidate{{Word: "off", About: e.Say("no quota")}, {Word: "graph", About: e.Say("the published one")}}
	}
	return nil
}

// cheapTenant is the largest tenant file that is read while somebody waits for
// a completion; it has some ten thousand users.
const cheapTenant = 8 << 20

// licenses are the part numbers of the tenant that the command line names, if
// it is quickly read; else those that Microsoft sells.
func (v *values) licenses(l *terminal.Line) []terminal.Candidate {
	products, err := catalog.Load()
	if err != nil {
		return nil
	}
	var all []terminal.Candidate
	if t := v.tenant(l, products); t != nil {
		for i := range t.SKUs {
			all = append(all, terminal.Candidate{Word: t.SKUs[i].PartNumber, About: t.SKUs[i].Name})
		}
	}
	if len(all) == 0 {
		for i := range products.Products {
			all = append(all, terminal.Candidate{Word: products.Products[i].PartNumber, About: products.Products[i].Name})
		}
	}
	slices.SortStableFunc(all, func(a, b terminal.Candidate) int { return strings.Compare(a.Word, b.Word) })
	// The first of each.
	return slices.CompactFunc(all, func(a, b terminal.Candidate) bool { return a.Word == b.Word })
}

// tenant reads the tenant file of --sandbox or --current; nil if there is none
// or reading it takes long.
func (v *values) tenant(l *terminal.Line, products *reconcile.Catalog) *reconcile.Tenant {
	for _, name := range []string{"sandbox", "current"} {
		path := v.given(l, name)
		info, err := os.Stat(path)
		if path == "" || !isTenantFile(path) || err != nil || info.Size() > cheapTenant {
			continue
		}
		t, err := v.load(path, products)
		if err == nil {
			return t
		}
	}
	return nil
}

// given is the value of a flag on the command line, or in the environment.
func (v *values) given(l *terminal.Line, flag string) string {
	if value, given := l.Value(flag); given {
		return homeFile(value)
	}
	return v.env.Getenv(terminal.Variable(flag))
}

// mostRuns is how many runs are looked at, the latest first: each one's journal
// is read.
const mostRuns = 30

// runs are the ids of the latest runs that fit.
func (v *values) runs(l *terminal.Line, fits func(*journal.Summary) bool) []terminal.Candidate {
	flags := applyFlags{runsDir: v.given(l, "runs-dir")}
	root, err := flags.runsRoot()
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil
	}
	var out []terminal.Candidate
	// Ids begin with the time, so the last names are the latest runs.
	slices.Reverse(entries)
	for _, entry := range entries[:min(len(entries), mostRuns)] {
		s := journal.Summarize(filepath.Join(root, entry.Name()))
		if s.Err == nil && fits(&s) {
			line := runLine(&s)
			out = append(out, terminal.Candidate{Word: line.ID,
				About: strings.Join([]string{line.Kind, line.Tenant, line.State, line.Started.Format(time.DateTime)}, ", ")})
		}
	}
	return out
}
