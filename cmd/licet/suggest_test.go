package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestMisspeltWordsAreToldWithWhatWasMeant: a slip of the fingers, a word of
// another tool, a flag of another command; and nothing for what is like nothing.
func TestMisspeltWordsAreToldWithWhatWasMeant(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ line, want string }{
		{"paln staff.csv", `there is no command "paln"; did you mean "plan"?`},
		{"aply staff.csv", `there is no command "aply"; did you mean "apply"?`},
		{"Resmue", `there is no command "Resmue"; did you mean "resume"?`},
		{"snap x.json", `there is no command "snap"; did you mean "snapshot"?`},
		{"sku", `there is no command "sku"; did you mean "skus"?`},
		{"rollback", `there is no command "rollback"; did you mean "undo"?`},
		{"terraform", "there is no command \"terraform\"\n"},
		{"runs shwo", `there is no command "shwo"; did you mean "show"?`},
		{"plan --tennant contoso.com a.csv", "there is no flag --tennant; did you mean --tenant?"},
		{"plan -tenent contoso.com a.csv", "there is no flag --tenent; did you mean --tenant?"},
		{"plan --max-removal 5 a.csv", "there is no flag --max-removal; did you mean --max-removals?"},
		{"apply --out plan.json a.csv", "there is no flag --out; it is a flag of `licet plan`"},
		{"apply --dry-run a.csv", "there is no flag --dry-run; did you mean the command `licet plan`?"},
		{"plan --frobnicate a.csv", "there is no flag --frobnicate\n"},
	} {
		out, err := exec.Command("licet", strings.Fields(c.line)...).CombinedOutput()
		if err == nil || !strings.Contains(string(out), c.want) {
			t.Errorf("licet %s: %v, wanted %q, got\n%s", c.line, err, c.want, out)
		}
	}
}
