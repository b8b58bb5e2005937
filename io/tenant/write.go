package tenant

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"licet/io/atomicfile"
	"licet/reconcile"
)

// Create writes a tenant file to path, whole or not at all (see atomicfile.Write),
// and compressed when path ends in ".gz". A new file is readable by its owner
// only. First comes what head has, then the users that fill hands over, so that
// they need not be held all at once, then what is known only behind them, which
// fill gives back, or nil: groups, subscriptions and deleted users. Where head has no
// groups, those of the users have the licences that their members have by them.
func Create(path string, head *File, fill func(*Writer) (behind *File, err error)) error {
	return place(atomicfile.Write, path, head, fill)
}

// CreateNew is Create for a file that must not be there; the error is then
// fs.ErrExist.
func CreateNew(path string, head *File, fill func(*Writer) (behind *File, err error)) error {
	return place(atomicfile.WriteNew, path, head, fill)
}

func place(write func(string, func(io.Writer) error) error, path string, head *File, fill func(*Writer) (*File, error)) error {
	return write(path, func(out io.Writer) error {
		if !strings.EqualFold(filepath.Ext(path), ".gz") {
			return create(out, path, head, fill)
		}
		packed := gzip.NewWriter(out)
		return errors.Join(create(packed, path, head, fill), packed.Close())
	})
}

func create(out io.Writer, path string, head *File, fill func(*Writer) (*File, error)) error {
	w := &Writer{out: bufio.NewWriterSize(out, windowSize), at: map[string]int{}}
	w.json = json.NewEncoder(&w.buf)
	w.json.SetEscapeHTML(false)
	w.begin(head)
	behind, err := fill(w)
	if err != nil {
		return err
	}
	w.end(head, cmp.Or(behind, &File{}))
	if err := cmp.Or(w.err, w.out.Flush()); err != nil {
		return fmt.Errorf("write tenant file %s: %w", path, err)
	}
	return nil
}

// WriteFile is Create for a file that is held whole.
func WriteFile(path string, f *File) error { return Create(path, f, f.fill) }

// Write writes f as a tenant file. The same File gives the same bytes.
func Write(out io.Writer, f *File) error { return create(out, "", f, f.fill) }

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
	err  error
	// Users counts those that were written.
	Users int
	// groups are those that users have licences from, as they came; at is where
	// each stands, by id in lower case.
	groups []Group
	at     map[string]int
}

// User writes a user of a file.
func (w *Writer) User(u *User) error {
	w.put(w.between(), u)
	return w.err
}

// Record writes a user as they were read from a tenant.
func (w *Writer) Record(r *reconcile.UserRecord) error {
	w.meet(r)
	u := userOf(r)
	return w.User(&u)
}

// Text writes a user as another file has them, who is understood as r.
func (w *Writer) Text(text []byte, r *reconcile.UserRecord) error {
	w.meet(r)
	w.write(w.between())
	w.write(string(text))
	return w.err
}

// meet keeps the groups that a user has licences from.
func (w *Writer) meet(r *reconcile.UserRecord) {
	for i := range r.States {
		s := &r.States[i]
		if s.AssignedByGroup == "" {
			continue
		}
		key := strings.ToLower(s.AssignedByGroup)
		at, known := w.at[key]
		if !known {
			at = len(w.groups)
			w.at[key] = at
			w.groups = append(w.groups, Group{ID: s.AssignedByGroup})
		}
		w.groups[at].give(s.SKUID, s.DisabledPlans)
	}
}

// between gives what stands in front of the next user.
func (w *Writer) between() string {
	if w.Users++; w.Users == 1 {
		return "\n"
	}
	return ",\n"
}

// give adds a licence that a member has by g.
func (g *Group) give(sku string, off []string) {
	if !slices.ContainsFunc(g.AssignedLicenses, func(l AssignedLicense) bool { return l.SkuID == sku }) {
		g.AssignedLicenses = append(g.AssignedLicenses, AssignedLicense{SkuID: sku, DisabledPlans: off})
	}
}

func (w *Writer) begin(f *File) {
	w.put(`{"format":`, Format)
	w.put(",\n\"tenant\":", &f.Tenant)
	if f.DeltaLink != "" {
		w.put(",\n\"deltaLink\":", f.DeltaLink)
	}
	putList(w, "subscribedSkus", f.SubscribedSkus)
	if f.Groups != nil {
		putList(w, "groups", f.Groups)
	}
	w.rest(f)
	w.write(",\n\"users\":[")
}

// rest writes what a file need not have.
func (w *Writer) rest(f *File) {
	if len(f.Subscriptions) > 0 {
		putList(w, "subscriptions", f.Subscriptions)
	}
	if len(f.DeletedUsers) > 0 {
		putList(w, "deletedUsers", f.DeletedUsers)
	}
}

func (w *Writer) end(head, behind *File) {
	if w.Users > 0 {
		w.write("\n")
	}
	w.write("]")
	if head.Groups == nil {
		for _, g := range behind.Groups {
			if i, ok := w.at[strings.ToLower(g.ID)]; ok && g.DisplayName != "" {
				w.groups[i].DisplayName = g.DisplayName
			}
		}
		putList(w, "groups", w.groups)
	}
	w.rest(behind)
	w.write("}\n")
}

// putList writes a member that is an array, one entry a line.
func putList[T any](w *Writer, name string, entries []T) {
	w.write(",\n\"" + name + "\":[")
	between := "\n"
	for i := range entries {
		w.put(between, &entries[i])
		between = ",\n"
	}
	if len(entries) > 0 {
		w.write("\n")
	}
	w.write("]")
}

// put writes a text and a value behind it.
func (w *Writer) put(before string, v any) {
	w.buf.Reset()
	w.buf.WriteString(before)
	w.err = cmp.Or(w.err, w.json.Encode(v))
	w.write(strings.TrimSuffix(w.buf.String(), "\n"))
}

func (w *Writer) write(text string) {
	if w.err == nil {
		_, w.err = w.out.WriteString(text)
	}
}
