package main

import (
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// A flag or an argument that names a file and is not in the tables of files.go is
// one that destroys what is there, or is destroyed: nobody compares it with others.
func TestEveryFileOfACommandIsLookedAt(t *testing.T) {
	p := newProgram(systemEnv())
	p.Each(func(c *cli.Command) {
		for _, f := range c.Flags {
			d, ok := f.(cli.DocGenerationFlag)
			if !ok || f.Names()[0] == "config" { // the settings say which file was read
				continue
			}
			names := strings.Contains(d.GetUsage(), "`FILE`") || strings.Contains(d.GetUsage(), "`PLAN.json`")
			if use := useOf(f); (use != nil) != names && f.Names()[0] != "cpuprofile" {
				t.Errorf("licet %s --%s: names a file: %t, is looked at: %t", c.Name, f.Names()[0], names, use != nil)
			}
		}
		usage, _, _ := strings.Cut(c.UsageText, "   (")
		names := false
		for _, word := range []string{"FILE", "SHEET", "PLAN.json"} {
			names = names || strings.Contains(usage, word)
		}
		if _, known := fileArguments[c.Name]; known != names {
			t.Errorf("%s: its arguments name files: %t, are looked at: %t", c.UsageText, names, known)
		}
	})
}
