package tenant

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
)

// unpacker reads what a packed file holds: members of known length side by side,
// and from the first other one on what compress/gzip makes of it. On its last
// read, or once stop was called, nobody is at work for it.
type unpacker struct {
	members
	in *bufio.Reader
	// now is the member whose text is being given.
	now *member
	// rest reads what has no length; end is why nothing more can be read.
	rest io.Reader
	end  error
}

// newUnpacker reads the packed file that in begins with.
func newUnpacker(in *bufio.Reader) (*unpacker, error) {
	u := &unpacker{in: in}
	if u.length() == 0 {
		rest, err := gzip.NewReader(in)
		if err != nil {
			return nil, err
		}
		u.rest = rest
	}
	return u, nil
}

// length gives that of the member that comes next, 0 where it does not tell.
func (u *unpacker) length() int {
	head, _ := u.in.Peek(memberLength + 4)
	if len(head) < memberLength+4 || string(head[:4]) != memberHead[:4] || string(head[10:memberLength]) != memberHead[10:] {
		return 0
	}
	n := binary.LittleEndian.Uint32(head[memberLength:])
	if n > memberLimit {
		return 0
	}
	return int(n)
}

func (u *unpacker) Read(text []byte) (int, error) {
	for {
		if u.now != nil && u.now.text.Len() > 0 {
			return u.now.text.Read(text)
		}
		if u.now != nil {
			u.spare = append(u.spare, u.now)
			u.now = nil
		}
		u.fill()
		switch {
		case len(u.waiting) > 0:
			next := u.first()
			if next.err != nil {
				u.stop(next.err)
				return 0, u.end
			}
			u.now = next
		case u.end != nil:
			return 0, u.end
		default:
			return u.rest.Read(text)
		}
	}
}

// stop ends the reading.
func (u *unpacker) stop(why error) {
	u.wait()
	u.end = why
}

// fill starts to unpack as many members as there are processors, and one more.
func (u *unpacker) fill() {
	for u.end == nil && u.rest == nil && len(u.waiting) <= runtime.GOMAXPROCS(0) {
		n := u.length()
		if n == 0 {
			u.begin()
			return
		}
		next := u.room()
		if _, err := io.CopyN(&next.packed, u.in, int64(n)); err != nil {
			u.end = unexpected(err)
			return
		}
		u.start(next, next.unpack)
	}
}

// begin goes on in the common way: at the end of the file, or with a member that
// does not tell its length.
func (u *unpacker) begin() {
	if _, err := u.in.Peek(1); err != nil {
		u.end = err
		return
	}
	rest, err := gzip.NewReader(u.in)
	if err != nil {
		u.end = unexpected(err)
		return
	}
	u.rest = rest
}

// unexpected is the error where a file ends early.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// unpack fills text. The member must be as long as it says.
func (m *member) unpack() error {
	packed := bytes.NewReader(m.packed.Bytes())
	r, err := gzip.NewReader(packed)
	if err != nil {
		return unexpected(err)
	}
	r.Multistream(false)
	n, err := m.text.ReadFrom(io.LimitReader(r, memberLimit+1))
	switch {
	case err != nil:
		return err
	case n > memberLimit:
		return fmt.Errorf("a member of the packed file holds more than %d MB", memberLimit>>20)
	case packed.Len() > 0:
		return gzip.ErrHeader
	}
	return nil
}
