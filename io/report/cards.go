package report

import (
	"strings"

	"licet/io/language"
	"licet/reconcile"
)

// userCard is one user, or one row of a sheet, of a page.
type userCard struct {
	Name, UPN, Source string
	Chips             []chip
}

// chip is one thing that is done: its mark, the class of its colour, the
// licence, and what is said of its apps.
type chip struct{ Mark, Class, Text, Detail string }

// Kinds are the classes of the chips, each once, for the filter.
func (c userCard) Kinds() string {
	var kinds []string
	for _, x := range c.Chips {
		if !strings.Contains(strings.Join(kinds, " "), x.Class) {
			kinds = append(kinds, x.Class)
		}
	}
	return strings.Join(kinds, " ")
}

// Classes of chips.
const (
	classAssign   = "assigned"
	classUpdate   = "altered"
	classUnassign = "removed"
	classFailed   = "failed"
	classSkipped  = "skipped"
	classDone     = "done"
)

// planKinds are the classes of a plan.
func planKinds(words language.Speaker) []cardKind {
	return []cardKind{{classAssign, words.Say("+ assigned")}, {classUpdate, words.Say("~ changed")}, {classUnassign, words.Say("− removed")}}
}

func (n planNames) card(c *reconcile.Change) userCard {
	card := userCard{Name: short(c.User.DisplayName), UPN: short(userName(c.User)), Source: places(n.Speaker, c.Sources)}
	add := func(mark, class, text, detail string) {
		card.Chips = append(card.Chips, chip{mark, class, text, detail})
	}
	for _, s := range n.steps(c, nil) {
		add(looks[s.kind].mark, looks[s.kind].class, n.product(s.skuID), strings.Join(s.apps(), n.Say("; ")))
	}
	if l := c.SetUsageLocation; l != nil {
		add("~", classUpdate, n.Say("usage location"), locationText(n.Speaker, l))
	}
	if c.Split {
		add("!", classUnassign, splitText(n.Speaker), "")
	}
	return card
}
