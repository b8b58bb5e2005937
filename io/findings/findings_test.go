package findings_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licet/io/findings"
	"licet/reconcile"
)

// sentences are of every kind of argument, and each with how JSON has it.
func sentences() []struct {
	says reconcile.Sentence
	json string
} {
	at := reconcile.Place{File: "a.csv", Row: 7, Column: 2}
	e3 := reconcile.Say("%s (%s)", "Microsoft 365 E3", "SPE_E3")
	return []struct {
		says reconcile.Sentence
		json string
	}{
		{reconcile.Sentence{}, `null`},
		{reconcile.Verbatim("Graph says so."), `null`},
		{reconcile.Say("The account is disabled."), `{"format":"The account is disabled."}`},
		{reconcile.Say("%s has no app %q.", e3, "Vuva & <b>"),
			`{"format":"%s has no app %q.","args":[{"format":"%s (%s)","args":["Microsoft 365 E3","SPE_E3"]},"Vuva & <b>"]}`},
		{reconcile.Count(1, "%d seat", "%d seats"), `{"format":"%d seat","args":[1]}`},
		{reconcile.Say("%s: as in %s", reconcile.Word("wanted"), at),
			`{"format":"%s: as in %s","args":[{"word":"wanted"},{"place":{"file":"a.csv","worksheet":"","row":7,"column":2}}]}`},
		{reconcile.Say("%s", reconcile.Word("wanted")), `{"format":"%s","args":[{"word":"wanted"}]}`},
		{reconcile.Say("%s, %s, %s", reconcile.AndOf([]string{"a", "b"}), reconcile.OrOf([]reconcile.Sentence{e3}), reconcile.ListOf([]string{"x"})),
			`{"format":"%s, %s, %s","args":[{"and":["a","b"]},{"or":[{"format":"%s (%s)","args":["Microsoft 365 E3","SPE_E3"]}]},{"list":["x"]}]}`},
		{reconcile.Say("%.1f", 1.5), `null`},
	}
}

func TestTheNumberOfARowIsANumber(t *testing.T) {
	if text := write(t, findings.SentenceOf(reconcile.Say("row %d", int32(7)))); text != `{"format":"row %d","args":[7]}` {
		t.Errorf("got %s", text)
	}
}

func TestASentenceComesBackFromJSON(t *testing.T) {
	for _, test := range sentences() {
		text := write(t, findings.SentenceOf(test.says))
		if text != test.json {
			t.Errorf("%q is\n%s, want\n%s", test.says, text, test.json)
		}
		var read *findings.Sentence
		if err := json.Unmarshal([]byte(text), &read); err != nil {
			t.Fatal(err)
		}
		got := read.Sentence(test.says.String())
		want := test.says
		if read == nil {
			want = reconcile.Verbatim(test.says.String())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-said +read):\n%s", text, diff)
		}
	}
}

// TestWhatSomebodyChangedIsText: the English text is what a plan is judged by.
func TestWhatSomebodyChangedIsText(t *testing.T) {
	for _, says := range []string{
		`{"format":"The account is enabled."}`,
		`{"format":"The account is disabled.","args":["twice"]}`,
		`{"format":"%s","args":[{"format":"The account is disabled.","args":[null]}]}`,
		`{"format":"%s","args":[{"other":"The account is disabled."}]}`,
		`{"format":"%d","args":[1.5]}`,
	} {
		const text = "The account is disabled."
		var read *findings.Sentence
		if err := json.Unmarshal([]byte(says), &read); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(reconcile.Verbatim(text), read.Sentence(text)); diff != "" {
			t.Errorf("%s:\n%s", says, diff)
		}
	}
}

func TestAFindingComesBackFromJSON(t *testing.T) {
	for _, test := range sentences() {
		f := reconcile.Finding{
			Severity: reconcile.Warning, Code: "disabled-user", At: reconcile.Place{File: "a.csv", Row: 7, Column: 2},
			User: "ann@contoso.com", Message: test.says, Hint: test.says,
		}
		var j findings.JSON
		if err := json.Unmarshal([]byte(write(t, findings.Saved(&f))), &j); err != nil {
			t.Fatal(err)
		}
		got, err := j.Finding()
		if err != nil {
			t.Fatal(err)
		}
		if again := findings.Saved(&got); write(t, again) != write(t, findings.Saved(&f)) {
			t.Errorf("%v came back as %v", f, got)
		}
	}
	if _, err := (&findings.JSON{Severity: "info"}).Finding(); err == nil || err.Error() != `"info" is not one of error, warning, note` {
		t.Errorf("a severity that is none: %v", err)
	}
}

func write(t *testing.T, v any) string {
	t.Helper()
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	if err := out.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(b.String(), "\n")
}
