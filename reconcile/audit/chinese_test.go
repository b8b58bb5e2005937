package audit_test

import (
	"testing"

	"licet/io/language"
	"licet/io/language/languagetest"
	"licet/reconcile"
	"licet/reconcile/audit"
)

// checkChinese says what an audit finds in Chinese: nothing is left in English.
func checkChinese(t *testing.T, c *reconcile.Catalog, tn *reconcile.Tenant) {
	t.Helper()
	words := language.SpeakerOf(language.Chinese)
	for _, f := range audit.Run(tn, c, audit.Options{Now: noon().Unix()}).Findings {
		for _, text := range []string{words.Sentence(f.Message), words.Sentence(f.Hint)} {
			if left := languagetest.English(text); left != "" {
				t.Errorf("%q is left in English: %s", left, text)
			}
		}
	}
}
