package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"licet/io/sandbox"
)

func TestDocumentedFaultFileIsAccepted(t *testing.T) {
	text, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```json\n")
	example, _, found := strings.Cut(rest, "```")
	path := filepath.Join(t.TempDir(), "faults.json")
	if err := os.WriteFile(path, []byte(example), 0o600); err != nil || !found {
		t.Fatalf("no example: %v", err)
	}
	f, err := sandbox.LoadFaults(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.List) != 6 || f.Lag.List == 0 {
		t.Errorf("the example has %d faults: %+v", len(f.List), f)
	}
}

// Every kind and every operation that the program accepts is documented: a
// wrong file makes it list them.
func TestDocumentationNamesAllFaults(t *testing.T) {
	text, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	wrong := (&sandbox.Faults{List: []sandbox.Fault{{Kind: "x", On: "y"}}}).Check()
	if wrong == nil {
		t.Fatal("a wrong fault was accepted")
	}
	names := 0
	for _, line := range strings.Split(wrong.Error(), "\n") {
		_, list, _ := strings.Cut(line, "known are [")
		for _, name := range strings.Fields(strings.TrimSuffix(list, "]")) {
			names++
			if !strings.Contains(string(text), "`"+name+"`") {
				t.Errorf("docs/sandbox.md does not name %q", name)
			}
		}
	}
	if names < 35 {
		t.Errorf("only %d names were found in: %v", names, wrong)
	}
}

func TestRulesOfTheCatalogueAreEnforced(t *testing.T) {
	f, err := sandbox.CatalogFacts()
	if err != nil {
		t.Fatal(err)
	}
	// Audio Conferencing needs Skype for Business (Microsoft Entra
	// documentation: resolve group licence problems).
	const audio, skype = "3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40", "0feaeb32-d00e-4d66-bd5a-43b5b83db82c"
	tenant := newTenant(1)
	tenant.SubscribedSkus[0].ServicePlans[0].ID = audio
	tenant.SubscribedSkus[2].ServicePlans[0].ID = skype
	c := connect(t, sandbox.New(sandbox.NewStore(tenant), sandbox.Options{Facts: f}))
	want := "400 Request_BadRequest: License assignment failed because service plan " + audio + " depends on the service plan(s) " + skype
	if got := c.assign(1, []string{"A"}).refusal(); got != want {
		t.Errorf("got %s", got)
	}
	c.assign(1, []string{"A", "C"}).want(t, 200)
	if len(f.Exclusive) == 0 {
		t.Error("the catalogue has no exclusive groups that hold today")
	}
}
