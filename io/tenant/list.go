package tenant

import (
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"

	"licet/reconcile"
)

// placedError is an error that already says where in the file it is.
type placedError struct {
	line  int
	list  string
	entry int
	err   error
}

func (e *placedError) Error() string {
	return fmt.Sprintf("line %d (%s, entry %d): %v", e.line, e.list, e.entry, e.err)
}

func (e *placedError) Unwrap() error { return e.err }

// list reads one array of the file.
type list func(s *splitter, name string) error

// entries says what the entries of an array are and who takes them.
type entries[T any] struct {
	// scan takes the entry at which the scanner is, and is false where that is not
	// sure. It is nil for arrays that are always short.
	scan func(sc *scanner, into *T) bool
	// decode reads one entry, which is the whole text.
	decode func(sc *scanner, text []byte) (T, error)
	id     func(*T) string
	// add takes an entry and reports whether its id is new.
	add func(*T) (fresh bool)
	// prepare and foresee are told of entries before they are added: of each while
	// others are decoded, and of a few at a time. Both may be nil.
	prepare func(*T)
	foresee func([]T)
}

// plainList has entries that encoding/json reads.
func plainList[T any](id func(*T) string, add func(*T)) list {
	e := entries[T]{id: id, add: unique(id, add)}
	e.decode = func(_ *scanner, text []byte) (T, error) { return decodeJSON[T](text) }
	return e.read
}

// userList hands over users who stand alone.
func userList(add func(*User)) list {
	return scanned(entries[User]{id: userID, add: unique(userID, add), scan: (*scanner).user}, decodeJSON[User])
}

// recordList hands over what b reads of users.
func recordList(b *reconcile.TenantBuilder, add func(*reconcile.UserRecord) (fresh bool)) list {
	return scanned(entries[reconcile.UserRecord]{
		id:      recordID,
		add:     add,
		prepare: func(r *reconcile.UserRecord) { r.Tag = b.Tag(r.ID) },
		foresee: b.Foresee,
		scan:    func(sc *scanner, r *reconcile.UserRecord) bool { return sc.Record(r) },
	}, func(text []byte) (reconcile.UserRecord, error) {
		u, err := decodeJSON[User](text)
		return coreUser(&u), err
	})
}

// scanned has entries that their scan reads, and otherwise where it is unsure.
func scanned[T any](e entries[T], otherwise func(text []byte) (T, error)) list {
	e.decode = func(sc *scanner, text []byte) (entry T, err error) {
		sc.Reset(text, 0)
		if e.scan(sc, &entry) && sc.At() == len(text) {
			return entry, nil
		}
		return otherwise(text)
	}
	return e.read
}

func decodeJSON[T any](text []byte) (entry T, err error) {
	err = json.Unmarshal(text, &entry)
	return entry, err
}

// unique tells of every entry whether its id is new; only new ones are added.
func unique[T any](id func(*T) string, add func(*T)) func(*T) bool {
	ids := map[string]struct{}{}
	return func(entry *T) bool {
		key := strings.ToLower(id(entry))
		if _, twice := ids[key]; twice {
			return false
		}
		ids[key] = struct{}{}
		add(entry)
		return true
	}
}

func skuID(s *SubscribedSku) string                { return s.SkuID }
func groupID(g *Group) string                      { return g.ID }
func userID(u *User) string                        { return u.ID }
func recordID(r *reconcile.UserRecord) string      { return r.ID }
func subscriptionID(s *CompanySubscription) string { return s.ID }

// hand gives an entry to the one who takes it. It refuses an entry without an
// id and one that stands there twice.
func (e *entries[T]) hand(entry *T) error {
	if e.id(entry) == "" {
		return errors.New("it has no id")
	}
	if !e.add(entry) {
		return fmt.Errorf("the id %s stands there twice", strings.ToLower(e.id(entry)))
	}
	return nil
}

// read reads an array: line by line as long as that is sure to be right, and
// from there on with care.
func (e entries[T]) read(s *splitter, name string) error {
	open, err := s.openList(name)
	if err != nil || !open {
		return err
	}
	r := &listReader[T]{entries: e, name: name, splitter: s, scanners: newScanners()}
	if e.scan != nil && s.piece > 0 {
		closed, err := r.readLines()
		if closed || err != nil {
			return err
		}
	}
	return r.readCarefully()
}

// listReader is the reading of one array.
type listReader[T any] struct {
	entries[T]
	*splitter
	name string
	// count is of the entries that were handed over.
	count    int
	scanners scanners
}

// failed says that the entry behind those that were handed over is unsound.
func (r *listReader[T]) failed(line int, err error) error {
	return &placedError{line, r.name, r.count + 1, err}
}

// scanners are as many as there are cores, each used by one goroutine at a time.
type scanners chan *scanner

func newScanners() scanners {
	s := make(scanners, runtime.GOMAXPROCS(0))
	for range cap(s) {
		s <- newScanner()
	}
	return s
}
