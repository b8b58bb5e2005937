package cells

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// errUnsure says that a part is written in a way that the scanner does not
// know; excelize reads it then.
var errUnsure = errors.New("unusual worksheet")

// scanner goes through the tags of an XML part that a spreadsheet program
// wrote. It knows the small part of XML that these use, and is unsure of all
// else: declarations of types, character data in CDATA, comments among cells.
type scanner struct {
	xml []byte
	pos int
	buf []byte
	// arena is where the texts of cells stand one behind the other; recent are
	// some that were met lately, since most columns repeat what they say.
	arena  strings.Builder
	recent [512]string
	// kept is how much memory the texts take.
	kept int
}

// begin turns to another piece of a part.
func (s *scanner) begin(xml []byte, first bool) error {
	s.xml, s.pos = xml, 0
	if first && !isUTF8(xml) || !utf8.Valid(xml) {
		return errUnsure
	}
	return nil
}

// arenaSize is how much text of cells stands together.
const arenaSize = 64 << 10

// keep gives a lasting copy of a text.
func (s *scanner) keep(text []byte) string {
	if len(text) == 0 {
		return ""
	}
	n := len(text)
	slot := &s.recent[(uint(n)*31^uint(text[0])*7^uint(text[n/2])*131^uint(text[n-1])*17)%uint(len(s.recent))]
	if string(text) == *slot {
		return *slot
	}
	if s.arena.Cap()-s.arena.Len() < n {
		s.arena = strings.Builder{}
		s.arena.Grow(max(arenaSize, n))
		s.kept += s.arena.Cap()
	}
	start := s.arena.Len()
	s.arena.Write(text)
	*slot = s.arena.String()[start:]
	return *slot
}

// tag is a start or end tag.
type tag struct {
	// name is without its prefix.
	name  []byte
	attrs []byte
	// end is true for </name>, empty for <name/>.
	end, empty bool
}

// isUTF8 reports whether a part says of itself that it is UTF-8, or nothing.
func isUTF8(data []byte) bool {
	head := bytes.ToLower(data[:min(len(data), 200)])
	_, name, ok := bytes.Cut(head, []byte("encoding="))
	return !ok || bytes.HasPrefix(bytes.TrimLeft(name, `"'`), []byte("utf-8"))
}

// next gives the next tag; ok is false at the end of the part.
func (s *scanner) next() (t tag, ok bool, err error) {
	for {
		i := bytes.IndexByte(s.xml[s.pos:], '<')
		if i < 0 {
			return tag{}, false, nil
		}
		start := s.pos + i + 1
		n := bytes.IndexByte(s.xml[start:], '>')
		if n < 0 {
			return tag{}, false, errUnsure
		}
		body := s.xml[start : start+n]
		s.pos = start + n + 1
		if len(body) > 0 && body[0] == '?' {
			continue
		}
		t, err = parseTag(body)
		return t, true, err
	}
}

func parseTag(body []byte) (tag, error) {
	var t tag
	if len(body) == 0 || body[0] == '!' {
		return t, errUnsure
	}
	if t.end = body[0] == '/'; t.end {
		body = body[1:]
	} else if t.empty = body[len(body)-1] == '/'; t.empty {
		body = body[:len(body)-1]
	}
	n := 0
	for n < len(body) && body[n] > ' ' {
		n++
	}
	t.name, t.attrs = body[:n], body[n:]
	if i := bytes.IndexByte(t.name, ':'); i >= 0 {
		t.name = t.name[i+1:]
	}
	if len(t.name) == 0 || bytes.Count(t.attrs, []byte(`"`))%2 != 0 || bytes.IndexByte(t.attrs, '\'') >= 0 {
		return t, errUnsure
	}
	return t, nil
}

// attr gives the value of an attribute without a prefix; nil if it is not there.
func (t *tag) attr(name string) []byte {
	rest := t.attrs
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' {
			return nil
		}
		end := bytes.IndexByte(rest[1:], '"')
		if end < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : end+1]
		}
		rest = rest[end+2:]
	}
}

