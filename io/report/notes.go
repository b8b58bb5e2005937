package report

import (
	"iter"

	"licet/io/language"
)

// notes are things of one kind that people are told: findings of one severity and
// code, or changes that were not done for one reason. There are count of them,
// each made when it is shown.
type notes struct {
	title, class string
	count        int
	note         func(i int) note
}

// note is whom it is about, what is so and what to do about it; only the first is
// visible text.
type note struct{ about, message, hint string }

// line is whom it is about and what is so.
func (n note) line(words language.Speaker) string {
	if n.about == "" || n.message == "" {
		return n.about + sentence(n.message)
	}
	return words.Say("%s: %s", n.about, sentence(n.message))
}

// grouped parts items by their keys; groups stand in the order of their first.
func grouped[T any, K comparable](items iter.Seq[*T], key func(*T) K) (groups [][]*T) {
	index := map[K]int{}
	for item := range items {
		k := key(item)
		at, ok := index[k]
		if !ok {
			at = len(groups)
			index[k] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], item)
	}
	return groups
}

// common gives the message and the hint that all notes have, each empty if they
// differ. Where there is a message, nameless reports whether a note is about nobody.
func (n *notes) common() (message, hint string, nameless bool) {
	for i := range n.count {
		x := n.note(i)
		if i == 0 {
			message, hint = x.message, x.hint
		}
		if message != x.message {
			message = ""
		}
		if hint != x.hint {
			hint = ""
		}
		nameless = nameless || x.about == ""
		if message == "" && hint == "" {
			break
		}
	}
	return message, hint, nameless
}

// A screenful: at most as many lines a group, fewer where there are many
// groups. A finding with a hint of its own takes two.
const (
	mostAGroup  = 20
	leastAGroup = 3
	mostInAll   = 60
)

// notesOnTerminal prints groups of notes. A sentence that all of a group share is
// told once, above whom it is about, and so is a hint below; reasons are told so
// of a single note too. More says where those are that are not shown.
func notesOnTerminal(out *page, groups []notes, more string, reasons bool) {
	for _, g := range groups {
		limit, indent := max(leastAGroup, min(mostAGroup, mostInAll/len(groups))), "  "
		out.title(g.title)
		message, hint, nameless := g.common()
		if !reasons && (g.count < 2 || nameless) {
			message = ""
		}
		if !reasons && hint == "" && g.note(0).hint != "" {
			limit = max(leastAGroup, limit/2)
		}
		if message != "" {
			out.wrapped("  ", sentence(message))
		}
		if message != "" && !reasons {
			indent = "    "
		}
		for i := range min(limit, g.count) {
			n := g.note(i)
			if message != "" {
				n.message = ""
			}
			out.wrapped(indent, n.line(out.Speaker))
			if hint == "" && n.hint != "" && (reasons || message == "") {
				out.wrapped("    → ", sentence(n.hint))
			}
		}
		if rest := g.count - limit; rest > 0 {
			out.line("%s", out.Say(more, number(rest)))
		}
		if hint != "" {
			out.wrapped("  → ", sentence(hint))
		}
	}
}

// pageNotes is the number of notes of one group that a page shows; the workbook
// has them all.
const pageNotes = 500

// noteGroup is a group of notes on a page, with the number of those that are not
// shown.
type noteGroup struct {
	Title, Class string
	Lines        []noteText
	Rest         int
}

type noteText struct{ Line, Hint string }

func (n *notes) onPage(words language.Speaker) noteGroup {
	group := noteGroup{Title: n.title, Class: n.class, Rest: max(0, n.count-pageNotes)}
	for i := range n.count - group.Rest {
		group.Lines = append(group.Lines, noteText{n.note(i).line(words), sentence(n.note(i).hint)})
	}
	return group
}
