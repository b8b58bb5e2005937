package sheet

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// Bounds on what is read.
const (
	maxFileBytes   = 2 << 30
	maxZipEntries  = 10_000
	maxHeaderRows  = 50
	maxRowsAbove   = 1000
	worksheetProbe = 200
)

// Unreadable says why a file cannot be read as a sheet, and what to do.
type Unreadable struct {
	// Path is as the user gave it; "-" is standard input.
	Path string
	// Problem is what the file is, or what is wrong with it.
	Problem string
	// Hint says what to do.
	Hint string
	// Err is the cause, if there is one.
	Err error
}

// Error gives the path, the problem and the hint in one line.
func (u *Unreadable) Error() string {
	text := u.Path + ": " + u.Problem
	if u.Err != nil {
		text += ": " + u.Err.Error()
	}
	if u.Hint != "" {
		text += "; " + u.Hint
	}
	return text
}

// Unwrap gives the cause.
func (u *Unreadable) Unwrap() error { return u.Err }

// origin is where a file is from, with the language in which it is refused.
type origin struct {
	path string
	reconcile.Phrases
}

// refuse says what is wrong with a file and what to do; hint may be empty.
func (o origin) refuse(problem, hint reconcile.Text) *Unreadable {
	return &Unreadable{Path: o.path, Problem: o.Text(problem), Hint: o.Text(hint)}
}

// fail is refuse with the cause.
func (o origin) fail(problem, hint reconcile.Text, err error) *Unreadable {
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
		if f.data, err = gunzip(from, raw); err != nil {
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
		return readBounded(from, stdin)
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
	if info.Mode().IsRegular() && info.Size() <= maxFileBytes {
		return readSized(from, f, info.Size())
	}
	return readBounded(from, f)
}

// cause leaves out the path of an *os.PathError, which stands in front anyway.
func cause(err error) error {
	var at *os.PathError
	if errors.As(err, &at) {
		return at.Err
	}
	return err
}

// readSized reads a file whose size is known without growing a buffer.
func readSized(from origin, r io.Reader, size int64) ([]byte, error) {
	b := make([]byte, size)
	n, err := io.ReadFull(r, b)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, from.fail("the file cannot be read", "", cause(err))
	}
	return b[:n], nil
}

func readBounded(from origin, r io.Reader) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err != nil {
		return nil, from.fail("it cannot be read", "", cause(err))
	}
	if len(b) > maxFileBytes {
		return nil, &Unreadable{Path: from.path, Problem: from.Say("it is larger than %d GiB", maxFileBytes>>30), Hint: from.Say("split it")}
	}
	return b, nil
}

func gunzip(from origin, packed []byte) ([]byte, error) {
	zr, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(zr, cells.MaxUnpacked+1))
	if err != nil {
		return nil, err
	}
	if len(b) > cells.MaxUnpacked {
		return nil, errors.New(from.Say("it unpacks to more than %d GiB", cells.MaxUnpacked>>30))
	}
	return b, zr.Close()
}
