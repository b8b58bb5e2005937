package report

import (
	"io"
	"slices"
	"strings"

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

func (d AuditDoc) write(w io.Writer, k Kind) error {
	switch k {
	case HTML:
		return writePage(w, auditPage(d))
	case XLSX:
		return auditXLSX(w, d)
	case CSV:
		return auditCSV(w, d)
	case JSON:
		return AuditJSON(w, d)
	case Markdown:
		return auditMarkdown(w, d)
	default:
		panic(unknownKind(k))
	}
}

// auditSums are the sums in one sentence.
func auditSums(s audit.Summary) string {
	return count(s.Users, "user", "users") + ", " + number(s.Licensed) + " of them with a licence; " +
		count(s.Findings, "finding", "findings") + ", " + number(s.Fixable) + " of which a sheet can mend."
}

// sinceSums are those of a comparison.
func sinceSums(d AuditDoc) string {
	s := d.Since.Summary
	return "Since " + short(d.Older) + ": " + count(s.Gained, "licence gained", "licences gained") + ", " + number(s.Lost) + " lost, " + number(s.Changed) + " held otherwise; " +
		count(s.New, "new user", "new users") + ", " + number(s.Gone) + " gone."
}

// savingsText says what would be saved: seats, and amounts where there are prices.
func savingsText(s audit.Savings) string {
	if s.Seats == 0 {
		return ""
	}
	parts := []string{count(s.Seats, "seat", "seats")}
	for _, m := range s.Month {
		parts = append(parts, money(m.Cents, m.Currency)+" a month")
	}
	text := strings.Join(parts, ", ")
	if s.Unpriced > 0 {
		text += " and " + count(s.Unpriced, "seat", "seats") + " without a price"
	}
	return text
}

// auditTables are the licences, the costs and the savings.
func auditTables(d AuditDoc) []textTable {
	tables := []textTable{auditLicences(d.Audit)}
	if len(d.Audit.Costs) > 0 {
		tables = append(tables, auditCosts(d.Audit))
	}
	tables = append(tables, auditKinds(d.Audit))
	if d.Since != nil && len(d.Since.Licenses) > 0 {
		tables = append(tables, sinceSeats(d.Since.Licenses))
	}
	return tables
}

func auditLicences(a *audit.Audit) textTable {
	t := textTable{ID: "owned", Title: "Licences",
		Columns: slices.Concat(textColumns("licence", "part number", "status"), numberTextColumns("owned", "used", "free"))}
	priced := len(a.Costs) > 0 || a.Unpriced > 0
	if priced {
		t.Columns = append(t.Columns, numberTextColumns("price a month", "owned a month", "free a month")...)
	}
	for i := range a.Licenses {
		t.Rows = append(t.Rows, auditLicenceCells(&a.Licenses[i], priced))
	}
	return t
}

func auditLicenceCells(l *audit.License, priced bool) []string {
	row := []string{short(l.Name), short(l.PartNumber), short(l.Status), unknown, unknown, unknown}
	if l.Known {
		row[3], row[4], row[5] = number(l.Owned), number(l.Used), number(l.Free)
	}
	if !priced {
		return row
	}
	row = append(row, pricingText(l.Pricing, l.Price, l.Currency), unknown, unknown)
	if l.Known && l.Pricing == reconcile.Priced {
		row[7], row[8] = money(l.OwnedCents, l.Currency), money(l.FreeCents, l.Currency)
	}
	return row
}

func auditCosts(a *audit.Audit) textTable {
	t := textTable{ID: "costs", Title: "Costs a month", Columns: slices.Concat(textColumns("currency"), numberTextColumns("owned", "used", "free"))}
	for _, c := range a.Costs {
		t.Rows = append(t.Rows, []string{short(c.Currency), money(c.Owned, c.Currency), money(c.Used, c.Currency), money(c.Free, c.Currency)})
	}
	if a.Unpriced > 0 {
		t.Notes = append(t.Notes, unpricedSentence(a.Unpriced))
	}
	return t
}

func auditKinds(a *audit.Audit) textTable {
	t := textTable{ID: "kinds", Title: "What was found, and what it would save", Columns: slices.Concat(textColumns("kind"), numberTextColumns("findings", "by a sheet"), textColumns("would save"))}
	for _, k := range a.Kinds {
		t.Rows = append(t.Rows, []string{string(k.Kind), number(k.Findings), number(k.Fixable), savingsText(k.Saves)})
	}
	if text := savingsText(a.Saves); text != "" {
		t.Notes = []string{"All that a sheet can mend would save " + text + "; a seat that several kinds save is counted once. It is saved when the subscription is cut."}
	}
	return t
}

func sinceSeats(ls []audit.LicenseChange) textTable {
	t := textTable{ID: "since-seats", Title: "Seats since then", Columns: slices.Concat(textColumns("licence", "part number"), numberTextColumns("owned before", "owned now", "used before", "used now"))}
	for _, l := range ls {
		t.Rows = append(t.Rows, []string{short(l.Name), short(l.PartNumber), number(l.OwnedBefore), number(l.OwnedAfter), number(l.UsedBefore), number(l.UsedAfter)})
	}
	return t
}

// auditFindings are the findings as every report shows findings; what one would
// save stands behind its sentence.
func auditFindings(a *audit.Audit) []reconcile.Finding {
	out := make([]reconcile.Finding, len(a.Findings))
	for i := range a.Findings {
		out[i] = a.Findings[i].Finding
		if f := &a.Findings[i]; len(f.Saves.Month) > 0 {
			out[i].Message += " Would save " + savingsText(f.Saves) + "."
		}
	}
	return out
}

func auditPage(d AuditDoc) webPage {
	s := d.Audit.Summary
	page := webPage{
		Head: d.Head, Heading: "Licence audit of", Sentences: []string{auditSums(s)},
		Figures: []figure{
			{"users", s.Users}, {"with a licence", s.Licensed}, {"of them disabled", s.Disabled}, {"of them guests", s.Guests},
			{"findings", s.Findings}, {"a sheet can mend", s.Fixable}, {"seats it would free", d.Audit.Saves.Seats},
		},
		Tables: auditTables(d), Groups: findingGroups(auditFindings(d.Audit)),
	}
	if d.Since == nil {
		return page
	}
	page.Sentences = append(page.Sentences, sinceSums(d))
	page.CardTitle, page.NoCards = "Since then", "No user's licences changed."
	page.Kinds = []cardKind{{classAssign, "+ gained"}, {classUpdate, "~ held otherwise"}, {classUnassign, "− lost"}}
	page.Sections = sectioned(convert(d.Since.Users, sinceCard))
	return page
}

// sinceCard is what became of one user.
func sinceCard(x *audit.UserChange) userCard {
	card := userCard{Name: short(x.User.DisplayName), UPN: short(userName(x.User))}
	switch {
	case x.New:
		card.Source = "new"
	case x.Gone:
		card.Source = "gone"
	}
	for _, r := range sinceRows(x) {
		card.Chips = append(card.Chips, chip{r.mark, r.class, product(r.held.Name, r.held.PartNumber), r.detail})
	}
	return card
}

// sinceRow is one licence of a user that is not as it was.
type sinceRow struct {
	mark, class, word, detail string
	held                      audit.Held
}

func sinceRows(x *audit.UserChange) []sinceRow {
	var out []sinceRow
	for _, h := range x.Gained {
		out = append(out, sinceRow{"+", classAssign, "gained", way(h), h})
	}
	for _, c := range x.Changed {
		detail := "other apps"
		if way(c.Before) != way(c.After) {
			detail = way(c.Before) + " before, " + way(c.After) + " now"
		}
		out = append(out, sinceRow{"~", classUpdate, "changed", detail, c.After})
	}
	for _, h := range x.Lost {
		out = append(out, sinceRow{"−", classUnassign, "lost", way(h), h})
	}
	return out
}

// way says how a licence is held.
func way(h audit.Held) string {
	switch {
	case h.Direct && h.Inherited:
		return "direct and through a group"
	case h.Inherited:
		return "through a group"
	case h.Direct:
		return "direct"
	default:
		return "nobody can say how"
	}
}
