package main

import (
	"cmp"
	"errors"
	"io"
	"slices"

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
	out            planOut
	json, detailed bool
}

func planCommand(e *env) *cli.Command {
	o := &planOptions{request: request{env: e}}
	c := categoryOutput
	return &cli.Command{
		Name:      "plan",
		Usage:     "read sheets, compare, print the plan; changes nothing",
		UsageText: "licet plan [flags] SHEET...   (- is standard input)\n   licet plan --from PLAN.json",
		Flags: slices.Concat(o.source.offline(), o.sheet.flags(), o.rules.flags(), o.reports.flags(), []cli.Flag{
			text(c, "out", "write the plan to `PLAN.json`, for apply", &o.out.path),
			text(c, "from", "show a saved `PLAN.json` instead of making one", &o.from),
			text(c, "explain", "explain what the plan does to one `USER`, and why", &o.explain),
			toggle(c, "json", "print the plan as JSON", &o.json),
			toggle(c, "detailed-exitcode", "exit with 2 when there are changes", &o.detailed)}),
		Description: terminal.Examples(
			"licet plan --sandbox contoso.json testdata/onboarding.csv",
			"licet plan --mode add --out plan.json staff.xlsx"),
		Action: func(c *cli.Context) error {
			if o.from != "" {
				return terminal.Taking(0, 0, "no sheet beside --from", o.showSaved)(c)
			}
			return terminal.Taking(1, -1, "the sheets to plan from", o.run)(c)
		},
	}
}

func (o *planOptions) run(c *cli.Context) error {
	o.paths, o.given = c.Args().Slice(), settings.Given(c)
	if o.explain != "" {
		if err := o.noOut(c, "--explain"); err != nil {
			return err
		}
		return o.read(c.Context, func(out *planned) error {
			x, err := plan.Explain(out.Input, o.explain)
			if err != nil {
				return err
			}
			return printExplanation(o.env, x)
		})
	}
	if err := o.out.clear(); err != nil {
		return err
	}
	defer o.out.tell(o.env)
	o.compare = true
	return o.build(c.Context, func(out *planned) error {
		if err := o.out.write(out); err != nil {
			return err
		}
		if err := o.show(out, o.nextCommand(out)); err != nil {
			return err
		}
		return planExit(out.plan, o.detailed)
	})
}

func (o *planOptions) showSaved(c *cli.Context) error {
	if err := o.env.savedPlanTakes(c, actsOnShown); err != nil {
		return err
	}
	out, err := o.saved(o.from)
	if err != nil {
		return err
	}
	if err := o.show(out, o.nextSaved(out)); err != nil {
		return err
	}
	return planExit(out.plan, o.detailed)
}

// noOut refuses --out on the command line where no plan is made.
func (o *planOptions) noOut(c *cli.Context, flag string) error {
	if !slices.ContainsFunc(settings.Given(c), func(words []string) bool { return words[0] == "--out" }) {
		return nil
	}
	return terminal.Problemf("--out writes a plan, and %s makes none", flag).Hint("Leave one of the two out.")
}

// show writes the reports of a plan, and prints it.
func (o *planOptions) show(out *planned, next string) error {
	doc := o.planDoc(out)
	doc.Next = next
	if err := o.reports.write(doc); err != nil {
		return err
	}
	if o.json {
		return doc.JSON(o.env.JSON())
	}
	return report.PlanText(o.env.Out, doc, o.env.style())
}

// planExit gives the exit code of a plan that was only shown.
func planExit(p *reconcile.Plan, detailed bool) error {
	switch {
	case p.HasErrors():
		return &exit{code: exitError}
	case p.Removals.Exceeded():
		return &exit{code: exitLimit}
	case detailed && len(p.Changes) > 0:
		return &exit{code: exitChanges}
	default:
		return nil
	}
}

// planDoc is a plan as a report.
func (r *request) planDoc(out *planned) report.Doc {
	asJSON := func(w io.Writer) error { return planfile.Write(w, out.plan, out.header) }
	return report.Doc{Head: r.head(out.header), Plan: out.plan, JSON: asJSON}
}

// printPlan prints a plan.
func (r *request) printPlan(out *planned) error {
	return report.PlanText(r.env.Out, r.planDoc(out), r.env.style())
}

// notApplied writes the reports of a plan that is not carried out, which say what it
// would have done, and gives why.
func (r *request) notApplied(out *planned, why error) error {
	err := r.reports.write(r.planDoc(out))
	if errors.Is(why, terminal.ErrDeclined) {
		return cmp.Or(err, why)
	}
	return errors.Join(why, err)
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
