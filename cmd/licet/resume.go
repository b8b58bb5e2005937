package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
)

func resumeCommand(e *env) *cli.Command {
	o := &request{env: e}
	return &cli.Command{
		Name:      "resume",
		Usage:     "finish an interrupted run, the latest one by default",
		UsageText: "licet resume [flags] [RUN]",
		Flags:     slices.Concat(o.source.online(), o.reports.flags(), o.apply.flags()),
		Description: "The users whose outcome is unknown are read first; then it goes on from what is true,\nas fast as the run was set to, unless flags say otherwise.\n\n" + terminal.Examples(
			"licet resume",
			"licet resume --yes 20261124-0930"),
		Action: terminal.Taking(0, 1, "at most one run", o.runResume),
	}
}

func (r *request) runResume(c *cli.Context) error {
	name := c.Args().First()
	if err := r.apply.check(); err != nil {
		return err
	}
	h, err := r.apply.history()
	if err != nil {
		return err
	}
	// What was undone since is not wanted any more, unless it is named.
	dir, err := r.apply.findRun("resume", name, func(s *journal.Summary) bool {
		return !s.Finished && !s.Running && h.Undone(s.Manifest.ID).By == nil
	})
	if name == "" && errors.Is(err, journal.ErrNoRun) {
		r.env.Note("no run is unfinished: there is nothing to resume")
		x := &execution{request: r, planned: &planned{plan: &reconcile.Plan{}}}
		return x.save(report.ResultDoc{Plan: x.plan, Result: &apply.Result{}})
	}
	if err != nil {
		return err
	}
	run, log, err := r.readRun(dir)
	if log == nil {
		return err
	}
	m := log.Manifest
	if log.State.Ended {
		r.env.Note("run %s is finished: every change has its outcome; `licet runs show %s` shows them", m.ID, m.ID)
		x := &execution{request: r, planned: run}
		return errors.Join(err, x.save(report.ResultDoc{Plan: run.plan, Result: log.Result(), Run: m.ID, Undoes: undoneBy(run.header)}))
	}
	if err := errors.Join(err, r.apply.takeKept(c, m.Options)); err != nil {
		return err
	}
	if err := r.takeFiles(c, m); err != nil {
		return err
	}
	return r.openRun(c.Context, m, func(from *source) error {
		run.from = from
		x := &execution{request: r, planned: run}
		return x.goOn(c.Context, dir, m.ID)
	})
}

// goOn opens a run again, finds out where it stands, and carries out the rest.
func (x *execution) goOn(ctx context.Context, dir, id string) (err error) {
	lock, err := x.lock(id)
	if err != nil {
		return err
	}
	defer release(lock)
	runner, err := x.runner(filepath.Dir(dir))
	if err == nil {
		err = x.probe()
	}
	if err != nil {
		return err
	}
	run, log, err := journal.Open(dir, x.env.journal)
	if err != nil {
		return err
	}
	rest, err := x.remainder(ctx, log.State, id)
	if err == nil {
		runner.NotBefore, runner.Earlier = log.State.NotBefore, rest.Earlier
		err = x.askAgain(runner, rest, id)
	}
	if err == nil && len(rest.Found) > 0 {
		err = run.Settle(rest.Found)
	}
	if err != nil {
		return errors.Join(err, run.Close())
	}
	return x.carryOut(ctx, run, runner)
}

// askAgain says how long the rest of a run will take, and whether that is wanted.
func (x *execution) askAgain(r *apply.Runner, rest *apply.Remainder, run string) error {
	if len(rest.Left) == 0 {
		return nil
	}
	x.noteEstimate(r, rest.Plan)
	question := x.env.Say("Go on with %d changes of run %s in %s?", len(rest.Left), run, tenantName(x.header.Tenant))
	return x.env.Confirm(question, x.apply.yes)
}

// remainder reads the users whose outcome is open, shows what is left of a run, and
// orders it by the seats that are free now.
func (x *execution) remainder(ctx context.Context, s *apply.State, run string) (*apply.Remainder, error) {
	if err := x.sameTenant(ctx); err != nil {
		return nil, err
	}
	rest, err := apply.Resume(x.plan, s, x.reading(ctx))
	if err != nil {
		return nil, err
	}
	x.rest = rest.Plan
	seats, err := x.from.client.Seats(ctx)
	if err != nil {
		return nil, err
	}
	if err := x.showRest(rest, seats, run); err != nil {
		return nil, err
	}
	steps, rings := rest.Order(balances(seats))
	if len(rings) > 0 {
		x.env.Note("%d swaps wait for each other's seats by now and are left out; `licet runs show` lists them afterwards", len(rings))
	}
	x.steps = steps
	all, left := len(rest.Plan.Changes), len(rest.Left)
	x.env.Note("%d of %d changes have their outcome; %d are left", all-left, all, left)
	return rest, nil
}

// showRest shows what is left of a run as a plan is shown: what a run folder says is to
// be done was approved by nobody yet in this session.
func (x *execution) showRest(rest *apply.Remainder, seats []apply.SeatCount, run string) error {
	if len(rest.Left) == 0 {
		return report.FindingsText(x.env.Out, rest.Findings, x.env.style())
	}
	p := rest.Rest(seats)
	if err := x.reports.price(p); err != nil {
		return err
	}
	head := x.head(x.header)
	head.Rest = run
	return report.PlanText(x.env.Out, report.Doc{Head: head, Plan: p}, x.env.style())
}

// sameTenant refuses a run of another tenant.
func (x *execution) sameTenant(ctx context.Context) error {
	id, name, err := x.from.client.Organization(ctx)
	if err != nil {
		return err
	}
	if id != x.header.Tenant.ID {
		return terminal.Problemf("the run is of another tenant: %s %s, not %s %s", x.header.Tenant.DisplayName, x.header.Tenant.ID, name, id).
			Hint("Sign in to the tenant of the run, or name its --sandbox file.")
	}
	return nil
}

// reading reads the users of changes of the plan as they are now.
func (x *execution) reading(ctx context.Context) apply.Reading {
	p := x.plan
	return func(changes []int) ([]apply.Account, error) {
		return x.from.client.Accounts(ctx, userIDs(p, changes))
	}
}

func userIDs(p *reconcile.Plan, changes []int) []string {
	ids := make([]string, len(changes))
	for k, i := range changes {
		ids[k] = p.Changes[i].User.ID
	}
	return ids
}

// readRun reads the plan of a run, with its costs, and what became of it.
// The log is nil only where it could not be read.
func (r *request) readRun(dir string) (*planned, *journal.Log, error) {
	log, err := journal.Read(dir)
	if err != nil {
		return nil, nil, err
	}
	m := &log.Manifest
	if !m.Chained() {
		r.env.Note("run %s is of an earlier licet (%s): whether its files were edited since cannot be checked", m.ID, m.Format)
	}
	out := &planned{}
	err = journal.ReadPlan(dir, func(r io.Reader) (err error) {
		out.plan, out.header, err = planfile.Read(r)
		return err
	})
	if err == nil && len(out.plan.Changes) != m.Changes {
		err = terminal.Problemf("the manifest in %s says that the plan has %d changes, and it has %d", dir, m.Changes, len(out.plan.Changes)).
			Because(journal.ErrDamaged)
	}
	if err == nil {
		err = r.reports.price(out.plan)
	}
	return out, log, err
}
