package report

import (
	"io"

	"licet/io/language"
	"licet/reconcile"
	"licet/reconcile/audit"
)

// AuditDoc is an audit with what it does not know of itself.
type AuditDoc struct {
	Head
	Audit *audit.Audit
	// Since says what became of the tenant since an older snapshot, which Older
	// names; nil when nobody asked.
	Since *audit.Comparison
	Older string
}

// auditSums are the sums in one sentence.
func auditSums(words language.Speaker, s audit.Summary) string {
	return words.Say("%s, %s of them with a licence; %s, %s of which a sheet can fix.",
		words.Count(s.Users, "%s user", "%s users", number(s.Users)), number(s.Licensed),
		words.Count(s.Findings, "%s finding", "%s findings", number(s.Findings)), number(s.Fixable))
}

// sinceSums are those of a comparison.
func sinceSums(words language.Speaker, d AuditDoc) string {
	s := d.Since.Summary
	return words.Say("Since %s: %s, %s lost, %s assigned another way; %s, %s gone.", short(d.Older),
		words.Count(s.Gained, "%s licence gained", "%s licences gained", number(s.Gained)), number(s.Lost), number(s.Changed),
		words.Count(s.New, "%s new user", "%s new users", number(s.New)), number(s.Gone))
}

// savingsText says what would be saved: seats, and amounts where there are prices.
func savingsText(s audit.Savings) reconcile.Sentence {
	if s.Seats == 0 {
		return reconcile.Sentence{}
	}
	parts := []reconcile.Sentence{reconcile.Count(s.Seats, "%s seat", "%s seats", number(s.Seats))}
	for _, m := range s.Month {
		parts = append(parts, reconcile.Say("%s a month", money(m.Cents, m.Currency)))
	}
	if s.Unpriced == 0 {
		return reconcile.Say("%s", reconcile.ListOf(parts))
	}
	return reconcile.Count(s.Unpriced, "%s and %s seat without a price", "%s and %s seats without a price",
		reconcile.ListOf(parts), number(s.Unpriced))
}

// auditTables are the licences, the costs and the savings.
func auditTables(d AuditDoc) []table {
	a, words := d.Audit, d.Speaker
	licences := auditLicences(a).led("name", "skuPartNumber", "capabilityStatus")
	if len(a.Costs) == 0 && a.Unpriced == 0 {
		licences = licences.less("price a month", "owned a month", "free a month")
	}
	tables := []table{licences}
	if len(a.Costs) > 0 {
		costs := auditCosts(a)
		if a.Unpriced > 0 {
			costs.notes = []string{unpricedSentence(words, a.Unpriced)}
		}
		tables = append(tables, costs)
	}
	kinds := auditKinds(a, "What was found, and what it would save")
	if text := savingsText(a.Saves); !text.IsZero() {
		kinds.notes = []string{words.Say("All that a sheet can fix would save %s; a seat that several kinds save is counted once. "+
			"It is saved when the subscription is reduced.", text)}
	}
	tables = append(tables, kinds)
	if d.Since != nil && len(d.Since.Licenses) > 0 {
		tables = append(tables, sinceSeats(d.Since).led("name"))
	}
	return tables
}

// auditFindings are the findings as every report shows findings; what one would
// save stands behind its sentence.
func auditFindings(a *audit.Audit) []reconcile.Finding {
	out := make([]reconcile.Finding, len(a.Findings))
	for i := range a.Findings {
		out[i] = a.Findings[i].Finding
		if f := &a.Findings[i]; len(f.Saves.Month) > 0 {
			out[i].Message = reconcile.Sentences(out[i].Message, reconcile.Say("Would save %s.", savingsText(f.Saves)))
		}
	}
	return out
}

func (d AuditDoc) document() document {
	a, s, words := d.Audit, d.Audit.Summary, d.Speaker
	out := document{
		Head: d.Head, Heading: words.Say("Licence audit of"),
		title:      d.title(words.Say("Licence audit"), words.Say("Licence audit of %s", d.Tenant)),
		paragraphs: [][]string{{auditSums(words, s)}},
		Figures: []figure{
			{words.Say("users"), s.Users}, {words.Say("with a licence"), s.Licensed},
			{words.Say("of them disabled"), s.Disabled}, {words.Say("of them guests"), s.Guests},
			{words.Say("findings"), s.Findings}, {words.Say("a sheet can fix"), s.Fixable},
			{words.Say("seats it would free"), a.Saves.Seats},
		},
		tables: auditTables(d), findings: auditFindings(a),
		facts:  auditFacts(d),
		sheets: []table{auditLicences(a), auditKinds(a, "Savings"), auditFindingTable(a)},
		chart:  seatChart(words, words.Say("Seats owned, used and free"), len(a.Licenses), "E"),
		rows:   auditCSV(d),
		json:   func(w io.Writer) error { return AuditJSON(w, d) },
	}
	if d.Since == nil {
		return out
	}
	out.paragraphs = append(out.paragraphs, []string{sinceSums(words, d)})
	out.CardTitle, out.NoCards = words.Say("Since then"), words.Say("No user's licences changed.")
	out.Kinds = []cardKind{
		{classAssign, words.Say("+ gained")}, {classUpdate, words.Say("~ assigned another way")},
		{classUnassign, words.Say("− lost")},
	}
	out.cards = mapped(all(d.Since.Users), func(x *audit.UserChange) userCard { return sinceCard(words, x) })
	out.count = func() int { return len(d.Since.Users) }
	out.sheets = append(out.sheets, sinceTable(d))
	return out
}

