package tenant

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"licet/io/users"
	"licet/reconcile"
)

// ErrFormat tells that a file is not a tenant file of a version that this
// licet reads: other JSON, another version, or no JSON at all. Callers that
// also accept sheets test for it with errors.Is.
var ErrFormat = errors.New("not a " + Format + " file")

// Load reads the tenant file at path, compressed or not. The catalogue gives
// SKUs their product names. It stops, with the error of ctx, when ctx ends. An
// error names the line; one that wraps ErrFormat says that path is something else.
func Load(ctx context.Context, path string, c *reconcile.Catalog) (t *reconcile.Tenant, err error) {
	err = open(path, func(in io.Reader) error {
		t, err = Read(untilDone{in, ctx.Err}, c)
		return err
	})
	return t, err
}

// open lets read have the file at path. Errors name it.
func open(path string, read func(io.Reader) error) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read tenant file: %w", err)
	}
	defer file.Close()
	if err := read(file); err != nil {
		return fmt.Errorf("read tenant file %s: %w", path, err)
	}
	return nil
}

// untilDone gives nothing more once done tells an error.
type untilDone struct {
	io.Reader
	done func() error
}

func (u untilDone) Read(b []byte) (int, error) {
	if err := u.done(); err != nil {
		return 0, err
	}
	return u.Reader.Read(b)
}

// Read is Load for what r reads.
func Read(r io.Reader, c *reconcile.Catalog) (*reconcile.Tenant, error) {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), c)
	d := &document{builder: b, user: func(_ []byte, u *reconcile.UserRecord) error {
		if !b.AddUser(*u) {
			return twice(u.ID)
		}
		if b.Size() > maxTenant {
			return errTooMuch
		}
		return nil
	}}
	if err := d.readFrom(r); err != nil {
		return nil, err
	}
	return b.Tenant(), nil
}

// Visit reads the tenant file at path and hands its users over one by one, each as
// it stands there and as it is understood, so that a large tenant is never held
// whole. Both are good until user returns, whose error ends the reading. The File
// that Visit gives has no users.
func Visit(path string, user func(text []byte, u *reconcile.UserRecord) error) (*File, error) {
	ids, size := unique{}, 0
	d := &document{user: func(text []byte, u *reconcile.UserRecord) error {
		if err := ids.add(u.ID); err != nil {
			return err
		}
		if size += idBytes + 2*len(u.ID); size > maxTenant {
			return errTooMuch
		}
		return user(text, u)
	}}
	return &d.head, open(path, d.readFrom)
}

// idBytes is what is kept of a user to notice that one stands there twice, besides the id.
const idBytes = 100

// maxWhole bounds what ReadFile holds: a tenant of a million users is within it.
const maxWhole = 6 << 30

// ReadFile reads a whole tenant file, compressed or not. It holds all that the file says
// of users. So that one that is refused takes no memory, a file that may be large is
// looked through first.
func ReadFile(path string) (*File, error) {
	if info, err := os.Stat(path); err == nil && info.Size() > smallFile {
		size := 0
		_, err := Visit(path, func(text []byte, _ *reconcile.UserRecord) error {
			if size += sizeOf(text); size > maxWhole {
				return fmt.Errorf("its users take more memory than there is for them (%d GiB)", maxWhole>>30)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	var users []User
	f, err := Visit(path, func(text []byte, _ *reconcile.UserRecord) error {
		users = append(users, User{})
		return json.Unmarshal(text, &users[len(users)-1])
	})
	f.Users = users
	return f, err
}

// smallFile is the size of files that cannot be large, packed or not.
const smallFile = 256 << 10

// windowSize is how much of a file is read or written in one go.
const windowSize = 256 << 10

// readFrom unpacks r where its first bytes are those of gzip, passes over a byte
// order mark, and reads one document.
func (d *document) readFrom(r io.Reader) error {
	in := bufio.NewReaderSize(r, windowSize)
	if head, _ := in.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		in = bufio.NewReaderSize(unpacked, windowSize)
	}
	if head, _ := in.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3) // they have been peeked
	}
	d.text, d.decoder, d.seen = newText(in, 1, ""), users.NewDecoder(), map[string]bool{}
	return d.readAll()
}
