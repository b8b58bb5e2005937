package report

import "licet/reconcile"

// bars are the ledger, each licence with its bar.
type bars struct {
	textTable
	Bars []bar
}

func barsOf(words reconcile.Phrases, seats []reconcile.Seat) *bars {
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

func barOf(words reconcile.Phrases, s *reconcile.Seat, cells []string) bar {
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
