package sheet

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"sync"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// Bounds on what is read. A file of maxFileBytes may be read in passing; of one that is
// not maxHeldBytes are held, after unpacking.
const (
	maxFileBytes   = 2 << 30
	maxHeldBytes   = 384 << 20
	maxZipEntries  = 10_000
	maxHeaderRows  = 50
	maxRowsAbove   = 1000
	worksheetProbe = 200
)

// Unreadable says why a file cannot be read as a sheet, and what to do.
type Unreadable struct {
	// Path is as the user gave it; "-" is standard input. Worksheet is where in it the
	// trouble is; mostly empty.
	Path, Worksheet string
	// Problem is what the file is, or what is wrong with it; Hint says what to do.
	Problem, Hint reconcile.Sentence
	// Err is the cause, if there is one.
	Err error
}

// Error gives the path, the problem and the hint in one line.
func (u *Unreadable) Error() string { return u.Sentence().String() }

// Sentence implements reconcile.Spoken.
func (u *Unreadable) Sentence() reconcile.Sentence {
	said := reconcile.Say("%s: %s", u.Path, u.Problem)
	if u.Worksheet != "" {
		said = reconcile.Say("%s: %s", reconcile.Place{File: u.Path, Worksheet: u.Worksheet}, u.Problem)
	}
	if u.Err != nil {
		said = reconcile.Say("%s: %s", said, u.Err)
	}
	if u.Hint.IsZero() {
		return said
	}
	return reconcile.Say("%s; %s", said, u.Hint)
}

// Unwrap gives the cause.
func (u *Unreadable) Unwrap() error { return u.Err }

// origin is where a file is from, and the worksheet of it.
type origin struct{ path, worksheet string }

// in is a worksheet of it.
func (o origin) in(worksheet string) origin { return origin{o.path, worksheet} }

// refuse says what is wrong with a file and what to do; hint may be empty.
func (o origin) refuse(problem, hint reconcile.Word) *Unreadable {
	return &Unreadable{Path: o.path, Worksheet: o.worksheet, Problem: problem.Sentence(), Hint: hint.Sentence()}
}

// fail is refuse with the cause.
func (o origin) fail(problem, hint reconcile.Word, err error) *Unreadable {
	u := o.refuse(problem, hint)
	u.Err = err
	return u
}

// file is a file's content, unpacked, with the digest of what is on disk.
type file struct {
	origin
	data []byte
	sum  string
}

func readFile(from origin, stdin io.Reader) (file, error) {
	raw, err := readBytes(from, stdin)
	if err != nil {
		return file{}, err
	}
	digest := sha256.Sum256(raw)
	f := file{origin: from, data: raw, sum: hex.EncodeToString(digest[:])}
	if bytes.HasPrefix(raw, []byte("\x1f\x8b")) {
		if f.data, err = gunzip(raw); errors.Is(err, errBomb) {
			return file{}, &Unreadable{Path: from.path, Problem: reconcile.Say("it unpacks to more than %d MiB", maxHeldBytes>>20), Hint: splitIt}
		}
		if err != nil {
			return file{}, from.fail("the gzip file cannot be unpacked", "it may have been cut off: get it again", err)
		}
	}
	if len(bytes.TrimSpace(f.data)) == 0 {
		return file{}, from.refuse("the file is empty", "a sheet needs a header row, such as: user,license")
	}
	return f, nil
}

func readBytes(from origin, stdin io.Reader) ([]byte, error) {
	if from.path == "-" {
		if stdin == nil {
			return nil, from.refuse("there is no standard input", "")
		}
		return readBounded(from, stdin, 0)
	}
	f, err := os.Open(from.path)
	if err != nil {
		return nil, from.fail("the file cannot be opened", "", cause(err))
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, from.fail("the file cannot be read", "", cause(err))
	}
	if info.IsDir() {
		return nil, from.refuse("this is a folder", "name the files in it one by one")
	}
	return readBounded(from, f, info.Size())
}

