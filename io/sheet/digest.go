package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
)

// Digest sums up the bytes of the file beside other work, since that takes a
// seventh of the processor time of reading it. wait waits for Info.SHA256 to be
// there. Its error is for a file that is not any more what the list was read from.
func (l *Listing) Digest() (wait func() error) {
	done := make(chan error, 1)
	var sum string
	go func() {
		var err error
		sum, err = l.digest()
		done <- err
	}()
	return func() error {
		err := <-done
		l.Info.SHA256 = sum
		return err
	}
}

func (l *Listing) digest() (string, error) {
	from := origin{l.Info.Path, l.phrases}
	f, err := os.Open(l.Info.Path)
	if err != nil {
		return "", from.fail("the file cannot be read", "", cause(err))
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", from.fail("the file cannot be read", "", cause(err))
	}
	if now, err := f.Stat(); err != nil || !sameState(l.state, now) {
		return "", from.fail("it was changed while it was read", "run it again", nil)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// sameState reports whether a file is the same, and was not written in between.
func sameState(before, after os.FileInfo) bool {
	return os.SameFile(before, after) && before.Size() == after.Size() && before.ModTime().Equal(after.ModTime())
}
