package sheet

import (
	"bytes"
	"errors"

	"github.com/xuri/excelize/v2"
)

// BothReadings reads the first worksheet of a workbook with the scanner and
// with excelize. sure is false where the scanner hands over.
func BothReadings(data []byte) (own, other map[[2]int]string, sure bool, err error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true})
	if err != nil {
		return nil, nil, false, err
	}
	defer book.Close()
	w := newWorkbook(origin{path: "-"}, book)
	name := book.GetSheetList()[0]
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
