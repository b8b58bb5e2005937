package tenant_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"os/exec"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"licet/io/tenant"
	"licet/io/testenv"
)

// common unpacks as every other program does.
func common(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// foreign packs as other programs do.
func foreign(t rapid.TB, text []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A packed file, in however many members, is gzip that every program unpacks,
// and licet unpacks what any program packed, and both one behind the other.
func TestPackedFilesAreGzip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(rapid.StringOfN(rapid.RuneFrom([]rune("abc{}\n")), 0, 300, -1).Draw(t, "text"))
		packed, err := tenant.Pack(text, rapid.SampledFrom([]int{1, 7, 100, 1 << 20}).Draw(t, "member"))
		if err != nil {
			t.Fatal(err)
		}
		want := text
		if rapid.Bool().Draw(t, "foreign behind") {
			packed, want = append(packed, foreign(t, text)...), append(want, text...)
		}
		if rapid.Bool().Draw(t, "foreign before") {
			packed, want = append(foreign(t, text), packed...), append(text[:len(text):len(text)], want...)
		}
		if got, err := common(packed); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("others unpack %q of %q: %v", got, want, err)
		}
		got, err := tenant.Unpack(packed, rapid.SampledFrom([]int{1, 10, 1000}).Draw(t, "read"))
		if err != nil || !bytes.Equal(got, want) {
			t.Fatalf("licet unpacks %q of %q: %v", got, want, err)
		}
	})
}

// A packed file that was damaged or cut off is an error, or is what others make
// of it: text that is missing without anybody noticing is users who hold nothing.
func TestDamageToAPackedFileIsNoticed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := []byte(rapid.StringOfN(rapid.RuneFrom([]rune("abc{}\n")), 0, 100, -1).Draw(t, "text"))
		packed, err := tenant.Pack(text, 30)
		if err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, len(packed)-1).Draw(t, "at")
		if rapid.Bool().Draw(t, "cut off") {
			packed = packed[:at]
		} else {
			packed[at] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		}
		want, wantErr := common(packed)
		got, err := tenant.Unpack(packed, 64)
		if err == nil && (wantErr != nil || !bytes.Equal(got, want)) {
			t.Fatalf("%q is read, and others have %q, %v", got, want, wantErr)
		}
	})
}

// FuzzUnpack: whatever is unpacked side by side is what compress/gzip unpacks.
func FuzzUnpack(f *testing.F) {
	for _, size := range []int{2, 100} {
		packed, err := tenant.Pack([]byte("{}\n{}\n{}\n"), size)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(packed)
		f.Add(append(packed, foreign(f, []byte("more"))...))
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		got, err := tenant.Unpack(packed, 64)
		if err != nil {
			return
		}
		if want, err := common(packed); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("%q, and compress/gzip has %q, %v", got, want, err)
		}
	})
}

// A file of many members is unpacked by zcat, and read as the same tenant.
func TestALargePackedFileIsUnpackedByZcat(t *testing.T) {
	zcat := testenv.Program(t, "zcat")
	f, path := large(3000), filepath.Join(t.TempDir(), "tenant.json.gz")
	if err := tenant.WriteFile(path, f); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(zcat, path).Output()
	if want := write(t, f); err != nil || !bytes.Equal(text, want) || len(want) < 3<<20 {
		t.Fatalf("%d bytes of %d, %v", len(text), len(want), err)
	}
	got, err := tenant.ReadFile(path)
	if err != nil || len(got.Users) != 3000 {
		t.Fatalf("%v, %v", got, err)
	}
}
