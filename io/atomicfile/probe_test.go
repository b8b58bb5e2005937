package atomicfile_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"

	"licet/io/atomicfile"
	"licet/io/testenv"
)

// What cannot be written is told before hours of work, all of it at once, and the
// question harms nothing.
func TestProbeFindsWhatCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	sealed := filepath.Join(dir, "sealed.csv")
	if err := os.WriteFile(sealed, []byte("old"), 0o400); err != nil {
		t.Fatal(err)
	}
	want := map[string]error{
		dir:                                   atomicfile.ErrFolder,
		filepath.Join(dir, "no", "run.html"):  fs.ErrNotExist,
		sealed:                                atomicfile.ErrReadOnly,
		filepath.Join(dir, "results.csv"):     nil,
		filepath.Join(dir, "also", "run.csv"): fs.ErrNotExist,
	}
	var paths []string
	for path := range want {
		paths = append(paths, path)
	}
	told := map[string]error{}
	for _, unfit := range atomicfile.Probe(100, paths...) {
		told[unfit.Path] = unfit.Err
	}
	for path, reason := range want {
		if !errors.Is(told[path], reason) {
			t.Errorf("%s: %v, want %v", path, told[path], reason)
		}
	}
	if err := atomicfile.Write(sealed, put("new")); !errors.Is(err, atomicfile.ErrReadOnly) || read(t, sealed) != "old" {
		t.Errorf("a file that is read-only was replaced: %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("the folder has %v", entries)
	}
}

// Two files that fit one by one do not fit together.
func TestProbeFindsAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if runtime.GOOS != "linux" {
		t.Skip("a small file system is mounted on Linux only")
	}
	if out, err := exec.Command(testenv.Program(t, "mount"), "-t", "tmpfs", "-o", "size=256k", "none", dir).CombinedOutput(); err != nil {
		t.Skipf("only root can mount a file system: %v %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v %s", err, out)
		}
	})
	a, b := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
	if unfit := atomicfile.Probe(160<<10, a); len(unfit) > 0 {
		t.Errorf("one fits: %v", unfit)
	}
	if unfit := atomicfile.Probe(160<<10, a, b); len(unfit) != 1 || unfit[0].Path != b {
		t.Errorf("two do not fit: %v", unfit)
	}
	if entries, _ := os.ReadDir(dir); len(entries) > 0 {
		t.Errorf("the folder has %v", entries)
	}
}

// A sheet that somebody saved while the tenant was read is theirs.
func TestNewFileReplacesNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "staff.csv")
	if err := atomicfile.WriteNew(path, put("first")); err != nil {
		t.Fatal(err)
	}
	if err := atomicfile.WriteNew(path, put("second")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error is %v, want %v", err, fs.ErrExist)
	}
	late := filepath.Join(dir, "late.csv")
	err := atomicfile.WriteNew(late, func(w io.Writer) error {
		if err := os.WriteFile(late, []byte("first"), 0o600); err != nil {
			return err
		}
		return put("second")(w)
	})
	if !errors.Is(err, fs.ErrExist) || read(t, path) != "first" || read(t, late) != "first" {
		t.Errorf("what came in the meantime is gone: %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("the folder has %v", entries)
	}
}
