package main

import (
	"context"
	"errors"
	"io"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
)

type resumeOptions struct {
	env    *env
	source sourceFlags
	apply  applyFlags
	run    string
}

func resumeCommand(e *env) *cli.Command {
	o := resumeOptions{env: e}
	return &cli.Command{
		Name:      "resume",
		Usage:     "finish an interrupted run, the latest one by default",
		UsageText: "licet resume [flags] [RUN]",
		Flags:     append(o.source.online(), o.apply.flags()...),
		Description: "The users whose outcome is unknown are read first; then it goes on from what is true,\nas fast as the run was told to unless other flags are given.\n\n" + terminal.Examples(
			"licet resume",
			"licet resume --yes 20261124-0930"),
		Action: terminal.Taking(0, 1, "at most one run", func(c *cli.Context) error {
			o.run = c.Args().First()
			return runResume(c, &o)
		}),
	}
}

func runResume(c *cli.Context, o *resumeOptions) (err error) {
	ctx := c.Context
	if err := o.apply.check(); err != nil {
		return err
	}
	dir, err := o.apply.findRun(o.run, func(s *journal.Summary) bool { return !s.Finished && !s.Running })
	if o.run == "" && errors.Is(err, journal.ErrNoRun) {
		o.env.Note("no run is unfinished: there is nothing to resume")
		return nil
	}
	if err != nil {
		return err
	}
	if o.run != "" { // of those that are not finished the latest was looked for
		if done, err := o.finished(dir); done || err != nil {
			return err
		}
	}
	p, h, m, err := o.env.readRun(dir)
	if err == nil {
		err = errors.Join(o.apply.reports.price(p), o.apply.takeKept(c, m.Options))
	}
	if err != nil {
		return err
	}
	from, err := openRunSource(ctx, o.env, &o.source, m)
	if err != nil {
		return err
	}
	defer from.closeInto(&err)
	x := &execution{env: o.env, flags: &o.apply, from: from, place: o.source.place(), plan: p, header: h, kind: m.Kind, of: m.Of}
	return x.goOn(ctx, dir, m)
}

// finished reports, and tells, that nothing is left of a run.
func (o *resumeOptions) finished(dir string) (bool, error) {
	log, err := journal.Read(dir)
	if err != nil || !log.State.Ended {
		return false, err
	}
	o.env.Note("run %s is finished: every change has its outcome; `licet runs show %s` shows them", log.Manifest.ID, log.Manifest.ID)
	return true, nil
}

// goOn opens a run again, finds out where it stands, and carries out the rest.
func (x *execution) goOn(ctx context.Context, dir string, m journal.Manifest) (err error) {
	lock, err := x.lock(m.ID)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	run, log, err := journal.Open(dir, x.env.journal)
	if err != nil {
		return err
	}
	runner := &apply.Runner{Sends: recentSends(filepath.Dir(dir), m.Tenant.ID), NotBefore: log.State.NotBefore}
	rest, err := x.remainder(ctx, log.State)
	if err == nil {
		runner.Earlier = rest.Earlier
		err = x.askAgain(runner, rest, m.ID)
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
	if err := x.noteEstimate(r, rest.Plan); err != nil {
		return err
	}
	question := x.env.Say("Go on with %d changes of run %s in %s?", len(rest.Left), run, tenantName(x.header.Tenant))
	return x.env.Confirm(question, x.flags.yes)
}

// remainder reads the users whose outcome is open, says what that tells, and
// orders what is left by the seats that are free now.
func (x *execution) remainder(ctx context.Context, s *apply.State) (*apply.Remainder, error) {
	if err := x.sameTenant(ctx); err != nil {
		return nil, err
	}
	rest, err := apply.Resume(x.plan, s, x.reading(ctx))
	if err != nil {
		return nil, err
	}
	x.plan = rest.Plan
	if err := report.FindingsText(x.env.Out, rest.Findings, x.env.style()); err != nil {
		return nil, err
	}
	free, err := freeSeats(ctx, x.from)
	if err != nil {
		return nil, err
	}
	steps, rings := rest.Order(free)
	if len(rings) > 0 {
		x.env.Note("%d swaps wait for each other's seats by now and are left out; `licet runs show` lists them afterwards", len(rings))
	}
	x.steps = steps
	all, left := len(rest.Plan.Changes), len(rest.Left)
	x.env.Note("%d of %d changes have their outcome; %d are left", all-left, all, left)
	return rest, nil
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

// readRun reads the plan and the manifest of a run.
func (e *env) readRun(dir string) (*reconcile.Plan, planfile.Header, journal.Manifest, error) {
	m, err := journal.ReadManifest(dir)
	if err != nil {
		return nil, planfile.Header{}, m, err
	}
	var p *reconcile.Plan
	var h planfile.Header
	err = journal.ReadPlan(dir, func(r io.Reader) (err error) {
		p, h, err = planfile.Read(r)
		return err
	})
	return p, h, m, err
}
