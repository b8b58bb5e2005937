package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/urfave/cli/v2"

	"licet/io/atomicfile"
	"licet/io/journal"
	"licet/io/terminal"
	"licet/reconcile"
)

// withFiles has the files of a command looked at before it does anything: nothing
// that is read is written to, no two things are written to one file, what may not
// be replaced is not, and all can be written.
func (e *env) withFiles(c *cli.Command) {
	then := c.Before
	c.Before = func(ctx *cli.Context) error {
		e.files = e.filesOf(ctx)
		if err := e.files.check(ctx); err != nil || then == nil {
			return err
		}
		return then(ctx)
	}
}

// probeSize is how much must fit while nobody knows how long a file will be.
const probeSize = 64 << 10

// check tells all that is wrong with the files of a command.
func (all files) check(c *cli.Context) error {
	var errs []error
	for i := range all {
		f := &all[i]
		if !f.written {
			continue
		}
		clashes := all.clashes(i)
		if len(clashes) == 0 {
			clashes = append(clashes, f.check(c))
		}
		errs = append(errs, clashes...)
	}
	return errors.Join(errs...)
}

// alsoSandbox refuses to go on where a file of the command is that of a sandbox, which
// a run names and the command did not.
func (e *env) alsoSandbox(path string) error {
	e.files.add(sandboxFile, path, path)
	var errs []error
	for i := range e.files {
		if e.files[i].written {
			errs = append(errs, e.files.clashes(i)...)
		}
	}
	return errors.Join(errs...)
}

// clashes tells of the files that the one at i cannot be written beside.
func (all files) clashes(i int) []error {
	var errs []error
	f := &all[i]
	for k := range all {
		other := &all[k]
		switch {
		case k == i || f.open != nil && other.open != nil && other.written || !f.is(other):
		case !other.written:
			errs = append(errs, terminal.Problemf("%s would overwrite %s, which is read", f.said, other.said).
				Hint("Name another file to write to."))
		case k < i:
			errs = append(errs, terminal.Problemf("%s and %s are one file: each would overwrite the other", other.said, f.said).
				Hint("Name two files."))
		}
	}
	return errs
}

// is reports whether two names are of one file.
func (f *file) is(other *file) bool {
	if f.open == nil && other.open == nil {
		return atomicfile.Same(f.path, other.path)
	}
	infoA, errA := f.stat()
	infoB, errB := other.stat()
	return errA == nil && errB == nil && infoA.Mode().IsRegular() && os.SameFile(infoA, infoB)
}

func (f *file) stat() (fs.FileInfo, error) {
	if f.open != nil {
		return f.open, nil
	}
	return os.Stat(f.path)
}

// check tells what is wrong with a file that is to be written, by itself.
func (f *file) check(c *cli.Context) error {
	if f.open != nil {
		return nil
	}
	if f.form != nil {
		if err := f.form(f.path); err != nil {
			return err
		}
	}
	if f.path == standard {
		return f.notStandard(c)
	}
	place := atomicfile.Target(f.path)
	if journal.InRun(place) {
		return terminal.Problemf("%s: files of a run are not written to", f.said).Hint("Name a file in another folder.")
	}
	if isFile(place) {
		if there(place + planSignature) {
			return terminal.Problemf("%s is signed, and a signed plan is not replaced", f.said).
				Hint("Name another file, or delete it and %s.", place+planSignature)
		}
		if f.replaces != nil {
			if err := f.replaces(c, f.path); err != nil {
				return err
			}
		}
	}
	for _, unfit := range atomicfile.Probe(probeSize, f.path) {
		return cannotWrite(f.said, unfit)
	}
	return nil
}

// cannotWrite says why a file cannot be written, and what helps.
func cannotWrite(said reconcile.Sentence, unfit *fs.PathError) error {
	switch err := unfit.Err; {
	case errors.Is(err, atomicfile.ErrFolder):
		return terminal.Problemf("%s cannot be written: it is a folder", said).Hint("Name a file.").Because(err)
	case errors.Is(err, atomicfile.ErrDevice):
		return terminal.Problemf("%s cannot be written: it is a device, not a file", said).Hint("Name a file.").Because(err)
	case errors.Is(err, atomicfile.ErrReadOnly):
		return terminal.Problemf("%s cannot be written: it is read-only", said).Hint("Name another file, or let it be written to.").Because(err)
	case errors.Is(err, atomicfile.ErrInUse):
		return terminal.Problemf("%s cannot be written: another program has it open", said).Hint("Close it there, or name another file.").Because(err)
	case errors.Is(err, fs.ErrNotExist):
		return terminal.Problemf("%s cannot be written: there is no folder %s", said, filepath.Dir(unfit.Path)).
			Hint("Make the folder first, or name a file in another one.").Because(err)
	default:
		return terminal.Problemf("%s cannot be written: %s", said, err).Hint("Name another file, or see to that first.").Because(err)
	}
}

// notStandard refuses - where standard output cannot be meant.
func (f *file) notStandard(c *cli.Context) error {
	if c.Command.Name == "export" {
		return nil
	}
	return terminal.Problemf("%s: this is not written to standard output", f.said).Hint("Name a file.")
}

// isFile reports whether a file with a content of its own is at path.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

func there(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
