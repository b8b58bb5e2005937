package report

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
)

//go:embed page.html
var pageTemplate string

//go:embed page.css
var pageStyle string

//go:embed page.js
var pageScript string

// A page asks for no address. It can be read without its script, which searches
// and filters. Users stand in sections of two hundred, which a browser lays out
// when they come into sight, so that a hundred thousand of them open at once.
// What follows is what its template asks of a document.

// Made is when the page was made.
func (d *document) Made() string { return d.made() }

// Title is the title of the window.
func (d *document) Title() string { return sentence(d.Heading + " " + d.Name()) }

// Style is the style sheet.
func (d *document) Style() template.CSS { return template.CSS(d.style()) }

func (d *document) style() string {
	if d.Speaker == nil {
		return pageStyle
	}
	return pageStyle + ideographicStyle
}

// ideographicStyle keeps the columns of tables from becoming one character wide:
// a language without blanks may be broken anywhere.
const ideographicStyle = "th[scope=col] { white-space: nowrap; } td:not(.n) { min-width: 7em; }\n"

// Script is the script, whose words are in the language of the page.
func (d *document) Script() template.JS { return template.JS(d.script()) }

func (d *document) script() string {
	of := strconv.Quote(d.Speaker.Say(" of "))
	return strings.NewReplacer(`"en"`, strconv.Quote(d.Language()), `" of "`, of).Replace(pageScript)
}

// Language is the language of the page, as BCP 47 writes it.
func (d *document) Language() string { return d.Speaker.Say("en") }

// Policy is the Content-Security-Policy that allows this style and this script,
// and nothing else.
func (d *document) Policy() string {
	return "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-" + hash(d.style()) + "'; " +
		"script-src 'sha256-" + hash(d.script()) + "'"
}

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return base64.StdEncoding.EncodeToString(sum[:])
}

func writePage(w io.Writer, d *document) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"number": number, "visible": sentence, "word": func(fixed string) string { return word(d.Speaker, fixed) },
		"say": d.Speaker.Say, "rows": func(n int) string { return d.Speaker.Count(n, "%s row", "%s rows", number(n)) },
	}).Parse(pageTemplate)
	if err != nil {
		return fmt.Errorf("the page's template: %w", err)
	}
	// A template writes in the smallest pieces.
	out := bufio.NewWriterSize(w, 1<<16)
	err = t.Execute(out, d)
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

// Alarm stands above everything.
func (d *document) Alarm() string { return cmp.Or(d.stopped, d.alarm) }

// Sentences are what the paragraphs say.
func (d *document) Sentences() []string { return slices.Concat(d.paragraphs...) }

// Seats are the ledger, nil for none.
func (d *document) Seats() *bars { return barsOf(d.Speaker, d.seats) }

// Tables are as people read them.
func (d *document) Tables() []textTable {
	return each(d.tables, func(t table) textTable { return t.text(d.Speaker) })
}

// Groups are what was not done and what was found.
func (d *document) Groups() []noteGroup {
	groups := slices.Concat(d.failures, findingNotes(Style{Speaker: d.Speaker}, d.findings))
	return each(groups, func(n notes) noteGroup { return n.onPage(d.Speaker) })
}

// Sections are the first users.
func (d *document) Sections() iter.Seq[[]userCard] { return sectioned(pageCards, d.cards) }

// Shown says how many of all users the page shows; empty for all of them.
func (d *document) Shown() string {
	all := d.count()
	if all <= pageCards {
		return ""
	}
	return d.Speaker.Say("The first %s of %s are here, and only these are searched; "+
		"a report as .xlsx or .csv (--report FILE) has them all.", number(pageCards), number(all))
}

// sectioned parts the first n cards into sections.
func sectioned(n int, cards iter.Seq[userCard]) iter.Seq[[]userCard] {
	return func(yield func([]userCard) bool) {
		var section []userCard
		for card := range cards {
			section = append(section, card)
			if n--; n > 0 && len(section) < sectionUsers {
				continue
			}
			if !yield(section) || n == 0 {
				return
			}
			section = section[:0]
		}
		if len(section) > 0 {
			yield(section)
		}
	}
}
