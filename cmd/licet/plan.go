package main

import (
	"context"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/planfile"
	"licet/io/report"
	"licet/io/settings"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/plan"
)

type planOptions struct {
	request
	from, explain string
	// given are the flags on the command line, each with its value.
	given          [][]string
	out            string
	json, detailed bool
	reports        reportFlags
}

func planCommand(e *env) *cli.Command {
	o := planOptions{request: request{env: e}}
	c := categoryOutput
	flags := append(o.source.offline(), o.sheets.flags()...)
	flags = append(flags, o.plan.flags()...)
	flags = append(flags, o.reports.flags()...)
	o.prices = o.reports.list
	return &cli.Command{
		Name:      "plan",
		Usage:     "read sheets, compare, print the plan; changes nothing",
		UsageText: "licet plan [flags] SHEET...   (- is standard input)\n   licet plan --from PLAN.json",
		Flags: append(flags,
			text(c, "out", "write the plan to `PLAN.json`, for apply", &o.out),
			text(c, "from", "show a saved `PLAN.json` instead of making one", &o.from),
			text(c, "explain", "say how the plan comes to what it does to one `USER`", &o.explain),
			toggle(c, "json", "print the plan as JSON", &o.json),
			toggle(c, "detailed-exitcode", "exit with 2 when there are changes", &o.detailed)),
		Description: terminal.Examples(
			"licet plan --sandbox contoso.json testdata/onboarding.csv",
			"licet plan --mode add --out plan.json staff.xlsx"),
		Action: func(c *cli.Context) error {
			if o.from != "" {
				return terminal.Taking(0, 0, "no sheet beside --from", func(*cli.Context) error { return showSaved(&o) })(c)
			}
			return terminal.Taking(1, -1, "the sheets to plan from", func(c *cli.Context) error {
				o.paths, o.given = c.Args().Slice(), settings.Given(c)
				return runPlan(c.Context, &o)
			})(c)
		},
	}
}

func runPlan(ctx context.Context, o *planOptions) error {
	if o.explain != "" {
		return o.read(ctx, func(out *planned) error {
			x, err := plan.Explain(out.Input, o.explain)
			if err != nil {
				return err
			}
			return printExplanation(o.env, x)
		})
	}
	o.compare = true
	return o.build(ctx, func(out *planned) error {
		h := out.header()
		h.Created = time.Now()
		if o.out != "" {
			if err := planfile.WriteFile(o.out, out.plan, h); err != nil {
				return err
			}
		}
		if err := o.show(out.plan, h, o.nextCommand(out)); err != nil {
			return err
		}
		return planExit(out.plan, o.detailed)
	})
}

// show writes the reports of a plan, and prints it.
func (o *planOptions) show(p *reconcile.Plan, h planfile.Header, next string) error {
	if err := o.reports.write(o.reports.plan(o.env, p, h, next)); err != nil {
		return err
	}
	if o.json {
		return planfile.Write(o.env.Out, p, h)
	}
	return report.PlanText(o.env.Out, p, o.env.planContext(h, next), o.env.style())
}

// planExit gives the exit code of a plan that was only shown.
func planExit(p *reconcile.Plan, detailed bool) error {
	switch {
	case p.Removals.Exceeded():
		return &exit{code: exitLimit}
	case p.HasErrors():
		return &exit{code: exitError}
	case detailed && len(p.Changes) > 0:
		return &exit{code: exitChanges}
	default:
		return nil
	}
}

func showSaved(o *planOptions) error {
	p, h, err := o.reports.saved(o.from)
	if err != nil {
		return err
	}
	return o.show(p, h, "licet apply "+o.from)
}

func (e *env) planContext(h planfile.Header, next string) report.PlanContext {
	c := report.PlanContext{Tenant: e.Words.Sentence(tenantName(h.Tenant)), Next: next}
	for _, in := range h.Inputs {
		c.Inputs = append(c.Inputs, in.Path)
	}
	return c
}

// tenantName says which tenant it is.
func tenantName(t planfile.Tenant) reconcile.Sentence {
	name := t.DisplayName
	if name == "" {
		name = t.ID
	}
	switch t.Source {
	case planfile.SourceSandbox:
		return reconcile.Say("%s (sandbox)", name)
	case planfile.SourceFile:
		return reconcile.Say("current assignments from a file")
	default:
		return reconcile.Verbatim(name)
	}
}
