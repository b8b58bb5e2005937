package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"licet/io/settings"
)

// TestEveryMayNotHasItsTest: what SECURITY.md promises of files that others can write is
// only worth something where a test keeps it. That the tests named are there,
// TestFilesAndTestsThatPagesNameExist sees.
func TestEveryMayNotHasItsTest(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n## Files that others can write\n")
	table, _, _ = strings.Cut(table, "\n## ")
	rows := 0
	for _, line := range strings.Split(table, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		if len(cells) != 3 || cells[0] == "file" {
			continue
		}
		rows++
		for _, promise := range strings.Split(cells[2], "; ") {
			if !strings.Contains(promise, "`Test") && !strings.Contains(promise, ".txtar`") {
				t.Errorf("%s: no test is named for %q", cells[0], promise)
			}
		}
	}
	if rows != 8 {
		t.Errorf("the table has %d files, want those that licet reads: 8", rows)
	}
}

// TestSettingsDecideNothingAboutPeople: whoever can write somebody's licet.toml must not
// answer the question for them, choose whose licences go, send the token elsewhere, or
// have files written. Every flag that is not on the short list is refused as a setting.
func TestSettingsDecideNothingAboutPeople(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"yes", "mode", "scope", "manage", "skip-invalid", "skip-drifted", "allow-gap", "drop-redundant", "partial-seats",
		"graph-url", "sandbox", "current", "faults", "out", "report", "results", "har", "force", "no-verify", "resume-first", "config"} {
		if slices.Contains(settings.Names(), name) {
			t.Errorf("%s is a setting", name)
		}
		path := writeFile(t, dir, "licet.toml", name+" = \"x\"\n")
		s := settings.Read([]string{"licet", "apply", "--config", path}, func(string) string { return "" })
		err := s.Use(cli.NewContext(cli.NewApp(), nil, nil), nil)
		if err == nil || !strings.Contains(err.Error(), "licet.toml:1") {
			t.Errorf("%s as a setting: %v", name, err)
		}
	}
}

// TestPricesAndCatalogueChangeNobody: whoever can write the price list or the catalogue
// of products must not change who gets or loses what; part numbers and GUIDs mean what
// the tenant says.
func TestPricesAndCatalogueChangeNobody(t *testing.T) {
	t.Parallel()
	client := clientOn(t.TempDir(), "LICET_CONFIG=none")
	tenant := filepath.Join(client.dir, "t.json")
	changes := func(flags ...string) string {
		args := append([]string{"plan", "--json", "--sandbox", tenant, onboarding}, flags...)
		var plan struct{ Changes json.RawMessage }
		if err := json.Unmarshal([]byte(client.run(t, args...).out), &plan); err != nil {
			t.Fatalf("%v gives no plan: %v", args, err)
		}
		return string(plan.Changes)
	}
	prices := writeFile(t, client.dir, "prices.csv", "part_number,price,currency\nSPE_E3,0.01,EUR\nSPE_E5,999999.00,EUR\n")
	catalog := writeFile(t, client.dir, "catalog.csv",
		"Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\n"+
			"Anything,SPE_E3,06ebc4ee-1bb5-47dd-8120-11324bc54e06,X,11111111-1111-4111-8111-111111111111,X\n")
	want := changes()
	if !strings.Contains(want, "assign") {
		t.Fatalf("the plan has no changes: %s", want)
	}
	for _, flags := range [][]string{{"--prices", prices}, {"--catalog", catalog}} {
		if got := changes(flags...); got != want {
			t.Errorf("%v change the plan", flags)
		}
	}
}

// TestFaultsAreForTheSandboxAlone: whoever can write a fault file must not have anything
// of it happen to a tenant, nor a command look as if it had.
func TestFaultsAreForTheSandboxAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	faults := writeFile(t, dir, "faults.json", `{"format":"licet-faults/1","faults":[{"kind":"die"}]}`)
	client := clientOn(dir, "LICET_CONFIG=none", "LICET_ACCESS_TOKEN=any", "LICET_GRAPH_URL=http://127.0.0.1:9")
	p := client.want(t, exitError, "apply", "--faults", faults, onboarding)
	if !strings.Contains(p.err, "--faults makes faults in a sandbox") {
		t.Errorf("the refusal is %v", p)
	}
}
