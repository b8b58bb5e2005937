package main

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/order"
)

type applyOptions struct {
	request
	apply       applyFlags
	resumeFirst bool
}

func applyCommand(e *env) *cli.Command {
	o := applyOptions{request: request{env: e}}
	flags := append(o.source.online(), o.sheets.flags()...)
	flags = append(flags, o.plan.flags()...)
	o.prices = o.apply.reports.list
	return &cli.Command{
		Name:      "apply",
		Usage:     "plan (or take a saved plan), show it, ask, apply, verify",
		UsageText: "licet apply [flags] SHEET...   (- is standard input)\n   licet apply [flags] PLAN.json",
		Flags: append(append(flags, o.apply.flags()...),
			toggle(categoryApply, "resume-first", "finish the unfinished run of the same sheets and flags first, if there is one", &o.resumeFirst)),
		Description: terminal.Examples(
			"licet apply --sandbox contoso.json testdata/onboarding.csv",
			"licet apply --yes --results results.xlsx plan.json"),
		Action: terminal.Taking(1, -1, "the sheets, or one saved plan", func(c *cli.Context) error {
			o.paths = c.Args().Slice()
			if o.resumeFirst {
				if err := o.finishEarlier(c.Context); err != nil {
					return err
				}
			}
			if isPlanFile(o.paths) {
				return applySaved(c.Context, &o)
			}
			return runApply(c.Context, &o)
		}),
	}
}

// isPlanFile reports whether the arguments are one saved plan: no sheet is JSON.
func isPlanFile(paths []string) bool {
	return len(paths) == 1 && strings.EqualFold(filepath.Ext(paths[0]), ".json")
}

func runApply(ctx context.Context, o *applyOptions) error {
	if err := o.apply.check(); err != nil {
		return err
	}
	return o.build(ctx, func(out *planned) error {
		h := out.header()
		h.Created = time.Now()
		if err := report.PlanText(o.env.Out, out.plan, o.env.planContext(h, ""), o.env.style()); err != nil {
			return err
		}
		steps, _ := order.OfChanges(out.plan.Changes, out.plan.FreeSeats())
		x := &execution{env: o.env, flags: &o.apply, from: out.from, place: o.source.place(), plan: out.plan, header: h,
			steps: steps, kind: journal.KindApply, wish: o.wish(out), users: usersOf(out.Tenant)}
		return x.ask(ctx)
	})
}

// usersOf is how many users a tenant has, of whom some may have been left unread.
func usersOf(t *reconcile.Tenant) int { return max(t.UserCount, len(t.Users)) }

// ask goes on only with a plan that may be applied, and that somebody wants.
func (x *execution) ask(ctx context.Context) error {
	switch p := x.plan; {
	case p.Removals.Exceeded():
		return &exit{code: exitLimit, err: terminal.Problemf(
			"the plan removes %d direct assignments, and %d are allowed; nothing was changed", p.Removals.Count, p.Removals.Limit).
			Hint("If that is meant, allow it with --max-removals %d.", p.Removals.Count)}
	case p.HasErrors():
		return terminal.Problemf("the plan has %d errors; nothing was changed", p.Summary.Errors).
			Hint("Mend the sheet, or leave those users out with --skip-invalid.")
	case len(p.Changes) == 0:
		return x.flags.reports.nothing(x.env, p, x.header)
	}
	runner, err := x.runner()
	if err == nil {
		err = x.noteEstimate(runner, x.plan)
	}
	if err != nil {
		return err
	}
	question := x.env.Say("Apply %d changes to %s?", len(x.plan.Changes), tenantName(x.header.Tenant))
	if err := x.env.Confirm(question, x.flags.yes); err != nil {
		return err
	}
	return x.start(ctx, runner)
}
