// Package schema_test holds real output of licet against the JSON Schemas of
// this folder, with a validator that knows nothing of licet.
package schema_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licet/io/catalog"
	"licet/io/planfile"
	"licet/io/sandbox/contoso"
	"licet/io/sheet"
	"licet/io/tenant"
	"licet/io/testenv"
	"licet/reconcile"
	"licet/reconcile/names"
	"licet/reconcile/plan"
)

// validator checks instances against schemas: it reads pairs of paths from its
// arguments and prints a list of faults for each pair.
const validator = `
import json, sys
from jsonschema import Draft7Validator, FormatChecker
out = []
for schema, instance in zip(sys.argv[1::2], sys.argv[2::2]):
    schema = json.load(open(schema, encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    found = Draft7Validator(schema, format_checker=FormatChecker()).iter_errors(json.load(open(instance, encoding="utf-8")))
    out.append(["/".join(map(str, e.absolute_path)) + ": " + e.message[:300] for e in found])
json.dump(out, sys.stdout)`

// pair is a file and the schema that it is to follow.
type pair struct{ schema, file string }

// validate gives what the validator finds in each file.
func validate(t *testing.T, pairs []pair) [][]string {
	t.Helper()
	python := testenv.Python(t, "jsonschema")
	args := []string{"-c", validator}
	for _, p := range pairs {
		args = append(args, p.schema, p.file)
	}
	cmd := exec.Command(python, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, &stderr)
	}
	var faults [][]string
	if err := json.Unmarshal(out, &faults); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return faults
}

// contosoFile writes the built-in tenant as snapshot does.
func contosoFile(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := tenant.Write(&b, contoso.Tenant()); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "contoso.json")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// onboarding plans the repository's onboarding sheet against Contoso.
func onboarding(t *testing.T) *reconcile.Plan {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(contosoFile(t))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	current, err := tenant.Read(file, c)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sheet.Read(context.Background(), "../../testdata/onboarding.csv", nil, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := plan.Build(plan.Input{Sheets: []*reconcile.Rows{s.Rows}, Findings: s.Findings, Tenant: current, Catalog: c, Names: names.New(c, current)})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Changes) < 100 {
		t.Fatalf("a plan of %d changes shows little", len(p.Changes))
	}
	return p
}

func onboardingFile(t *testing.T) string {
	t.Helper()
	h := planfile.Header{
		Created: time.Unix(0, 0), Tenant: planfile.Tenant{ID: contoso.Tenant().Tenant.ID, Source: planfile.SourceGraph},
		Inputs: []planfile.Input{{Path: "onboarding.csv", SHA256: strings.Repeat("0", 64), Rows: 240}},
		Undoes: &planfile.Undone{Run: "20260301-120000-1", Kind: "apply", Began: time.Unix(0, 0)},
	}
	path := filepath.Join(t.TempDir(), "plan.json")
	if err := planfile.WriteFile(path, onboarding(t), h); err != nil {
		t.Fatal(err)
	}
	return path
}

// pricedFile is a plan with costs.
func pricedFile(t *testing.T) string {
	t.Helper()
	p := onboarding(t)
	p.Costs = reconcile.CostsOf(p.Seats, []reconcile.Price{{SKUID: p.Seats[0].SKUID, Cents: 3905, Currency: "EUR", AsOf: "2026-11-01"}})
	path := filepath.Join(t.TempDir(), "priced.json")
	if err := planfile.WriteFile(path, p, planfile.Header{Tenant: planfile.Tenant{Source: planfile.SourceFile}}); err != nil {
		t.Fatal(err)
	}
	back, _, err := planfile.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p.Costs, back.Costs); diff != "" {
		t.Errorf("costs (-built +read):\n%s", diff)
	}
	return path
}

// outputs are files that licet writes. The golden files are held to the real
// output by the tests of their packages.
func outputs(t *testing.T) []pair {
	return []pair{
		{"licet-plan-1.schema.json", "../../io/planfile/testdata/example.json"},
		{"licet-plan-1.schema.json", onboardingFile(t)},
		{"licet-check-1.schema.json", "../../io/report/testdata/check.json"},
		{"licet-results-1.schema.json", "../../io/report/testdata/results.json"},
		{"licet-results-1.schema.json", "../../io/report/testdata/after-not-arrived.json"},
		{"licet-results-1.schema.json", "../../io/report/testdata/after-stopped.json"},
		{"licet-audit-1.schema.json", "../../io/report/testdata/audit.json"},
		{"licet-plan-1.schema.json", pricedFile(t)},
		{"licet-tenant-1.schema.json", contosoFile(t)},
	}
}

func TestOutputIsAsTheSchemasSay(t *testing.T) {
	pairs := outputs(t)
	for i, found := range validate(t, pairs) {
		if len(found) > 0 {
			t.Errorf("%s: %d faults, the first %q", pairs[i].file, len(found), found[0])
		}
	}
}

func TestEverySchemaIsTested(t *testing.T) {
	schemas, err := filepath.Glob("*.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	tested := map[string]bool{}
	for _, p := range outputs(t) {
		tested[p.schema] = true
	}
	for _, schema := range schemas {
		if !tested[schema] {
			t.Errorf("nothing is held against %s", schema)
		}
	}
}

// TestSchemasAreClosed breaks real output in ways that a schema must notice.
func TestSchemasAreClosed(t *testing.T) {
	var pairs []pair
	var names []string
	for _, p := range outputs(t) {
		b, err := os.ReadFile(p.file)
		if err != nil {
			t.Fatal(err)
		}
		breaks := map[string]string{
			"a field too many":  strings.Replace(string(b), `{"format"`, `{"extra":1,"format"`, 1),
			"another format":    strings.Replace(string(b), `/1"`, `/2"`, 1),
			"a field in a list": strings.Replace(string(b), "\n{", "\n{\"extra\":1,", 1),
			"a missing field":   strings.Replace(string(b), `"format":`, `"formatted":`, 1),
		}
		if p.schema != "licet-results-1.schema.json" { // results tell what the plan said, whatever it was
			breaks["a GUID that is cut"] = strings.Replace(string(b), `"skuId":"0`, `"skuId":"`, 1)
		}
		for what, broken := range breaks {
			path := filepath.Join(t.TempDir(), "broken.json")
			if err := os.WriteFile(path, []byte(broken), 0o600); err != nil {
				t.Fatal(err)
			}
			if broken == string(b) {
				t.Errorf("%s: nothing was broken by %q", p.file, what)
			}
			pairs, names = append(pairs, pair{p.schema, path}), append(names, what+" in "+p.file)
		}
	}
	for i, found := range validate(t, pairs) {
		if len(found) == 0 {
			t.Errorf("%s lets pass %s", pairs[i].schema, names[i])
		}
	}
}

// TestARealPlanIsReadAsItWasWritten is here because only tests may know both
// the planner's rules and the reader's.
func TestARealPlanIsReadAsItWasWritten(t *testing.T) {
	got, _, err := planfile.ReadFile(onboardingFile(t))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(onboarding(t), got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("(-built +read):\n%s", diff)
	}
}
