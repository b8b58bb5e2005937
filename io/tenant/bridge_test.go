package tenant

import (
	"bufio"
	"encoding/json"
	"io"

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
