package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
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

type rehearseOptions struct {
	request
	apply applyFlags
}

func rehearseCommand(e *env) *cli.Command {
	o := rehearseOptions{request: request{env: e}}
	flags := append(o.source.offline(), o.sheets.flags()...)
	flags = append(flags, o.plan.flags()...)
	flags = append(flags, o.apply.reports.flags()...)
	flags = append(flags, o.apply.speed()...)
	o.prices = o.apply.reports.list
	return &cli.Command{
		Name:      "rehearse",
		Usage:     "carry the plan out on a copy of the tenant: refusals, duration",
		UsageText: "licet rehearse [flags] SHEET...\n   licet rehearse [flags] PLAN.json",
		Flags: append(flags, o.apply.runsFolder(), o.apply.progressFlag(),
			text(categoryApply, "results", "write what would become of each change to `FILE` (.csv, .xlsx or .json)", &o.apply.results)),
		Description: "The copy refuses what Graph would, and keeps its quota on a clock that jumps: hours\npass in seconds. The tenant is only read.\n\n" + terminal.Examples(
			"licet rehearse --sandbox contoso.json testdata/onboarding.csv",
			"licet rehearse plan.json"),
		Action: terminal.Taking(1, -1, "the sheets, or one saved plan", func(c *cli.Context) error {
			o.paths = c.Args().Slice()
			return runRehearse(c.Context, &o)
		}),
	}
}

func runRehearse(ctx context.Context, o *rehearseOptions) error {
	if err := o.apply.check(); err != nil {
		return err
	}
	x := &execution{env: o.env, flags: &o.apply}
	read := o.fromSheets
	if isPlanFile(o.paths) {
		read = o.fromPlanFile
	}
	t, err := read(ctx, x)
	if err != nil {
		return err
	}
	x.users = usersOf(t)
	plan, h := x.plan, x.header
	if err := report.PlanText(o.env.Out, plan, o.env.planContext(h, ""), o.env.style()); err != nil {
		return err
	}
	if plan.HasErrors() {
		return terminal.Problemf("the plan has errors; there is nothing to rehearse").
			Hint("Mend the sheet, or leave those users out with --skip-invalid.")
	}
	if len(plan.Changes) == 0 {
		return o.apply.reports.nothing(o.env, plan, h)
	}
	result, err := x.rehearse(ctx, t, o.source.rehearsalQuota())
	if err != nil {
		return err
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
	if _, err := fmt.Fprintln(x.env.Out, x.env.Say("On the tenant: %s. In trials it took that within %s.", x.forecastText(rehearsed(result)), x.accuracy())); err != nil {
		return err
	}
	var err error
	if x.flags.results != "" {
		err = report.SaveResults(x.flags.results, doc)
	}
	err = errors.Join(err, x.flags.reports.write(x.flags.reports.run(x.env, x.header, doc)))
	if err == nil && !result.Complete() {
		return &exit{code: exitFailed}
	}
	return err
}

// fromSheets gives x the plan of the sheets, and returns the tenant as it is.
func (o *rehearseOptions) fromSheets(ctx context.Context, x *execution) (t *reconcile.Tenant, err error) {
	err = o.build(ctx, func(out *planned) error {
		x.plan, x.header, x.from, t = out.plan, out.header(), out.from, out.Tenant
		x.header.Created = time.Now()
		return nil
	})
	return t, err
}

// fromPlanFile gives x the saved plan, and returns the tenant as it is.
func (o *rehearseOptions) fromPlanFile(ctx context.Context, x *execution) (_ *reconcile.Tenant, err error) {
	if x.plan, x.header, err = o.apply.reports.saved(o.paths[0]); err != nil {
		return nil, err
	}
	if x.from, err = openSource(ctx, o.env, &o.source, o.sheets.catalog); err != nil {
		return nil, err
	}
	defer x.from.closeInto(&err)
	return x.from.read(ctx)
}

// rehearse carries a plan out in a simulation, on a sandbox made from the
// tenant, with the quota that is left of it.
func (x *execution) rehearse(ctx context.Context, t *reconcile.Tenant, limits string) (*apply.Result, error) {
	runner, err := x.runner()
	if err != nil {
		return nil, err
	}
	sim := apply.NewSimulation(time.Now())
	options, err := sandboxOptions(x.env, limits, "")
	if err != nil {
		return nil, err
	}
	options.Clock, options.Users = sim, x.users
	options.Latency, _ = x.latency()
	for _, s := range runner.Sends {
		options.Spent = append(options.Spent, quota.Spent(s))
	}
	store, err := sandbox.NewStoreOf(tenant.HeadOf(t), textsOf(t))
	if err != nil {
		return nil, err
	}
	server := sandbox.New(store, options)
	runner.Directory, err = graph.New(graph.Options{
		Root: "http://127.0.0.1", Credential: signin.StaticToken("sandbox"), Transport: server.Transport(), Version: version(), Clock: sim})
	if err != nil {
		return nil, err
	}
	runner.Journal, runner.Abort, runner.Simulation = noJournal{}, x.env.abort, sim
	steps, _ := order.OfChanges(x.plan.Changes, x.plan.FreeSeats())
	observer, closeProgress := x.env.Progress(x.flags.progress, true)
	runner.Observer = observer
	result, err := runner.Run(ctx, x.plan, steps)
	closeProgress()
	if err == nil && result.Interrupted {
		err = &exit{code: exitInterrupted}
	}
	return &result, err
}

// textsOf gives the users of t as a tenant file has them, without what no
// rehearsal asks for: when they signed in is a tenth of what a copy of a million
// users takes. A text is good until the next one.
func textsOf(t *reconcile.Tenant) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		var text []byte
		for _, u := range t.Users {
			u.LastSignIn = 0
			if text = tenant.AppendUser(text[:0], t, &u); !yield(text) {
				return
			}
		}
	}
}

// rehearsalQuota is the quota of the copy: Graph's, unless the sandbox that it
// is made from has one.
func (f *sourceFlags) rehearsalQuota() string {
	if f.quota == "off" {
		return "graph"
	}
	return f.quota
}

// noJournal is for a rehearsal, of which nothing has to survive.
type noJournal struct{}

func (noJournal) Intend([]apply.Job) error        { return nil }
func (noJournal) Settle([]apply.Settlement) error { return nil }
