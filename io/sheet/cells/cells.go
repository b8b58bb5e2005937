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
	// MaxLineBytes bounds a line of a text, with the line breaks in its cells.
	MaxLineBytes = 16 << 20
	// MaxRowBytes bounds a row of a worksheet as it is written, a shared string, and
	// what follows the last of them.
	MaxRowBytes = 32 << 20
	// MaxIndexBytes bounds each of the parts that say what a workbook has, and
	// MaxUnusual a worksheet and shared strings that are written in an unusual way.
	MaxIndexBytes = 16 << 20
	MaxUnusual    = 64 << 20

	// maxUnusualStrings bounds shared strings that excelize reads, which takes thirty
	// times as much memory.
	maxUnusualStrings = 24 << 20
	// maxFormulas bounds the formulas of a worksheet that excelize reads.
	maxFormulas = 1 << 20
	// maxWide bounds the places before the last cell of each row, filled or not.
	maxWide = 64 << 20
	// maxDepth bounds how many elements of XML may be open.
	maxDepth = 1000
)

// Errors of worksheets that are larger than any may be.
var (
	ErrManyRows    = errors.New("a worksheet has at most 1,048,576 rows")
	ErrManyColumns = errors.New("a worksheet has at most 16,384 columns")
	ErrWide        = errors.New("it has rows with more than 67 million places between their cells")
	ErrFull        = errors.New("its cells take more memory than there is for them")
	ErrLongRow     = errors.New("a row or a text of it is longer than 32 MiB")
	ErrLongIndex   = errors.New("what says which worksheets it has is longer than 16 MiB")
	ErrUnusual     = errors.New("it is written in an unusual way and longer than 64 MiB")
	ErrDeep        = errors.New("it has elements within elements, more than 1,000 deep")
)
