package report

import (
	"io"
	"slices"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// RunDoc is what became of a run, for those who were not there.
type RunDoc struct {
	Head
	Result ResultDoc
}

func (d RunDoc) write(w io.Writer, k Kind) error {
	switch k {
	case HTML:
		return writePage(w, runPage(d))
	case XLSX:
		return runXLSX(w, d)
	case CSV:
		return writeCSV(w, d.Result.table())
	case JSON:
		return resultsJSON(w, d.Result)
	case Markdown:
		return runMarkdown(w, d)
	default:
		panic(unknownKind(k))
	}
}

// statuses are all fates of a change, in the order of the results file.
func statuses() []apply.Status {
	return []apply.Status{apply.StatusDone, apply.StatusAlready, apply.StatusFailed, apply.StatusSkipped, apply.StatusUnknown}
}

// runSentences say how it went.
func runSentences(words reconcile.Phrases, d ResultDoc) []string {
	head := words.Text(d.outcome())
	if d.Run != "" {
		head = words.Say("%s: run %s", head, short(d.Run))
	}
	return slices.Concat([]string{words.Say("%s.", head), resultSums(words, d.Result)}, statsSentences(words, d.Result.Stats))
}

func runPage(d RunDoc) webPage {
	r, words := d.Result.Result, d.Phrases
	page := webPage{
		Head: d.Head, Heading: words.Say("Licence run on"),
		Sentences: runSentences(words, d.Result),
		Figures:   []figure{{words.Say("changes"), len(r.Items)}},
		Seats:     barsOf(words, d.Result.Plan.Seats),
		Timeline:  timelineOf(words, r.Stats),
		Tables:    texts(words, costTables(words, d.Result.Plan.Costs)),
		Groups:    append(failureGroups(words, d.Result), findingGroups(words, r.Findings)...),
		CardTitle: words.Say("Changes"), NoCards: words.Say("There was nothing to do."),
		Kinds: append(planKinds(words), cardKind{classDone, words.Say("✓ done")}, cardKind{classFailed, words.Say("✗ failed or unknown")},
			cardKind{classSkipped, words.Say("○ skipped")}),
	}
	page.show(len(r.Items), d.Result.cards(words))
	if r.Stopped != nil {
		page.Alarm = sentence(r.Stopped.Error())
	}
	for _, status := range statuses() {
		page.Figures = append(page.Figures, figure{word(words, string(status)), r.Count(status)})
	}
	return page
}

// cards are the changes with what became of them.
func (d *ResultDoc) cards(words reconcile.Phrases) func(func(userCard) bool) {
	names := namesOf(d.Plan, words)
	return mapped(all(d.Result.Items), func(i *apply.Item) userCard {
		card := names.card(&d.Plan.Changes[i.Change])
		fate := chip{Mark: "✓", Class: classDone, Text: word(words, string(i.Status))}
		switch i.Status {
		case apply.StatusDone, apply.StatusAlready:
		case apply.StatusSkipped:
			fate.Mark, fate.Class = "○", classSkipped
		case apply.StatusFailed, apply.StatusUnknown:
			fate.Mark, fate.Class = "✗", classFailed
		default:
			panic("report: unexpected Status " + i.Status)
		}
		fate.Detail = sentence(i.Error)
		card.Chips = append(card.Chips, fate)
		return card
	})
}

// failureGroups are the changes that were not done, by status and reason, each
// with what to do.
func failureGroups(words reconcile.Phrases, d ResultDoc) []findingGroup {
	var out []findingGroup
	for _, status := range []apply.Status{apply.StatusFailed, apply.StatusUnknown, apply.StatusSkipped} {
		for _, f := range failures(d.Result, status) {
			shown := f.items[:min(pageFindings, len(f.items))]
			group := findingGroup{Title: failureTitle(Style{Phrases: words}, status, f), Class: string(status), Rest: len(f.items) - len(shown)}
			for _, item := range shown {
				group.Lines = append(group.Lines, failureText(words, d, item))
			}
			out = append(out, group)
		}
	}
	return out
}

func failureText(words reconcile.Phrases, d ResultDoc, item *apply.Item) findingText {
	line := notDoneLine(words, d, item)
	if item.Error != "" {
		line = words.Say("%s: %s", line, sentence(item.Error))
	}
	return findingText{line, sentence(item.Hint)}
}

// runMarkdown writes the short form: sums, licences, the first failures.
func runMarkdown(w io.Writer, d RunDoc) error {
	out := newPage(w, Style{Phrases: d.Phrases})
	out.line("# %s", md(d.title(out.Say("Licence run"), out.Say("Licence run on %s", d.Tenant))))
	for _, text := range runSentences(out.Phrases, d.Result) {
		out.line("")
		out.line("%s", md(text))
	}
	if stopped := d.Result.Result.Stopped; stopped != nil {
		out.line("")
		out.line("**%s**", md(stopped.Error()))
	}
	markdownSeats(out, d.Result.Plan.Seats)
	for _, t := range costTables(out.Phrases, d.Result.Plan.Costs) {
		markdownTable(out, t.text(out.Phrases))
	}
	markdownFailures(out, d.Result)
	markdownList(out, d.Result.Result.Findings)
	markdownFoot(out, d.Head)
	return out.close()
}

func markdownFailures(out *page, d ResultDoc) {
	shown, all := 0, 0
	for _, g := range failureGroups(out.Phrases, d) {
		all += len(g.Lines) + g.Rest
		for _, line := range g.Lines[:min(len(g.Lines), markdownFindings-shown)] {
			if shown == 0 {
				out.line("")
			}
			shown++
			out.line("- **%s** %s %s", md(word(out.Phrases, g.Class)), md(line.Line), md(line.Hint))
		}
	}
	if rest := all - shown; rest > 0 {
		out.line("- %s", out.Count(rest, "and %s more change that was not done", "and %s more changes that were not done", number(rest)))
	}
}

// runXLSX writes a workbook: Summary with a chart of the writes over time,
// Results, Licences, Findings, Time and Inputs.
func runXLSX(w io.Writer, d RunDoc) error {
	r, words := d.Result.Result, d.Phrases
	tables := []table{
		d.Result.table(), seatTable(d.Result.Plan.Seats), findingTable(r.Findings),
		tableOf("", timeSheet, secondColumns, all(r.Stats.Timeline)), inputTable(d.Inputs),
	}
	if c := d.Result.Plan.Costs; c != nil {
		tables = slices.Insert(tables, 2, costTable(c).named("Costs"))
	}
	return bookOf(w, book{words, runFacts(d), tables, timeChart(words, len(r.Stats.Timeline))})
}

var secondColumns = []column[apply.Second]{
	{"", "second", 10, numeric, func(s *apply.Second) any { return s.At }, nil},
	{"", "writes", 10, numeric, func(s *apply.Second) any { return s.Writes }, nil},
	{"", "asked to wait", 14, numeric, func(s *apply.Second) any { return s.Throttled }, nil},
}

const timeSheet reconcile.Text = "Time"

func runFacts(d RunDoc) [][]any {
	r, words := d.Result.Result, d.Phrases
	facts := append(headFacts(d.Head, words.Say("Licence run on")), []any{words.Say("run"), d.Result.Run},
		[]any{words.Say("outcome"), words.Text(d.Result.outcome())}, []any{words.Say("changes"), len(r.Items)})
	for _, status := range statuses() {
		facts = append(facts, []any{word(words, string(status)), r.Count(status)})
	}
	st := r.Stats
	errors, warnings := reconcile.CountFindings(r.Findings)
	return append(facts, [][]any{
		{words.Say("errors"), errors}, {words.Say("warnings"), warnings},
		{words.Say("began"), timeText(st.Started)}, {words.Say("ended"), timeText(st.Finished)}, {words.Say("seconds"), st.Finished.Sub(st.Started).Seconds()},
		{words.Say("writes"), st.Attempts}, {words.Say("calls"), st.Batches},
		{words.Say("answers that asked to wait"), st.Throttled}, {words.Say("seconds waited"), st.Waited.Seconds()},
		{words.Say("most writes in 150 s"), st.PeakWindow}, {words.Say("allowed in 150 s"), st.QuotaWindow},
	}...)
}

// timeChart is a chart over the first n rows of the Time worksheet; nil for none.
func timeChart(words reconcile.Phrases, n int) *excelize.Chart {
	if n == 0 {
		return nil
	}
	last, name := cellName(1, n+1)[1:], words.Text(timeSheet)
	column := func(letter string) excelize.ChartSeries {
		return excelize.ChartSeries{Name: name + "!$" + letter + "$1", Categories: name + "!$A$2:$A$" + last, Values: name + "!$" + letter + "$2:$" + letter + "$" + last}
	}
	return &excelize.Chart{
		Type:      excelize.Col,
		Series:    []excelize.ChartSeries{column("B"), column("C")},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: words.Say("Writes by second")}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 720, Height: 320},
	}
}
