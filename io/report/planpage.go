package report

import "licet/reconcile"

func planPage(d Doc) webPage {
	s, words := d.Plan.Summary, d.Phrases
	page := webPage{
		Head: d.Head, Heading: words.Say("Licence plan for"),
		Figures: []figure{
			{words.Say("users change"), s.Changes}, {words.Say("licences given"), s.Assign}, {words.Say("with other apps"), s.Update}, {words.Say("taken away"), s.Unassign},
			{words.Say("locations set"), s.SetLocation}, {words.Say("unchanged"), s.Unchanged}, {words.Say("errors"), s.Errors}, {words.Say("warnings"), s.Warnings},
		},
		Sentences: append([]string{sums(words, s)}, planSentences(words, d.Plan)...),
		Seats:     barsOf(words, d.Plan.Seats),
		Tables:    texts(words, costTables(words, d.Plan.Costs)),
		Groups:    findingGroups(words, untold(d.Plan.Findings)),
		CardTitle: words.Say("Changes"), NoCards: words.Say("No user changes."), Kinds: planKinds(words),
	}
	page.show(len(d.Plan.Changes), mapped(all(d.Plan.Changes), namesOf(d.Plan, words).card))
	if d.Plan.Removals.Exceeded() {
		page.Alarm = overLimitText(words)
	}
	return page
}

// overLimitText is said of a plan with too many removals.
func overLimitText(words reconcile.Phrases) string {
	return words.Say("Over the limit on removals: this plan is not applied as it is.")
}

// planSentences say what the sheet decides about, what stays, and how much goes.
func planSentences(words reconcile.Phrases, p *reconcile.Plan) []string {
	var out []string
	for _, text := range []string{managedSentence(words, p.Options), leftAloneSentence(words, p), removalSentence(words, p.Removals)} {
		if text != "" {
			out = append(out, text)
		}
	}
	return out
}

type findingGroup struct {
	Title string
	// Class is the severity.
	Class string
	Lines []findingText
	Rest  int
}

type findingText struct{ Line, Hint string }

// pageFindings is the number of findings of one group that a page shows; the
// workbook has them all.
const pageFindings = 500

func findingGroups(words reconcile.Phrases, fs []reconcile.Finding) []findingGroup {
	var out []findingGroup
	for _, g := range grouped(fs) {
		shown := g.findings[:min(pageFindings, len(g.findings))]
		group := findingGroup{Title: severityTitle(Style{Phrases: words}, g), Class: g.severity.String(), Rest: len(g.findings) - len(shown)}
		for _, f := range shown {
			group.Lines = append(group.Lines, findingText{findingLine(words, f), sentence(f.Hint)})
		}
		out = append(out, group)
	}
	return out
}
