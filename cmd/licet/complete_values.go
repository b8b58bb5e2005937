package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/catalog"
	"licet/io/journal"
	"licet/reconcile"
)

// argument gives what a command takes as its n-th argument.
func (c *completer) argument(command string, n int) []candidate {
	switch command {
	case "resume":
		return only(n == 0, c.runs(func(s *journal.Summary) bool { return !s.Finished && !s.Running }))
	case "undo", "runs show":
		return only(n == 0, c.runs(func(*journal.Summary) bool { return true }))
	case "completion":
		return only(n == 0, plainWords(shellNames()))
	case "swap":
		if n < 2 {
			return c.licenses()
		}
	case "skus", "audit", "doctor", "version", "sandbox serve":
		return nil
	}
	c.files = anyFiles
	return nil
}

func only(yes bool, all []candidate) []candidate {
	if !yes {
		return nil
	}
	return all
}

// values gives what a flag may be set to. The word that stands for its value in
// the help tells of which kind it is.
func (c *completer) values(f cli.Flag, cur string) []candidate {
	d, ok := f.(cli.DocGenerationFlag)
	if !ok {
		return nil
	}
	kind, _ := placeholder(d, d.GetUsage())
	switch kind {
	case "WORD":
		if chosen, ok := f.(*choice); ok {
			return plainWords(chosen.words)
		}
	case "FILE", "PLAN.json":
		c.files = anyFiles
	case "DIR":
		c.files = folders
	case "LICENCES":
		return c.listed(f, cur)
	case "KINDS":
		return listedAfter(cur, plainWords(strings.Split(fixableWords(), ", ")))
	case "FIELD=HEADER":
		return []candidate{{"user=", c.env.Say("whose licences")}, {"license=", c.env.Say("which licence")}, {"action=", c.env.Say("assign or unassign")}}
	}
	return c.numbers(f.Names()[0])
}

// numbers are the words that stand for a number.
func (c *completer) numbers(flag string) []candidate {
	switch flag {
	case "rate":
		return []candidate{{"auto", c.env.Say("within Graph's published quota")}, {"off", c.env.Say("what the answers say")}}
	case "sandbox-quota", "quota":
		return []candidate{{"off", c.env.Say("no quota")}, {"graph", c.env.Say("the published one")}}
	}
	return nil
}

func plainWords(words []string) []candidate {
	var out []candidate
	for _, w := range words {
		out = append(out, candidate{word: w})
	}
	return out
}

// listed completes the last of several licences with commas between them.
func (c *completer) listed(f cli.Flag, cur string) []candidate {
	all := c.licenses()
	if f.Names()[0] == "manage" && !strings.Contains(cur, ",") {
		all = append([]candidate{{"sheet", c.env.Say("those that the sheet mentions")}, {"all", c.env.Say("every licence")}}, all...)
	}
	return listedAfter(cur, all)
}

func listedAfter(cur string, all []candidate) []candidate {
	return prefixed(cur[:strings.LastIndex(cur, ",")+1], all)
}

// cheapTenant is the largest tenant file that is read while somebody waits for
// a completion; it has some ten thousand users.
const cheapTenant = 8 << 20

// licenses are the part numbers of the tenant that the command line names, if
// it is quickly read; else those that Microsoft sells.
func (c *completer) licenses() []candidate {
	products, err := catalog.Load()
	if err != nil {
		return nil
	}
	if t := c.tenant(products); t != nil && len(t.SKUs) > 0 {
		var out []candidate
		for i := range t.SKUs {
			out = append(out, candidate{t.SKUs[i].PartNumber, t.SKUs[i].Name})
		}
		return sorted(out)
	}
	var out []candidate
	for i := range products.Products {
		out = append(out, candidate{products.Products[i].PartNumber, products.Products[i].Name})
	}
	return sorted(out)
}

// sorted puts words in order and leaves out all but the first of each.
func sorted(all []candidate) []candidate {
	slices.SortStableFunc(all, func(a, b candidate) int { return strings.Compare(a.word, b.word) })
	return slices.CompactFunc(all, func(a, b candidate) bool { return a.word == b.word })
}

// tenant reads the tenant file of --sandbox or --current; nil if there is none
// or reading it takes long.
func (c *completer) tenant(products *reconcile.Catalog) *reconcile.Tenant {
	for _, name := range []string{"sandbox", "current"} {
		path := c.given(name)
		info, err := os.Stat(path)
		if path == "" || !isTenantFile(path) || err != nil || info.Size() > cheapTenant {
			continue
		}
		t, err := c.load(path, products)
		if err == nil {
			return t
		}
	}
	return nil
}

// given is the value of a flag on the command line, or in the environment.
func (c *completer) given(name string) string {
	words := c.line.flags
	for i, word := range words {
		if _, value, assigned := strings.Cut(word, "="); assigned && findFlag(c.line.knownFlags(), word) != nil && strings.TrimLeft(strings.SplitN(word, "=", 2)[0], "-") == name {
			return homeFile(value)
		}
		if strings.TrimLeft(word, "-") == name && i+1 < len(words) {
			return homeFile(words[i+1])
		}
	}
	return c.env.Getenv(variableOf(name))
}

// mostRuns is how many runs are looked at, the latest first: each one's journal
// is read.
const mostRuns = 30

// runs are the ids of the latest runs that fit.
func (c *completer) runs(fits func(*journal.Summary) bool) []candidate {
	flags := applyFlags{runsDir: c.given("runs-dir")}
	root, err := flags.runsRoot()
	if err != nil {
		return nil
	}
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil
	}
	var out []candidate
	// Ids begin with the time, so the last names are the latest runs.
	slices.Reverse(entries)
	for _, entry := range entries[:min(len(entries), mostRuns)] {
		s := journal.Summarize(filepath.Join(root, entry.Name()))
		if s.Err == nil && fits(&s) {
			l := runLine(&s)
			out = append(out, candidate{l.ID, strings.Join([]string{l.Kind, l.Tenant, l.State, l.Started.Format(time.DateTime)}, ", ")})
		}
	}
	return out
}
