package planfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licet/io/planfile"
	"licet/reconcile"
)

func TestReadFileGivesBackWhatWriteFileWrote(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "plan.json")
	p, h := example()
	if err := planfile.WriteFile(path, p, h); err != nil {
		t.Fatal(err)
	}
	got, header, err := planfile.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, got) + cmp.Diff(h, header); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("readable by others: %v, %v", info.Mode(), err)
	}
	if err := planfile.WriteFile(path, p, h); !errors.Is(err, fs.ErrExist) {
		t.Errorf("a plan that is there was replaced: %v", err)
	}
	if err := planfile.WriteFile(filepath.Join(dir, "none", "plan.json"), p, h); err == nil {
		t.Error("written into a folder that is not there")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v, %v", entries, err)
	}
}

func TestReadFileNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sheet.json")
	if _, _, err := planfile.ReadFile(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(path, []byte(`{"format":"licet-tenant/1"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	var wrong *planfile.FormatError
	if _, _, err := planfile.ReadFile(path); !errors.As(err, &wrong) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
}

// BenchmarkWriteAndRead writes and reads a plan of 100,000 changes.
func BenchmarkWriteAndRead(b *testing.B) {
	p, h := example()
	change := p.Changes[0]
	p.Changes = nil
	for i := range 100_000 {
		change.User.ID, change.User.UserPrincipalName = guid(i), fmt.Sprintf("user%06d@contoso.com", i)
		p.Changes = append(p.Changes, change)
	}
	p.Summary.Changes, p.Summary.Assign, p.Summary.Update = len(p.Changes), len(p.Changes), 0
	p.Summary.Unassign, p.Summary.SetLocation = len(p.Changes), len(p.Changes)
	n := len(p.Changes)
	p.Summary.Users, p.Removals.Count, p.Removals.Direct = n+p.Summary.Unchanged, n, n
	p.Seats = reconcile.SeatsOf(p.Seats, p.Changes)
	path := filepath.Join(b.TempDir(), "plan.json")
	if err := planfile.WriteFile(path, p, h); err != nil {
		b.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("write", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(info.Size())
		for b.Loop() {
			if err := errors.Join(os.Remove(path), planfile.WriteFile(path, p, h)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(info.Size())
		for b.Loop() {
			if _, _, err := planfile.ReadFile(path); err != nil {
				b.Fatal(err)
			}
		}
	})
}
