//go:build unix

package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"licet/io/journal"
)

// What others may have written is not carried out in a tenant.
func TestRunsThatOthersMayHaveWrittenAreRefused(t *testing.T) {
	owned := func(dir, name string) error { return os.Chown(filepath.Join(dir, name), 12345, -1) }
	for name, c := range map[string]struct {
		spoil func(root, dir string) error
		path  string
	}{
		"a folder open to all":    {func(_, dir string) error { return os.Chmod(dir, 0o777) }, ""},
		"a folder of the group":   {func(_, dir string) error { return os.Chmod(dir, 0o770) }, ""},
		"an open root":            {func(root, _ string) error { return os.Chmod(root, 0o777) }, ".."},
		"an open manifest":        {func(_, dir string) error { return os.Chmod(filepath.Join(dir, "manifest.json"), 0o666) }, "manifest.json"},
		"an open plan":            {func(_, dir string) error { return os.Chmod(filepath.Join(dir, "plan.json"), 0o620) }, "plan.json"},
		"an open journal":         {func(_, dir string) error { return os.Chmod(filepath.Join(dir, "journal.jsonl"), 0o602) }, "journal.jsonl"},
		"another's folder":        {func(_, dir string) error { return owned(dir, "") }, ""},
		"another's root":          {func(root, _ string) error { return owned(root, "") }, ".."},
		"another's manifest":      {func(_, dir string) error { return owned(dir, "manifest.json") }, "manifest.json"},
		"another's plan":          {func(_, dir string) error { return owned(dir, "plan.json") }, "plan.json"},
		"another's journal":       {func(_, dir string) error { return owned(dir, "journal.jsonl") }, "journal.jsonl"},
		"a linked manifest":       {linked("manifest.json"), "manifest.json"},
		"a linked plan":           {linked("plan.json"), "plan.json"},
		"a linked journal":        {linked("journal.jsonl"), "journal.jsonl"},
		"a linked lock":           {linked("lock"), "lock"},
		"a pipe for the journal":  {piped("journal.jsonl"), "journal.jsonl"},
		"a pipe for the manifest": {piped("manifest.json"), "manifest.json"},
	} {
		t.Run(name, func(t *testing.T) {
			root := filepath.Join(t.TempDir(), "runs")
			r := create(t, root, 1)
			check(t, r.Close())
			if err := c.spoil(root, r.Dir); errors.Is(err, os.ErrPermission) {
				t.Skip("only root can give files away; the modes are tried")
			} else if err != nil {
				t.Fatal(err)
			}
			_, read := journal.Read(r.Dir)
			_, _, opened := journal.Open(r.Dir, journal.Options{})
			planned := second(readPlan(r.Dir))
			if read == nil && opened == nil && planned == nil {
				t.Fatal("it was read")
			}
			for _, err := range []error{read, opened, planned} {
				if err != nil && (!errors.Is(err, journal.ErrForeign) || !strings.Contains(err.Error(), filepath.Join(r.Dir, c.path))) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
}

func linked(name string) func(root, dir string) error {
	return func(root, dir string) error {
		path, elsewhere := filepath.Join(dir, name), filepath.Join(root, "elsewhere")
		return errors.Join(os.Rename(path, elsewhere), os.Symlink(elsewhere, path))
	}
}

func piped(name string) func(root, dir string) error {
	return func(_, dir string) error {
		path := filepath.Join(dir, name)
		return errors.Join(os.Remove(path), syscall.Mkfifo(path, 0o600))
	}
}

// A folder that is linked into the runs folder is told, and not taken.
func TestALinkedRunIsTold(t *testing.T) {
	root := filepath.Join(t.TempDir(), "runs")
	r := create(t, root, 1)
	check(t, r.Close())
	elsewhere := filepath.Join(t.TempDir(), "elsewhere")
	check(t, errors.Join(os.Rename(r.Dir, elsewhere), os.Symlink(elsewhere, r.Dir)))
	l, err := journal.List(root)
	if err != nil || len(l) != 1 || !errors.Is(l[0].Err, journal.ErrForeign) {
		t.Errorf("%v, %+v", err, l)
	}
}

// A run that could not be resumed, since others may write beside it, is not begun; in
// a folder like /tmp nobody else can rename or remove it.
func TestARunIsMadeOnlyWhereItCanBeReadAgain(t *testing.T) {
	root := t.TempDir()
	check(t, os.Chmod(root, 0o777))
	if _, err := journal.Create(root, manifest(1), plan, journal.Options{}); !errors.Is(err, journal.ErrForeign) || !strings.Contains(err.Error(), "chmod go-w") {
		t.Errorf("got %v", err)
	}
	check(t, os.Chmod(root, 0o777|os.ModeSticky))
	r := create(t, root, 1)
	check(t, r.Close())
	check(t, second(journal.Read(r.Dir)))
}
