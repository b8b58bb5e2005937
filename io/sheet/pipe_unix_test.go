//go:build unix

package sheet_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"licet/io/sheet"
)

// A pipe is opened once: who writes into it must not lose its reader.
func TestAPipeIsReadToItsEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sheet.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	written := make(chan error, 1)
	go func() { written <- os.WriteFile(path, []byte("user,license\nada@contoso.com,SPE_E3\n"), 0o600) }()
	s, err := sheet.Read(t.Context(), path, nil, sheet.WithChunks(sheet.Options{Vocabulary: vocabulary}, 64))
	if err != nil {
		t.Fatal(err)
	}
	if err := <-written; err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", plain(s), []string{"B2 ada@contoso.com unsaid SPE_E3"})
}
