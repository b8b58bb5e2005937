package language_test

import (
	"errors"
	"fmt"
	"testing"

	"licet/io/language"
	"licet/reconcile"
)

func TestSpeakersFallBackToEnglish(t *testing.T) {
	german := language.Speaker{"%s holds %d": "%[2]d hat %[1]s", "%d seat": "%d Platz", "%d seats": "%d Plätze", "Stop.": "Halt."}
	for _, c := range []struct{ got, want string }{
		{language.Speaker(nil).Say("%s holds %d", "Ada", 2), "Ada holds 2"},
		{german.Say("%s holds %d", "Ada", 2), "2 hat Ada"},
		{german.Say("%s lacks %d", "Ada", 2), "Ada lacks 2"},
		{german.Count(1, "%d seat", "%d seats"), "1 Platz"},
		{german.Count(0, "%d seat", "%d seats"), "0 Plätze"},
		{german.Count(2, "%s user", "%s users", "1,000"), "1,000 users"},
		{german.Count(2, "is", "are"), "are"},
		{german.Word("Stop."), "Halt."},
		{german.Word("100 % sure"), "100 % sure"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestListsReadAsASentence(t *testing.T) {
	var p language.Speaker
	for n, want := range []string{"", "a", "a and b", "a, b and c"} {
		if got := p.Say("%s", reconcile.AndOf([]string{"a", "b", "c"}[:n])); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
	if got := p.Say("%s", reconcile.OrOf([]string{"a", "b", "c"})); got != "a, b or c" {
		t.Errorf("got %q", got)
	}
}

type spoken struct{}

func (spoken) Error() string                { return "no way" }
func (spoken) Sentence() reconcile.Sentence { return reconcile.Say("no way") }

func TestErrorsAreSaidInsideOthers(t *testing.T) {
	german := language.Speaker{"no way": "kein Weg"}
	for _, c := range []struct {
		err  error
		want string
	}{
		{spoken{}, "kein Weg"},
		{fmt.Errorf("read x: %w", spoken{}), "read x: kein Weg"},
		{errors.Join(errors.New("first"), spoken{}), "first\nkein Weg"},
		{errors.New("plain"), "plain"},
	} {
		if got := german.Error(c.err); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
		if got := language.Speaker(nil).Error(c.err); got != c.err.Error() {
			t.Errorf("got %q, want %q", got, c.err)
		}
	}
}
