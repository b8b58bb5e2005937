package cells

// cellStore keeps the cells of a worksheet that hold anything, row by row.
type cellStore struct {
	rows  []storedRow
	cells []storedCell
	flaws map[int][]Flaw // by the number of the row
	wide  int
}

type storedRow struct {
	number int32
	// end is where the cells of the row end.
	end int32
}

type storedCell struct {
	column int32 // counted from 1
	text   string
}

// put adds a cell to the row that is open; columns must rise.
func (s *cellStore) put(column int, text string) error {
	switch {
	case column > MaxColumns:
		return ErrManyColumns
	case len(s.cells) >= maxCells:
		return ErrManyCells
	}
	s.cells = append(s.cells, storedCell{column: int32(column), text: text})
	return nil
}

func (s *cellStore) flaw(row, column int, kind FlawKind) {
	if s.flaws == nil {
		s.flaws = map[int][]Flaw{}
	}
	s.flaws[row] = append(s.flaws[row], Flaw{Column: column, Kind: kind})
}

// endRow closes a row; one without cells is not kept.
func (s *cellStore) endRow(number int) error {
	end := len(s.cells)
	if n := len(s.rows); n > 0 && int(s.rows[n-1].end) == end || n == 0 && end == 0 {
		return nil
	}
	if number > MaxRows {
		return ErrManyRows
	}
	if s.wide += int(s.cells[end-1].column); s.wide > 2*maxCells {
		return ErrManyCells
	}
	s.rows = append(s.rows, storedRow{number: int32(number), end: int32(end)})
	return nil
}

// lines yields the rows as lines, with the cells that hold nothing; the slice of cells
// is used again.
func (s *cellStore) lines(yield func(Line) bool) {
	var cells []string
	start := int32(0)
	for _, r := range s.rows {
		cells = cells[:0]
		for _, c := range s.cells[start:r.end] {
			for len(cells) < int(c.column)-1 {
				cells = append(cells, "")
			}
			cells = append(cells, c.text)
		}
		start = r.end
		if !yield(Line{Number: int(r.number), Cells: cells, Flaws: s.flaws[int(r.number)]}) {
			return
		}
	}
}
