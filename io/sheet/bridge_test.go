package sheet

import "errors"

// BothReadings reads the first worksheet of a workbook with the scanner, in
// pieces of some size, and with excelize. sure is false where the scanner hands
// over.
func BothReadings(data []byte, size int) (own, other map[[2]int]string, sure bool, err error) {
	f := file{origin: origin{path: "-"}, data: data}
	z, err := checkArchive(f)
	if err != nil {
		return nil, nil, false, err
	}
	w, err := newWorkbook(f, z)
	if err != nil {
		return nil, nil, false, err
	}
	defer w.close()
	w.piece = size
	name := w.book.GetSheetList()[0]
	first, err := w.scan(name, 0)
	if errors.Is(err, errUnsure) {
		return nil, nil, false, nil
	}
	if err != nil {
		return nil, nil, false, err
	}
	second, err := w.readSlowly(name, 0)
	if err != nil {
		return nil, nil, false, err
	}
	return cellsOf(first), cellsOf(second), true, nil
}

func cellsOf(s source) map[[2]int]string {
	cells := map[[2]int]string{}
	for l := range s.lines {
		for i, text := range l.cells {
			if text != "" {
				cells[[2]int{l.number, i + 1}] = text
			}
		}
	}
	return cells
}

// LineByLine reads every line by the reader of lines, which is what skimming is
// measured by.
func LineByLine(o Options) Options {
	o.lineByLine = true
	return o
}

// WithChunks cuts texts into chunks of so many bytes, and takes any file for long.
func WithChunks(o Options, size int) Options {
	o.chunk, o.smallest = size, 1
	return o
}
