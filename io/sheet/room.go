package sheet

import (
	"bytes"
	"errors"
	"io"
	"sync/atomic"
	"unsafe"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// How much a sheet may take
//
// A sheet is from somebody else, and packed it may be a thousand times as small as what
// it says. So what reading it keeps is counted while it is read, and a sheet that needs
// too much is refused: the text, where it is held as a whole, the cells of a worksheet,
// the rows, and what is found to be wrong. A plain line of a list takes about 40 bytes.

const (
	// maxMemory bounds all of it.
	maxMemory = 480 << 20
	// maxCells bounds the cells of a workbook, with their texts.
	maxCells = 360 << 20
	// mostFound bounds errors and warnings: nobody reads as many.
	mostFound = 200_000
)

// room is what a sheet may still take. Readers of chunks share it.
type room struct{ left, findings atomic.Int64 }

func newRoom() *room {
	r := &room{}
	r.left.Store(maxMemory)
	r.findings.Store(mostFound)
	return r
}

// Errors of sheets that are refused while they are read.
var (
	errFull  = errors.New("it takes too much memory")
	errWrong = errors.New("too much of it is wrong")
)

// take takes so many bytes; a negative number gives them back.
func (r *room) take(bytes int) error {
	if r.left.Add(-int64(bytes)) < 0 {
		return errFull
	}
	return nil
}

// note takes room for so many findings.
func (r *room) note(findings int) error {
	if r.findings.Add(-int64(findings)) < 0 {
		return errWrong
	}
	return nil
}

// sizes of what is kept of a line that has an entry of its own.
const (
	entrySize = int(unsafe.Sizeof(entry{})+unsafe.Sizeof((*entry)(nil))) + lineSize
	rowSize   = int(unsafe.Sizeof(reconcile.Row{}))
	lineSize  = int(unsafe.Sizeof(reconcile.Line{}))
)

// told is an error of reading chunks as the user is told it.
func (s *reader) told(err error, chunks []chunk) error {
	switch {
	case errors.Is(err, errWrong):
		hint := reconcile.Say("is this the right file, and is it read as it should be? Look at its first rows with `licet check`")
		if len(chunks) > 0 && len(chunks[0].found.all) > 0 {
			first := chunks[0].found.all[0]
			first.At.Row += s.Info.HeaderRow
			hint = reconcile.Say("one of the first is in %s: %s %s", first.At, first.Message, first.Hint)
		}
		return &Unreadable{Path: s.Info.Path, Worksheet: s.Info.Worksheet, Problem: reconcile.Say("more than %d of its cells and rows are wrong", mostFound), Hint: hint}
	case errors.Is(err, errFull):
		return &Unreadable{Path: s.Info.Path, Worksheet: s.Info.Worksheet,
			Problem: reconcile.Say("what it says takes more than %d MiB of memory", maxMemory>>20), Hint: reconcile.Say("split it")}
	default:
		return err
	}
}

// longLine refuses a file with a line that is longer than any may be.
func longLine(path string, row int) *Unreadable {
	return &Unreadable{Path: path, Problem: reconcile.Say("line %d is longer than %d MiB", row, cells.MaxLineBytes>>20),
		Hint: reconcile.Say("a quote may be missing where a cell of it begins or ends, or this is no sheet")}
}

// lineOf gives the number of the line of a text in which a place is.
func (t *text) lineOf(at int64) (int, error) {
	row, piece := 1, make([]byte, 256<<10)
	in := io.NewSectionReader(t, 0, at)
	for {
		n, err := in.Read(piece)
		row += bytes.Count(piece[:n], []byte("\n"))
		if errors.Is(err, io.EOF) {
			return row, nil
		}
		if err != nil {
			return 0, err
		}
	}
}
