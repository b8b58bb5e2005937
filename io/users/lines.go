package users

import (
	"bytes"
	"io"
	"runtime"

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
	n := runtime.GOMAXPROCS(0) + 2 // one is read, and one handed over, while the others are decoded
	free, order := make(chan *piece, n), make(chan *piece, n)
	for range n {
		free <- &piece{Decoder: NewDecoder(), text: make([]byte, 0, size)}
	}
	var uncut []byte
	go func() {
		defer close(order)
		uncut = cut(in, line, free, order)
	}()
	rest := Rest{Line: line}
	var left []io.Reader
	var err error
	for p := range order {
		<-p.done
		if left != nil {
			left = append(left, bytes.NewReader(p.text))
			continue
		}
		for i := 0; i < len(p.users) && err == nil; i++ {
			u := &p.users[i]
			if err = take(p.line+u.line, p.text[u.start:u.end], &u.UserRecord); err == nil {
				rest.Users++
			}
		}
		rest.Line, rest.Comma = p.line+p.lines, p.comma && rest.Users > 0
		if err == nil && p.used == len(p.text) && (p.comma || rest.Users == 0) {
			free <- p
			continue
		}
		left = []io.Reader{bytes.NewReader(p.text[p.used:])}
		close(free)
	}
	rest.Reader = io.MultiReader(append(left, bytes.NewReader(uncut), in)...)
	return rest, err
}

// cut reads into free pieces, which are decoded side by side and come in order,
// until there is none, the file ends, or a line is longer than a piece. It gives
// what was read and is in none.
func cut(in io.Reader, line int, free <-chan *piece, order chan<- *piece) (left []byte) {
	for p := range free {
		text := append(p.text[:0], left...)
		n, err := io.ReadFull(in, text[len(text):cap(text)])
		text = text[:len(text)+n]
		whole := bytes.LastIndexByte(text, '\n') + 1
		left = bytes.Clone(text[whole:])
		if whole == 0 {
			return left
		}
		p.text, p.line, p.done = text[:whole], line, make(chan struct{})
		line += bytes.Count(p.text, []byte("\n"))
		order <- p
		go p.decode()
		if err != nil {
			return left
		}
	}
	return left
}

// piece is a run of whole lines, with who decodes it.
type piece struct {
	*Decoder
	text []byte
	line int // of its beginning
	// users are those that were understood.
	users []placed
	// used is how much of text that was, with how many ends of lines; comma is
	// false if none stood behind the last user.
	used, lines int
	comma       bool
	done        chan struct{}
}

// placed is a user with where it stands in a piece.
type placed struct {
	reconcile.UserRecord
	start, end, line int
}

// decode takes users up to the first line that is anything else.
func (p *piece) decode() {
	defer close(p.done)
	p.users, p.used, p.lines, p.comma = p.users[:0], 0, 0, true
	for p.used < len(p.text) && p.comma {
		line := p.text[p.used:]
		line = line[:bytes.IndexByte(line, '\n')+1]
		text, comma := bytes.CutSuffix(bytes.TrimSpace(line), []byte(","))
		if len(text) > 0 {
			p.users = extended(p.users)
			u := &p.users[len(p.users)-1]
			if p.Decode(text, &u.UserRecord) != nil || text[0] != '{' {
				p.users = p.users[:len(p.users)-1]
				return
			}
			u.start, u.line = p.used+bytes.IndexByte(line, '{'), p.lines
			u.end = u.start + len(text)
			p.comma = comma
		} else if comma {
			return
		}
		p.used += len(line)
		p.lines++
	}
}
