package report

import (
	"io"
	"slices"

	"licet/io/language"
	"licet/reconcile"
)

// Doc is a plan with what it does not know of itself, to be shown to those who
// did not make it.
type Doc struct {
	Head
	Plan *reconcile.Plan
	// JSON writes the plan itself, for the form of that name.
	JSON func(io.Writer) error
}

func (d Doc) document() document {
	p, s, words := d.Plan, d.Plan.Summary, d.Speaker
	out := document{
		Head: d.Head, Heading: words.Say("Licence plan for"), title: words.Say("Licence plan for %s", d.Tenant),
		paragraphs: planParagraphs(words, p, d.Undoes),
		Figures: []figure{
			{words.Say("users change"), s.Changes}, {words.Say("assigned"), s.Assign},
			{words.Say("with other apps"), s.Update}, {words.Say("removed"), s.Unassign},
			{words.Say("locations set"), s.SetLocation}, {words.Say("unchanged"), s.Unchanged},
			{words.Say("errors"), s.Errors}, {words.Say("warnings"), s.Warnings},
		},
		seats: p.Seats, tables: costTables(words, p.Costs), findings: untold(p.Findings),
		CardTitle: words.Say("Changes"), NoCards: words.Say("No user changes."), Kinds: planKinds(words),
		cards: mapped(all(p.Changes), namesOf(p, words).card), count: func() int { return len(p.Changes) },
		facts:  planFacts(d),
		sheets: withCosts(p.Costs, 1, seatTable(p.Seats), changeTable(p), findingTable(p.Findings), inputTable(d.Inputs)),
		chart:  seatChart(words, words.Say("Seats owned, used and used after"), len(p.Seats), "H"),
		rows:   changeTable(p),
		json:   d.JSON,
	}
	if u := d.Undoes; u != nil {
		out.Heading, out.title = words.Say("Undo of run %s on", u.Run), words.Say("Undo of run %s on %s", u.Run, d.Tenant)
	}
	if p.Removals.Exceeded() {
		out.alarm = overLimitText(words)
	}
	return out
}

// overLimitText is said of a plan with too many removals.
func overLimitText(words language.Speaker) string {
	return words.Say("Over the limit on removals: this plan is not applied as it is.")
}

// planParagraphs say how much changes, what the sheet decides about and what
// stays, and how much goes.
func planParagraphs(words language.Speaker, p *reconcile.Plan, back *Undone) [][]string {
	decided := []string{managedSentence(words, p.Options)}
	if text := leftAloneSentence(words, p); text != "" {
		decided = append(decided, text)
	}
	out := [][]string{{sums(words, p.Summary, back)}, decided}
	if back != nil {
		out = slices.Insert(out, 0, []string{back.Sentence(words)})
	}
	if text := removalSentence(words, p.Removals); text != "" {
		out = append(out, []string{text})
	}
	return out
}

// planFacts is what the plan is, and its sums.
func planFacts(d Doc) [][]any {
	s, words := d.Plan.Summary, d.Speaker
	facts := append(slices.Concat(headFacts(d.Head, words.Say("Licence plan for")), d.Undoes.facts(words)), [][]any{
		{words.Say("mode"), d.Plan.Options.Mode.String()}, {words.Say("scope"), d.Plan.Options.Scope.String()}, {},
		{words.Say("users in scope"), s.Users}, {words.Say("users who change"), s.Changes}, {words.Say("users unchanged"), s.Unchanged}, {words.Say("users left out"), s.LeftOut},
		{words.Say("licences assigned"), s.Assign}, {words.Say("licences with other apps"), s.Update}, {words.Say("licences removed"), s.Unassign}, {words.Say("locations set"), s.SetLocation},
		{words.Say("errors"), s.Errors}, {words.Say("warnings"), s.Warnings},
		{words.Say("removals allowed"), d.Plan.Removals.Limit}, {words.Say("direct assignments in scope"), d.Plan.Removals.Direct},
	}...)
	if c := d.Plan.Costs; c != nil {
		for _, sum := range c.Sums {
			if sum.Known {
				facts = append(facts, []any{words.Say("cost a month before, %s", sum.Currency), units(sum.Month.Before)}, []any{words.Say("cost a month after, %s", sum.Currency), units(sum.Month.After)})
			}
			facts = append(facts, []any{words.Say("difference a month, %s", sum.Currency), units(sum.Month.Difference)}, []any{words.Say("difference a year, %s", sum.Currency), units(sum.Year.Difference)})
		}
		facts = append(facts, []any{words.Say("licences without a price"), c.Unpriced})
	}
	return facts
}

var inputColumns = []column[DocInput]{
	{"", "path", 50, textual, func(in *DocInput) any { return in.Path }, nil},
	{"", "rows", 10, numeric, func(in *DocInput) any { return in.Rows }, nil},
	{"", "sha-256", 70, textual, func(in *DocInput) any { return in.SHA256 }, nil},
}

func inputTable(inputs []DocInput) table { return tableOf("", "Inputs", inputColumns, all(inputs)) }
