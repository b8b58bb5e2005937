package main

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// print writes the diagnosis for people: what was found, then what to do.
func (d *diagnosis) print(w io.Writer) error {
	var b strings.Builder
	line := func(name, format string, args ...any) {
		fmt.Fprintf(&b, "%-12s %s\n", name, fmt.Sprintf(format, args...))
	}
	line("sign-in", "%s", d.signInWords())
	if d.SignIn.ExpiresOn != "" {
		line("", "the token lives until %s", d.SignIn.ExpiresOn)
	}
	line("tenant", "%s", d.tenantWords())
	line("Graph", "%s, %s", d.Graph, orElse(d.Proxy != "", "through the proxy "+d.Proxy, "without a proxy"))
	line("clock", "%s", d.Clock.words())
	line("quota", "%s", d.Quota.words())
	d.printPermissions(&b)
	d.printSKUs(&b)
	if len(d.Problems) > 0 {
		b.WriteString("\nWhat went wrong\n")
		for _, p := range d.Problems {
			fmt.Fprintf(&b, "  %s\n", p)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// printSettings tells what is set and where. It comes before the sign-in, which
// may fail because of it.
func printSettings(w io.Writer, path string, settings []diagnosedSetting) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s %s\n", "settings", orElse(path != "", path, "no configuration file"))
	for _, s := range settings {
		fmt.Fprintf(&b, "%-12s %s = %s (%s)\n", "", s.Name, s.Value, s.From)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func orElse(yes bool, then, otherwise string) string {
	if yes {
		return then
	}
	return otherwise
}

func (d *diagnosis) signInWords() string {
	who := "an application that the token does not name"
	switch {
	case d.SignIn.User != "":
		who = d.SignIn.User
	case d.SignIn.AppName != "":
		who = fmt.Sprintf("%s (%s)", d.SignIn.AppName, d.SignIn.AppID)
	case d.SignIn.AppID != "":
		who = "the application " + d.SignIn.AppID
	}
	return d.SignIn.Kind + ", as " + who
}

func (d *diagnosis) tenantWords() string {
	words := orElse(d.Tenant.DisplayName != "", d.Tenant.DisplayName+" ("+d.Tenant.ID+")", orElse(d.Tenant.ID != "", d.Tenant.ID, "not known"))
	if d.Tenant.Users > 0 {
		words += fmt.Sprintf(", %d users", d.Tenant.Users)
	}
	return words
}

func (c diagnosedClock) words() string {
	switch {
	case !c.Known:
		return "could not be compared: no answer named a time"
	case c.OK:
		return fmt.Sprintf("right (%+d s against Graph)", c.SecondsAhead)
	default:
		off := (time.Duration(c.SecondsAhead) * time.Second).Abs().Round(time.Minute)
		return fmt.Sprintf("WRONG: %s %s Graph's; sign-ins fail from five minutes on: set this machine's clock", off, orElse(c.SecondsAhead > 0, "ahead of", "behind"))
	}
}

func (q diagnosedQuota) words() string {
	words := fmt.Sprintf("%d writes in 150 s", q.WritesPer150s)
	if q.Class != "" {
		words = fmt.Sprintf("class %s: %d resource units in 10 s, ", q.Class, q.UnitsPer10s) + words
	}
	return words
}

func (d *diagnosis) printPermissions(b *strings.Builder) {
	b.WriteString("\nWhat this sign-in is good for\n")
	if len(d.SignIn.Permissions) == 0 {
		b.WriteString("  the token does not tell which permissions it has\n")
	}
	for _, p := range d.Profiles {
		lacks := orElse(len(p.Missing) > 0, "lacks "+strings.Join(p.Missing, ", "), "")
		fmt.Fprintf(b, "  %s\n", strings.TrimRight(fmt.Sprintf("%-3s %-45s %s", mark(p.Possible), p.Work, lacks), " "))
	}
	b.WriteString("\nPermissions\n")
	for _, p := range d.Permissions {
		fmt.Fprintf(b, "  %-3s %-45s %s\n", mark(p.Granted), p.For, p.Least)
	}
	var missing []diagnosedPermission
	for _, p := range d.Permissions {
		if p.Granted != nil && !*p.Granted {
			missing = append(missing, p)
		}
	}
	if len(missing) > 0 {
		b.WriteString("\nTo grant what is missing and wanted\n")
	}
	for _, p := range missing {
		fmt.Fprintf(b, "  %s:\n    %s\n", p.Least, p.Grant)
	}
}

// mark is for what may be unknown.
func mark(known *bool) string {
	if known == nil {
		return "?"
	}
	return orElse(*known, "yes", "NO")
}

func (d *diagnosis) printSKUs(b *strings.Builder) {
	if len(d.SKUs) == 0 {
		return
	}
	fmt.Fprintf(b, "\nLicences (%d)\n", len(d.SKUs))
	for _, s := range d.SKUs {
		fmt.Fprintf(b, "  %6d of %6d used  %s (%s)%s\n", s.Used, s.Owned, s.Name, s.PartNumber, orElse(s.Status != "Enabled", ", "+s.Status, ""))
	}
}
