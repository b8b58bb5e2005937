package planfile

import (
	"fmt"
	"io"
	"os"

	"licet/io/atomicfile"
	"licet/reconcile"
)

// ReadFile reads the plan file at path; see Read.
func ReadFile(path string) (*reconcile.Plan, Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, Header{}, fmt.Errorf("read the plan: %w", err)
	}
	defer f.Close()
	p, h, err := Read(f)
	if err != nil {
		return nil, Header{}, fmt.Errorf("%s: %w", path, err)
	}
	return p, h, nil
}

// WriteFile writes p to path whole or not at all (see atomicfile.Write).
func WriteFile(path string, p *reconcile.Plan, h Header) error {
	return atomicfile.Write(path, func(w io.Writer) error { return Write(w, p, h) })
}
