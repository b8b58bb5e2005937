package report

import (
	"github.com/xuri/excelize/v2"

	"licet/reconcile"
)

// seatColumns are the ledger. Used, + and − give after: + and − count seats, and
// given and taken away assignments, which need or free no seat where the user has
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
	{"", "given", 10, numeric | aside, func(s *reconcile.Seat) any { return s.Assign }, nil},
	{"", "taken away", 10, numeric | aside, func(s *reconcile.Seat) any { return s.Unassign }, nil},
	{"", "no cost", 12, textual | aside, func(s *reconcile.Seat) any { return term(s.NoCost) }, nil},
	{"", "id", 38, textual | aside, func(s *reconcile.Seat) any { return s.SKUID }, nil},
}

// licenceSheet is the name of the worksheet that the chart of seats is over. No
// language may need quotation marks around it.
const licenceSheet reconcile.Text = "Licences"

func seatTable(seats []reconcile.Seat) table {
	return tableOf("", licenceSheet, seatColumns, all(seats))
}

// seatsOnTerminal prints the ledger: one line a licence, and below it what the
// numbers do not say.
func seatsOnTerminal(out *page, seats []reconcile.Seat) {
	if len(seats) == 0 {
		return
	}
	t := seatTable(seats).text(out.Phrases)
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
			name, number(seat.Assign), seatCount(out.Phrases, seat.Take)))
	}
	if seat.Unassign != seat.Release {
		out.wrapped("  ", out.Count(seat.Unassign, "%s: %s removal frees %s; who has the licence through a group keeps theirs.",
			"%s: %s removals free %s; who has the licence through a group keeps theirs.",
			name, number(seat.Unassign), seatCount(out.Phrases, seat.Release)))
	}
	if seat.NoCost != "" {
		out.wrapped("  ", out.Say("%s costs nothing (%s).", name, short(word(out.Phrases, seat.NoCost))))
	}
}

func seatCount(words reconcile.Phrases, n int) string {
	return words.Count(n, "%s seat", "%s seats", number(n))
}

// seatChart is a chart of owned, used and one more column over the first n rows
// of the worksheet of licences; nil for none.
func seatChart(words reconcile.Phrases, title string, n int, more string) *excelize.Chart {
	height := uint(160 + 48*min(n, 20))
	return chartOf(excelize.Bar, title, words.Text(licenceSheet), n, height, "C", "D", more)
}
