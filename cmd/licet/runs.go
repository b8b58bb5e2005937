package main

import (
	"errors"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
)

func runsCommand(e *env) *cli.Command {
	o := &request{env: e}
	return &cli.Command{
		Name:      "runs",
		Usage:     "past runs and their results",
		UsageText: "licet runs [flags]\n   licet runs show [flags] RUN",
		Flags:     []cli.Flag{o.apply.runsFolder("")},
		Subcommands: []*cli.Command{{
			Name:      "show",
			Usage:     "one run: what was done, what failed and why",
			UsageText: "licet runs show [flags] RUN",
			Flags: []cli.Flag{o.apply.runsFolder(""), o.reports.reportFlag(),
				o.apply.resultsFlag(categoryOutput, "write the result of each change to `FILE` (.csv, .xlsx or .json); again for more")},
			Description: terminal.Examples("licet runs show 20261124-0930", "licet runs show --results results.xlsx 20261124-0930"),
			Action:      terminal.Taking(1, 1, "the run to show", o.showRun),
		}},
		Description: terminal.Examples("licet runs", "licet runs show 20261124-0930"),
		Action:      o.listRuns,
	}
}

func (r *request) listRuns(*cli.Context) error {
	runs, err := r.apply.runs()
	if err != nil {
		return err
	}
	h, err := r.apply.history()
	if err != nil {
		return err
	}
	lines, unchained := make([]report.RunLine, 0, len(runs)), false
	for i := range runs {
		if err := runs[i].Err; err != nil {
			lines = append(lines, report.RunLine{ID: filepath.Base(runs[i].Dir), State: "unreadable", Unreadable: reconcile.OfError(err)})
			continue
		}
		unchained = unchained || !runs[i].Manifest.Chained()
		l := runLine(&runs[i])
		l.Kind, l.Undoes = h.Kind(&runs[i].Manifest), runs[i].Manifest.Of
		if u := h.Undone(l.ID); u.By != nil {
			l.UndoneBy, l.UndoneInPart = u.By.Manifest.ID, u.Part
		}
		if l.State != stateRunning && l.State != stateFinished && l.UndoneBy == "" {
			l.Next = r.apply.resumeCommand(r.env, l.ID)
		}
		lines = append(lines, l)
	}
	if unchained {
		r.env.Note("some of these runs are of an earlier licet: whether their files were edited since cannot be checked")
	}
	return report.RunsText(r.env.Out, lines, r.env.style())
}

func runLine(s *journal.Summary) report.RunLine {
	l := report.RunLine{ID: s.Manifest.ID, Tenant: s.Manifest.Tenant.DisplayName, Started: s.Manifest.Created, Changes: s.Manifest.Changes,
		Done: s.Counts.Done, Already: s.Counts.Already, Failed: s.Counts.Failed, Skipped: s.Counts.Skipped, Unknown: s.Counts.Unknown, NotArrived: s.Counts.NotArrived}
	var end *journal.End
	if n := len(s.Sessions); n > 0 {
		end = s.Sessions[n-1].End
	}
	switch {
	case s.Running:
		l.State = stateRunning
	case s.Finished:
		l.State = stateFinished
	case end == nil || end.Interrupted:
		l.State = "interrupted"
	case end.Stopped != "":
		l.State = "stopped"
	default:
		l.State = "unfinished"
	}
	return l
}

// All states but these are of runs that can be gone on with.
const (
	stateRunning  = "running"
	stateFinished = "finished"
)

// resumeCommand says what to type to go on with a run.
func (f *applyFlags) resumeCommand(e *env, run string) string {
	return f.runCommand(e, run, "licet", "resume")
}

// showCommand says what to type to have the outcomes of a run again, in files that
// flags name.
func (f *applyFlags) showCommand(e *env, run string, flags ...string) string {
	return f.runCommand(e, run, append([]string{"licet", "runs", "show"}, flags...)...)
}

// runCommand is a command on a run, which is found where the runs of this command are.
func (f *applyFlags) runCommand(e *env, run string, words ...string) string {
	if f.runsDir != "" && f.runsDir != e.Getenv("LICET_RUNS_DIR") {
		words = append(words, "--runs-dir", f.runsDir)
	}
	return terminal.Quoted(append(words, run))
}

// showRun shows a run from its files alone.
func (r *request) showRun(c *cli.Context) error {
	if err := r.apply.check(); err != nil {
		return err
	}
	dir, err := r.apply.findRun("runs show", c.Args().First(), nil)
	if err != nil {
		return err
	}
	run, log, err := r.readRun(dir)
	if err != nil {
		return err
	}
	m := log.Manifest
	r.env.Note("run %s (%s) on %s", m.ID, m.Kind, tenantName(run.header.Tenant))
	doc := report.ResultDoc{Plan: run.plan, Result: log.Result(), Run: m.ID, Running: journal.Running(dir), Undoes: undoneBy(run.header)}
	if !log.State.Ended && !doc.Running {
		doc.Next = r.apply.resumeCommand(r.env, m.ID)
	}
	if err := report.ResultText(r.env.Out, doc, r.env.style()); err != nil {
		return err
	}
	x := &execution{request: r, planned: run}
	return x.save(doc)
}

// runsRoot is the folder of the journals.
func (f *applyFlags) runsRoot() (string, error) {
	if f.runsDir != "" {
		return f.runsDir, nil
	}
	return journal.DefaultRoot()
}

// history is the runs, and which of them undid which.
func (f *applyFlags) history() (*journal.History, error) {
	root, err := f.runsRoot()
	if err != nil {
		return nil, err
	}
	return journal.ReadHistory(root)
}

// runs are all of them, the latest first.
func (f *applyFlags) runs() ([]journal.Summary, error) {
	root, err := f.runsRoot()
	if err != nil {
		return nil, err
	}
	return journal.List(root)
}

// findRun gives the folder of the run that a command is to work on: the named one, or
// the latest that fits.
func (f *applyFlags) findRun(command, name string, fits func(*journal.Summary) bool) (string, error) {
	root, err := f.runsRoot()
	if err != nil {
		return "", err
	}
	if name != "" {
		return journal.Find(root, name)
	}
	s, err := journal.Latest(root, fits)
	switch {
	case errors.Is(err, journal.ErrNoRun):
		err = terminal.Problemf("no run in %s fits", root).Hint("`licet runs` lists the runs.").Because(err)
	case err != nil && s.Dir != "":
		err = unreadable(command, s.Dir, err)
	}
	return s.Dir, err
}
