package main

import (
	"errors"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/atomicfile"
	"licet/io/journal"
	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
)

// The results and reports of a run are all that most people see of it. They are
// tried before the first write to the tenant; if they cannot be written after all,
// the journal has what they would say, and the command that writes them is told.

// runFile is one of them.
type runFile struct {
	flag, path string
	save       func(path string, doc report.ResultDoc) error
}

// files are those that a run writes, as they were named.
func (x *execution) files() []runFile {
	var all []runFile
	for _, path := range named(x.apply.results) {
		all = append(all, runFile{"--results", path, report.SaveResults})
	}
	for _, path := range named(x.reports.paths) {
		all = append(all, runFile{"--report", path, x.report})
	}
	return all
}

// save writes the results and reports. The error names those that could not be
// written.
func (x *execution) save(doc report.ResultDoc) error {
	_, err := x.saveAll(doc)
	return err
}

// saveAll is save; unsaved are the words that name what could not be written.
func (x *execution) saveAll(doc report.ResultDoc) (unsaved []string, err error) {
	var errs []error
	for _, f := range x.files() {
		if err := f.save(f.path, doc); err != nil {
			unsaved, errs = append(unsaved, f.flag, f.path), append(errs, err)
		}
	}
	return unsaved, errors.Join(errs...)
}

// report writes a report of a run.
func (x *execution) report(path string, doc report.ResultDoc) error {
	head := x.head(x.header)
	head.Created, head.Next = time.Now(), doc.Next
	return report.Save(path, report.RunDoc{Head: head, Result: doc})
}

// saveRun is save for a run, whose journal has what could not be written.
func (x *execution) saveRun(doc report.ResultDoc) error {
	unsaved, err := x.saveAll(doc)
	if err == nil {
		return nil
	}
	return terminal.Problemf("what became of the changes is kept, but not all files could be written: %s", err).
		Hint("When that is fixed: %s", x.apply.showCommand(x.env, doc.Run, unsaved...)).Because(err)
}

const (
	// resultSize is about what results and reports take for a change.
	resultSize = 512
	// mostProbed bounds how much is written to find out whether it fits.
	mostProbed = 32 << 20
)

// probe finds files that cannot be written before anything is sent. They were
// looked at when the command began, which may be an hour ago.
func (x *execution) probe() error {
	files := x.files()
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.path
	}
	size := min(probeSize+resultSize*int64(len(x.plan.Changes)), mostProbed)
	var errs []error
	for _, unfit := range atomicfile.Probe(size, paths...) {
		errs = append(errs, cannotWrite(reconcile.Verbatim(unfit.Path), unfit))
	}
	return errors.Join(errs...)
}

// keepFiles puts the files of a run into its manifest, for whoever goes on with it
// from another folder.
func (x *execution) keepFiles(m *journal.Manifest) error {
	for _, f := range x.files() {
		path, err := filepath.Abs(f.path)
		if err != nil {
			return err
		}
		if f.flag == "--results" {
			m.Results = append(m.Results, path)
		} else {
			m.Reports = append(m.Reports, path)
		}
	}
	return nil
}

// takeFiles has the rest of a run written to the files that it began with, unless
// flags name others, and looks at them as at those of flags.
func (r *request) takeFiles(c *cli.Context, m journal.Manifest) error {
	var taken []string
	for _, f := range []struct {
		flag *cli.StringSlice
		kept []string
		use  *fileUse
	}{{&r.apply.results, m.Results, fileFlags["RESULTS"]}, {&r.reports.paths, m.Reports, fileFlags["REPORT"]}} {
		if len(named(*f.flag)) > 0 || len(f.kept) == 0 {
			continue
		}
		*f.flag = *cli.NewStringSlice(f.kept...)
		for _, path := range f.kept {
			r.env.files.add(f.use, path, path)
		}
		taken = append(taken, f.kept...)
	}
	if len(taken) == 0 {
		return nil
	}
	if err := r.env.files.check(c); err != nil {
		return err
	}
	r.env.Note("the files of the run go on: %s; --results and --report name others", reconcile.ListOf(taken))
	return nil
}
