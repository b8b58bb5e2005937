package report

import (
	"strings"

	"licet/io/jsonlines"
	"licet/io/language"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// What a run left stands beside what was planned: seats and costs as they were read
// again. Nothing here is computed but by apply.

// standingColumns are the ledger after a run. Used before, done and others give used now.
var standingColumns = []column[apply.Standing]{
	{"name", "licence", 40, textual, func(s *apply.Standing) any { return s.Name }, nil},
	{"skuPartNumber", "part number", 28, textual, func(s *apply.Standing) any { return s.SKUPartNumber }, nil},
	{"owned", "owned", 10, numeric, func(s *apply.Standing) any { return told(s.Now.Pool, s.Read) }, nil},
	{"usedBefore", "before", 10, numeric, func(s *apply.Standing) any { return told(s.Used, s.Known) }, nil},
	{"usedPlanned", "plan", 10, numeric, func(s *apply.Standing) any { return told(s.After, s.Known) }, nil},
	{"done", "done", 10, numeric, func(s *apply.Standing) any { return shift(s.Done) }, nil},
	{"undone", "", 0, numeric, func(s *apply.Standing) any {
		u := &s.Undone
		return object{{"already", u.Already}, {"failed", u.Failed}, {"skipped", u.Skipped}, {"unknown", u.Unknown}}
	}, nil},
	{"others", "others", 10, numeric, func(s *apply.Standing) any {
		n, known := s.Others()
		return told(shift(n), known)
	}, nil},
	{"usedNow", "now", 10, numeric, func(s *apply.Standing) any { return told(s.Now.Consumed, s.Read) }, nil},
	{"skuId", "id", 38, textual | aside, func(s *apply.Standing) any { return s.SKUID }, nil},
}

// told is n, or nil where it is not known.
func told[N any](n N, known bool) any {
	if !known {
		return nil
	}
	return n
}

func standingTable(words language.Speaker, d ResultDoc, standings []apply.Standing) table {
	t := tableOf("licences", licenceSheet, standingColumns, all(standings))
	t.notes = standingNotes(words, d, standings)
	return t
}

// standingNotes say what the numbers do not.
func standingNotes(words language.Speaker, d ResultDoc, standings []apply.Standing) (out []string) {
	if a := &d.Result.After; !a.Known() {
		return []string{words.Say("How many seats are in use now is not known: %s.", words.Sentence(a.Why()))}
	}
	foreign := false
	for i := range standings {
		s := &standings[i]
		n, _ := s.Others()
		foreign = foreign || n != 0
		if so, known := s.AsPlanned(); known && !so {
			out = append(out, words.Say("%s: %s in use, not %s as planned: %s.", product(s.Name, s.SKUPartNumber),
				number(s.Now.Consumed), number(s.After), strings.Join(whyNotAsPlanned(words, s), words.Say(", "))))
		}
	}
	if foreign {
		out = append(out, words.Say("Others: what this run does not know to be its own. Somebody else has changed licences since the plan was made, "+
			"the outcome of a change is unknown, or the tenant does not show everything yet."))
	}
	return out
}

// whyNotAsPlanned are the parts of which the difference between the seats in use and the
// planned ones is the sum.
func whyNotAsPlanned(words language.Speaker, s *apply.Standing) (parts []string) {
	add := func(n int, text func(more string) string) {
		if n != 0 {
			parts = append(parts, text(shift(n).signed()))
		}
	}
	others, _ := s.Others()
	add(-s.Undone.Failed, func(n string) string { return words.Say("%s for changes that failed", n) })
	add(-s.Undone.Skipped, func(n string) string { return words.Say("%s for changes that were skipped", n) })
	add(-s.Undone.Unknown, func(n string) string { return words.Say("%s for changes whose outcome is unknown", n) })
	add(-s.Undone.Already, func(n string) string { return words.Say("%s for changes that were so already", n) })
	add(others, func(n string) string { return words.Say("%s of others", n) })
	return parts
}

// standingsOnTerminal prints the licences whose seats were to change, or did.
func standingsOnTerminal(out *page, d ResultDoc) {
	var changed []apply.Standing
	for _, s := range d.Result.Standings(d.Plan) {
		if n, _ := s.Others(); s.Take != 0 || s.Release != 0 || s.Done != 0 || n != 0 {
			changed = append(changed, s)
		}
	}
	if len(changed) == 0 {
		return
	}
	out.title(out.Say("Seats in use after the run"))
	table := standingTable(out.Speaker, d, changed)
	t := table.text(out.Speaker)
	t.onTerminal(out, t.productWidth(out.style), nil)
	for _, note := range table.notes {
		out.wrapped("  ", note)
	}
}

// outlay is a line of costs after a run, with the licence that it is of, if of one.
type outlay struct {
	apply.Outlay
	line *reconcile.CostLine
}

// month is an amount a month; year the same of a year.
func (o *outlay) month(cents int64, known bool) any {
	return told(amount{cents, o.Currency, true, ""}, known && o.Currency != "")
}

func (o *outlay) year(cents int64) any { return o.month(reconcile.MonthsOfYear*cents, true) }

// outlayColumns are the sums by currency.
var outlayColumns = []column[outlay]{
	{"currency", "currency", 10, textual, func(o *outlay) any { return o.Currency }, nil},
	{"monthBefore", "month before", 16, numeric, func(o *outlay) any { return o.month(o.Before, o.Known) }, nil},
	{"monthPlanned", "month planned", 16, numeric, func(o *outlay) any { return o.month(o.Planned, o.Known) }, nil},
	{"monthNow", "month now", 16, numeric, func(o *outlay) any { return o.month(o.Now, o.Read) }, nil},
	{"plannedDifference", "planned difference", 16, signed, func(o *outlay) any { return o.month(o.PlannedDifference, true) }, nil},
	{"doneDifference", "difference of what was done", 16, signed, func(o *outlay) any { return o.month(o.DoneDifference, true) }, nil},
	{"", "difference of what was done, a year", 16, signed, func(o *outlay) any { return o.year(o.DoneDifference) }, nil},
}

// outlayLineColumns are those of a licence.
var outlayLineColumns = append([]column[outlay]{
	{"", "licence", 40, textual, func(o *outlay) any { return o.line.Name }, nil},
	{"", "part number", 28, textual, func(o *outlay) any { return o.line.SKUPartNumber }, nil},
	{"", "price a month", 14, numeric, func(o *outlay) any {
		return priceOf(o.line.Pricing, o.line.Price, o.line.Currency)
	}, nil},
}, outlayColumns...)

// outlayTables are the costs after a run, none without prices.
func outlayTables(words language.Speaker, d ResultDoc) []table {
	lines, sums := outlaysOf(d)
	if lines == nil {
		return nil
	}
	whole := tableOf("costs", costTitle, outlayColumns, all(sums))
	whole.notes = []string{paidAnyway(words)}
	if n := d.Plan.Costs.Unpriced; n > 0 {
		whole.notes = append(whole.notes, unpricedSentence(words, n))
	}
	return []table{whole, tableOf("costs-licences", "Costs by licence", outlayLineColumns, all(lines)).less("currency")}
}

func outlaysOf(d ResultDoc) (lines, sums []outlay) {
	of, whole := d.Result.Outlays(d.Plan)
	for i := range of {
		lines = append(lines, outlay{of[i], &d.Plan.Costs.Lines[i]})
	}
	for _, o := range whole {
		sums = append(sums, outlay{o, nil})
	}
	return lines, sums
}

// outlaysOnTerminal prints the sums.
func outlaysOnTerminal(out *page, d ResultDoc) {
	lines, sums := outlaysOf(d)
	if lines == nil {
		return
	}
	out.title(out.Word(costTitle))
	for i := range sums {
		o := &sums[i]
		text := func(column int) string {
			c := &outlayColumns[column]
			return forPeople(c.format, c.value(o), out.Speaker)
		}
		out.wrapped("  ", out.Say("Per month: %s before, %s planned (%s), %s now.", text(1), text(2), text(4), text(3)))
		out.wrapped("  ", out.Say("What was done: %s a month, %s a year.", text(5), text(6)))
	}
	if n := d.Plan.Costs.Unpriced; n > 0 {
		out.wrapped("  ", unpricedSentence(out.Speaker, n))
	}
	out.wrapped("  ", paidAnyway(out.Speaker))
}

// afterFacts are what was read again, in the summary of a workbook.
func afterFacts(words language.Speaker, d ResultDoc) [][]any {
	counts, read := d.Result.Counts(), any(words.Say("yes"))
	if a := &d.Result.After; !a.Known() {
		read = words.Say("no: %s", words.Sentence(a.Why()))
	}
	facts := [][]any{
		{words.Say("verified, of what is done"), counts.Done + counts.Already - counts.Unverified},
		{words.Say("not verified, of what is done"), counts.Unverified},
		{words.Say("seats read again"), read},
	}
	_, sums := outlaysOf(d)
	for i := range sums {
		for _, c := range outlayColumns[1:] {
			facts = append(facts, []any{words.Say("%s, %s", words.Word(c.title), sums[i].Currency), forWorkbook(c.value(&sums[i]), words)})
		}
	}
	return facts
}

// afterJSON writes what was read again.
func afterJSON(o *jsonlines.Object, d ResultDoc) {
	a, counts := &d.Result.After, d.Result.Counts()
	o.Field("verification", object{
		{"verified", counts.Done + counts.Already - counts.Unverified}, {"unverified", counts.Unverified},
	})
	o.Field("seatsRead", a.Known())
	o.Field("seatsUnread", a.Why().String())
	o.List("seats", tableOf("", "", standingColumns, all(d.Result.Standings(d.Plan))).led("skuId", "skuPartNumber").items())
	_, sums := outlaysOf(d)
	o.List("costs", tableOf("", "", outlayColumns, all(sums)).items())
}
