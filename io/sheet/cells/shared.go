package cells

import (
	"archive/zip"
	"cmp"
)

// sharedStrings are those of one piece of xl/sharedStrings.xml.
type sharedStrings struct {
	texts []string
	// closed says that the end of the part has been seen.
	closed bool
	// kept is how much memory texts take.
	kept int
	err  error
}

// stringBytes is what a string takes besides its text.
const stringBytes = 16

// scanSharedStrings reads xl/sharedStrings.xml; f is nil where there is none.
func (w *Workbook) scanSharedStrings(f *zip.File) ([]string, error) {
	if f == nil {
		return nil, nil
	}
	var all []sharedStrings
	count := 0
	err := scanPart(f, "<si", pieceWork[sharedStrings]{
		size: w.PieceSize,
		scan: func(xml []byte, first bool) sharedStrings {
			s := scanner{}
			return s.sharedStrings(xml, first)
		},
		take: func(piece sharedStrings) (bool, error) {
			all = append(all, piece)
			count += len(piece.texts)
			return true, cmp.Or(piece.err, w.take(piece.kept))
		},
	})
	if err != nil {
		return nil, err
	}
	texts := make([]string, 0, count)
	closed := len(all) == 0 // a part without a byte in it
	for _, piece := range all {
		texts = append(texts, piece.texts...)
		closed = closed || piece.closed
	}
	if !closed {
		return nil, errUnsure
	}
	return texts, nil
}

// sharedStrings reads one piece.
func (s *scanner) sharedStrings(xml []byte, first bool) (out sharedStrings) {
	if out.err = s.begin(xml, first); out.err != nil {
		return out
	}
	for {
		t, ok, err := s.next()
		switch {
		case err != nil:
			out.err = err
			return out
		case !ok:
			out.kept = s.kept + 2*stringBytes*len(out.texts) // they are put together
			return out
		case string(t.name) == "sst":
			out.closed = out.closed || t.end || t.empty
		case string(t.name) != "si" || t.end:
		case t.empty:
			out.texts = append(out.texts, "")
		default:
			text, err := s.item(t.name)
			if err != nil {
				out.err = err
				return out
			}
			out.texts = append(out.texts, text)
		}
	}
}
