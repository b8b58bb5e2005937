package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Same reports whether two names are those of one file, whatever they are: relative,
// through links of either kind, in other letters where the file system does not tell
// these apart. Files that are not there yet are judged by where they would be. Pipes
// and devices are nobody's in particular: they are never the same.
func Same(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	if errA == nil && errB == nil {
		return infoA.Mode().IsRegular() && os.SameFile(infoA, infoB)
	}
	if errA == nil || errB == nil {
		return false
	}
	a, b = Target(a), Target(b)
	if a == b {
		return true
	}
	return alike(filepath.Base(a), filepath.Base(b)) && sameFolder(filepath.Dir(a), filepath.Dir(b)) && oneName(a, b)
}

// maxLinks is how many links may follow each other.
const maxLinks = 40

// Target gives the place that a path leads to, through links, whether something is
// there or not.
func Target(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	for range maxLinks {
		if real, err := filepath.EvalSymlinks(path); err == nil {
			return real
		}
		folder, err := filepath.EvalSymlinks(filepath.Dir(path))
		if err != nil {
			return path
		}
		path = filepath.Join(folder, filepath.Base(path))
		link, err := os.Readlink(path)
		if err != nil {
			return path
		}
		if !filepath.IsAbs(link) {
			link = filepath.Join(folder, link)
		}
		path = link
	}
	return path
}

// alike reports whether two names may be one where letters are not told apart.
func alike(a, b string) bool {
	return strings.EqualFold(norm.NFC.String(a), norm.NFC.String(b))
}

func sameFolder(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// oneName asks the file system whether it takes two names, of which neither is
// there, for one: that differs from folder to folder. What cannot be asked counts
// as one, so that nothing is lost.
func oneName(a, b string) bool {
	f, err := os.OpenFile(a, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return true
	}
	_, err = os.Lstat(b)
	if gone := errors.Join(f.Close(), os.Remove(a)); gone != nil {
		return true
	}
	return err == nil
}
