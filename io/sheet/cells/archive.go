package cells

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"slices"
	"strings"
)

// archive is the ZIP file of a workbook. Its directory, which whoever made the file
// has written, is not believed on how large the files in it are.
type archive struct{ *zip.Reader }

// entry gives a file by its name; nil if it is not there. Of several the last counts.
func (a archive) entry(name string) (found *zip.File) {
	for _, e := range a.File {
		if e.Name == name {
			found = e
		}
	}
	return found
}

// slashed is the name of a file in small, with the slashes that it should have.
func slashed(e *zip.File) string { return strings.ToLower(strings.ReplaceAll(e.Name, "\\", "/")) }

// with gives an archive of the parts that say what a workbook has, and of those that
// cells, if not nil, asks for. What is left out may be anything, and is not unpacked.
func (a archive) with(cells func(part string) bool) ([]byte, error) {
	index, err := a.index()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	left := int64(MaxUnusual)
	for _, e := range a.File {
		var size int64
		switch name := slashed(e); {
		case slices.Contains(index, name):
			_, err = repack(out, e, MaxIndexBytes, ErrLongIndex)
		case cells != nil && cells(name) && path.Base(name) == stringsPart:
			size, err = repack(out, e, min(left, maxUnusualStrings), ErrUnusual)
		case cells != nil && cells(name):
			size, err = repack(out, e, left, ErrUnusual)
		}
		if err != nil {
			return nil, err
		}
		left -= size
	}
	err = out.Close()
	return b.Bytes(), err
}

// stringsPart is the name of the part with the shared strings, without its folder.
const stringsPart = "sharedstrings.xml"

// rootRelations names the part that says which one is the workbook.
const rootRelations = "_rels/.rels"

// index gives the names, in small, of the parts that say what a workbook has: those of
// the archive as a whole, the workbook itself, and what it refers to.
func (a archive) index() ([]string, error) {
	book := "xl/workbook.xml"
	for _, e := range a.File {
		if slashed(e) != rootRelations {
			continue
		}
		var text bytes.Buffer
		if _, err := unpack(&text, e, MaxIndexBytes, ErrLongIndex); err != nil {
			return nil, err
		}
		if target := documentIn(text.Bytes()); target != "" {
			book = strings.ToLower(strings.TrimPrefix(path.Clean(target), "/"))
		}
	}
	return []string{"[content_types].xml", rootRelations, book, path.Join(path.Dir(book), "_rels", path.Base(book)+".rels")}, nil
}

// documentIn gives the workbook that the relations of an archive name; empty if none.
func documentIn(relations []byte) string {
	var rels struct {
		Relationship []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if xml.Unmarshal(relations, &rels) != nil {
		return ""
	}
	for _, r := range rels.Relationship {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			return r.Target
		}
	}
	return ""
}

// repack writes a file of another archive to out; tooLong is the error for one that
// unpacks to more than limit.
func repack(out *zip.Writer, e *zip.File, limit int64, tooLong error) (int64, error) {
	w, err := out.CreateHeader(&zip.FileHeader{Name: e.Name, Method: zip.Store})
	if err != nil {
		return 0, err
	}
	return unpack(w, e, limit, tooLong)
}

func unpack(w io.Writer, e *zip.File, limit int64, tooLong error) (int64, error) {
	part, err := e.Open()
	if err != nil {
		return 0, err
	}
	defer part.Close()
	n, err := io.Copy(w, io.LimitReader(part, limit+1))
	if err == nil && n > limit {
		err = tooLong
	}
	return n, err
}
