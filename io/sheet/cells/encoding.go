package cells

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// Names of encodings, as Text.Encoding has them.
const (
	UTF8        = "utf-8"
	UTF16LE     = "utf-16le"
	UTF16BE     = "utf-16be"
	GB18030     = "gb18030"
	Windows1252 = "windows-1252"
	ShiftJIS    = "shift_jis"
)

// Encodings are the names that Decode knows, besides the common
// spellings of them. All but Shift JIS are recognised without being named.
func Encodings() []string {
	return []string{UTF8, UTF16LE, UTF16BE, GB18030, Windows1252, ShiftJIS}
}

// encodingNames maps spellings, letters and digits only, to names.
var encodingNames = map[string]string{
	"utf8": UTF8, "utf8bom": UTF8, "utf8sig": UTF8, "unicode": UTF16LE,
	"utf16": UTF16LE, "utf16le": UTF16LE, "utf16be": UTF16BE,
	"gb18030": GB18030, "gbk": GB18030, "gb2312": GB18030, "cp936": GB18030, "windows936": GB18030,
	"windows1252": Windows1252, "cp1252": Windows1252, "ansi": Windows1252, "latin1": Windows1252, "iso88591": Windows1252,
	"shiftjis": ShiftJIS, "sjis": ShiftJIS, "cp932": ShiftJIS, "windows31j": ShiftJIS,
}

// EncodingNamed gives the name of an encoding by a spelling of which only the
// letters and digits, in small, count.
func EncodingNamed(letters string) (name string, ok bool) {
	name, ok = encodingNames[letters]
	return name, ok
}

// Text is a text and how it was understood.
type Text struct {
	Text     string
	Encoding string
	// Guessed is true when the bytes could be read in another way.
	Guessed bool
}

// Errors of bytes that are not decoded: those that hold zeros and are no text, and
// those that make more than MaxDecoded of UTF-8.
var (
	ErrNoText = errors.New("zero bytes")
	ErrLong   = errors.New("it is not UTF-8 and longer than 256 MiB in it")
)

// MaxDecoded bounds a text that has to be decoded, before and after.
const MaxDecoded = 256 << 20

// Decode makes UTF-8 of a file, whose encoding is name, or found out where that is
// empty. Bytes that mean nothing become U+FFFD, which the readers of cells report
// with their place.
func Decode(b []byte, name string) (Text, error) {
	switch {
	case name != "":
		return decodeAs(b, name)
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		return decodeAs(b, UTF8)
	case bytes.HasPrefix(b, []byte("\xff\xfe")):
		return decodeAs(b, UTF16LE)
	case bytes.HasPrefix(b, []byte("\xfe\xff")):
		return decodeAs(b, UTF16BE)
	case bytes.IndexByte(b, 0) >= 0:
		return decodeWithZeros(b)
	case utf8.Valid(b):
		return Text{Text: shared(b), Encoding: UTF8}, nil
	default:
		return guess(b)
	}
}

// shared gives the text of bytes, without a copy: of a file of a gigabyte there
// must not be two. Nobody may change the bytes as long as the text is used.
func shared(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

func decodeAs(b []byte, name string) (Text, error) {
	if name == UTF8 {
		text := shared(bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")))
		if utf8.ValidString(text) { // to ask is many times as fast as to replace nothing
			return Text{Text: text, Encoding: name}, nil
		}
		if len(text) > MaxDecoded/2 {
			return Text{}, ErrLong
		}
		return Text{Text: strings.ToValidUTF8(text, "\ufffd"), Encoding: name}, nil
	}
	text, err := decoded(b, decoders[name])
	return Text{Text: text, Encoding: name}, err
}

// decoded decodes a text twice, so that no more memory is taken than it needs: the
// first time it is measured.
func decoded(b []byte, by encoding.Encoding) (string, error) {
	if len(b) > MaxDecoded {
		return "", ErrLong
	}
	var size measure
	if err := decodeTo(&size, b, by); err != nil {
		return "", err
	}
	var text strings.Builder
	text.Grow(int(size))
	err := decodeTo(&text, b, by)
	return text.String(), err
}

// decodeTo writes a text decoded. Bytes that mean nothing become U+FFFD.
func decodeTo(w io.Writer, b []byte, by encoding.Encoding) error {
	_, err := io.Copy(w, by.NewDecoder().Reader(bytes.NewReader(b)))
	return err
}

// measure counts what is written to it, up to MaxDecoded.
type measure int

func (m *measure) Write(b []byte) (int, error) {
	if *m += measure(len(b)); *m > MaxDecoded {
		return 0, ErrLong
	}
	return len(b), nil
}

// decoders are all encodings but UTF8.
var decoders = map[string]encoding.Encoding{
	UTF16LE: unicode.UTF16(unicode.LittleEndian, unicode.UseBOM),
	UTF16BE: unicode.UTF16(unicode.BigEndian, unicode.UseBOM),
	GB18030: simplifiedchinese.GB18030, Windows1252: charmap.Windows1252, ShiftJIS: japanese.ShiftJIS,
}

// decodeWithZeros tells UTF-16 without a mark by where its zero bytes stand:
// most sheets hold commas and line breaks, whose high byte is zero.
func decodeWithZeros(b []byte) (Text, error) {
	head := b[:min(len(b), 1<<16)]
	var even, odd int
	for i, c := range head {
		if c == 0 && i%2 == 0 {
			even++
		} else if c == 0 {
			odd++
		}
	}
	var d Text
	var err error
	switch {
	case odd > 0 && even*20 <= odd:
		d, err = decodeAs(b, UTF16LE)
	case even > 0 && odd*20 <= even:
		d, err = decodeAs(b, UTF16BE)
	default:
		return d, ErrNoText
	}
	d.Guessed = true
	return d, err
}

// guess decides between GB18030 and Windows-1252. Nearly every pair of bytes is
// good GB18030, also an accented letter and the plain one after it. What tells
// them apart is that Chinese text uses the rows of the most common characters,
// of which both bytes are high, and that accented letters stand alone.
func guess(b []byte) (Text, error) {
	if mostlyChinese(b) {
		if d, err := decodeAs(b, GB18030); err != nil || !strings.ContainsRune(d.Text, utf8.RuneError) {
			d.Guessed = true
			return d, err
		}
	}
	d, err := decodeAs(b, Windows1252)
	d.Guessed = true
	return d, err
}

// mostlyChinese counts the two-byte characters of GB18030 in the rows of
// punctuation and of common characters (GB 2312, rows A1-A9 and B0-D7).
func mostlyChinese(b []byte) bool {
	var common, others int
	for i := 0; i+1 < len(b); i++ {
		lead, trail := b[i], b[i+1]
		if lead < 0x80 {
			continue
		}
		i++
		if trail >= 0xa1 && (lead >= 0xa1 && lead <= 0xa9 || lead >= 0xb0 && lead <= 0xd7) {
			common++
		} else {
			others++
		}
	}
	return common > 3*others
}
