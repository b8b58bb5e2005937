package cells

import "bytes"

// usualCell takes a cell that is written as programs write most of them. It
// leaves everything else where it is, for the general way; the two give the
// same.
func (s *sheetScanner) usualCell() (ok bool, err error) {
	rest, ok := bytes.CutPrefix(s.xml[s.pos:], []byte(`<c r="`))
	if !ok {
		return false, nil
	}
	ref, rest, ok := cutByte(rest, '"')
	if !ok {
		return false, nil
	}
	column, row, ok := parseRef(ref)
	if !ok || row != s.row || column <= s.column || column > MaxColumns {
		return false, nil
	}
	if style, ok := bytes.CutPrefix(rest, []byte(` s="`)); ok {
		if _, rest, ok = cutByte(style, '"'); !ok {
			return false, nil
		}
	}
	text, rest, ok := s.usualValue(rest)
	if !ok {
		return false, nil
	}
	s.pos, s.column = len(s.xml)-len(rest), column
	return true, s.keepCell(text, false)
}

// usualValue takes what stands behind the reference and the style of a cell up
// to its end.
func (s *sheetScanner) usualValue(rest []byte) (text string, after []byte, ok bool) {
	kind := []byte(nil)
	if typed, ok := bytes.CutPrefix(rest, []byte(` t="`)); ok {
		if kind, rest, ok = cutByte(typed, '"'); !ok {
			return "", nil, false
		}
	}
	if string(kind) == "inlineStr" {
		if rest, ok = cutOpening(rest, "><is>"); !ok {
			return "", nil, false
		}
		text, rest, ok = s.usualText(rest)
		if !ok {
			return "", nil, false
		}
		after, ok = bytes.CutPrefix(rest, []byte("</is></c>"))
		return text, after, ok
	}
	rest, ok = cutOpening(rest, "><v>")
	if !ok {
		return "", nil, false
	}
	raw, rest, ok := cutByte(rest, '<')
	if !ok || !isLiteral(raw) {
		return "", nil, false
	}
	if rest, ok = bytes.CutPrefix(rest, []byte("/v></c>")); !ok {
		return "", nil, false
	}
	switch string(kind) {
	case "s":
		text, ok = s.sharedText(raw)
		return text, rest, ok
	case "", "n", "str", "b", "e":
		return s.keep(raw), rest, true
	default:
		return "", nil, false
	}
}

// sharedText gives a shared string by its digits.
func (s *sheetScanner) sharedText(digits []byte) (string, bool) {
	n := 0
	for _, c := range digits {
		if c < '0' || c > '9' || n > maxCells {
			return "", false
		}
		n = n*10 + int(c-'0')
	}
	if len(digits) == 0 || n >= len(s.shared) {
		return "", false
	}
	return s.shared[n], true
}

// usualItem takes a string item that is one plain text.
func (s *scanner) usualItem() (text string, ok bool) {
	rest, ok := bytes.CutPrefix(s.xml[s.pos:], []byte("<si>"))
	if !ok {
		return "", false
	}
	if text, rest, ok = s.usualText(rest); !ok {
		return "", false
	}
	if rest, ok = bytes.CutPrefix(rest, []byte("</si>")); !ok {
		return "", false
	}
	s.pos = len(s.xml) - len(rest)
	return text, true
}

// usualText takes <t>, with nothing in it that would have to be resolved.
func (s *scanner) usualText(rest []byte) (text string, after []byte, ok bool) {
	if rest, ok = cutOpening(rest, "<t"); !ok {
		return "", nil, false
	}
	if spaced, ok := bytes.CutPrefix(rest, []byte(` xml:space="preserve"`)); ok {
		rest = spaced
	}
	if rest, ok = cutOpening(rest, ">"); !ok {
		return "", nil, false
	}
	raw, rest, ok := cutByte(rest, '<')
	if !ok || !isLiteral(raw) || bytes.Contains(raw, []byte("_x")) {
		return "", nil, false
	}
	if after, ok = bytes.CutPrefix(rest, []byte("/t>")); !ok {
		return "", nil, false
	}
	return s.keep(raw), after, true
}

// isLiteral reports whether characters stand for themselves.
func isLiteral(raw []byte) bool {
	for _, c := range raw {
		if c == '&' || c == '\r' {
			return false
		}
	}
	return true
}

func cutOpening(b []byte, opening string) ([]byte, bool) {
	if len(b) < len(opening) || string(b[:len(opening)]) != opening {
		return nil, false
	}
	return b[len(opening):], true
}

// cutByte parts b at the first c, which falls away.
func cutByte(b []byte, c byte) (before, after []byte, ok bool) {
	i := bytes.IndexByte(b, c)
	if i < 0 {
		return nil, nil, false
	}
	return b[:i], b[i+1:], true
}
