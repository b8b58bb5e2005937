package main

import (
	"context"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/graph"
	"licet/io/planfile"
	"licet/io/report"
	"licet/io/sandbox"
	"licet/io/tenant"
	"licet/reconcile"
	"licet/reconcile/apply"
)

type rehearseOptions struct {
	planning
	apply applyFlags
}

func rehearseCommand(e *env) *cli.Command {
	o := rehearseOptions{planning: planning{env: e}}
	flags := append(o.source.offline(), o.sheets.flags()...)
	flags = append(flags, o.plan.flags()...)
	return &cli.Command{
		Name:      "rehearse",
		Usage:     "carry the plan out on a copy of the tenant: what Graph would refuse, and how long it would take",
		UsageText: "licet rehearse [flags] SHEET...\n   licet rehearse [flags] PLAN.json",
		Flags: append(flags,
			number(categoryApply, "concurrency", "upper bound of batches in flight", 4, between{1, 64}, &o.apply.concurrency),
			number(categoryApply, "batch-size", "changes in one batch", 20, between{1, 20}, &o.apply.batchSize),
			text(categoryApply, "results", "write what would become of each change to `FILE` (.csv, .xlsx or .json)", &o.apply.results)),
		Description: "The copy lives in memory and answers with Graph's own refusals; the tenant is only read.\nThe time is foretold from Graph's published quota.\n\n" + examples(
			"licet rehearse --sandbox contoso.json testdata/onboarding.csv",
			"licet rehearse plan.json"),
		Action: func(c *cli.Context) error {
			if err := wantArguments(c, 1, -1, "the sheets, or one saved plan"); err != nil {
				return err
			}
			o.paths = c.Args().Slice()
			return runRehearse(c.Context, &o)
		},
	}
}

func runRehearse(ctx context.Context, o *rehearseOptions) error {
	if err := o.apply.check(); err != nil {
		return err
	}
	plan, t, h, err := o.planAndTenant(ctx)
	if err != nil {
		return err
	}
	if err := report.PlanText(o.env.stdout, plan, planContext(h, ""), o.env.style()); err != nil {
		return err
	}
	if plan.HasErrors() {
		return &told{problem: "the plan has errors; there is nothing to rehearse", hint: "Mend the sheet, or leave those users out with --skip-invalid."}
	}
	if len(plan.Changes) == 0 {
		return nil
	}
	result, err := o.rehearse(ctx, plan, t)
	if err != nil {
		return err
	}
	doc := report.ResultDoc{Plan: plan, Result: result, Rehearsal: true}
	if err := report.ResultText(o.env.stdout, doc, o.env.style()); err != nil {
		return err
	}
	x := execution{env: o.env, flags: &o.apply, plan: plan, users: max(t.UserCount, len(t.Users))}
	if err := x.forecast(); err != nil {
		return err
	}
	if o.apply.results != "" {
		if err := report.SaveResults(o.apply.results, doc); err != nil {
			return err
		}
	}
	if !result.Complete() {
		return &exit{code: exitFailed}
	}
	return nil
}

// planAndTenant gives the plan, made anew or saved, and the tenant as it is.
func (o *rehearseOptions) planAndTenant(ctx context.Context) (_ *reconcile.Plan, _ *reconcile.Tenant, _ planfile.Header, err error) {
	if !isPlanFile(o.paths) {
		out, err := o.run(ctx)
		if out != nil {
			defer out.from.closeInto(&err)
		}
		if err != nil {
			return nil, nil, planfile.Header{}, err
		}
		h := out.header()
		h.Created = time.Now()
		return out.plan, out.tenant, h, nil
	}
	plan, h, err := planfile.ReadFile(o.paths[0])
	if err != nil {
		return nil, nil, h, err
	}
	t, _, err := readTenant(ctx, o.env, &o.source, o.sheets.catalog)
	return plan, t, h, err
}

// rehearse carries a plan out on a sandbox in memory, made from the tenant.
func (o *rehearseOptions) rehearse(ctx context.Context, plan *reconcile.Plan, t *reconcile.Tenant) (*apply.Result, error) {
	options, err := sandboxOptions(o.env, "off", "")
	if err != nil {
		return nil, err
	}
	server := sandbox.New(sandbox.NewStore(tenant.FromTenant(t)), options)
	client, err := graph.New(graph.Options{Root: "http://127.0.0.1", Credential: graph.StaticToken("sandbox"), Transport: server.Transport(), Version: version()})
	if err != nil {
		return nil, err
	}
	steps, _ := reconcile.Order(plan)
	runner := apply.Runner{Directory: client, Journal: noJournal{}, Abort: o.env.abort,
		Limits: apply.Limits{InFlight: o.apply.concurrency, BatchSize: o.apply.batchSize, Rate: apply.Rate{Mode: apply.RateOff}}}
	result, err := runner.Run(ctx, plan, steps)
	return &result, err
}

// noJournal is for a rehearsal, of which nothing has to survive.
type noJournal struct{}

func (noJournal) Intend([]apply.Job) error        { return nil }
func (noJournal) Settle([]apply.Settlement) error { return nil }
