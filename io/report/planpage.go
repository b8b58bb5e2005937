package report

import "licet/reconcile"

func planPage(d Doc) webPage {
	s := d.Plan.Summary
	page := webPage{
		Head: d.Head, Heading: "Licence plan for",
		Figures: []figure{
			{"users change", s.Changes}, {"licences given", s.Assign}, {"with other apps", s.Update}, {"taken away", s.Unassign},
			{"locations set", s.SetLocation}, {"unchanged", s.Unchanged}, {"errors", s.Errors}, {"warnings", s.Warnings},
		},
		Sentences: append([]string{sums(s)}, planSentences(d.Plan)...),
		Tables:    costTables(d.Plan.Costs),
		Groups:    findingGroups(untold(d.Plan.Findings)),
		CardTitle: "Changes", NoCards: "No user changes.", Kinds: planKinds(),
		Sections: sectioned(convert(d.Plan.Changes, namesOf(d.Plan).card)),
	}
	if d.Plan.Removals.Exceeded() {
		page.Alarm = overLimitText
	}
	for i := range d.Plan.Seats {
		page.Bars = append(page.Bars, barOf(&d.Plan.Seats[i]))
	}
	return page
}

// overLimitText is said of a plan with too many removals.
const overLimitText = "Over the limit on removals: this plan is not applied as it is."

// planSentences say what the sheet decides about, what stays, and how much goes.
func planSentences(p *reconcile.Plan) []string {
	var out []string
	for _, text := range []string{managedSentence(p.Options), leftAloneSentence(p), removalSentence(p.Removals)} {
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

func findingGroups(fs []reconcile.Finding) []findingGroup {
	var out []findingGroup
	for _, g := range grouped(fs) {
		shown := g.findings[:min(pageFindings, len(g.findings))]
		group := findingGroup{Title: severityTitle(Style{}, g), Class: g.severity.String(), Rest: len(g.findings) - len(shown)}
		for _, f := range shown {
			group.Lines = append(group.Lines, findingText{findingLine(f), sentence(f.Hint)})
		}
		out = append(out, group)
	}
	return out
}
