package main

import (
	"errors"

	"github.com/urfave/cli/v2"

	"licet/io/journal"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile/apply"
)

func runsCommand(e *env) *cli.Command {
	var f applyFlags
	dir := text("", "runs-dir", "`DIR` of the journals; else the user's state folder", &f.runsDir)
	return &cli.Command{
		Name:      "runs",
		Usage:     "past runs and what became of them",
		UsageText: "licet runs [flags]\n   licet runs show [flags] RUN",
		Flags:     []cli.Flag{dir},
		Subcommands: []*cli.Command{{
			Name:      "show",
			Usage:     "one run: what was done, what failed and why",
			UsageText: "licet runs show [flags] RUN",
			Flags: []cli.Flag{text("", "runs-dir", "`DIR` of the journals; else the user's state folder", &f.runsDir),
				text("", "results", "write what became of each change to `FILE` (.csv, .xlsx or .json)", &f.results)},
			Description: terminal.Examples("licet runs show 20261124-0930", "licet runs show --results results.xlsx 20261124-0930"),
			Action: terminal.Taking(1, 1, "the run to show", func(c *cli.Context) error {
				return showRun(e, &f, c.Args().First())
			}),
		}},
		Description: terminal.Examples("licet runs", "licet runs show 20261124-0930"),
		Action:      func(*cli.Context) error { return runRuns(e, &f) },
	}
}

func runRuns(e *env, f *applyFlags) error {
	root, err := f.runsRoot()
	if err != nil {
		return err
	}
	runs, err := journal.List(root)
	if err != nil {
		return err
	}
	lines := make([]report.RunLine, 0, len(runs))
	for i := range runs {
		if runs[i].Err != nil {
			e.Note("%s: %v", runs[i].Dir, runs[i].Err)
			continue
		}
		l := runLine(&runs[i])
		if l.State == stateInterrupted {
			l.Next = f.resumeCommand(e, l.ID)
		}
		lines = append(lines, l)
	}
	return report.RunsText(e.Out, lines, e.style())
}

func runLine(s *journal.Summary) report.RunLine {
	l := report.RunLine{ID: s.Manifest.ID, Kind: s.Manifest.Kind, Tenant: s.Manifest.Tenant.DisplayName, Started: s.Manifest.Created, Changes: s.Manifest.Changes,
		Done: s.Counts[apply.StatusDone], Already: s.Counts[apply.StatusAlready], Failed: s.Counts[apply.StatusFailed],
		Skipped: s.Counts[apply.StatusSkipped] + s.Counts[""], Unknown: s.Counts[apply.StatusUnknown]}
	switch {
	case s.Running:
		l.State = "running"
	case s.Finished:
		l.State = "finished"
	default:
		l.State = stateInterrupted
	}
	return l
}

// stateInterrupted is the word for a run that can be gone on with.
const stateInterrupted = "interrupted"

// resumeCommand says what to type to go on with a run.
func (f *applyFlags) resumeCommand(e *env, run string) string {
	words := []string{"licet", "resume"}
	if f.runsDir != "" && f.runsDir != e.Getenv("LICET_RUNS_DIR") {
		words = append(words, "--runs-dir", f.runsDir)
	}
	return terminal.Quoted(append(words, run))
}

// showRun shows a run from its files alone.
func showRun(e *env, f *applyFlags, name string) error {
	if err := f.check(); err != nil {
		return err
	}
	dir, err := f.findRun(name, func(*journal.Summary) bool { return true })
	if err != nil {
		return err
	}
	p, h, m, err := e.readRun(dir)
	if err != nil {
		return err
	}
	log, err := journal.Read(dir)
	if err != nil {
		return err
	}
	e.Note("run %s (%s) on %s", m.ID, m.Kind, tenantName(h.Tenant))
	doc := report.ResultDoc{Plan: p, Result: log.Result(), Run: m.ID}
	if !log.State.Ended {
		doc.Next = f.resumeCommand(e, m.ID)
	}
	if err := report.ResultText(e.Out, doc, e.style()); err != nil {
		return err
	}
	if f.results == "" {
		return nil
	}
	return report.SaveResults(f.results, doc)
}

// runsRoot is the folder of the journals.
func (f *applyFlags) runsRoot() (string, error) {
	if f.runsDir != "" {
		return f.runsDir, nil
	}
	return journal.DefaultRoot()
}

// findRun gives the folder of a run: the named one, or the latest that fits.
func (f *applyFlags) findRun(name string, fits func(*journal.Summary) bool) (string, error) {
	root, err := f.runsRoot()
	if err != nil {
		return "", err
	}
	if name != "" {
		return journal.Find(root, name)
	}
	s, err := journal.Latest(root, fits)
	if errors.Is(err, journal.ErrNoRun) {
		err = terminal.Problemf("no run in %s fits", root).Hint("`licet runs` lists the runs.").Because(err)
	}
	return s.Dir, err
}
