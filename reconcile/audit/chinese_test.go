package audit_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"licet/io/language"
	"licet/io/language/languagetest"
	"licet/reconcile"
	"licet/reconcile/audit"
)

// checkChinese audits a tenant in Chinese: the findings are the same, and
// nothing in them is left in English.
func checkChinese(t *testing.T, c *reconcile.Catalog, tn *reconcile.Tenant) {
	t.Helper()
	chinese := audit.Run(tn, c, audit.Options{Now: noon().Unix(), Phrases: language.Phrases(language.Chinese)})
	english := audit.Run(tn, c, audit.Options{Now: noon().Unix()})
	if diff := cmp.Diff(english.Kinds, chinese.Kinds); diff != "" {
		t.Errorf("other findings in Chinese (-English +Chinese):\n%s", diff)
	}
	for _, f := range chinese.Findings {
		for _, text := range []string{f.Message, f.Hint} {
			if left := languagetest.English(text); left != "" {
				t.Errorf("%q is left in English: %s", left, text)
			}
		}
	}
}
