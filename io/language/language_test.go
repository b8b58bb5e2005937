package language_test

import (
	"strings"
	"testing"

	"licet/io/language"
	"licet/reconcile"
)

func TestParseKnowsTheSpellingsOfALanguage(t *testing.T) {
	for text, want := range map[string]language.Tag{
		"en": language.English, "EN-gb": language.English, "en_US.UTF-8": language.English,
		"zh-CN": language.Chinese, "zh": language.Chinese, "zh_CN.UTF-8": language.Chinese, "zh-Hans-SG": language.Chinese, "zh-TW": language.Chinese, " ZH ": language.Chinese,
	} {
		if got, err := language.Parse(text); err != nil || got != want {
			t.Errorf("%q: got %q, %v, want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"", "fr", "chinese", "zhuang", "english"} {
		if got, err := language.Parse(text); err == nil || !strings.Contains(err.Error(), "zh-CN") {
			t.Errorf("%q: got %q, %v, want an error that names the languages", text, got, err)
		}
	}
}

func TestEnvironmentChoosesTheLanguage(t *testing.T) {
	for name, test := range map[string]struct {
		env  map[string]string
		want language.Tag
	}{
		"nothing":                       {nil, language.English},
		"LANG":                          {map[string]string{"LANG": "zh_CN.UTF-8"}, language.Chinese},
		"LC_MESSAGES before LANG":       {map[string]string{"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "C"}, language.English},
		"LC_ALL before LC_MESSAGES":     {map[string]string{"LC_ALL": "zh_SG.utf8", "LC_MESSAGES": "de_DE.UTF-8"}, language.Chinese},
		"LICET_LANG before all":         {map[string]string{"LICET_LANG": "en", "LC_ALL": "zh_CN.UTF-8"}, language.English},
		"not simplified":                {map[string]string{"LANG": "zh_TW.UTF-8"}, language.English},
		"not simplified, but asked for": {map[string]string{"LICET_LANG": "zh-TW"}, language.Chinese},
		"a terminal that is not UTF-8":  {map[string]string{"LANG": "zh_CN.GB18030"}, language.English},
		"with a modifier":               {map[string]string{"LANG": "zh_CN.UTF-8@pinyin"}, language.Chinese},
		"a language that is not spoken": {map[string]string{"LANG": "fr_FR.UTF-8"}, language.English},
		"script":                        {map[string]string{"LANG": "zh-Hans"}, language.Chinese},
		"a name that begins like one":   {map[string]string{"LANG": "zha_CN.UTF-8"}, language.English},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := language.FromEnvironment(func(key string) string { return test.env[key] }); err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
	_, err := language.FromEnvironment(func(key string) string { return map[string]string{"LICET_LANG": "klingon"}[key] })
	if err == nil || !strings.Contains(err.Error(), "LICET_LANG") || !strings.Contains(err.Error(), "klingon") {
		t.Errorf("got %v, want an error that names LICET_LANG and what is wrong with it", err)
	}
}

func TestSpeakersSpeakBothLanguages(t *testing.T) {
	at := reconcile.Place{File: "staff.csv", Row: 7}
	for tag, want := range map[language.Tag]string{
		language.English: "staff.csv, row 7: a, b and c; 甲 or 乙 b",
		language.Chinese: "staff.csv, 第 7 行: a、b 和 c; 甲或乙 b",
	} {
		p := language.SpeakerOf(tag)
		got := p.Place(at) + ": " + p.Say("%s", reconcile.AndOf([]string{"a", "b", "c"})) + "; " + p.Say("%s", reconcile.OrOf([]string{"甲", "乙 b"}))
		if got != want {
			t.Errorf("%s: got %q, want %q", tag, got, want)
		}
	}
}
