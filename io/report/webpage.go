package report

import (
	"bufio"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"iter"
	"strconv"
	"strings"
)

//go:embed page.html
var pageTemplate string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// webPage is what the template shows; parts that are empty are left out. The
// page asks for no address. It can be read without its script, which searches
// and filters. Users stand in sections of two hundred, which a browser lays out
// when they come into sight, so that a hundred thousand of them open at once.
type webPage struct {
	Head
	// Heading stands before the tenant's name.
	Heading string
	// Alarm is why this must not be carried out as it is.
	Alarm     string
	Sentences []string
	Figures   []figure
	Seats     *bars
	Tables    []textTable
	Timeline  *timeline
	Groups    []findingGroup
	// CardTitle heads the users, and NoCards is said when there are none; both
	// empty leave the part out. Kinds are what the cards can be filtered by.
	CardTitle, NoCards string
	Kinds              []cardKind
	Sections           iter.Seq[iter.Seq[userCard]]
	// Shown says how many of all users the page shows; empty for all of them.
	Shown string
}

type figure struct {
	Label string
	N     int
}

// cardKind is a kind of chip: its class and its word.
type cardKind struct{ Class, Word string }

// Made is when the page was made.
func (p webPage) Made() string { return p.made() }

// Title is the title of the window.
func (p webPage) Title() string { return sentence(p.Heading + " " + p.Tenant) }

// Style is the style sheet.
func (p webPage) Style() template.CSS { return template.CSS(p.style()) }

func (p webPage) style() string {
	if p.Phrases == nil {
		return pageStyle
	}
	return pageStyle + ideographicStyle
}

// ideographicStyle keeps the columns of tables from becoming one character wide:
// a language without blanks may be broken anywhere.
const ideographicStyle = "th[scope=col] { white-space: nowrap; } td:not(.n) { min-width: 7em; }\n"

// Script is the script, whose words are in the language of the page.
func (p webPage) Script() template.JS { return template.JS(p.script()) }

func (p webPage) script() string {
	return strings.NewReplacer(`"en"`, strconv.Quote(p.Language()), `" of "`, strconv.Quote(p.Phrases.Say(" of "))).Replace(pageScript)
}

// Language is the language of the page, as BCP 47 writes it.
func (p webPage) Language() string { return p.Phrases.Say("en") }

// Policy is the Content-Security-Policy that allows this style and this script,
// and nothing else.
func (p webPage) Policy() string {
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" + hash(p.style()) + "'; script-src 'sha256-" + hash(p.script()) + "'"
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func writePage(w io.Writer, p webPage) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"number": number, "visible": sentence, "word": func(fixed string) string { return word(p.Phrases, fixed) },
		"say": p.Phrases.Say, "rows": func(n int) string { return p.Phrases.Count(n, "%s row", "%s rows", number(n)) },
	}).Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("the page's template: %w", err)
	}
	// A template writes in the smallest pieces.
	out := bufio.NewWriterSize(w, 1<<16)
	err = t.Execute(out, p)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

const sectionUsers = 200

// pageCards is the number of users that a page shows. A browser has a page of
// so many ready in seconds; for one of a million Chromium took eleven times as
// long and 3.3 GB.
const pageCards = 100_000

// show puts the first users of all on the page, and says so where that is not
// all of them.
func (p *webPage) show(all int, cards iter.Seq[userCard]) {
	p.Sections = sectioned(first(pageCards, cards))
	if all > pageCards {
		p.Shown = p.Phrases.Say("The first %s of %s stand here, and only these are searched; a report as .xlsx or .csv (--report FILE) has them all.",
			number(pageCards), number(all))
	}
}

// first gives the first n of items.
func first[T any](n int, items iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		left := n
		for item := range items {
			if left--; left < 0 || !yield(item) {
				return
			}
		}
	}
}

// sectioned parts cards into sections.
func sectioned(cards iter.Seq[userCard]) iter.Seq[iter.Seq[userCard]] {
	return func(yield func(iter.Seq[userCard]) bool) {
		next, stop := iter.Pull(cards)
		defer stop()
		card, more := next()
		for more {
			section := func(give func(userCard) bool) {
				for n := 0; more && n < sectionUsers; n++ {
					if !give(card) {
						return
					}
					card, more = next()
				}
			}
			if !yield(section) {
				return
			}
		}
	}
}
