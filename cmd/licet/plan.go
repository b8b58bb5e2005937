package main

import (
	"context"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/planfile"
	"licet/io/report"
	"licet/io/settings"
	"licet/io/terminal"
)

type planOptions struct {
	planning
	from string
	// given are the flags on the command line, each with its value.
	given          [][]string
	out            string
	json, detailed bool
	reports        reportFlags
}

func planCommand(e *env) *cli.Command {
	o := planOptions{planning: planning{env: e, compare: true}}
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
			o.paths = c.Args().Slice()
			if o.from != "" {
				if err := terminal.WantArguments(c, 0, 0, "no sheet beside --from"); err != nil {
					return err
				}
				return showSaved(&o)
			}
			if err := terminal.WantArguments(c, 1, -1, "the sheets to plan from"); err != nil {
				return err
			}
			o.given = settings.Given(c)
			return runPlan(c.Context, &o)
		},
	}
}

func runPlan(ctx context.Context, o *planOptions) (err error) {
	out, err := o.run(ctx)
	if out != nil {
		defer out.from.closeInto(&err)
	}
	if err != nil {
		return err
	}
	if out.explained != nil {
		return printExplanation(o.env, out.explained)
	}
	defer o.env.thrifty(len(out.plan.Changes))()
	h := out.header()
	h.Created = time.Now()
	if o.out != "" {
		if err := planfile.WriteFile(o.out, out.plan, h); err != nil {
			return err
		}
	}
	next := o.nextCommand(out)
	if err := o.reports.write(o.reports.plan(o.env, out.plan, h, next)); err != nil {
		return err
	}
	if o.json {
		err = planfile.Write(o.env.Out, out.plan, h)
	} else {
		err = report.PlanText(o.env.Out, out.plan, o.env.planContext(h, next), o.env.style())
	}
	if err != nil {
		return err
	}
	return planExit(out, o.detailed)
}

// planExit gives the exit code of a plan that was only shown.
func planExit(out *planned, detailed bool) error {
	switch {
	case out.plan.Removals.Exceeded():
		return &exit{code: exitLimit}
	case out.plan.HasErrors():
		return &exit{code: exitError}
	case detailed && len(out.plan.Changes) > 0:
		return &exit{code: exitChanges}
	default:
		return nil
	}
}

func showSaved(o *planOptions) error {
	defer o.env.thrifty(manyChanges)()
	p, h, err := planfile.ReadFile(o.from)
	if err != nil {
		return err
	}
	if err := o.reports.price(p); err != nil {
		return err
	}
	if err := o.reports.write(o.reports.plan(o.env, p, h, "licet apply "+o.from)); err != nil {
		return err
	}
	if o.json {
		return planfile.Write(o.env.Out, p, h)
	}
	return report.PlanText(o.env.Out, p, o.env.planContext(h, "licet apply "+o.from), o.env.style())
}

func (e *env) planContext(h planfile.Header, next string) report.PlanContext {
	c := report.PlanContext{Tenant: e.tenantName(h.Tenant), Next: next}
	for _, in := range h.Inputs {
		c.Inputs = append(c.Inputs, in.Path)
	}
	return c
}

func (e *env) tenantName(t planfile.Tenant) string {
	name := t.DisplayName
	if name == "" {
		name = t.ID
	}
	switch t.Source {
	case planfile.SourceSandbox:
		return e.Say("%s (sandbox)", name)
	case planfile.SourceFile:
		return e.Say("current assignments from a file")
	default:
		return name
	}
}
