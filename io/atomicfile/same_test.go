package atomicfile_test

import (
	"os"
	"path/filepath"
	"testing"

	"licet/io/atomicfile"
)

// Who compares names and not files overwrites what somebody reads under another
// name of it.
func TestSameFileByAnyName(t *testing.T) {
	dir := t.TempDir()
	at := func(names ...string) string { return filepath.Join(append([]string{dir}, names...)...) }
	for _, name := range []string{"staff.csv", "other.csv"} {
		if err := os.WriteFile(at(name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(at("sub"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(at("staff.csv"), at("hard.csv")); err != nil {
		t.Skip("no hard links here")
	}
	for from, to := range map[string]string{"link.csv": "staff.csv", "way": "sub", "later.csv": "new.csv", "sub/up.csv": "../new.csv"} {
		if err := os.Symlink(to, at(from)); err != nil {
			t.Skip("no symbolic links here")
		}
	}
	// Whether this folder tells letters apart is asked with a file that is there.
	_, err := os.Stat(at("STAFF.CSV"))
	folds := err == nil
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{at("staff.csv"), at("staff.csv"), true},
		{at("staff.csv"), at("sub") + "/../staff.csv", true},
		{at("staff.csv"), at("link.csv"), true},
		{at("staff.csv"), at("hard.csv"), true},
		{at("staff.csv"), at("other.csv"), false},
		{at("staff.csv"), at("new.csv"), false},
		{at("new.csv"), at("newer.csv"), false},
		{at("new.csv"), at("sub") + "/../new.csv", true},
		{at("new.csv"), at("later.csv"), true},
		{at("later.csv"), at("way", "up.csv"), true},
		{at("sub", "new.csv"), at("way", "new.csv"), true},
		{at("new.csv"), at("sub", "new.csv"), false},
		{at("staff.csv"), at("Staff.csv"), folds},
		{at("new.csv"), at("New.CSV"), folds},
		{os.DevNull, os.DevNull, false},
	} {
		if got := atomicfile.Same(c.a, c.b); got != c.want {
			t.Errorf("%s and %s: the same: %t, want %t", c.a, c.b, got, c.want)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 7 {
		t.Errorf("asking has left something behind: %v", entries)
	}
}
