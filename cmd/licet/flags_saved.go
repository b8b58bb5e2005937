package main

import (
	"slices"

	"github.com/urfave/cli/v2"

	"licet/io/settings"
	"licet/io/terminal"
	"licet/reconcile"
)

// A saved plan is carried out as it was made: what it does was settled, and perhaps
// approved, when its sheets were read. Whoever carries it out can bound it
// (--max-removals), but a flag that says how sheets are read or what a plan may do has
// nothing to act on. It must not look as if it had.

// limitFlag is the one flag of planning that acts on a saved plan.
const limitFlag = "max-removals"

// actsOnSaved reports whether a flag of a command acts on a saved plan that is applied
// or rehearsed.
func actsOnSaved(f cli.Flag) bool {
	category := f.(cli.CategorizableFlag).GetCategory()
	return category != categorySheet && category != categoryPlan || f.Names()[0] == limitFlag
}

// actsOnShown is actsOnSaved for a plan that is only shown: nothing else is read, and
// no plan is made.
func actsOnShown(f cli.Flag) bool {
	return actsOnSaved(f) && !slices.Contains([]string{"out", "explain", "current", "sandbox", "graph-url"}, f.Names()[0])
}

// savedPlanTakes refuses flags of the command line that cannot act on a saved plan, all
// at once, and tells of those that the environment or the configuration file has set.
func (e *env) savedPlanTakes(c *cli.Context, acts func(cli.Flag) bool) error {
	typed, set := idleFlags(c, acts)
	if len(set) > 0 {
		e.Note("%s: without effect on a saved plan, which is carried out as it was made", reconcile.AndOf(set))
	}
	if len(typed) == 0 {
		return nil
	}
	return terminal.Problemf("%s cannot act on a saved plan, which is carried out as it was made; nothing was changed",
		reconcile.AndOf(typed)).Hint("%s", reconcile.Count(len(typed),
		"Leave it out, or make the plan again from the sheet with it.",
		"Leave them out, or make the plan again from the sheet with them."))
}

// idleFlags gives the flags that are set and cannot act: those of the command line,
// and the names of the others where they are set.
func idleFlags(c *cli.Context, acts func(cli.Flag) bool) (typed, set []string) {
	for _, f := range c.Command.Flags {
		name := f.Names()[0]
		if acts(f) {
			continue
		}
		switch settings.OriginOf(c, name) {
		case settings.Typed:
			typed = append(typed, "--"+name)
		case settings.Environment:
			set = append(set, terminal.Variable(name))
		case settings.File:
			set = append(set, name)
		case settings.Unset:
		}
	}
	return typed, set
}

// checkSaved is savedPlanTakes for a request whose argument may be a saved plan.
func (r *request) checkSaved(c *cli.Context) error {
	if !isPlanFile(r.paths) {
		return nil
	}
	return r.env.savedPlanTakes(c, actsOnSaved)
}

// bounded gives a saved plan under the limit on removals of whoever takes it up; its
// own holds where nobody gives another.
func (f *planFlags) bounded(p *reconcile.Plan) (*reconcile.Plan, error) {
	if f.maxRemovals == "" {
		return p, nil
	}
	limit, err := reconcile.ParseLimit(f.maxRemovals)
	if err != nil {
		return nil, err
	}
	return p.Under(limit), nil
}

// skipDriftedFlag acts on a saved plan alone: what is planned now has not drifted.
const skipDriftedFlag = "skip-drifted"

// checkSheets refuses, for sheets, the flag that acts on a saved plan alone.
func (o *applyOptions) checkSheets(c *cli.Context) error {
	if isPlanFile(o.paths) || settings.OriginOf(c, skipDriftedFlag) != settings.Typed {
		return nil
	}
	return terminal.Problemf("--%s is for a saved plan; nothing was changed", skipDriftedFlag).
		Hint("Leave it out: a sheet is planned from the tenant as it is.")
}
