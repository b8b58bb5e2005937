package report

import (
	"github.com/jedib0t/go-pretty/v6/table"

	"licet/reconcile"
)

// unknown stands for a number that the source does not tell.
const unknown = "–"

// seatTable prints the ledger: one line a licence. The columns + and − count
// seats, so that used, + and − give after; assignments that need or free no
// seat, because the user has the licence through a group too, are told below.
func seatTable(out *page, seats []reconcile.Seat) {
	if len(seats) == 0 {
		return
	}
	t := newTable(out.style, append(productColumns(out.style, 6), numberColumns(out.Say("owned"), out.Say("used"), out.Say("free"), "+", "−", out.Say("after"))...))
	for i := range seats {
		t.AppendRow(seatRow(out.style, &seats[i]))
	}
	out.line("")
	out.line("%s", render(t))
	for i := range seats {
		seatRemarks(out, &seats[i])
	}
}

func seatRow(s Style, seat *reconcile.Seat) table.Row {
	cells := seatCells(seat)
	row := make(table.Row, len(cells))
	for i, cell := range cells {
		row[i] = cell
	}
	row[5], row[6] = s.paint(green, cells[5]), s.paint(red, cells[6])
	if seat.Known && seat.After > seat.Owned && seat.Take > 0 {
		row[7] = s.paint(red, cells[7])
	}
	return row
}

// seatCells are the cells of one licence in every table of the ledger: name,
// part number, owned, used, free, +, −, after.
func seatCells(seat *reconcile.Seat) [8]string {
	cells := [8]string{
		short(seat.Name), short(seat.SKUPartNumber), unknown, unknown, unknown,
		moved(seat.Take), moved(seat.Release), unknown,
	}
	if seat.Known {
		cells[2], cells[3], cells[4], cells[7] = number(seat.Owned), number(seat.Used), number(seat.Free), number(seat.After)
	}
	return cells
}

// moved leaves a zero blank, so that the eye finds what changes.
func moved(n int) string {
	if n == 0 {
		return ""
	}
	return number(n)
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
		out.wrapped("  ", out.Say("%s costs nothing (%s).", name, short(costless(out.Phrases, seat.NoCost))))
	}
}

func seatCount(words reconcile.Phrases, n int) string {
	return words.Count(n, "%s seat", "%s seats", number(n))
}
