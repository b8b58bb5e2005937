package tenant

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing/iotest"

	"licet/reconcile"
)

// ReadInPieces reads as Read does, cutting long arrays into pieces of another
// size; with 0 it cuts all of them with care.
func ReadInPieces(r io.Reader, c *reconcile.Catalog, size int) (*reconcile.Tenant, error) {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), c)
	d := newDocument(bufio.NewReaderSize(r, windowSize), builderSink(b))
	d.piece = size
	if err := d.read(); err != nil {
		return nil, err
	}
	return b.Tenant(), nil
}

// ReadFileInPieces is ReadInPieces for the File.
func ReadFileInPieces(r io.Reader, size int) (*File, error) {
	f := &File{Format: Format}
	d := newDocument(bufio.NewReaderSize(r, windowSize), fileSink(f))
	d.piece = size
	if err := d.read(); err != nil {
		return nil, err
	}
	return f, nil
}

// Pack packs text into members of so many bytes.
func Pack(text []byte, size int) ([]byte, error) {
	var out bytes.Buffer
	p := newPacker(&out, size)
	_, err := p.Write(text)
	err = errors.Join(err, p.Close())
	return out.Bytes(), err
}

// Unpack unpacks what a file holds that is read in so many bytes.
func Unpack(packed []byte, size int) ([]byte, error) {
	u, err := newUnpacker(bufio.NewReaderSize(iotest.OneByteReader(bytes.NewReader(packed)), windowSize))
	if err != nil {
		return nil, err
	}
	defer u.wait()
	var text []byte
	for buf := make([]byte, size); ; {
		n, err := u.Read(buf)
		if text = append(text, buf[:n]...); errors.Is(err, io.EOF) {
			return text, nil
		} else if err != nil {
			return text, err
		}
	}
}

// BothReadings reads a user with the scanner and with encoding/json. sure is
// false where the scanner leaves it to the other.
func BothReadings(text string) (own, other User, sure bool, err error) {
	sc := newScanner()
	for range 2 { // the second time with what was remembered
		own = User{}
		sc.Reset([]byte(text), 0)
		if !sc.user(&own) || sc.At() != len(text) {
			return own, other, false, nil
		}
	}
	return own, other, true, json.Unmarshal([]byte(text), &other)
}

// BothRecords is BothReadings for what the core reads of a user.
func BothRecords(text string) (own, other reconcile.UserRecord, sure bool, err error) {
	sc := newScanner()
	for range 2 {
		sc.Reset([]byte(text), 0)
		if !sc.Record(&own) || sc.At() != len(text) {
			return own, other, false, nil
		}
	}
	u, err := decodeJSON[User]([]byte(text))
	return own, coreUser(&u), true, err
}
