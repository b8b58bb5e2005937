package findings_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licet/io/findings"
	"licet/io/journal"
	"licet/io/planfile"
	"licet/io/report"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/audit"
	"licet/reconcile/plan"
)

// TestAFindingIsTheSameThroughEveryDoor writes one finding wherever findings are
// written as JSON. A plan and a journal say beside it what its sentences are
// made of, an audit what its finding is about.
func TestAFindingIsTheSameThroughEveryDoor(t *testing.T) {
	f := reconcile.Finding{
		Severity: reconcile.Warning, Code: "disabled-user", At: reconcile.Place{File: "staff.xlsx", Worksheet: "März", Row: 7, Column: 1},
		User:    "bob@contoso.com",
		Message: reconcile.Say("%s has no app %q.", reconcile.Say("%s (%s)", "Microsoft 365 E3", "SPE_E3"), "Vuva & <co>"),
		Hint:    reconcile.Count(2, "Buy %d seat.", "Buy %d seats."),
	}
	want := object(t, []byte(`{"severity":"warning","code":"disabled-user","source":{"file":"staff.xlsx","worksheet":"März","row":7,"column":1},
"user":"bob@contoso.com","message":"Microsoft 365 E3 (SPE_E3) has no app \"Vuva & <co>\".","hint":"Buy 2 seats."}`))
	data := object(t, []byte(`{"says":{"format":"%s has no app %q.","args":[{"format":"%s (%s)","args":["Microsoft 365 E3","SPE_E3"]},"Vuva & <co>"]},
"advice":{"format":"Buy %d seats.","args":[2]}}`))
	for _, door := range []struct {
		name  string
		write func(w io.Writer) error
		saved bool
		less  []string
	}{
		{"plan --json", func(w io.Writer) error {
			return planfile.Write(w, &reconcile.Plan{Findings: []reconcile.Finding{f}}, planfile.Header{})
		}, true, nil},
		{"check --json", func(w io.Writer) error {
			return report.CheckJSON(w, report.CheckDoc{Understanding: plan.Understanding{Findings: []reconcile.Finding{f}}})
		}, false, nil},
		{"audit --json", func(w io.Writer) error {
			a := &audit.Audit{Findings: []audit.Finding{{Finding: f}}}
			return report.AuditJSON(w, report.AuditDoc{Audit: a})
		}, false, []string{"source"}},
		{"results", func(w io.Writer) error {
			path := filepath.Join(t.TempDir(), "results.json")
			d := report.ResultDoc{Plan: &reconcile.Plan{}, Result: &apply.Result{Findings: []reconcile.Finding{f}}}
			if err := report.SaveResults(path, d); err != nil {
				return err
			}
			return copyFile(w, path)
		}, false, nil},
		{"the journal", func(w io.Writer) error {
			run, err := journal.Create(t.TempDir(), journal.Manifest{Kind: journal.KindApply}, func(io.Writer) error { return nil }, journal.Options{})
			if err != nil {
				return err
			}
			if err := run.Finish(&apply.Result{Findings: []reconcile.Finding{f}}); err != nil {
				return err
			}
			if err := run.Close(); err != nil {
				return err
			}
			return copyFile(w, filepath.Join(run.Dir, "journal.jsonl"))
		}, true, nil},
	} {
		var b bytes.Buffer
		if err := door.write(&b); err != nil {
			t.Fatalf("%s: %v", door.name, err)
		}
		got := finding(t, b.Bytes())
		for key := range got {
			if _, ok := want[key]; !ok && data[key] == nil {
				delete(got, key) // what only an audit says
			}
		}
		expected := map[string]any{}
		for key, value := range want {
			expected[key] = value
		}
		for _, key := range door.less {
			delete(expected, key)
		}
		if door.saved {
			expected["says"], expected["advice"] = data["says"], data["advice"]
		}
		if diff := cmp.Diff(expected, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", door.name, diff)
		}
		var j findings.JSON
		if err := json.Unmarshal([]byte(write(t, got)), &j); err != nil {
			t.Fatal(err)
		}
		back, err := j.Finding()
		if err != nil {
			t.Fatal(err)
		}
		if door.saved {
			if diff := cmp.Diff(f, back); diff != "" {
				t.Errorf("%s (-said +read):\n%s", door.name, diff)
			}
		}
	}
}

// finding gives the one finding that stands in a document, or in the lines of
// a journal.
func finding(t *testing.T, text []byte) map[string]any {
	t.Helper()
	for in := json.NewDecoder(bytes.NewReader(text)); in.More(); {
		var doc struct {
			Findings []json.RawMessage `json:"findings"`
			Finding  json.RawMessage   `json:"finding"`
		}
		if err := in.Decode(&doc); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if len(doc.Findings) == 1 {
			return object(t, doc.Findings[0])
		}
		if doc.Finding != nil {
			return object(t, doc.Finding)
		}
	}
	t.Fatalf("no finding in %s", text)
	return nil
}

func object(t *testing.T, text []byte) (o map[string]any) {
	t.Helper()
	if err := json.Unmarshal(text, &o); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return o
}

func copyFile(w io.Writer, path string) error {
	text, err := os.ReadFile(path)
	if err == nil {
		_, err = w.Write(text)
	}
	return err
}
