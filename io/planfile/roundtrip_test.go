package planfile_test

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licet/io/planfile"
	"licet/reconcile"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func TestReadGivesBackWhatWasWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, h := drawPlan(t)
		file := encode(t, p, h)
		gotPlan, gotHeader, err := planfile.Read(bytes.NewReader(file))
		if err != nil {
			t.Fatalf("%v\n%s", err, file)
		}
		if diff := cmp.Diff(p, gotPlan); diff != "" {
			t.Fatalf("plan (-written +read):\n%s\n%s", diff, file)
		}
		if diff := cmp.Diff(h, gotHeader); diff != "" {
			t.Fatalf("header (-written +read):\n%s\n%s", diff, file)
		}
	})
}

func TestEqualPlansAreEqualBytes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, h := drawPlan(t)
		first := encode(t, p, h)
		again, header, err := planfile.Read(bytes.NewReader(first))
		if err != nil {
			t.Fatal(err)
		}
		if second := encode(t, again, header); !bytes.Equal(first, second) {
			t.Fatalf("first:\n%s\nsecond:\n%s", first, second)
		}
	})
}

func TestWriteIsTheDocumentedFormat(t *testing.T) {
	p, h := example()
	got := encode(t, p, h)
	golden := filepath.Join("testdata", "example.json")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("(-golden +got):\n%s", diff)
	}
	if n := bytes.Count(got, []byte("null")); n != 1 {
		t.Errorf("%d nulls; one location stays, and nothing else is ever null:\n%s", n, got)
	}
	if lines := bytes.Count(got, []byte("\n{\"user\"")); lines != len(p.Changes) {
		t.Errorf("%d lines with a change, want %d", lines, len(p.Changes))
	}
}

func TestAnEmptyPlanHasEmptyLists(t *testing.T) {
	got := string(encode(t, &reconcile.Plan{}, planfile.Header{Tenant: planfile.Tenant{Source: planfile.SourceFile}}))
	if strings.Contains(got, "null") {
		t.Errorf("null in %s", got)
	}
	for _, list := range []string{"inputs", "seats", "servicePlans", "changes", "findings"} {
		if !strings.Contains(got, `"`+list+`":[]`) {
			t.Errorf("%s is not []: %s", list, got)
		}
	}
	if _, _, err := planfile.Read(strings.NewReader(got)); err != nil {
		t.Error(err)
	}
}

// full fails like a disk that is full after n bytes.
type full struct{ n int }

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if f.n -= len(b); f.n < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWriteTellsOfAFullDisk(t *testing.T) {
	p, h := example()
	for n := range len(encode(t, p, h)) {
		if err := planfile.Write(&full{n}, p, h); !errors.Is(err, errFull) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
}
