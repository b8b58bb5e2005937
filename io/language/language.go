// Package language knows the languages in which licet speaks to people. The
// words are in one catalogue a language, beside this file: each English message
// as the code has it, and the same in the language. How to translate stands in
// docs/translating.md.
package language

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

// Tag names a language that licet speaks, as BCP 47 writes it.
type Tag string

// The languages.
const (
	// English is the language of the code, which needs no catalogue.
	English Tag = "en"
	// Chinese is simplified Chinese.
	Chinese Tag = "zh-CN"
)

// Variable is the environment variable that chooses a language for licet alone.
const Variable = "LICET_LANG"

//go:embed zh-CN.json
var chinese []byte

// Parse finds the language that a person asks for: en, zh-CN, or any of their
// regions and spellings (en_GB, zh, zh-Hans, zh-TW: Chinese that is not
// simplified is served as well as licet can). The error names the languages.
func Parse(text string) (Tag, error) {
	switch primary, _ := split(text); primary {
	case "en":
		return English, nil
	case "zh":
		return Chinese, nil
	}
	return "", fmt.Errorf("licet does not speak the language %q: write en or zh-CN", text)
}

// FromEnvironment finds the language that the environment asks for. LICET_LANG
// is read as Parse does, and its error given. After it comes the first of
// LC_ALL, LC_MESSAGES and LANG that is set, as POSIX has it (Environment
// Variables, 8.2); there, whatever is not plainly simplified Chinese in UTF-8
// is English, since nobody asked licet for anything else.
func FromEnvironment(getenv func(string) string) (Tag, error) {
	if own := getenv(Variable); own != "" {
		tag, err := Parse(own)
		if err != nil {
			return "", fmt.Errorf("%s: %w", Variable, err)
		}
		return tag, nil
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := getenv(name); value != "" {
			return ofLocale(value), nil
		}
	}
	return English, nil
}

// ofLocale reads a POSIX locale, language[_territory][.charset][@modifier].
func ofLocale(value string) Tag {
	value, _, _ = strings.Cut(value, "@")
	value, charset, _ := strings.Cut(value, ".")
	if c := strings.ToLower(charset); c != "" && c != "utf-8" && c != "utf8" {
		return English
	}
	primary, rest := split(value)
	if primary == "zh" && (rest == "" || rest == "cn" || rest == "sg" || strings.HasPrefix(rest, "hans")) {
		return Chinese
	}
	return English
}

// split parts a tag into its language and the rest, folded.
func split(text string) (primary, rest string) {
	text, _, _ = strings.Cut(strings.TrimSpace(text), ".")
	primary, rest, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(text, "_", "-")), "-")
	return primary, rest
}

// SpeakerOf gives who speaks a language; English needs nobody.
func SpeakerOf(tag Tag) Speaker {
	switch tag {
	case English:
		return nil
	case Chinese:
		var p Speaker
		if err := json.Unmarshal(chinese, &p); err != nil {
			panic(fmt.Sprintf("language: zh-CN.json: %v", err))
		}
		delete(p, "") // the name of the language
		return p
	default:
		panic("language: unexpected Tag " + string(tag))
	}
}
