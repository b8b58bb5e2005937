package cells

import "archive/zip"

// sharedStrings are those of one piece of xl/sharedStrings.xml.
type sharedStrings struct {
	texts []string
	// closed says that the end of the part has been seen.
	closed bool
	err    error
}

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
			if count += len(piece.texts); piece.err == nil && count > maxCells {
				return false, ErrManyCells
			}
			return true, piece.err
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
