package tenant

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"licet/io/atomicfile"
	"licet/io/users"
	"licet/reconcile"
)

// Create writes a tenant file to path, whole or not at all (see atomicfile.Write),
// and compressed when path ends in ".gz". A new file is readable by its owner
// only. First comes what head has, then the users that fill hands over, so that
// they need not be held all at once, then what is known only behind them, which
// fill gives back: groups, subscriptions and deleted users. Where head has no
// groups, those of the users have the licences that their members have by them.
func Create(path string, head *File, fill func(*Writer) (behind *File, err error)) error {
	return atomicfile.Write(path, func(out io.Writer) error {
		if !strings.EqualFold(filepath.Ext(path), ".gz") {
			return create(out, path, head, fill)
		}
		packed := gzip.NewWriter(out)
		return errors.Join(create(packed, path, head, fill), packed.Close())
	})
}

func create(out io.Writer, path string, head *File, fill func(*Writer) (*File, error)) error {
	w := newWriter(out)
	w.begin(head)
	behind, err := fill(w)
	if err != nil {
		return err
	}
	if w.end(head, behind); w.err == nil {
		w.err = w.out.Flush()
	}
	if w.err != nil {
		return fmt.Errorf("write tenant file %s: %w", path, w.err)
	}
	return nil
}

// WriteFile is Create for a file that is held whole.
func WriteFile(path string, f *File) error { return Create(path, f.whole(), f.fill) }

// Write writes f as a tenant file. The same File gives the same bytes.
func Write(out io.Writer, f *File) error { return create(out, "", f.whole(), f.fill) }

// whole is f as the head of a file behind whose users nothing comes.
func (f *File) whole() *File {
	if f.Groups != nil {
		return f
	}
	head := *f
	head.Groups = []Group{}
	return &head
}

func (f *File) fill(w *Writer) (*File, error) {
	for i := 0; i < len(f.Users) && w.err == nil; i++ { // create tells what went wrong
		_ = w.User(&f.Users[i])
	}
	return nil, nil
}

// Writer takes the users of a tenant file one by one, nobody twice. It is not safe
// for concurrent use.
type Writer struct {
	out  *bufio.Writer
	json *json.Encoder
	buf  bytes.Buffer
	text []byte
	err  error
	// Users counts those that were written.
	Users int
	// groups are those that users have licences from, as they came; at is where
	// each stands, by id in lower case.
	groups []Group
	at     map[string]int
}

func newWriter(out io.Writer) *Writer {
	w := &Writer{out: bufio.NewWriterSize(out, windowSize), at: map[string]int{}}
	w.json = json.NewEncoder(&w.buf)
	w.json.SetEscapeHTML(false)
	return w
}

// User writes a user of a file.
func (w *Writer) User(u *User) error {
	w.separate()
	w.encode(u)
	return w.err
}

// Record writes a user as they were read from a tenant.
func (w *Writer) Record(u *reconcile.UserRecord) error {
	w.text = users.Append(w.text[:0], u)
	return w.Text(w.text, u)
}

// Text writes a user as another file has them, who is understood as u.
func (w *Writer) Text(text []byte, u *reconcile.UserRecord) error {
	for i := range u.States {
		if u.States[i].AssignedByGroup != "" {
			w.meet(&u.States[i])
		}
	}
	w.separate()
	w.write(text)
	return w.err
}

func (w *Writer) separate() {
	if w.Users > 0 {
		w.write([]byte(","))
	}
	w.write([]byte("\n"))
	w.Users++
}

// meet adds a licence to the group that a user has it from.
func (w *Writer) meet(s *reconcile.StateRecord) {
	key := strings.ToLower(s.AssignedByGroup)
	i, ok := w.at[key]
	if !ok {
		i = len(w.groups)
		w.at[key] = i
		w.groups = append(w.groups, Group{ID: s.AssignedByGroup})
	}
	g := &w.groups[i]
	if !slices.ContainsFunc(g.AssignedLicenses, func(l AssignedLicense) bool { return l.SkuID == s.SKUID }) {
		g.AssignedLicenses = append(g.AssignedLicenses, AssignedLicense{SkuID: s.SKUID, DisabledPlans: s.DisabledPlans})
	}
}

func (w *Writer) begin(f *File) {
	w.write([]byte(`{"format":`))
	w.encode(Format)
	w.member("tenant")
	w.encode(&f.Tenant)
	if f.DeltaLink != "" {
		w.member("deltaLink")
		w.encode(f.DeltaLink)
	}
	writeList(w, "subscribedSkus", f.SubscribedSkus)
	if f.Groups != nil {
		writeList(w, "groups", f.Groups)
	}
	w.rest(f)
	w.member("users")
	w.write([]byte("["))
}

// rest writes what a file need not have.
func (w *Writer) rest(f *File) {
	if len(f.Subscriptions) > 0 {
		writeList(w, "subscriptions", f.Subscriptions)
	}
	if len(f.DeletedUsers) > 0 {
		writeList(w, "deletedUsers", f.DeletedUsers)
	}
}

func (w *Writer) end(head, behind *File) {
	if w.Users > 0 {
		w.write([]byte("\n"))
	}
	w.write([]byte("]"))
	if behind == nil {
		behind = &File{}
	}
	if head.Groups == nil {
		for _, g := range behind.Groups {
			if i, ok := w.at[strings.ToLower(g.ID)]; ok && g.DisplayName != "" {
				w.groups[i].DisplayName = g.DisplayName
			}
		}
		writeList(w, "groups", w.groups)
	}
	w.rest(behind)
	w.write([]byte("}\n"))
}

func (w *Writer) member(name string) {
	w.write([]byte(",\n"))
	w.encode(name)
	w.write([]byte(":"))
}

// writeList writes a member that is an array, one entry a line.
func writeList[T any](w *Writer, name string, entries []T) {
	w.member(name)
	separator := "[\n"
	for i := range entries {
		w.write([]byte(separator))
		w.encode(&entries[i])
		separator = ",\n"
	}
	if len(entries) > 0 {
		w.write([]byte("\n]"))
	} else {
		w.write([]byte("[]"))
	}
}

// encode writes JSON without a line end.
func (w *Writer) encode(v any) {
	w.buf.Reset()
	if err := w.json.Encode(v); err != nil && w.err == nil {
		w.err = err
	}
	w.write(bytes.TrimSuffix(w.buf.Bytes(), []byte("\n")))
}

func (w *Writer) write(text []byte) {
	if w.err == nil {
		_, w.err = w.out.Write(text)
	}
}
