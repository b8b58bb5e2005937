package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/names"
	"licet/reconcile/order"
	"licet/reconcile/plan"
)

// undoOptions are a request to take a run back.
type undoOptions struct {
	request
	out  planOut
	json bool
}

func undoCommand(e *env) *cli.Command {
	o := &undoOptions{request: request{env: e}}
	return &cli.Command{
		Name:      "undo",
		Usage:     "plan the way back from a run, show it, ask, apply it",
		UsageText: "licet undo [flags] [RUN]   (the latest run by default)",
		Flags: slices.Concat(o.source.online(), o.rules.backFlags(), o.reports.flags(), o.apply.flags(), []cli.Flag{
			text(categoryOutput, "out", "write the way back to `PLAN.json`, for apply; without --yes it is only planned", &o.out.path),
			toggle(categoryOutput, "json", "print the way back as JSON, and change nothing", &o.json)}),
		Description: "Only what the run changed is undone; users whom somebody else has changed since are\nleft alone and listed. An undo is a run of its own, and can be undone.\n\n" + terminal.Examples(
			"licet undo --sandbox contoso.json",
			"licet undo 20261124-0930"),
		Action: terminal.Taking(0, 1, "at most one run", o.runUndo),
	}
}

func (r *undoOptions) runUndo(c *cli.Context) error {
	if err := r.apply.check(); err != nil {
		return err
	}
	if r.json && r.apply.yes {
		return terminal.Problemf("--json only shows the way back, and --yes is to carry it out").
			Hint("Keep one of the two; --results FILE.json has what became of it.")
	}
	if err := r.out.clear(); err != nil {
		return err
	}
	defer r.out.tell(r.env)
	name := c.Args().First()
	if name == "" {
		return r.lastRun(c, func(dir string, from *source) error { return r.undo(c.Context, dir, from) })
	}
	dir, err := r.apply.findRun("undo", name, nil)
	if err != nil {
		return err
	}
	return r.undo(c.Context, dir, nil)
}

// undo plans the way back from a run on its tenant, which is opened unless it is there,
// and carries it out if that is wanted.
func (r *undoOptions) undo(ctx context.Context, dir string, from *source) error {
	run, log, err := r.readRun(dir)
	if err != nil {
		return err
	}
	m := log.Manifest
	do := func(from *source) error {
		run.from = from
		x := &execution{request: &r.request, planned: run}
		if err := x.turnRound(ctx, log); err != nil {
			return err
		}
		if err := r.show(x); err != nil {
			return err
		}
		if len(x.plan.Changes) == 0 && x.plan.Summary.LeftOut == 0 {
			r.env.Note("run %s has nothing to undo", m.ID)
		}
		if r.planOnly() {
			return planExit(x.plan, false)
		}
		return x.ask(ctx)
	}
	if from != nil {
		return do(from)
	}
	return r.openRun(ctx, m, do)
}

// planOnly reports whether the way back is for looking at, and not to be carried out now.
func (r *undoOptions) planOnly() bool { return r.json || r.out.path != "" && !r.apply.yes }

// show saves the way back and prints it, before anything is asked. The reports are its
// own where it is only planned, and else those of ask.
func (r *undoOptions) show(x *execution) error {
	doc := r.planDoc(x.planned)
	if err := r.out.write(x.planned); err != nil {
		return err
	}
	if r.out.path != "" && r.planOnly() && len(x.plan.Changes) > 0 && !x.plan.Removals.Exceeded() {
		doc.Next = r.applySaved()
	}
	if r.planOnly() {
		if err := r.reports.write(doc); err != nil {
			return err
		}
	}
	if r.json {
		return doc.JSON(r.env.JSON())
	}
	return report.PlanText(r.env.Out, doc, r.env.style())
}

// applySaved says what to type to carry the saved way back out.
func (r *undoOptions) applySaved() string {
	words := []string{"licet", "apply"}
	if r.source.sandbox != "" {
		words = append(words, "--sandbox", r.source.sandbox)
	}
	if r.rules.maxRemovals != "" {
		words = append(words, "--"+limitFlag, r.rules.maxRemovals)
	}
	return terminal.Quoted(append(words, r.out.path))
}

// turnRound makes the plan of the way back.
func (x *execution) turnRound(ctx context.Context, log *journal.Log) error {
	if err := x.sameTenant(ctx); err != nil {
		return err
	}
	t, err := x.readTouched(ctx, log.State.Touched())
	if err != nil {
		return err
	}
	way, err := apply.Undo(x.plan, log.State, readingOf(t, x.plan))
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
	x.header.Undoes, err = x.apply.undoneRun(&log.Manifest)
	return err
}

// undoneRun says what a run is that is taken back.
func (f *applyFlags) undoneRun(m *journal.Manifest) (*planfile.Undone, error) {
	h, err := f.history()
	if err != nil {
		return nil, err
	}
	return &planfile.Undone{Run: m.ID, Kind: h.Kind(m), Began: m.Created}, nil
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
