package plan_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"licet/io/language"
	"licet/io/language/languagetest"
	"licet/reconcile"
	"licet/reconcile/plan"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// chinese says what is said in Chinese.
func chinese(s reconcile.Sentence) string { return language.SpeakerOf(language.Chinese).Sentence(s) }

// TestFindingsInChinese says what is found in every scene in Chinese: nothing of
// it is left in English, and all of it is kept to be read.
func TestFindingsInChinese(t *testing.T) {
	var all strings.Builder
	for _, c := range codeScenes {
		fmt.Fprintf(&all, "%s\n", c.name)
		for _, f := range c.scene.build(t).Findings {
			fmt.Fprintf(&all, "  %s\n", strings.TrimRight(findingIn(chinese, f), " |"))
			if fromTheSheet(c.scene, f) {
				continue
			}
			for _, said := range []reconcile.Sentence{f.Message, f.Hint} {
				if left := languagetest.English(chinese(said)); left != "" {
					t.Errorf("%s: %q is left in English: %q", c.name, left, chinese(said))
				}
			}
		}
	}
	golden(t, "testdata/findings.zh-CN.txt", all.String())
}

// fromTheSheet reports whether a finding came with the rows, and its words with
// it.
func fromTheSheet(s scene, f reconcile.Finding) bool {
	return len(s.findings) > 0 && f.Code == s.findings[0].Code
}

func TestExplanationsInChinese(t *testing.T) {
	s := scene{
		accounts: []account{
			{name: "ann", ways: []way{direct(e3), through(ems, 1), direct(visioSKU), unknownWay(phoneSKU)}}, {name: "bob", ways: []way{direct(ems), through(ems, 1), direct(visioSKU), failing(e3, 2)}},
			{name: "cho", ways: []way{direct(ems), through(ems, 2), through(visioSKU, 1)}},
		},
		rows: rows(row("ann", "SPE_E5"), row("ann", "EMS"), row("ann", "MCOEV"), row("bob", "EMS"), reconcile.Row{User: upn("bob"), License: "VISIOCLIENT", DisabledApps: "VISIO_CLIENT_SUBSCRIPTION"},
			act("bob", "SPE_E3", reconcile.ActionUnassign), act("cho", "EMS", reconcile.ActionUnassign), act("cho", "VISIOCLIENT", reconcile.ActionUnassign), act("cho", "SPE_E3", reconcile.ActionUnassign)),
	}
	var all strings.Builder
	for _, dropping := range []bool{false, true} {
		s.options.DropRedundant = dropping
		for _, a := range s.accounts {
			e, err := plan.Explain(s.input(), upn(a.name))
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range e.Licenses {
				fmt.Fprintf(&all, "%s %s：%s\n", a.name, d.License, chinese(d.Decision))
				if left := languagetest.English(chinese(d.Decision)); left != "" {
					t.Errorf("%q is left in English: %q", left, chinese(d.Decision))
				}
			}
		}
	}
	golden(t, "testdata/explanations.zh-CN.txt", all.String())
}

func TestDriftInChinese(t *testing.T) {
	s := scene{accounts: []account{{name: "ann", ways: []way{direct(e3, viva), direct(ems)}}, {name: "bob", ways: []way{direct(e3)}}}, rows: rows(row("ann", "SPE_E5"), row("bob", "SPE_E5"))}
	now := map[string][]reconcile.Holding{id(kindUser, 1): {{SKUID: sku(e3)}, {SKUID: sku(visioSKU)}}}
	var all strings.Builder
	for _, d := range reconcile.Drift(s.build(t), presentBy(now)) {
		f := d.Finding
		all.WriteString(findingIn(chinese, f) + "\n")
		if left := languagetest.English(chinese(f.Message)) + languagetest.English(chinese(f.Hint)); left != "" {
			t.Errorf("%q is left in English: %s", left, findingIn(chinese, f))
		}
	}
	golden(t, "testdata/drift.zh-CN.txt", all.String())
}

// golden compares a text with a file that -update writes.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s has changed; see whether the Chinese is right, then: go test ./reconcile/plan -update\n%s", path, got)
	}
}
