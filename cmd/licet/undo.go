package main

import (
	"context"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

func undoCommand(e *env) *cli.Command {
	o := &request{env: e}
	return &cli.Command{
		Name:      "undo",
		Usage:     "plan the way back from a run, show it, ask, apply it",
		UsageText: "licet undo [flags] [RUN]   (the latest run by default)",
		Flags:     slices.Concat(o.source.online(), o.reports.flags(), o.apply.flags()),
		Description: "Only what the run changed is undone; users whom somebody else has changed since are\nleft alone and listed. An undo is a run of its own, and can be undone.\n\n" + terminal.Examples(
			"licet undo --sandbox contoso.json",
			"licet undo 20261124-0930"),
		Action: terminal.Taking(0, 1, "at most one run", o.runUndo),
	}
}

func (r *request) runUndo(c *cli.Context) error {
	if err := r.apply.check(); err != nil {
		return err
	}
	name := c.Args().First()
	if name == "" {
		return r.lastRun(c, func(dir string, from *source) error { return r.undo(c.Context, dir, from) })
	}
	dir, err := r.apply.findRun(name, nil)
	if err != nil {
		return err
	}
	return r.undo(c.Context, dir, nil)
}

// undo plans the way back from a run on its tenant, which is opened unless it is there,
// and carries it out if that is wanted.
func (r *request) undo(ctx context.Context, dir string, from *source) error {
	run, log, err := r.readRun(dir)
	if err != nil {
		return err
	}
	m := log.Manifest
	do := func(from *source) error {
		run.from = from
		x := &execution{request: r, planned: run, kind: journal.KindUndo, of: m.ID}
		if err := x.turnRound(ctx, log.State); err != nil {
			return err
		}
		if err := r.printPlan(x.planned); err != nil {
			return err
		}
		if len(x.plan.Changes) == 0 {
			r.env.Note("run %s has nothing to undo", m.ID)
			return x.nothing(ctx)
		}
		return x.ask(ctx)
	}
	if from != nil {
		return do(from)
	}
	return r.openRun(ctx, m, do)
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
	x.header.Created, x.header.Tool = time.Now(), licetItself()
	return x.reports.price(back)
}
