package report

import (
	"io"
	"iter"
	"slices"

	"github.com/xuri/excelize/v2"

	"licet/io/language"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// RunDoc is what became of a run, for those who were not there.
type RunDoc struct {
	Head
	Result ResultDoc
}

// runSentences say how it went.
func runSentences(words language.Speaker, d ResultDoc) []string {
	head := words.Word(d.outcome())
	if d.Run != "" {
		head = words.Say("%s: run %s", head, short(d.Run))
	}
	told := []string{words.Say("%s.", head)}
	if d.Undoes != nil {
		told = append(told, d.Undoes.Sentence(words))
	}
	told = append(told, resultSums(words, d.Result))
	if text := verifiedSentence(words, d.Result); text != "" {
		told = append(told, text)
	}
	return append(told, statsSentences(words, d.Result.Stats)...)
}

func (d RunDoc) document() document {
	r, words := d.Result.Result, d.Speaker
	ledger, costs := standingTable(words, d.Result, r.Standings(d.Result.Plan)), outlayTables(words, d.Result)
	sheets := []table{d.Result.table(), ledger}
	if len(costs) > 0 {
		sheets = append(sheets, costs[len(costs)-1])
	}
	out := document{
		Head: d.Head, Heading: words.Say("Licence run on"),
		title:      d.title(words.Say("Licence run"), words.Say("Licence run on %s", d.Tenant)),
		Figures:    []figure{{words.Say("changes"), len(r.Items)}},
		paragraphs: each(runSentences(words, d.Result), func(text string) []string { return []string{text} }),
		tables:     append([]table{ledger}, costs...),
		Timeline:   timelineOf(words, r.Stats),
		failures:   slices.Concat(notDone(Style{Speaker: words}, d.Result)...),
		findings:   d.Result.findings(),
		CardTitle:  words.Say("Changes"), NoCards: words.Say("There was nothing to do."),
		Kinds: append(planKinds(words), cardKind{classDone, words.Say("✓ done")},
			cardKind{classFailed, words.Say("✗ failed or unknown")}, cardKind{classSkipped, words.Say("○ skipped")}),
		cards: d.Result.cards(words), count: func() int { return len(r.Items) },
		sheets: append(sheets, findingTable(r.Differences(d.Result.Plan)),
			tableOf("", timeSheet, secondColumns, all(r.Stats.Timeline)), inputTable(d.Inputs)),
		chart: chartOf(excelize.Col, words.Say("Writes by second"), words.Word(timeSheet), len(r.Stats.Timeline), 320,
			"B", "C"),
		rows: d.Result.table(),
		json: func(w io.Writer) error { return resultsJSON(w, d.Result) },
	}
	if r.Stopped != nil {
		out.stopped = sentence(r.Stopped.Error())
	}
	counts := r.Counts()
	for _, status := range apply.Statuses() {
		out.Figures = append(out.Figures, figure{word(words, string(status)), counts.Of(status)})
	}
	if counts.NotArrived > 0 {
		out.Figures = append(out.Figures, figure{words.Say("of these not arrived"), counts.NotArrived})
	}
	out.facts = runFacts(d, out.Figures)
	if u := d.Result.Undoes; u != nil {
		out.Heading, out.title = words.Say("Undo of run %s on", u.Run), words.Say("Undo of run %s on %s", u.Run, d.Tenant)
	}
	return out
}

// findings are what was found in a run; of an undo also whom it could not lead back.
func (d *ResultDoc) findings() []reconcile.Finding {
	if d.Undoes == nil {
		return d.Result.Findings
	}
	return slices.Concat(d.Plan.Findings, d.Result.Findings)
}

// outcomes are the marks of what may become of a change.
var outcomes = map[apply.Status]chip{
	apply.StatusDone: {Mark: "✓", Class: classDone}, apply.StatusAlready: {Mark: "✓", Class: classDone},
	apply.StatusFailed: {Mark: "✗", Class: classFailed}, apply.StatusUnknown: {Mark: "✗", Class: classFailed},
	apply.StatusSkipped: {Mark: "○", Class: classSkipped},
}

// cards are the changes with what became of them.
func (d *ResultDoc) cards(words language.Speaker) iter.Seq[userCard] {
	names := namesOf(d.Plan, words)
	return mapped(all(d.Result.Items), func(i *apply.Item) userCard {
		card, outcome := names.card(&d.Plan.Changes[i.Change]), outcomes[i.Status]
		outcome.Text, outcome.Detail = word(words, string(i.Status)), sentence(words.Sentence(i.Error))
		card.Chips = append(card.Chips, outcome)
		return card
	})
}

var secondColumns = []column[apply.Second]{
	{"", "second", 10, numeric, func(s *apply.Second) any { return s.At }, nil},
	{"", "writes", 10, numeric, func(s *apply.Second) any { return s.Writes }, nil},
	{"", "asked to wait", 14, numeric, func(s *apply.Second) any { return s.Throttled }, nil},
}

const timeSheet reconcile.Word = "Time"

func runFacts(d RunDoc, sums []figure) [][]any {
	r, words := d.Result.Result, d.Speaker
	facts := append(slices.Concat(headFacts(d.Head, words.Say("Licence run on")), d.Result.Undoes.facts(words)), []any{words.Say("run"), d.Result.Run},
		[]any{words.Say("outcome"), words.Word(d.Result.outcome())})
	facts = append(facts, figureFacts(sums)...)
	st := r.Stats
	errors, warnings := reconcile.CountFindings(r.Differences(d.Result.Plan))
	return append(append(facts, afterFacts(words, d.Result)...), [][]any{
		{words.Say("errors"), errors}, {words.Say("warnings"), warnings},
		{words.Say("began"), timeText(st.Started)}, {words.Say("ended"), timeText(st.Finished)}, {words.Say("seconds"), st.Finished.Sub(st.Started).Seconds()},
		{words.Say("writes"), st.Attempts}, {words.Say("calls"), st.Batches},
		{words.Say("answers that asked to wait"), st.Throttled}, {words.Say("seconds waited"), st.Waited.Seconds()},
		{words.Say("most writes in 150 s"), st.PeakWindow}, {words.Say("allowed in 150 s"), st.QuotaWindow},
	}...)
}