// text gives the characters up to the end tag of name, which must come next.
func (s *scanner) text(name []byte) ([]byte, error) {
	i := bytes.IndexByte(s.xml[s.pos:], '<')
	if i < 0 {
		return nil, errUnsure
	}
	raw := s.xml[s.pos : s.pos+i]
	s.pos += i
	t, ok, err := s.next()
	if err != nil || !ok || !t.end || !bytes.Equal(t.name, name) {
		return nil, errUnsure
	}
	return raw, nil
}

// skip passes over everything up to the end of an element that has begun.
func (s *scanner) skip(name []byte) error {
	for depth := 1; depth > 0; {
		t, ok, err := s.next()
		if err != nil || !ok {
			return errUnsure
		}
		switch {
		case !bytes.Equal(t.name, name) || t.empty:
		case t.end:
			depth--
		default:
			depth++
		}
	}
	return nil
}

// item reads a string item up to its end tag: plain text or runs of rich text,
// without the readings of Japanese and Chinese (ECMA-376, 18.4.8 si).
func (s *scanner) item(name []byte) (string, error) {
	text := s.buf[:0]
	plain, runs := 0, 0
	inRun := false
	for {
		t, ok, err := s.next()
		if err != nil || !ok {
			return "", errUnsure
		}
		switch {
		case t.end && bytes.Equal(t.name, name):
			if plain > 1 || plain > 0 && runs > 0 {
				return "", errUnsure
			}
			s.buf = text
			return unescapeString(s.keep(text)), nil
		case string(t.name) == "r":
			inRun = !t.end && !t.empty
			runs++
		case string(t.name) == "t" && !t.end:
			if !inRun {
				plain++
			}
			if t.empty {
				continue
			}
			raw, err := s.text(t.name)
			if err != nil {
				return "", err
			}
			if text, err = appendUnescaped(text, raw); err != nil {
				return "", err
			}
		case !t.end && !t.empty:
			if err := s.skip(t.name); err != nil {
				return "", err
			}
		}
	}
}

// appendUnescaped appends characters with their entities resolved and line
// breaks as XML has them.
func appendUnescaped(text, raw []byte) ([]byte, error) {
	if bytes.IndexByte(raw, '&') < 0 && bytes.IndexByte(raw, '\r') < 0 {
		return append(text, raw...), nil
	}
	raw = bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n")), []byte("\r"), []byte("\n"))
	for {
		i := bytes.IndexByte(raw, '&')
		if i < 0 {
			return append(text, raw...), nil
		}
		text = append(text, raw[:i]...)
		end := bytes.IndexByte(raw[i:], ';')
		if end < 0 {
			return nil, errUnsure
		}
		r, ok := entity(string(raw[i+1 : i+end]))
		if !ok {
			return nil, errUnsure
		}
		text = utf8.AppendRune(text, r)
		raw = raw[i+end+1:]
	}
}

// entities are those that XML knows without being told.
var entities = map[string]rune{"amp": '&', "lt": '<', "gt": '>', "quot": '"', "apos": '\''}

func entity(name string) (rune, bool) {
	if r, ok := entities[name]; ok {
		return r, true
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if len(digits) == len(name) {
		return 0, false
	}
	if strings.HasPrefix(digits, "x") {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || !utf8.ValidRune(rune(n)) || n < ' ' && n != '\n' && n != '\r' && n != '\t' {
		return 0, false
	}
	return rune(n), true
}

// unescapeString resolves _xHHHH_, in which strings hide characters that XML
// cannot hold (ECMA-376, 22.9.2.19 ST_Xstring).
func unescapeString(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.Index(s, "_x")
		if i < 0 || len(s) < i+7 {
			b.WriteString(s)
			return b.String()
		}
		n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
		if s[i+6] != '_' || err != nil || strings.ContainsAny(s[i+2:i+6], "+-_") {
			b.WriteString(s[:i+1])
			s = s[i+1:]
			continue
		}
		b.WriteString(s[:i])
		if utf8.ValidRune(rune(n)) {
			b.WriteRune(rune(n))
		}
		s = s[i+7:]
	}
}
