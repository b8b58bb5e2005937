package main

import (
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/terminal"
)

// A scheduler that starts a failed `licet apply` again wants it to go on where
// it was, not to begin a second run beside a first one that was cut off:
// --resume-first. Going on is right only if the same is still wanted, so an
// unfinished run is taken up again when it was made from the same sheets, with
// the same flags of planning, on the same tenant; any other is left alone, and
// the plan is made anew from the tenant as it is.

// wishName is under which name of its options a run says what was wanted.
const wishName = "wish"

// wish stands for what was wanted: what is in the sheets, and every flag that
// says how they are read and planned. It is empty for standard input, which
// cannot be read again.
func (o *applyOptions) wish(out *planned) string {
	if slices.Contains(o.paths, "-") {
		return ""
	}
	h := sha256.New()
	for _, in := range out.header.Inputs {
		fmt.Fprintln(h, in.SHA256)
	}
	s := &o.sheet
	fmt.Fprintf(h, "%+v\n%q %q %q %q %q %q\n", o.rules, s.layout, s.worksheet, s.delimiter, s.encoding, s.columns.Value(), s.catalog)
	return fmt.Sprintf("%x", h.Sum(nil))
}

// finishEarlier carries the unfinished run of the same wish to its end, if there
// is one. What it leaves undone ends the command with the code of the run.
func (o *applyOptions) finishEarlier(c *cli.Context) error {
	ctx := c.Context
	if slices.Contains(o.paths, "-") || isPlanFile(o.paths) {
		return terminal.Problemf("--resume-first takes sheets that can be read again: no saved plan, and not standard input").
			Hint("An interrupted run of a saved plan goes on with: licet resume")
	}
	h, err := o.apply.history()
	if err != nil {
		return err
	}
	runs, err := o.apply.runs()
	if err != nil {
		return err
	}
	for i := range runs {
		if runs[i].Err != nil {
			return unreadable("resume", runs[i].Dir, runs[i].Err)
		}
	}
	open := slices.DeleteFunc(runs, func(s journal.Summary) bool {
		return s.Finished || s.Running || s.Manifest.Kind != journal.KindApply || h.Undone(s.Manifest.ID).By != nil
	})
	if len(open) == 0 {
		return nil
	}
	return o.build(ctx, func(out *planned) error {
		wish := o.wish(out)
		for _, s := range open {
			m := s.Manifest
			if m.Tenant.ID != out.Tenant.ID || m.Source != out.from.place {
				continue
			}
			if m.Options[wishName] != wish {
				o.env.Note("run %s is unfinished, and was made from other sheets or with other flags: it is left alone", m.ID)
				continue
			}
			o.env.Note("run %s of the same sheets is unfinished: it goes on", m.ID)
			run, _, err := o.readRun(s.Dir)
			if err != nil {
				return err
			}
			run.from, run.Tenant = out.from, out.Tenant
			own := o.request
			if err := own.takeFiles(c, m); err != nil {
				return err
			}
			o.wrote = m.ID
			x := &execution{request: &own, planned: run}
			return x.goOn(ctx, s.Dir, m.ID)
		}
		return nil
	})
}
