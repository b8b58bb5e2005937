package language_test

import (
	"testing"

	"licet/io/language"
	"licet/reconcile"
)

// A name that reads right and is another one gets somebody else's licence; a name in
// any script that is shown in pieces is none that anybody knows.
func TestVisible(t *testing.T) {
	for text, want := range map[string]string{
		"Ann Lee": "Ann Lee", "李小龙 许可证": "李小龙 许可证", "محمد": "محمد", "Łukasz Wróbel": "Łukasz Wróbel",
		"می\u200cخواهم": "می\u200cخواهم", "क्\u200dष": "क्\u200dष",
		"👩\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3 👍🏽": "👩\u200d👩\u200d👧 ❤\ufe0f 1\ufe0f\u20e3 👍🏽",
		"葛\U000e0100城": "葛\U000e0100城", "\u06dd١": "\u06dd١",
		"a\u200db": "a<U+200D>b", "адми\u200cн": "адми<U+200C>н", "a\ufe0fb": "a<U+FE0F>b", "a\u200b": "a<U+200B>",
		"x\x1b[2J": "x<U+001B>[2J", "a\u202eb\u2066": "a<U+202E>b<U+2066>", "\u0085\u009b": "<U+0085><U+009B>",
		"a\nb\tc\r": "a␊b␉c␍", "\u2028\u2029": "<U+2028><U+2029>", "\xff": "<U+FFFD>", "\U000e0041": "<U+E0041>", "\u3164": "<U+3164>", "\x7f": "<U+007F>",
	} {
		got := language.Visible(text)
		if got != want || language.Visible(got) != want {
			t.Errorf("%+q is shown as %+q, want %+q", text, got, want)
		}
	}
}

// Whatever stands in a sentence is visible and on its line; the files of programs
// have it as it is.
func TestSentencesShowWhatOthersWrote(t *testing.T) {
	type word string
	const bad = "a\nlicet: all done\u202e"
	for name, arg := range map[string]any{
		"text": bad, "text of a type": word(bad), "list": reconcile.AndOf([]string{bad, bad}), "place": reconcile.Place{File: bad, Worksheet: bad, Row: 1},
		"sentence": reconcile.Say("%q", bad), "error": reconcile.Problem(reconcile.Verbatim(bad)), "word": reconcile.Word(bad), "slice": []string{bad},
	} {
		said := reconcile.Say("%v", arg)
		var words language.Speaker
		if got := words.Sentence(said); language.Visible(got) != got {
			t.Errorf("%s: %q", name, got)
		}
		if got := said.String(); name != "sentence" && language.Visible(got) == got {
			t.Errorf("%s: programs get %q", name, got)
		}
	}
	var words language.Speaker
	if got, want := words.Say("%q and %6.2f and %s", "é\u202e\"", 1.5, "x"), `"é<U+202E>\"" and   1.50 and x`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
