package cells

// Line is one row of a sheet. Its texts may be kept, its slices not.
type Line struct {
	// Number is the row as the spreadsheet program shows it.
	Number int
	Cells  []string
	Flaws  []Flaw
	// Open is true for the last line of a text file when no line break ends it.
	Open bool
	// Closed is true when the last cell ends with its own closing quote.
	Closed bool
}

// Flaw is something wrong with a cell that its text does not show.
type Flaw struct {
	// Column counts from 1.
	Column int
	Kind   FlawKind
}

// FlawKind says what is wrong with a cell.
type FlawKind uint8

const (
	// OpenQuote: a quote opens the cell and never closes.
	OpenQuote FlawKind = iota
	// StrayQuote: text follows the closing quote.
	StrayQuote
	// NoValue: the cell holds a formula whose result is not in the file.
	NoValue
	// TooLong: the line is longer than MaxLineBytes.
	TooLong
)

// Blank reports whether nobody sees anything in a line.
func (l Line) Blank() bool {
	for _, c := range l.Cells {
		if !IsBlank(c) {
			return false
		}
	}
	return len(l.Flaws) == 0
}

// Cell gives the text of column i, counted from 0; empty beyond the last.
func (l Line) Cell(i int) string {
	if i < len(l.Cells) {
		return l.Cells[i]
	}
	return ""
}

// First gives the first cell that holds anything.
func (l Line) First() string {
	for _, c := range l.Cells {
		if !IsBlank(c) {
			return c
		}
	}
	return ""
}

// Range is a rectangle of cells, counted from 1.
type Range struct{ Left, Top, Right, Bottom int }
