package tenant

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"licet/io/atomicfile"
)

// WriteFile writes f to path, whole or not at all (see atomicfile.Write), and
// compressed when path ends in ".gz". A new file is readable by its owner only.
func WriteFile(path string, f *File) error {
	return WriteFileSeq(path, f, pointers(f.Users))
}

// WriteFileSeq is WriteFile for a tenant whose users come one by one.
func WriteFileSeq(path string, head *File, users iter.Seq[*User]) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		if err := writePacked(w, path, head, users); err != nil {
			return fmt.Errorf("write tenant file %s: %w", path, err)
		}
		return nil
	})
}

func writePacked(w io.Writer, path string, head *File, users iter.Seq[*User]) error {
	if !strings.EqualFold(filepath.Ext(path), ".gz") {
		return WriteSeq(w, head, users)
	}
	packed := newPacker(w, memberSize)
	return errors.Join(WriteSeq(packed, head, users), packed.Close())
}
