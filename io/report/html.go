package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"iter"
	"strings"

	"licet/reconcile"
)

//go:embed plan.html
var planTemplate string

//go:embed plan.css
var planStyle string

// planHTML writes one page that asks for no address and needs no script. Users
// stand in sections of two hundred, which a browser lays out when they come
// into sight, so that a hundred thousand of them open at once.
func planHTML(w io.Writer, d Doc) error {
	t, err := template.New("plan").Funcs(template.FuncMap{
		"number": number, "visible": sentence, "count": count,
	}).Parse(planTemplate)
	if err != nil {
		return fmt.Errorf("the page's template: %w", err)
	}
	if err := t.Execute(w, planPageOf(d)); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

// planPage is what the template shows.
type planPage struct {
	Doc
	// Style is the style sheet and Policy the Content-Security-Policy that
	// allows it and nothing else.
	Style     template.CSS
	Policy    string
	Made      string
	Sums      string
	Sentences []string
	OverLimit bool
	Figures   []figure
	Bars      []bar
	Groups    []findingGroup
	// Sections are the users.
	Sections iter.Seq[iter.Seq[userCard]]
}

type figure struct {
	Label string
	N     int
}

type findingGroup struct {
	Title string
	// Class is the severity.
	Class string
	Lines []findingText
	Rest  int
}

type findingText struct{ Line, Hint string }

func planPageOf(d Doc) planPage {
	s := d.Plan.Summary
	sum := sha256.Sum256([]byte(planStyle))
	page := planPage{
		Doc:    d,
		Style:  template.CSS(planStyle),
		Policy: "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
		Made:   d.Created.UTC().Format("2006-01-02 15:04 UTC"),
		Sums:   sums(s),
		Figures: []figure{
			{"users change", s.Changes}, {"licences given", s.Assign}, {"with other apps", s.Update}, {"taken away", s.Unassign},
			{"locations set", s.SetLocation}, {"unchanged", s.Unchanged}, {"errors", s.Errors}, {"warnings", s.Warnings},
		},
		OverLimit: d.Plan.Removals.Exceeded(),
		Groups:    findingGroups(untold(d.Plan.Findings)),
		Sections:  sections(d.Plan),
	}
	for _, text := range []string{managedSentence(d.Plan.Options), leftAloneSentence(d.Plan), removalSentence(d.Plan.Removals)} {
		if text != "" {
			page.Sentences = append(page.Sentences, text)
		}
	}
	for i := range d.Plan.Seats {
		page.Bars = append(page.Bars, barOf(&d.Plan.Seats[i]))
	}
	return page
}

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

// userCard is one user of the page.
type userCard struct {
	Name, UPN, Source string
	Chips             []chip
}

// chip is one thing that is done: its mark (+, ~ or −), the class of its
// colour, the licence, and what is said of its apps.
type chip struct{ Mark, Class, Text, Detail string }

const sectionUsers = 200

// sections gives the users of a plan in sections.
func sections(p *reconcile.Plan) iter.Seq[iter.Seq[userCard]] {
	names := namesOf(p)
	return func(yield func(iter.Seq[userCard]) bool) {
		for from := 0; from < len(p.Changes); from += sectionUsers {
			part := p.Changes[from:min(from+sectionUsers, len(p.Changes))]
			if !yield(convert(part, names.card)) {
				return
			}
		}
	}
}

func (n planNames) card(c *reconcile.Change) userCard {
	card := userCard{Name: short(c.User.DisplayName), UPN: short(userName(c.User)), Source: places(c.Sources)}
	add := func(mark, class, text, detail string) {
		card.Chips = append(card.Chips, chip{mark, class, text, detail})
	}
	for _, h := range c.Assign {
		detail := ""
		if len(h.DisabledPlans) > 0 {
			detail = "off: " + n.appList(h.DisabledPlans)
		}
		add("+", "assign", n.product(h.SKUID), detail)
	}
	for _, u := range c.Update {
		add("~", "update", n.product(u.SKUID), strings.TrimPrefix(appChanges(n, u), "; "))
	}
	for _, h := range c.Unassign {
		add("−", "unassign", n.product(h.SKUID), "")
	}
	if l := c.SetUsageLocation; l != nil {
		add("~", "update", "usage location", locationText(l))
	}
	if c.Split {
		add("!", "unassign", splitText, "")
	}
	return card
}

// bar is one licence: the ledger in words and numbers, and as lengths of 100.
type bar struct {
	Cells              [8]string
	Known              bool
	Owned, Used, After float64
	// Label says it to those who do not see the bar.
	Label string
}

func barOf(s *reconcile.Seat) bar {
	b := bar{Cells: seatCells(s), Known: s.Known}
	b.Label = fmt.Sprintf("%s: %s owned, %s used, %s afterwards", b.Cells[0], b.Cells[2], b.Cells[3], b.Cells[7])
	if longest := max(s.Owned, s.Used, s.After); longest > 0 {
		scale := 100 / float64(longest)
		b.Owned, b.Used, b.After = scale*float64(s.Owned), scale*float64(s.Used), scale*float64(max(0, s.After))
	}
	return b
}
