package tenant

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"licet/io/largepages"
	"licet/reconcile"
)

// ErrFormat tells that a file is not a tenant file of a version that this
// licet reads: other JSON, another version, or no JSON at all. Callers that
// also accept sheets test for it with errors.Is.
var ErrFormat = errors.New("not a " + Format + " file")

// ReadFile reads a whole tenant file, compressed or not.
func ReadFile(path string) (*File, error) {
	f := &File{Format: Format}
	if err := readPath(path, fileSink(f)); err != nil {
		return nil, err
	}
	return f, nil
}

// fileSink fills f.
func fileSink(f *File) sink {
	return sink{
		tenant:       func(o *Organization) { f.Tenant = *o },
		deltaLink:    func(link string) { f.DeltaLink = link },
		sku:          func(s *SubscribedSku) { f.SubscribedSkus = append(f.SubscribedSkus, *s) },
		group:        func(g *Group) { f.Groups = append(f.Groups, *g) },
		subscription: func(s *CompanySubscription) { f.Subscriptions = append(f.Subscriptions, *s) },
		deletedUsers: userList(func(u *User) { f.DeletedUsers = append(f.DeletedUsers, *u) }),
		users:        userList(func(u *User) { f.Users = append(f.Users, *u) }),
	}
}

// Load reads the tenant file at path as Read does. It stops, with the error of
// ctx, when ctx ends.
func Load(ctx context.Context, path string, c *reconcile.Catalog) (*reconcile.Tenant, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read tenant file: %w", err)
	}
	defer file.Close()
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), c)
	b.UseMemory(largepages.ForTenants{})
	if err := readStream(untilDone{file, ctx.Err}, builderSink(b)); err != nil {
		return nil, fmt.Errorf("read tenant file %s: %w", path, err)
	}
	return b.Tenant(), nil
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

// Read reads a tenant file, compressed or not, from r. The catalogue gives
// SKUs their product names. An error names the line; one that wraps ErrFormat
// says that r is something else.
func Read(r io.Reader, c *reconcile.Catalog) (*reconcile.Tenant, error) {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), c)
	b.UseMemory(largepages.ForTenants{})
	if err := readStream(r, builderSink(b)); err != nil {
		return nil, fmt.Errorf("read tenant file: %w", err)
	}
	return b.Tenant(), nil
}

func readPath(path string, into sink) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read tenant file: %w", err)
	}
	defer file.Close()
	if err := readStream(file, into); err != nil {
		return fmt.Errorf("read tenant file %s: %w", path, err)
	}
	return nil
}

// readStream unpacks r where its first bytes are those of gzip, passes over a
// byte order mark, and reads one document.
func readStream(r io.Reader, into sink) error {
	buffered := bufio.NewReaderSize(r, windowSize)
	if head, _ := buffered.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		unpacked, err := newUnpacker(buffered)
		if err != nil {
			return fmt.Errorf("%w: %w", ErrFormat, err)
		}
		defer unpacked.wait()
		buffered = bufio.NewReaderSize(unpacked, windowSize)
	}
	if head, _ := buffered.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		if _, err := buffered.Discard(3); err != nil {
			return err
		}
	}
	return newDocument(buffered, into).read()
}
