package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/report"
	"licet/io/sandbox"
	"licet/io/sandbox/quota"
	"licet/io/tenant"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

func rehearseCommand(e *env) *cli.Command {
	o := &request{env: e}
	return &cli.Command{
		Name:      "rehearse",
		Usage:     "carry the plan out on a copy of the tenant: refusals, duration",
		UsageText: "licet rehearse [flags] SHEET...\n   licet rehearse [flags] PLAN.json",
		Flags: slices.Concat(o.source.offline(), o.sheet.flags(), o.rules.flags(), o.reports.flags(), o.apply.speed(),
			[]cli.Flag{o.apply.runsFolder(categoryApply), o.apply.progressFlag(),
				o.apply.resultsFlag(categoryApply, "write the estimated result of each change to `FILE` (.csv, .xlsx or .json); again for more")}),
		Description: "The copy refuses what Graph would, and applies its quota on a clock that jumps: hours\npass in seconds. The tenant is only read.\n\n" + terminal.Examples(
			"licet rehearse --sandbox contoso.json testdata/onboarding.csv",
			"licet rehearse plan.json"),
		Action: terminal.Taking(1, -1, "the sheets, or one saved plan", o.runRehearse),
	}
}

func (r *request) runRehearse(c *cli.Context) error {
	ctx := c.Context
	r.paths = c.Args().Slice()
	if err := errors.Join(r.checkSaved(c), r.apply.check()); err != nil {
		return err
	}
	x := &execution{request: r}
	err := r.take(ctx, func(out *planned) (err error) {
		if x.planned = out; out.Tenant == nil {
			out.Tenant, err = out.from.read(ctx)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := r.printPlan(x.planned); err != nil {
		return err
	}
	if err := r.refusal(x.plan); err != nil {
		return r.notApplied(x.planned, err)
	}
	result, err := x.rehearse(ctx)
	if err != nil {
		return err
	}
	if len(x.plan.Changes) == 0 {
		return x.save(report.ResultDoc{Plan: x.plan, Result: result, Rehearsal: true})
	}
	return x.printRehearsal(result)
}

// printRehearsal prints what would become of the plan and how long it would
// take, and writes the results file and the reports.
func (x *execution) printRehearsal(result *apply.Result) error {
	doc := report.ResultDoc{Plan: x.plan, Result: result, Rehearsal: true}
	if err := report.ResultText(x.env.Out, doc, x.env.style()); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(x.env.Out, x.env.Say("On the tenant: %s. In trials the time was within %s of the estimate.", x.forecastText(rehearsed(result)), x.accuracy())); err != nil {
		return err
	}
	err := x.save(doc)
	if err == nil && !result.Complete() {
		return &exit{code: exitFailed}
	}
	return err
}

// rehearse carries a plan out in a simulation, on a sandbox made from the
// tenant, with the quota that is left of it.
func (x *execution) rehearse(ctx context.Context) (*apply.Result, error) {
	root, err := x.apply.runsRoot()
	if err != nil {
		return nil, err
	}
	runner, err := x.runner(root)
	if err != nil {
		return nil, err
	}
	sim := apply.NewSimulation(time.Now())
	limits := x.source.quota
	if limits == "off" { // a sandbox without a quota stands for a tenant that has one
		limits = "graph"
	}
	options, err := sandboxOptions(x.env, limits, "")
	if err != nil {
		return nil, err
	}
	options.Clock, options.Users = sim, usersOf(x.Tenant)
	options.Latency, _ = x.from.answers.latency()
	for _, s := range runner.Sends {
		options.Spent = append(options.Spent, quota.Spent(s))
	}
	server := sandbox.New(sandbox.NewStoreOf(tenant.HeadOf(x.Tenant), withoutSignIns(x.Tenant)), options)
	runner.Directory, err = graph.New(graph.Options{
		Root: "http://127.0.0.1", Credential: signin.StaticToken("sandbox"), Transport: server.Transport(), Version: version(), Clock: sim})
	if err != nil {
		return nil, err
	}
	runner.Journal, runner.Abort, runner.Simulation = noJournal{}, x.env.abort, sim
	steps, _ := order.OfChanges(x.plan.Changes, x.plan.FreeSeats())
	var closeProgress func()
	runner.Observer, closeProgress = x.env.Progress(x.apply.progress, true)
	result, err := runner.Run(ctx, x.plan, steps)
	closeProgress()
	if err == nil && result.Interrupted {
		err = &exit{code: exitInterrupted}
	}
	return &result, err
}

// withoutSignIns gives the users of t as a tenant file has them, without what no
// rehearsal asks for: when they signed in is a tenth of what a copy of a million
// users takes.
func withoutSignIns(t *reconcile.Tenant) iter.Seq[tenant.User] {
	return func(yield func(tenant.User) bool) {
		for _, u := range t.Users {
			u.LastSignIn = 0
			if !yield(tenant.UserOf(t, &u)) {
				return
			}
		}
	}
}

// noJournal is for a rehearsal, of which nothing has to survive.
type noJournal struct{}

func (noJournal) Intend([]apply.Job) error        { return nil }
func (noJournal) Settle([]apply.Settlement) error { return nil }
