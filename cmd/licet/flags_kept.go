package main

import (
	"slices"
	"strconv"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

// Somebody who lets a run write gently, for the sake of the tenant's other
// tools, does not want the rest of it to go at full speed because they typed
// `licet resume` without flags: how a run is carried out stands in its manifest,
// and goes for all of it.

// kept are these flags with their values, by name.
func (f *applyFlags) kept() map[string]string {
	return map[string]string{
		"rate":        f.rate,
		"quota-share": strconv.FormatFloat(f.quotaShare, 'g', -1, 64),
		"concurrency": strconv.Itoa(f.concurrency),
		"batch-size":  strconv.Itoa(f.batchSize),
		"stop-after":  strconv.Itoa(f.stopAfter),
		"no-verify":   strconv.FormatBool(f.noVerify),
	}
}

// takeKept sets those of the flags that were not given to what the run had.
func (f *applyFlags) takeKept(c *cli.Context, options map[string]string) error {
	for name := range f.kept() {
		value, known := options[name]
		if !known || c.IsSet(name) {
			continue
		}
		if err := set(c, name, value); err != nil {
			return terminal.Problemf("the run has --%[1]s %[2]s, which this licet does not take: name another --%[1]s", name, value).
				Because(err)
		}
	}
	return nil
}

// set sets a flag to a value that it takes on the command line.
func set(c *cli.Context, name, value string) error {
	if err := c.Set(name, value); err != nil {
		return err
	}
	for _, flag := range c.Command.Flags {
		if bounded, ok := flag.(cli.ActionableFlag); ok && slices.Contains(flag.Names(), name) {
			return bounded.RunAction(c)
		}
	}
	return nil
}
