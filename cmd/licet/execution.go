package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"time"

	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

// execution carries a plan out. Apply, resume and undo differ only in where
// the plan and the steps come from.
type execution struct {
	*request
	*planned
	// rest is the plan with what is left of it, of a run that goes on; nil for all of it.
	rest  *reconcile.Plan
	steps order.Schedule
	// skipDrifted leaves out users of a saved plan who have changed since.
	skipDrifted bool
	// wish is what was wanted, for --resume-first; empty where it does not apply.
	wish string
}

// runner gives what a run begins with. What other runs of the tenant, in the folder
// root, have written of late counts against the quota as well.
func (x *execution) runner(root string) (*apply.Runner, error) {
	limits, err := x.apply.limits(usersOf(x.Tenant))
	sends := journal.RecentSends(root, x.header.Tenant.ID, time.Now().Add(-quotaMemory))
	return &apply.Runner{Limits: limits, Sends: sends}, err
}

// usersOf is how many users a tenant has, of whom some may have been left unread;
// 0 is not known.
func usersOf(t *reconcile.Tenant) int {
	if t == nil {
		return 0
	}
	return max(t.UserCount, len(t.Users))
}

// start makes the files of a new run in the folder root and carries the plan out.
func (x *execution) start(ctx context.Context, root string, r *apply.Runner) (err error) {
	if err := x.probe(); err != nil {
		return err
	}
	m, err := x.manifest()
	if err != nil {
		return err
	}
	plan := func(w io.Writer) error { return planfile.Write(w, x.plan, x.header) }
	run, err := journal.Create(root, m, plan, x.env.journal)
	if err != nil {
		return err
	}
	lock, err := x.lock(run.Manifest.ID)
	if err != nil {
		// Nothing was sent: a run that never was is not left for resume.
		return errors.Join(err, run.Close(), os.RemoveAll(run.Dir))
	}
	defer release(lock)
	return x.carryOut(ctx, run, r)
}

func (x *execution) manifest() (journal.Manifest, error) {
	t := x.header.Tenant
	options := x.apply.kept()
	if x.wish != "" {
		options[wishName] = x.wish
	}
	m := journal.Manifest{
		Options: options,
		Kind:    journal.KindApply, Changes: len(x.plan.Changes), Source: x.from.place,
		Tool:   journal.Tool(licetItself()),
		Tenant: journal.Tenant{ID: t.ID, DisplayName: t.DisplayName, Source: string(t.Source)},
	}
	if u := x.header.Undoes; u != nil {
		m.Kind, m.Of = journal.KindUndo, u.Run
	}
	return m, x.keepFiles(&m)
}

// carryOut runs the steps with the journal open and the tenant locked, and
// tells what became of it. It closes the journal.
func (x *execution) carryOut(ctx context.Context, run *journal.Run, r *apply.Runner) error {
	// What the journal could not hold Finish says; nothing is written after it.
	defer func() { _ = run.Close() }()
	r.Limits.BreakAfter, r.Limits.VerifyFor = x.env.breakAfter, x.env.verifyFor
	observer, closeProgress := x.env.Progress(x.apply.progress, false)
	r.Directory, r.Journal, r.Observer, r.Abort = x.from.client, run, observer, x.env.abort
	result, err := r.Run(ctx, cmp.Or(x.rest, x.plan), x.steps)
	closeProgress()
	if err != nil {
		return err
	}
	finished := run.Finish(&result)
	return withoutEnd(x.printResult(run.Manifest.ID, &result), finished)
}

// withoutEnd gives the outcome of a run whose journal lacks its end because of err:
// nobody may take it for one that changed nothing, nor for one that is over.
func withoutEnd(outcome, err error) error {
	if err == nil {
		return outcome
	}
	code := exitFailed
	var told *exit
	if errors.As(outcome, &told) {
		code, outcome = told.code, told.err
	}
	return &exit{code: code, err: errors.Join(outcome, err)}
}

// release gives the tenant free. Where that fails it is free when the process ends:
// the changes are done by then, and no failure.
func release(lock *journal.Lock) { _ = lock.Unlock() }

// lock keeps other runs on this machine off the tenant.
func (x *execution) lock(run string) (*journal.Lock, error) {
	dir, err := journal.DefaultLocks()
	if err != nil {
		return nil, err
	}
	tenant := x.header.Tenant.ID
	if x.from.kind == planfile.SourceSandbox {
		tenant = x.from.place
	}
	return journal.LockTenant(dir, tenant, run)
}

// printResult prints the result, writes its files, and gives the exit code.
func (x *execution) printResult(run string, result *apply.Result) error {
	doc := report.ResultDoc{Plan: x.plan, Result: result, Run: run, Undoes: undoneBy(x.header)}
	if !result.Complete() && (result.Interrupted || result.Stopped != nil || result.Count(apply.StatusUnknown) > 0) {
		doc.Next = x.apply.resumeCommand(x.env, run)
	}
	err := errors.Join(report.ResultText(x.env.Out, doc, x.env.style()), x.saveRun(doc))
	switch {
	case result.Interrupted:
		return &exit{code: exitInterrupted, err: err}
	case err != nil || !result.Complete():
		return &exit{code: exitFailed, err: err}
	default:
		return x.leftOut()
	}
}

// leftOut is the end of a run that did all that its plan holds, and whose plan leaves
// users out: it is not as if all had been done.
func (x *execution) leftOut() error {
	n := x.plan.Summary.LeftOut
	if n == 0 {
		return nil
	}
	return &exit{code: exitPartly, err: terminal.Problemf("%s", reconcile.Count(n,
		"done as far as it goes: %d user is left out; the plan says why", "done as far as it goes: %d users are left out; the plan says why"))}
}

// nothing reports on a run that had nothing to do: an empty table, unless the files
// tell of the run that was finished first.
func (x *execution) nothing(ctx context.Context) error {
	if x.wrote != "" {
		return x.leftOut()
	}
	result := &apply.Result{After: apply.Recount(ctx, x.from.client, x.plan)}
	now := time.Now()
	result.Stats = apply.Stats{Started: now, Finished: now}
	if err := x.save(report.ResultDoc{Plan: x.plan, Result: result, Undoes: undoneBy(x.header)}); err != nil {
		return err
	}
	return x.leftOut()
}

// quotaMemory is the longest span of Graph's quotas for writes.
const quotaMemory = 5 * time.Minute

// freeSeats reads the seats of the tenant as they are now, for an order of work.
func (s *source) freeSeats(ctx context.Context) (map[string]int, error) {
	counts, err := s.client.Seats(ctx)
	if err != nil {
		return nil, err
	}
	return balances(counts), nil
}

// balances gives the free seats by skuId; below zero where more are used than owned.
func balances(counts []apply.SeatCount) map[string]int {
	free := make(map[string]int, len(counts))
	for _, c := range counts {
		free[c.SKUID] = c.Balance()
	}
	return free
}
