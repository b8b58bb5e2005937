package tenant

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
)

// Packed tenant files
//
// A packed file is gzip like any other (RFC 1952), cut into members of 1 MB of
// text: a file of several members is what its members unpack to, one behind the
// other. Each says in an extra field of its header how long it is, so that a
// reader finds the next one without unpacking this one, and packing and
// unpacking go on on all cores. Files of anybody else, without that field, are
// unpacked in the common way.

const (
	// memberSize is how much text one member holds.
	memberSize = 1 << 20
	// memberLimit bounds what one member may unpack to or take itself.
	memberLimit = 4 << 20
)

// memberHead is how a member begins: deflate, an extra field, no time, no system;
// 8 bytes of extra, of which LT is the subfield with 4 bytes, the length of the
// whole member, that follow.
const (
	memberHead   = "\x1f\x8b\x08\x04\x00\x00\x00\x00\x00\xff\x08\x00LT\x04\x00"
	memberLength = len(memberHead) // where the length stands
)

// member is one member, and the text in it, on the way from one to the other.
type member struct {
	text, packed bytes.Buffer
	err          error
	done         chan struct{}
}

// members are in order; spare ones are used again.
type members struct {
	waiting, spare []*member
}

// room gives a member that is empty.
func (m *members) room() *member {
	next := &member{}
	if n := len(m.spare); n > 0 {
		next, m.spare = m.spare[n-1], m.spare[:n-1]
	}
	next.text.Reset()
	next.packed.Reset()
	next.err = nil
	return next
}

// start works on a member beside the others.
func (m *members) start(next *member, work func() error) {
	next.done = make(chan struct{})
	m.waiting = append(m.waiting, next)
	go func() {
		defer close(next.done)
		next.err = work()
	}()
}

// first waits for the oldest member.
func (m *members) first() *member {
	next := m.waiting[0]
	<-next.done
	m.waiting = m.waiting[1:]
	return next
}

func (m *members) wait() {
	for len(m.waiting) > 0 {
		m.spare = append(m.spare, m.first())
	}
}

// packer packs what is written to it. Close must be called; it does not close
// the writer below.
type packer struct {
	members
	out  io.Writer
	size int
	now  *member
	err  error
	some bool // something was packed
}

func newPacker(out io.Writer, size int) *packer { return &packer{out: out, size: size} }

func (p *packer) Write(text []byte) (n int, err error) {
	for n < len(text) && p.err == nil {
		if p.now == nil {
			p.now = p.room()
		}
		part := min(len(text)-n, p.size-p.now.text.Len())
		p.now.text.Write(text[n : n+part])
		if n += part; p.now.text.Len() == p.size {
			p.finish()
		}
	}
	return n, p.err
}

// finish packs the member that is being filled, and writes those that are done
// once there are enough under way.
func (p *packer) finish() {
	next := p.now
	p.now, p.some = nil, true
	p.start(next, next.pack)
	if len(p.waiting) > runtime.GOMAXPROCS(0) {
		p.writeFirst()
	}
}

func (p *packer) writeFirst() {
	m := p.first()
	if p.err == nil {
		p.err = m.err
	}
	if p.err == nil {
		_, p.err = p.out.Write(m.packed.Bytes())
	}
	p.spare = append(p.spare, m)
}

// Close packs what is left. A file without text is a member without text.
func (p *packer) Close() error {
	if p.now == nil && !p.some {
		p.now = p.room()
	}
	if p.now != nil {
		p.finish()
	}
	for len(p.waiting) > 0 {
		p.writeFirst()
	}
	return p.err
}

// pack fills packed.
func (m *member) pack() error {
	w, err := gzip.NewWriterLevel(&m.packed, gzip.DefaultCompression)
	if err != nil {
		return err
	}
	w.Extra = []byte(memberHead[len(memberHead)-4:] + "\x00\x00\x00\x00")
	_, err = w.Write(m.text.Bytes())
	if err = errors.Join(err, w.Close()); err != nil {
		return err
	}
	packed := m.packed.Bytes()
	binary.LittleEndian.PutUint32(packed[memberLength:], uint32(len(packed)))
	return nil
}
