package planfile_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licet/io/planfile"
	"licet/reconcile"
)

// FuzzRead looks for inputs that crash the reader, and for plans that are read
// but do not survive being written.
func FuzzRead(f *testing.F) {
	p, h := example()
	f.Add(encode(f, p, h))
	f.Add(encode(f, &reconcile.Plan{}, planfile.Header{Tenant: planfile.Tenant{Source: planfile.SourceFile}}))
	f.Add([]byte(`{"format":"licet-plan/1","changes":[{"user":{"id":"a"}},{"user":{"id":"A"}}]}`))
	f.Add([]byte(`{"format":"licet-plan/2"}`))
	f.Add([]byte(`[`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, h, err := planfile.Read(bytes.NewReader(text))
		if err != nil {
			return
		}
		again, header, err := planfile.Read(bytes.NewReader(encode(t, p, h)))
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v", err)
		}
		if diff := cmp.Diff(p, again, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("plan (-first +second):\n%s", diff)
		}
		if diff := cmp.Diff(h, header); diff != "" {
			t.Fatalf("header (-first +second):\n%s", diff)
		}
	})
}
