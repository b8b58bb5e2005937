// Package cells reads files as lines of cells: CSV in the encodings that sheets
// come in, and the worksheets of XLSX workbooks. It knows rows, columns and what is
// wrong with a cell beyond its text; what the cells mean is for others to say.
package cells

import "errors"

// Bounds on what is read; Excel's own limits where it has some.
const (
	MaxUnpacked  = 1 << 30
	MaxRows      = 1_048_576
	MaxColumns   = 16_384
	MaxCellBytes = 128 << 10

	maxCells = 32 << 20
)

// Errors of worksheets that are larger than any may be.
var (
	ErrManyRows    = errors.New("a worksheet has at most 1,048,576 rows")
	ErrManyColumns = errors.New("a worksheet has at most 16,384 columns")
	ErrManyCells   = errors.New("it has more than 33 million cells, or rows with more than 67 million places between their cells")
)
