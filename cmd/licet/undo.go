package main

import (
	"context"
	"errors"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

type undoOptions struct {
	env    *env
	source sourceFlags
	apply  applyFlags
	run    string
}

func undoCommand(e *env) *cli.Command {
	o := undoOptions{env: e}
	return &cli.Command{
		Name:      "undo",
		Usage:     "plan the way back from a run, show it, ask, apply it",
		UsageText: "licet undo [flags] [RUN]   (the latest run by default)",
		Flags:     append(o.source.online(), o.apply.flags()...),
		Description: "Only what the run changed is taken back; users whom somebody else has changed since are\nleft alone and told. An undo is a run of its own, and can be undone.\n\n" + terminal.Examples(
			"licet undo --sandbox contoso.json",
			"licet undo 20261124-0930"),
		Action: terminal.Taking(0, 1, "at most one run", func(c *cli.Context) error {
			o.run = c.Args().First()
			return runUndo(c.Context, &o)
		}),
	}
}

func runUndo(ctx context.Context, o *undoOptions) (err error) {
	if err := o.apply.check(); err != nil {
		return err
	}
	dir, err := o.apply.findRun(o.run, func(s *journal.Summary) bool { return !s.Running })
	if o.run == "" && errors.Is(err, journal.ErrNoRun) {
		return terminal.Problemf("there is no run to undo").Hint("`licet runs` lists the runs.").Because(err)
	}
	if err != nil {
		return err
	}
	p, h, m, err := o.env.readRun(dir)
	if err != nil {
		return err
	}
	log, err := journal.Read(dir)
	if err != nil {
		return err
	}
	from, err := openRunSource(ctx, o.env, &o.source, m)
	if err != nil {
		return err
	}
	defer from.closeInto(&err)
	x := &execution{env: o.env, flags: &o.apply, from: from, place: o.source.place(), plan: p, header: h, kind: journal.KindUndo, of: m.ID}
	if err := x.turnRound(ctx, log.State); err != nil {
		return err
	}
	if err := o.apply.reports.price(x.plan); err != nil {
		return err
	}
	if err := report.PlanText(o.env.Out, x.plan, x.env.planContext(x.header, ""), o.env.style()); err != nil {
		return err
	}
	if len(x.plan.Changes) == 0 {
		o.env.Note("run %s has nothing to take back", m.ID)
		return o.apply.reports.nothing(o.env, x.plan, x.header)
	}
	return x.ask(ctx)
}

// turnRound makes the plan of the way back.
func (x *execution) turnRound(ctx context.Context, s *apply.State) error {
	if err := x.sameTenant(ctx); err != nil {
		return err
	}
	seats, err := x.from.client.Seats(ctx)
	if err != nil {
		return err
	}
	back, err := apply.Undo(x.plan, s, apply.Now{Read: x.reading(ctx), Seats: seats})
	if err != nil {
		return err
	}
	steps, rings := order.OfChanges(back.Changes, back.FreeSeats())
	if len(rings) > 0 {
		x.env.Note("%s", reconcile.Count(len(rings), "%d ring: swaps wait for each other's seats on the way back",
			"%d rings: swaps wait for each other's seats on the way back"))
	}
	x.plan, x.steps = back, steps
	x.header = planfile.Header{Created: time.Now(), Tool: planfile.Tool{Name: "licet", Version: version()}, Tenant: x.header.Tenant, Inputs: x.header.Inputs}
	return nil
}
