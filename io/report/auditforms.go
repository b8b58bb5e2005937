package report

import "io"

// AuditText prints an audit for the terminal: licences, costs, what was found by
// kind, findings worst first, and the sums. The only errors are those of w.
func AuditText(w io.Writer, d AuditDoc, s Style) error {
	out := newPage(w, s)
	out.line("%s", s.paint(bold, short(d.title(out.Say("Licence audit"), out.Say("Licence audit of %s", d.Tenant)))))
	for _, t := range auditTables(d) {
		// A licence in bad standing is a finding below, and the price is the buyer's.
		shown := t.less("status", "price a month").text(out.Phrases)
		shown.titled(out)
	}
	findings(out, auditFindings(out.Phrases, d.Audit))
	if d.Since != nil {
		terminalSince(out, d)
	}
	out.line("")
	out.wrapped("", auditSums(out.Phrases, d.Audit.Summary))
	out.next(d.Next)
	return out.close()
}

func terminalSince(out *page, d AuditDoc) {
	out.title(out.Say("What changed"))
	for i := range d.Since.Users[:min(shownUsers, len(d.Since.Users))] {
		x := &d.Since.Users[i]
		who := out.style.paint(bold, person(x.User))
		switch {
		case x.New:
			who = out.Say("%s (new)", who)
		case x.Gone:
			who = out.Say("%s (gone)", who)
		}
		out.line("  %s", who)
		for _, r := range sinceRows(x) {
			out.wrapped("    "+r.mark+" ", out.Sentence(r.text()))
		}
	}
	if rest := len(d.Since.Users) - shownUsers; rest > 0 {
		out.line("%s", out.Count(rest, "  and %s more user; --report FILE has them all.", "  and %s more users; --report FILE has them all.", number(rest)))
	}
	out.wrapped("  ", sinceSums(out.Phrases, d))
}
