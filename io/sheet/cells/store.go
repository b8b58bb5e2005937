package cells

// cellStore keeps the cells of a worksheet that hold anything, row by row.
type cellStore struct {
	rows  []storedRow
	cells []storedCell
	flaws map[int][]Flaw // by the number of the row
	// flawed counts them.
	flawed int
	wide   int
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

// Bytes that a cell, a row, a flaw and a merged range take.
const (
	cellBytes   = 24
	rowBytes    = 8
	flawBytes   = 40
	flawedBytes = 100 // a row with flaws
	mergedBytes = 32
)

// kept is how much memory the cells take besides their texts.
func (s *cellStore) kept() int {
	return cap(s.cells)*cellBytes + cap(s.rows)*rowBytes + len(s.flaws)*flawedBytes + s.flawed*flawBytes
}

// put adds a cell to the row that is open; columns must rise.
func (s *cellStore) put(column int, text string) error {
	if column > MaxColumns {
		return ErrManyColumns
	}
	s.cells = append(s.cells, storedCell{column: int32(column), text: text})
	return nil
}

func (s *cellStore) flaw(row, column int, kind FlawKind) {
	if s.flaws == nil {
		s.flaws = map[int][]Flaw{}
	}
	s.flawed++
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
	if s.wide += int(s.cells[end-1].column); s.wide > maxWide {
		return ErrWide
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
