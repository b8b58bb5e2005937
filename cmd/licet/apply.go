package main

import (
	"context"
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/order"
)

type applyOptions struct {
	request
	resumeFirst, skipDrifted bool
}

func applyCommand(e *env) *cli.Command {
	o := &applyOptions{request: request{env: e}}
	return &cli.Command{
		Name:      "apply",
		Usage:     "plan (or take a saved plan), show it, ask, apply, verify",
		UsageText: "licet apply [flags] SHEET...   (- is standard input)\n   licet apply [flags] PLAN.json",
		Flags: slices.Concat(o.source.online(), o.sheet.flags(), o.rules.flags(), o.reports.flags(), o.apply.flags(),
			[]cli.Flag{
				toggle(categoryApply, "resume-first",
					"finish the unfinished run of the same sheets and flags first, if there is one", &o.resumeFirst),
				toggle(categoryApply, skipDriftedFlag,
					"of a saved plan, leave out every user who has changed since, and go on with the others", &o.skipDrifted)}),
		Description: terminal.Examples(
			"licet apply --sandbox contoso.json testdata/onboarding.csv",
			"licet apply --yes --results results.xlsx plan.json"),
		Action: terminal.Taking(1, -1, "the sheets, or one saved plan", o.run),
	}
}

func (o *applyOptions) run(c *cli.Context) error {
	ctx := c.Context
	o.paths = c.Args().Slice()
	if err := errors.Join(o.checkSaved(c), o.checkSheets(c)); err != nil {
		return err
	}
	if o.resumeFirst {
		if err := o.finishEarlier(c); err != nil {
			return err
		}
	}
	if err := o.apply.check(); err != nil {
		return err
	}
	return o.take(ctx, func(out *planned) error {
		x := &execution{request: &o.request, planned: out, skipDrifted: o.skipDrifted}
		if isPlanFile(o.paths) {
			if err := x.bind(ctx); err != nil {
				return err
			}
		} else {
			x.wish = o.wish(out)
			x.steps, _ = order.OfChanges(out.plan.Changes, out.plan.FreeSeats())
		}
		if err := o.printPlan(out); err != nil {
			return err
		}
		return x.ask(ctx)
	})
}

// ask goes on only with a plan that may be applied, and that somebody wants.
func (x *execution) ask(ctx context.Context) error {
	if err := x.refusal(x.plan); err != nil {
		return x.notApplied(x.planned, err)
	}
	if len(x.plan.Changes) == 0 {
		return x.nothing(ctx)
	}
	root, err := x.apply.runsRoot()
	if err != nil {
		return err
	}
	runner, err := x.runner(root)
	if err != nil {
		return err
	}
	x.noteEstimate(runner, x.plan)
	if err := x.env.Confirm(x.question(), x.apply.yes); err != nil {
		return x.notApplied(x.planned, err)
	}
	return x.start(ctx, root, runner)
}

// question asks whether the plan is wanted; of a way back with the run that it takes back.
func (x *execution) question() string {
	changes, tenant := len(x.plan.Changes), tenantName(x.header.Tenant)
	u := undoneBy(x.header)
	if u == nil {
		return x.env.Say("Apply %d changes to %s?", changes, tenant)
	}
	return x.env.Say("%s Take it back with %d changes to %s?", u.Sentence(x.env.Words), changes, tenant)
}

// refusal says why a plan may not be carried out; nil if it may. What is wrong with it
// goes before how much it removes: with errors a plan is not what it will be.
func (r *request) refusal(p *reconcile.Plan) error {
	switch {
	case p.HasErrors():
		problem := terminal.Problemf("the plan has %d errors; nothing was changed", p.Summary.Errors)
		if isPlanFile(r.paths) {
			return problem.Hint("Fix the sheet, or leave those users out with --skip-invalid, and make the plan again.")
		}
		return problem.Hint("Fix the sheet, or leave those users out with --skip-invalid.")
	case p.Removals.Exceeded():
		return &exit{code: exitLimit, err: terminal.Problemf(
			"the plan removes %d direct assignments, and %d are allowed; nothing was changed", p.Removals.Count, p.Removals.Limit).
			Hint("If that is intended, allow it with --max-removals %d.", p.Removals.Count)}
	default:
		return nil
	}
}
