package sheet_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"licet/io/sheet"
	"licet/reconcile/names"
)

// A plan names the file that it was made from by its digest: one that somebody
// saves meanwhile would be vouched for without having been read.
func TestAListThatIsSavedWhileItIsReadIsNoticed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "long.csv")
	text := "user,license\n" + strings.Repeat("ada@contoso.com,SPE_E3\n", 10)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	listing := sheet.ReadListing(context.Background(), path, sheet.WithChunks(sheet.Options{Vocabulary: names.New(loadCatalog(t), nil), Tagger: sheet.NewTagger()}, 1<<10))
	if listing == nil {
		t.Fatal("the file is not listed")
	}
	if err := os.WriteFile(path, []byte(text+"bob@contoso.com,SPE_E5\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := listing.Digest()()
	if err == nil || !strings.Contains(err.Error(), "changed while it was read") || !strings.Contains(err.Error(), path) {
		t.Errorf("%v", err)
	}
	if listing.Info.SHA256 != "" {
		t.Error("a digest of what was not read")
	}
}
