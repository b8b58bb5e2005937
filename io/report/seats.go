package report

import (
	"github.com/xuri/excelize/v2"

	"licet/io/language"
	"licet/reconcile"
)

// seatColumns are the ledger. Used, + and − give after: + and − count seats, and
// assignments and removals, which need or free no seat where the user has
// the licence through a group too.
var seatColumns = []column[reconcile.Seat]{
	{"", "licence", 40, textual, func(s *reconcile.Seat) any { return s.Name }, nil},
	{"", "part number", 28, textual, func(s *reconcile.Seat) any { return s.SKUPartNumber }, nil},
	{"", "owned", 10, numeric, func(s *reconcile.Seat) any { return count{s.Owned, s.Known} }, nil},
	{"", "used", 10, numeric, func(s *reconcile.Seat) any { return count{s.Used, s.Known} }, nil},
	{"", "free", 10, numeric, func(s *reconcile.Seat) any { return count{s.Free, s.Known} }, nil},
	{"", "+", 8, blankZero, func(s *reconcile.Seat) any { return s.Take }, nil},
	{"", "−", 8, blankZero, func(s *reconcile.Seat) any { return s.Release }, nil},
	{"", "after", 10, numeric, func(s *reconcile.Seat) any { return count{s.After, s.Known} }, nil},
	{"", "assigned", 10, numeric | aside, func(s *reconcile.Seat) any { return s.Assign }, nil},
	{"", "removed", 10, numeric | aside, func(s *reconcile.Seat) any { return s.Unassign }, nil},
	{"", "no cost", 12, textual | aside, func(s *reconcile.Seat) any { return term(s.NoCost) }, nil},
	{"", "id", 38, textual | aside, func(s *reconcile.Seat) any { return s.SKUID }, nil},
}

// licenceSheet is the name of the worksheet that the chart of seats is over. No
// language may need quotation marks around it.
const licenceSheet reconcile.Word = "Licences"

func seatTable(seats []reconcile.Seat) table {
	return tableOf("", licenceSheet, seatColumns, all(seats))
}

// seatsOnTerminal prints the ledger: one line a licence, and below it what the
// numbers do not say.
func seatsOnTerminal(out *page, seats []reconcile.Seat) {
	if len(seats) == 0 {
		return
	}
	t := seatTable(seats).text(out.Speaker)
	out.line("")
	t.onTerminal(out, t.productWidth(out.style), func(row, column int) paint { return seatHue(&seats[row], column) })
	for i := range seats {
		seatRemarks(out, &seats[i])
	}
}

// seatHue paints +, −, and what exceeds the seats that are owned.
func seatHue(s *reconcile.Seat, column int) paint {
	switch {
	case column == 5:
		return green
	case column == 6, column == 7 && s.Known && s.After > s.Owned && s.Take > 0:
		return red
	default:
		return plain
	}
}

func seatRemarks(out *page, seat *reconcile.Seat) {
	name := product(seat.Name, seat.SKUPartNumber)
	if seat.Assign != seat.Take {
		out.wrapped("  ", out.Count(seat.Assign, "%s: %s assignment takes %s; who has the licence through a group has one already.",
			"%s: %s assignments take %s; who has the licence through a group has one already.",
			name, number(seat.Assign), seatCount(out.Speaker, seat.Take)))
	}
	if seat.Unassign != seat.Release {
		out.wrapped("  ", out.Count(seat.Unassign, "%s: %s removal frees %s; who has the licence through a group keeps theirs.",
			"%s: %s removals free %s; who has the licence through a group keeps theirs.",
			name, number(seat.Unassign), seatCount(out.Speaker, seat.Release)))
	}
	if seat.NoCost != "" {
		out.wrapped("  ", out.Say("%s costs nothing (%s).", name, short(word(out.Speaker, seat.NoCost))))
	}
}

func seatCount(words language.Speaker, n int) string {
	return words.Count(n, "%s seat", "%s seats", number(n))
}

// seatChart is a chart of owned, used and one more column over the first n rows
// of the worksheet of licences; nil for none.
func seatChart(words language.Speaker, title string, n int, more string) *excelize.Chart {
	height := uint(160 + 48*min(n, 20))
	return chartOf(excelize.Bar, title, words.Word(licenceSheet), n, height, "C", "D", more)
}

// bars are the ledger, each licence with its bar.
type bars struct {
	textTable
	Bars []bar
}

func barsOf(words language.Speaker, seats []reconcile.Seat) *bars {
	if len(seats) == 0 {
		return nil
	}
	b := &bars{textTable: seatTable(seats).text(words)}
	for i := range seats {
		b.Bars = append(b.Bars, barOf(words, &seats[i], b.Rows[i]))
	}
	return b
}

// bar is one licence: the ledger in words and numbers, and as lengths of 100.
type bar struct {
	Cells                    []string
	Known                    bool
	Owned, Used, After, Free float64
	// Fall is the waterfall: what is used, less what is freed, and what is taken.
	// Freed and Taken are lengths, FreedAt and TakenAt where they end.
	Freed, FreedAt, Taken, TakenAt float64
	// Label and FallLabel say it to those who do not see the bars.
	Label, FallLabel string
}

func barOf(words language.Speaker, s *reconcile.Seat, cells []string) bar {
	b := bar{Cells: cells, Known: s.Known}
	b.Label = words.Say("%s: %s owned, %s used, %s afterwards", b.Cells[0], b.Cells[2], b.Cells[3], b.Cells[7])
	b.FallLabel = words.Say("%s: from %s used, %s freed, %s taken, to %s of %s owned", b.Cells[0], b.Cells[3], number(s.Release), number(s.Take), b.Cells[7], b.Cells[2])
	longest := max(s.Owned, s.Used, s.After)
	if longest <= 0 {
		return b
	}
	scale := func(n int) float64 { return 100 / float64(longest) * float64(max(0, n)) }
	b.Owned, b.Used, b.After, b.Free = scale(s.Owned), scale(s.Used), scale(s.After), scale(s.Free)
	left := s.Used - s.Release
	b.Freed, b.FreedAt = scale(s.Release), 100-scale(s.Used)
	b.Taken, b.TakenAt = scale(s.Take), 100-scale(left+s.Take)
	return b
}

// Top turns a length into where a column of it begins, which SVG counts from above.
func (b bar) Top(length float64) float64 { return 100 - length }
