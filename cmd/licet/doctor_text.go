package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	terminal "github.com/jedib0t/go-pretty/v6/text"

	"licet/io/language"
	"licet/io/settings"
	"licet/reconcile"
)

// diagnosisText is a diagnosis for people in the making.
type diagnosisText struct {
	strings.Builder
	*diagnosis
	words language.Speaker
}

// print writes the diagnosis for people: what was found, then what to do.
func (d *diagnosis) print(w io.Writer, words language.Speaker) error {
	t := &diagnosisText{diagnosis: d, words: words}
	t.fact(words.Say("sign-in"), t.signIn())
	if d.SignIn.ExpiresOn != "" {
		t.fact("", words.Say("the token lives until %s", d.SignIn.ExpiresOn))
	}
	t.fact(words.Say("tenant"), t.tenant())
	t.fact("Graph", words.Say("%s, %s", d.Graph, t.proxy()))
	t.fact(words.Say("clock"), d.Clock.inWords(words))
	t.fact(words.Say("quota"), d.Quota.inWords(words))
	t.permissions()
	if len(d.SKUs) > 0 {
		t.line("\n%s", words.Say("Licences (%d)", len(d.SKUs)))
	}
	for _, s := range d.SKUs {
		used := words.Say("%6d of %6d used", s.Used, s.Owned)
		t.line("  %s  %s (%s)%s", used, language.Visible(s.Name), language.Visible(s.PartNumber), orElse(s.Status != "Enabled", ", "+language.Visible(s.Status), ""))
	}
	if len(d.Problems) > 0 {
		t.line("\n%s", words.Say("What went wrong"))
	}
	for _, p := range d.Problems {
		t.line("  %s", words.Sentence(p))
	}
	_, err := io.WriteString(w, t.String())
	return err
}

func (t *diagnosisText) line(format string, args ...any) { fmt.Fprintf(t, format+"\n", args...) }

// fact writes a name and what is known of it.
func (t *diagnosisText) fact(name, text string) {
	t.line("%s %s", terminal.Pad(name, 12, ' '), language.Visible(text))
}

// printSettings tells what is set and where. It comes before the sign-in, which
// may fail because of it.
func (e *env) printSettings(list []settings.Setting) error {
	t := &diagnosisText{words: e.Words}
	t.fact(e.Say("settings"), orElse(e.settings.Path != "", e.settings.Path, e.Say("no configuration file")))
	for _, s := range list {
		t.fact("", e.Say("%s = %s (%s)", s.Name, s.Value, s.From))
	}
	_, err := io.WriteString(e.Out, t.String())
	return err
}

func orElse(yes bool, then, otherwise string) string {
	if yes {
		return then
	}
	return otherwise
}

func (t *diagnosisText) signIn() string {
	who := t.words.Say("an application that the token does not name")
	switch s := t.SignIn; {
	case s.User != "":
		who = s.User
	case s.AppName != "":
		who = fmt.Sprintf("%s (%s)", s.AppName, s.AppID)
	case s.AppID != "":
		who = t.words.Say("the application %s", s.AppID)
	}
	return t.words.Say("%s, as %s", t.SignIn.Kind, who)
}

func (t *diagnosisText) tenant() string {
	name := cmp.Or(t.Tenant.ID, t.words.Say("not known"))
	if t.Tenant.DisplayName != "" {
		name = fmt.Sprintf("%s (%s)", t.Tenant.DisplayName, t.Tenant.ID)
	}
	if t.Tenant.Users > 0 {
		return t.words.Say("%s, %d users", name, t.Tenant.Users)
	}
	return name
}

func (t *diagnosisText) proxy() string {
	if !t.Proxy.IsZero() {
		return t.words.Say("through the proxy %s", t.Proxy)
	}
	return t.words.Say("without a proxy")
}

func (c diagnosedClock) inWords(words language.Speaker) string {
	// A Date header knows seconds only, so minutes are told.
	apart := (time.Duration(c.SecondsAhead) * time.Second).Abs().Round(time.Minute)
	off := words.Sentence(reconcile.Duration(apart.Seconds()))
	switch {
	case !c.Known:
		return words.Say("could not be compared: no answer named a time")
	case c.OK:
		return words.Say("right (%+d s against Graph)", c.SecondsAhead)
	case c.SecondsAhead > 0:
		return words.Say("WRONG: %s ahead of Graph's; sign-ins fail from five minutes on: set this machine's clock", off)
	default:
		return words.Say("WRONG: %s behind Graph's; sign-ins fail from five minutes on: set this machine's clock", off)
	}
}

func (q diagnosedQuota) inWords(words language.Speaker) string {
	if q.Class != "" {
		return words.Say("class %s: %d resource units in 10 s, %d writes in 150 s", q.Class, q.UnitsPer10s, q.WritesPer150s)
	}
	return words.Say("%d writes in 150 s", q.WritesPer150s)
}

func (t *diagnosisText) permissions() {
	t.line("\n%s", t.words.Say("What this sign-in can do"))
	if len(t.SignIn.Permissions) == 0 {
		t.line("  %s", t.words.Say("the token does not say which permissions it has"))
	}
	for _, p := range t.Profiles {
		lacks := ""
		if len(p.Missing) > 0 {
			lacks = t.words.Say("lacks %s", strings.Join(p.Missing, ", "))
		}
		t.row(p.Possible, p.Work, lacks)
	}
	t.line("\n%s", t.words.Say("Permissions"))
	var missing []diagnosedPermission
	for _, p := range t.Permissions {
		t.row(p.Granted, p.For, p.Least)
		if p.Granted != nil && !*p.Granted {
			missing = append(missing, p)
		}
	}
	if len(missing) > 0 {
		t.line("\n%s", t.words.Say("To grant what is missing and wanted"))
	}
	for _, p := range missing {
		t.line("  %s:\n    %s", p.Least, t.words.Sentence(p.Grant))
	}
}

// row says of something whether it is so, which may be unknown.
func (t *diagnosisText) row(known *bool, what reconcile.Word, more string) {
	mark := "?"
	if known != nil {
		mark = orElse(*known, t.words.Say("yes"), t.words.Say("NO"))
	}
	line := "  " + terminal.Pad(mark, 3, ' ') + " " + terminal.Pad(t.words.Word(what), 45, ' ') + " " + more
	t.line("%s", strings.TrimRight(line, " "))
}