func auditFacts(d AuditDoc) [][]any {
	s, words := d.Audit.Summary, d.Speaker
	facts := append(headFacts(d.Head, words.Say("Licence audit of")), [][]any{
		{}, {words.Say("users"), s.Users}, {words.Say("users with a licence"), s.Licensed}, {words.Say("of them disabled"), s.Disabled}, {words.Say("of them guests"), s.Guests},
		{words.Say("findings"), s.Findings}, {words.Say("findings that a sheet can fix"), s.Fixable}, {words.Say("seats that would free"), d.Audit.Saves.Seats},
	}...)
	for _, m := range d.Audit.Saves.Month {
		facts = append(facts, []any{words.Say("saved a month, %s", m.Currency), units(m.Cents)}, []any{words.Say("saved a year, %s", m.Currency), units(m.YearsCents)})
	}
	for _, c := range d.Audit.Costs {
		facts = append(facts, []any{words.Say("owned seats a month, %s", c.Currency), units(c.Owned)}, []any{words.Say("free seats a month, %s", c.Currency), units(c.Free)})
	}
	if d.Since != nil {
		facts = append(facts, []any{words.Say("since"), d.Older}, []any{words.Say("licences gained"), d.Since.Summary.Gained},
			[]any{words.Say("licences lost"), d.Since.Summary.Lost}, []any{words.Say("licences assigned another way"), d.Since.Summary.Changed})
	}
	return facts
}

// sinceCard is what became of one user.
func sinceCard(words language.Speaker, x *audit.UserChange) userCard {
	card := userCard{Name: short(x.User.DisplayName), UPN: short(userName(x.User))}
	switch {
	case x.New:
		card.Source = words.Say("new")
	case x.Gone:
		card.Source = words.Say("gone")
	}
	for _, r := range sinceRows(x) {
		card.Chips = append(card.Chips, chip{r.mark, r.class, product(r.held.Name, r.held.PartNumber), words.Sentence(r.detail)})
	}
	return card
}

// sinceRow is one licence of a user that is not as it was. Its word is that of
// the file formats.
type sinceRow struct {
	user              reconcile.UserRef
	mark, class, word string
	detail            reconcile.Sentence
	held              audit.Held
}

// text says it in one line.
func (r *sinceRow) text() reconcile.Sentence {
	return reconcile.Say("%s, %s", product(r.held.Name, r.held.PartNumber), r.detail)
}

func sinceRows(x *audit.UserChange) []sinceRow {
	var out []sinceRow
	for _, h := range x.Gained {
		out = append(out, sinceRow{x.User, "+", classAssign, "gained", way(h), h})
	}
	for _, c := range x.Changed {
		detail := reconcile.Say("other apps")
		if before, after := way(c.Before), way(c.After); before.Format != after.Format {
			detail = reconcile.Say("%s before, %s now", before, after)
		}
		out = append(out, sinceRow{x.User, "~", classUpdate, "changed", detail, c.After})
	}
	for _, h := range x.Lost {
		out = append(out, sinceRow{x.User, "−", classUnassign, "lost", way(h), h})
	}
	return out
}

// way says how a licence is held.
func way(h audit.Held) reconcile.Sentence {
	switch {
	case h.Direct && h.Inherited:
		return reconcile.Say("direct and through a group")
	case h.Inherited:
		return reconcile.Say("through a group")
	case h.Direct:
		return reconcile.Say("direct")
	default:
		return reconcile.Say("way unknown")
	}
}

// AuditText prints an audit for the terminal: licences, costs, what was found by
// kind, findings worst first, and the sums. The only errors are those of w.
func AuditText(w io.Writer, d AuditDoc, s Style) error {
	out := newPage(w, s)
	out.line("%s", s.paint(bold, short(d.title(out.Say("Licence audit"), out.Say("Licence audit of %s", d.Tenant)))))
	for _, t := range auditTables(d) {
		// A licence in bad standing is a finding below, and the price is the buyer's.
		shown := t.less("status", "price a month").text(out.Speaker)
		if len(shown.Rows) == 0 {
			continue
		}
		out.title(shown.Title)
		shown.onTerminal(out, shown.textWidth(s.width()), nil)
		for _, note := range shown.Notes {
			out.wrapped("  ", note)
		}
	}
	writeFindings(out, auditFindings(d.Audit))
	if d.Since != nil {
		terminalSince(out, d)
	}
	out.line("")
	out.wrapped("", auditSums(out.Speaker, d.Audit.Summary))
	out.next(d.Next)
	return out.close()
}

func terminalSince(out *page, d AuditDoc) {
	out.title(out.Say("What changed"))
	for i := range d.Since.Users[:min(shownUsers, len(d.Since.Users))] {
		x := &d.Since.Users[i]
		name := out.style.painted(bold, person(x.User))
		who := out.Sentence(name)
		switch {
		case x.New:
			who = out.Say("%s (new)", name)
		case x.Gone:
			who = out.Say("%s (gone)", name)
		}
		out.line("  %s", who)
		for _, r := range sinceRows(x) {
			out.wrapped("    "+r.mark+" ", out.Sentence(r.text()))
		}
	}
	if rest := len(d.Since.Users) - shownUsers; rest > 0 {
		out.line("%s", out.Count(rest, "  and %s more user; --report FILE has them all.", "  and %s more users; --report FILE has them all.", number(rest)))
	}
	out.wrapped("  ", sinceSums(out.Speaker, d))
}