// cause leaves out the path of an *os.PathError, which stands in front anyway.
func cause(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// splitIt is the way out of a sheet that is too large to be held.
var splitIt = reconcile.Say("split it, or save it as a CSV file in UTF-8 that is not packed, which may have %d GiB", maxFileBytes>>30)

// readBounded reads what is about so large, and no more than may be held.
func readBounded(from origin, r io.Reader, size int64) ([]byte, error) {
	tooLarge := &Unreadable{Path: from.path, Problem: reconcile.Say("it is larger than %d MiB", maxHeldBytes>>20), Hint: splitIt}
	if size > maxHeldBytes {
		return nil, tooLarge
	}
	var b bytes.Buffer
	b.Grow(int(size) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(r, maxHeldBytes+1)); err != nil {
		return nil, from.fail("it cannot be read", "", cause(err))
	}
	if b.Len() > maxHeldBytes {
		return nil, tooLarge
	}
	return b.Bytes(), nil
}

// errBomb is the error for a gzip file that unpacks to more than is held.
var errBomb = errors.New("it unpacks to too much")

// gunzip unpacks twice, so that no more memory is taken than the text needs, and none
// for one that is refused: the first time it is measured.
func gunzip(packed []byte) ([]byte, error) {
	size, err := unpackTo(io.Discard, packed)
	if err != nil {
		return nil, err
	}
	if size > maxHeldBytes {
		return nil, errBomb
	}
	b := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	_, err = unpackTo(b, packed)
	return b.Bytes(), err
}

func unpackTo(w io.Writer, packed []byte) (int64, error) {
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(w, io.LimitReader(zr, maxHeldBytes+1))
	return n, errors.Join(err, zr.Close())
}

const (
	// longFile is the size of the smallest file that is read in passing.
	longFile = 4 << 20
	// headBytes is how much of it is looked at to find out how it is to be read.
	headBytes = 1 << 20
)

// readLong reads a long CSV file in passing. It gives nil for a file that does not
// lend itself to it, which is read whole: one that is small, no CSV file in UTF-8, or
// has no header in its beginning.
func readLong(ctx context.Context, from origin, o Options) (*Sheet, error) {
	f, before := openLong(from.path, int64(cmp.Or(o.smallest, longFile)))
	if f == nil {
		return nil, nil
	}
	out, err := readOpen(ctx, from, f, before, o)
	if out == nil || o.NoDigest {
		_ = f.Close() // it was only read
		return out, err
	}
	out.SHA256 = sync.OnceValues(func() (string, error) {
		h := sha256.New()
		_, err := io.Copy(h, io.NewSectionReader(f, 0, before.Size()))
		return hex.EncodeToString(h.Sum(nil)), errors.Join(from.checkRead(err, f, before), f.Close())
	})
	return out, nil
}

// readOpen reads the rows of a long file, of which nothing may change meanwhile.
func readOpen(ctx context.Context, from origin, f *os.File, before os.FileInfo, o Options) (*Sheet, error) {
	s := newReader(from.path, o)
	t, ok := s.openHead(f, before.Size())
	if !ok {
		return nil, nil
	}
	err := s.read(ctx, t)
	if errors.Is(err, errNotUTF8) {
		return nil, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if refused := (*Unreadable)(nil); errors.As(err, &refused) {
		return nil, err
	}
	if err := from.checkRead(err, f, before); err != nil {
		return nil, err
	}
	return s.sheet(), nil
}

// checkRead says why a file was not read: for err, or because it was changed.
func (o origin) checkRead(err error, f *os.File, before os.FileInfo) error {
	if now, errStat := f.Stat(); errStat == nil && (now.Size() != before.Size() || !now.ModTime().Equal(before.ModTime())) {
		return o.refuse("it was changed while it was read", "run it again")
	}
	if err != nil {
		return o.fail("the file cannot be read", "", cause(err))
	}
	return nil
}

// openLong opens a file that may be read in passing; nil for any other. A pipe is not
// opened: who writes into it would take that for its reader.
func openLong(path string, smallest int64) (*os.File, os.FileInfo) {
	info, err := os.Stat(path)
	if path == "-" || err != nil || !info.Mode().IsRegular() || info.Size() < smallest || info.Size() > maxFileBytes {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil
	}
	if info, err = f.Stat(); err != nil {
		f.Close()
		return nil, nil
	}
	return f, info
}

// openHead finds out from the beginning of a file how it is to be read.
func (s *reader) openHead(f io.ReaderAt, size int64) (*text, bool) {
	head := make([]byte, min(size, headBytes))
	if n, _ := f.ReadAt(head, 0); n < len(head) {
		return nil, false
	}
	head = head[:bytes.LastIndexByte(head, '\n')+1]
	if err := s.open(file{origin: origin{path: s.Info.Path}, data: head}); err != nil || s.Info.Encoding != cells.UTF8 || s.layout == nil {
		return nil, false
	}
	before := len(head) - len(s.text) // what stands before the text is no part of it
	return &text{ReaderAt: f, from: int64(before + s.belowHeader()), size: size, unsure: true}, true
}
