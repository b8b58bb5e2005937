package users

import (
	"bytes"
	"io"
	"runtime"
	"sync"

	"licet/reconcile"
)

// pieceBytes is how much of a file is decoded in one go.
const pieceBytes = 1 << 20

// Rest is what Lines left.
type Rest struct {
	// Reader reads it, and Line is the number of the line that it begins in.
	Reader io.Reader
	Line   int
	// Users counts those who were handed over; Comma says that one stood behind
	// the last of them.
	Users int
	Comma bool
}

// Lines reads the users of an array, from the line with a number on, as long as
// each stands on a line of its own with a comma behind it. They are decoded on all
// cores and handed over in their order, with the line and the text of each; both
// are good until take returns, whose error ends the reading. Lines stops behind a
// user without a comma, and in front of whatever it is not sure of: what is wrong
// there, whoever reads on finds out. After an error of in, in must give it again.
func Lines(in io.Reader, line int, take func(line int, text []byte, u *reconcile.UserRecord) error) (Rest, error) {
	return linesIn(in, line, pieceBytes, take)
}

func linesIn(in io.Reader, line, size int, take func(int, []byte, *reconcile.UserRecord) error) (Rest, error) {
	l := newLines(in, line, size)
	rest := Rest{Line: line}
	var left []io.Reader
	var err error
	for p := range l.order {
		if left != nil {
			left = append(left, bytes.NewReader(p.text))
			continue
		}
		<-p.done
		for i := range p.users {
			if err = take(p.line+p.at[i].line, p.text[p.at[i].start:p.at[i].end], &p.users[i]); err != nil {
				break
			}
			rest.Users++
		}
		rest.Line, rest.Comma = p.line+p.lines, p.comma && rest.Users > 0
		if err != nil || p.used < len(p.text) || !p.comma && rest.Users > 0 {
			left = []io.Reader{bytes.NewReader(p.text[p.used:])}
			close(l.stop)
			continue
		}
		l.free <- p
	}
	l.workers.Wait()
	rest.Reader = io.MultiReader(append(left, bytes.NewReader(l.left), in)...)
	return rest, err
}

// lines are the pieces of a file under way.
type lines struct {
	size int
	// order gives the pieces as they stand in the file, work to who decodes them;
	// free are those that were used.
	order, work, free chan *piece
	stop              chan struct{}
	workers           sync.WaitGroup
	// left is what was read and is in no piece, once order is closed.
	left []byte
}

// piece is a run of whole lines.
type piece struct {
	text []byte
	line int // of its beginning
	// users are those that were understood, at where they stand.
	users []reconcile.UserRecord
	at    []spot
	// used is how much of text that was, with how many ends of lines; comma is
	// false if none stood behind the last user.
	used, lines int
	comma       bool
	done        chan struct{}
}

// spot is where a user stands in a piece.
type spot struct{ start, end, line int }

func newLines(in io.Reader, line, size int) *lines {
	n := runtime.GOMAXPROCS(0)
	l := &lines{size: size, order: make(chan *piece, n), work: make(chan *piece), free: make(chan *piece, 2*n+3), stop: make(chan struct{})}
	for range n {
		l.workers.Go(func() {
			d := NewDecoder()
			for p := range l.work {
				p.decode(d)
				close(p.done)
			}
		})
	}
	l.workers.Go(func() {
		defer close(l.order)
		defer close(l.work)
		l.left = l.cut(in, line)
	})
	return l
}

// cut reads pieces until it is to stop, the file ends, or a line is longer than a
// piece, and gives what is in none.
func (l *lines) cut(in io.Reader, line int) (left []byte) {
	for {
		p := l.piece()
		text := append(p.text[:0], left...)
		n, err := io.ReadFull(in, text[len(text):l.size])
		text = text[:len(text)+n]
		whole := bytes.LastIndexByte(text, '\n') + 1
		left = append([]byte(nil), text[whole:]...)
		if whole == 0 {
			return left
		}
		p.text, p.line = text[:whole], line
		line += bytes.Count(p.text, []byte("\n"))
		select {
		case l.order <- p:
			l.work <- p
		case <-l.stop:
			return text
		}
		if err != nil {
			return left
		}
	}
}

func (l *lines) piece() *piece {
	p := &piece{}
	select {
	case p = <-l.free:
	default:
		p.text = make([]byte, 0, l.size)
	}
	p.done = make(chan struct{})
	return p
}

// decode takes users up to the first line that is anything else.
func (p *piece) decode(d *Decoder) {
	p.users, p.at, p.used, p.lines, p.comma = p.users[:0], p.at[:0], 0, 0, true
	for p.used < len(p.text) && p.comma {
		line := p.text[p.used:]
		line = line[:bytes.IndexByte(line, '\n')+1]
		text, comma := bytes.CutSuffix(bytes.TrimSpace(line), []byte(","))
		if len(text) > 0 {
			p.users = extended(p.users)
			if d.Decode(text, &p.users[len(p.users)-1]) != nil || text[0] != '{' {
				p.users = p.users[:len(p.users)-1]
				return
			}
			start := p.used + bytes.IndexByte(line, '{')
			p.at = append(p.at, spot{start, start + len(text), p.lines})
			p.comma = comma
		} else if comma {
			return
		}
		p.used += len(line)
		p.lines++
	}
}
