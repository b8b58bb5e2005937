package report

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"iter"
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
	Bars      []bar
	Tables    []textTable
	Timeline  *timeline
	Groups    []findingGroup
	// CardTitle heads the users, and NoCards is said when there are none; both
	// empty leave the part out. Kinds are what the cards can be filtered by.
	CardTitle, NoCards string
	Kinds              []cardKind
	Sections           iter.Seq[iter.Seq[userCard]]
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
func (p webPage) Style() template.CSS { return template.CSS(pageStyle) }

// Script is the script.
func (p webPage) Script() template.JS { return template.JS(pageScript) }

// Policy is the Content-Security-Policy that allows this style and this script,
// and nothing else.
func (p webPage) Policy() string {
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" + hash(pageStyle) + "'; script-src 'sha256-" + hash(pageScript) + "'"
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func writePage(w io.Writer, p webPage) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"number": number, "visible": sentence, "count": count,
	}).Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("the page's template: %w", err)
	}
	if err := t.Execute(w, p); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}

const sectionUsers = 200

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
