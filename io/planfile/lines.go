package planfile

import (
	"fmt"
	"io"
)

// lineReader tells in which line of r an offset lies. It remembers the line
// breaks that were read ahead of the last question only, so that a file of any
// length costs nothing.
type lineReader struct {
	r      io.Reader
	offset int64
	// most is the offset that is not read beyond.
	most int64
	// breaks are the offsets of line breaks not yet passed by a question;
	// passed counts the others.
	breaks []int64
	passed int
}

func (l *lineReader) Read(b []byte) (int, error) {
	if l.offset > l.most {
		return 0, errTooLarge
	}
	n, err := l.r.Read(b)
	for i, c := range b[:n] {
		if c == '\n' {
			l.breaks = append(l.breaks, l.offset+int64(i))
		}
	}
	l.offset += int64(n)
	return n, err
}

// valueLimit bounds one JSON value, such as a change: a file that is one endless value
// must not fill the memory.
const valueLimit = 16 << 20

var errTooLarge = fmt.Errorf("one value is larger than %d MB", valueLimit>>20)

// next lets another value be read.
func (l *lineReader) next() { l.most = l.offset + valueLimit }

// line gives the line of offset, 1 being the first. Offsets must not fall from
// one question to the next.
func (l *lineReader) line(offset int64) int {
	i := 0
	for i < len(l.breaks) && l.breaks[i] < offset {
		i++
	}
	l.passed += i
	l.breaks = l.breaks[:copy(l.breaks, l.breaks[i:])]
	return l.passed + 1
}
