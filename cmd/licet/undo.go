package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/names"
	"licet/reconcile/order"
	"licet/reconcile/plan"
)

func undoCommand(e *env) *cli.Command {
	o := &request{env: e}
	return &cli.Command{
		Name:      "undo",
		Usage:     "plan the way back from a run, show it, ask, apply it",
		UsageText: "licet undo [flags] [RUN]   (the latest run by default)",
		Flags:     slices.Concat(o.source.online(), o.rules.backFlags(), o.reports.flags(), o.apply.flags()),
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
			x.noteNothing(m.ID)
			return x.nothing(ctx)
		}
		return x.ask(ctx)
	}
	if from != nil {
		return do(from)
	}
	return r.openRun(ctx, m, do)
}

// noteNothing says why a way back changes nothing.
func (x *execution) noteNothing(run string) {
	if x.plan.Summary.LeftOut > 0 {
		x.env.Note("nothing of run %s can be undone as it is; the warnings say why", run)
	} else {
		x.env.Note("run %s has nothing to undo", run)
	}
}

// turnRound makes the plan of the way back.
func (x *execution) turnRound(ctx context.Context, s *apply.State) error {
	if err := x.sameTenant(ctx); err != nil {
		return err
	}
	t, err := x.readTouched(ctx, s.Touched())
	if err != nil {
		return err
	}
	way, err := apply.Undo(x.plan, s, readingOf(t, x.plan))
	if err != nil {
		return err
	}
	known := names.New(x.from.catalog, t)
	x.Input = plan.Input{Tenant: t, Catalog: x.from.catalog, Names: known}
	if x.Options, err = x.rules.options(known); err != nil {
		return err
	}
	if x.Prices, err = x.reports.list(known); err != nil {
		return err
	}
	if x.plan, err = plan.Back(x.Input, way); err != nil {
		return err
	}
	x.steps, _ = order.OfChanges(x.plan.Changes, x.plan.FreeSeats())
	x.header.Created, x.header.Tool = time.Now(), licetItself()
	return nil
}

// readTouched reads the users of changes, and the licences of the tenant.
func (x *execution) readTouched(ctx context.Context, changes []int) (*reconcile.Tenant, error) {
	x.from.fresh = true
	if _, err := x.from.licenses(ctx); err != nil {
		return nil, err
	}
	return x.from.users(ctx, userIDs(x.plan, changes))
}

// readingOf gives the users of a plan as a tenant has them.
func readingOf(t *reconcile.Tenant, p *reconcile.Plan) apply.Reading {
	users := make(map[string]*reconcile.User, len(t.Users))
	for i := range t.Users {
		users[strings.ToLower(t.Users[i].ID)] = &t.Users[i]
	}
	return func(changes []int) ([]apply.Account, error) {
		accounts := make([]apply.Account, len(changes))
		for k, i := range changes {
			accounts[k].ID = p.Changes[i].User.ID
			if u := users[strings.ToLower(accounts[k].ID)]; u != nil {
				accounts[k] = apply.AccountOf(t, u)
			}
		}
		return accounts, nil
	}
}
