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
		return resultsCSV(w, d.Result)
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
func runSentences(d ResultDoc) []string {
	head := d.outcome()
	if d.Run != "" {
		head += ": run " + short(d.Run)
	}
	return slices.Concat([]string{head + ".", resultSums(d.Result)}, statsSentences(d.Result.Stats))
}

func runPage(d RunDoc) webPage {
	r := d.Result.Result
	page := webPage{
		Head: d.Head, Heading: "Licence run on",
		Sentences: runSentences(d.Result),
		Figures:   []figure{{"changes", len(r.Items)}},
		Timeline:  timelineOf(r.Stats),
		Tables:    costTables(d.Result.Plan.Costs),
		Groups:    append(failureGroups(d.Result), findingGroups(r.Findings)...),
		CardTitle: "Changes", NoCards: "There was nothing to do.",
		Kinds:    append(planKinds(), cardKind{classDone, "✓ done"}, cardKind{classFailed, "✗ failed or unknown"}, cardKind{classSkipped, "○ skipped"}),
		Sections: sectioned(d.Result.cards()),
	}
	if r.Stopped != nil {
		page.Alarm = sentence(r.Stopped.Error())
	}
	for _, status := range statuses() {
		page.Figures = append(page.Figures, figure{string(status), r.Count(status)})
	}
	for i := range d.Result.Plan.Seats {
		page.Bars = append(page.Bars, barOf(&d.Result.Plan.Seats[i]))
	}
	return page
}

// cards are the changes with what became of them.
func (d *ResultDoc) cards() func(func(userCard) bool) {
	names := namesOf(d.Plan)
	return convert(d.Result.Items, func(i *apply.Item) userCard {
		card := names.card(&d.Plan.Changes[i.Change])
		fate := chip{Mark: "✓", Class: classDone, Text: string(i.Status)}
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
func failureGroups(d ResultDoc) []findingGroup {
	var out []findingGroup
	for _, status := range []apply.Status{apply.StatusFailed, apply.StatusUnknown, apply.StatusSkipped} {
		for _, f := range failures(d.Result, status) {
			shown := f.items[:min(pageFindings, len(f.items))]
			group := findingGroup{Title: failureTitle(Style{}, status, f), Class: string(status), Rest: len(f.items) - len(shown)}
			for _, item := range shown {
				group.Lines = append(group.Lines, failureText(d, item))
			}
			out = append(out, group)
		}
	}
	return out
}

func failureText(d ResultDoc, item *apply.Item) findingText {
	c := &d.Plan.Changes[item.Change]
	line := person(c.User) + ", " + places(c.Sources)
	if item.Error != "" {
		line += ": " + sentence(item.Error)
	}
	return findingText{line, sentence(item.Hint)}
}

// runMarkdown writes the short form: sums, licences, the first failures.
func runMarkdown(w io.Writer, d RunDoc) error {
	out := newPage(w, Style{})
	out.line("# %s", md(d.of("Licence run", "on")))
	for _, text := range runSentences(d.Result) {
		out.line("")
		out.line("%s", md(text))
	}
	if stopped := d.Result.Result.Stopped; stopped != nil {
		out.line("")
		out.line("**%s**", md(stopped.Error()))
	}
	markdownSeats(out, d.Result.Plan.Seats)
	for _, t := range costTables(d.Result.Plan.Costs) {
		markdownTable(out, t)
	}
	markdownFailures(out, d.Result)
	markdownList(out, d.Result.Result.Findings)
	markdownFoot(out, d.Head)
	return out.close()
}

func markdownFailures(out *page, d ResultDoc) {
	shown, all := 0, 0
	for _, g := range failureGroups(d) {
		all += len(g.Lines) + g.Rest
		for _, line := range g.Lines[:min(len(g.Lines), markdownFindings-shown)] {
			if shown == 0 {
				out.line("")
			}
			shown++
			out.line("- **%s** %s %s", md(g.Class), md(line.Line), md(line.Hint))
		}
	}
	if rest := all - shown; rest > 0 {
		out.line("- and %s", count(rest, "more change that was not done", "more changes that were not done"))
	}
}

// runXLSX writes a workbook: Summary with a chart of the writes over time,
// Results, Licences, Findings, Time and Inputs.
func runXLSX(w io.Writer, d RunDoc) error {
	r := d.Result.Result
	parts := []part{
		resultPart(d.Result),
		{name: licenceSheet, columns: licenceColumns(), rows: convert(d.Result.Plan.Seats, licenceCells)},
		findingPart(r.Findings),
		{name: timeSheet, columns: []column{{"second", 10}, {"writes", 10}, {"asked to wait", 14}}, rows: convert(r.Stats.Timeline, func(s *apply.Second) []any {
			return []any{s.At, s.Writes, s.Throttled}
		})},
		inputPart(d.Inputs),
	}
	if c := d.Result.Plan.Costs; c != nil {
		parts = slices.Insert(parts, 2, costPart(c))
	}
	return bookOf(w, runFacts(d), parts, timeChart(len(r.Stats.Timeline)))
}

const timeSheet = "Time"

func runFacts(d RunDoc) [][]any {
	r := d.Result.Result
	facts := append(headFacts(d.Head, "Licence run on"), []any{"run", d.Result.Run}, []any{"outcome", d.Result.outcome()}, []any{"changes", len(r.Items)})
	for _, status := range statuses() {
		facts = append(facts, []any{string(status), r.Count(status)})
	}
	st := r.Stats
	errors, warnings := reconcile.CountFindings(r.Findings)
	return append(facts, [][]any{
		{"errors", errors}, {"warnings", warnings}, {"began", timeText(st.Started)}, {"ended", timeText(st.Finished)}, {"seconds", st.Finished.Sub(st.Started).Seconds()},
		{"writes", st.Attempts}, {"calls", st.Batches}, {"answers that asked to wait", st.Throttled}, {"seconds waited", st.Waited.Seconds()},
		{"most writes in 150 s", st.PeakWindow}, {"allowed in 150 s", st.QuotaWindow},
	}...)
}

// timeChart is a chart over the first n rows of the Time worksheet; nil for none.
func timeChart(n int) *excelize.Chart {
	if n == 0 {
		return nil
	}
	last := cellName(1, n+1)[1:]
	column := func(letter string) excelize.ChartSeries {
		return excelize.ChartSeries{Name: timeSheet + "!$" + letter + "$1", Categories: timeSheet + "!$A$2:$A$" + last, Values: timeSheet + "!$" + letter + "$2:$" + letter + "$" + last}
	}
	return &excelize.Chart{
		Type:      excelize.Col,
		Series:    []excelize.ChartSeries{column("B"), column("C")},
		Title:     excelize.ChartTitle{Paragraph: []excelize.RichTextRun{{Text: "Writes by second"}}},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: 720, Height: 320},
	}
}
