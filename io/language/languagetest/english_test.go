package languagetest_test

import (
	"testing"

	"licet/io/language/languagetest"
)

func TestEnglishIsFoundAndNamesAreNot(t *testing.T) {
	for text, want := range map[string]string{
		"": "",
		"租户中没有用户 ada@contoso.com。":                         "",
		"没有名为 \"Blue and green\" 的许可证。":                    "",
		"`licet skus` 会列出租户的许可证。":                          "",
		"请使用 --mode exact 或 remove。":                       "",
		"Microsoft 365 E3 (SPE_E3) 无法分配：其订阅is suspended。":  "is suspended",
		"Keep one of the two.":                             "Keep one of the two.",
		"此处是 FR，in the sheet 是 DE。":                        "in the",
		"请制作表格：可使用 licet export now。staff list.csv 的第 3 行": "",
	} {
		if got := languagetest.English(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
