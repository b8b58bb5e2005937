package sheet_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"licet/io/sheet"
	"licet/reconcile"
)

// A sheet that was cut off says what the beginning of the whole one says, or it
// is refused as a whole: no cell of it may mean less than it did. (A cut between
// two lines cannot be seen in the file; the rows above it are whole.)
func TestPrefixesOfACSVSayWhatTheWholeSaysOrAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawCSV(t)
		whole := plain(read(t, text, sheet.Options{}))
		cut := rapid.IntRange(0, len(text)).Draw(t, "cut")
		s, err := sheet.Read(context.Background(), "-", strings.NewReader(text[:cut]), sheet.Options{Vocabulary: vocabulary})
		if err != nil || refused(s) {
			return
		}
		if rows := plain(s); len(rows) > len(whole) || !slices.Equal(rows, whole[:len(rows)]) {
			t.Fatalf("%q\ncut at %d gives %q\nwhole        gives %q", text, cut, rows, whole)
		}
	})
}

// refused reports whether a sheet has an error that leaving users out does not fix.
func refused(s *sheet.Sheet) bool {
	return slices.ContainsFunc(s.Findings, func(f reconcile.Finding) bool { return f.Severity == reconcile.Error && f.User == "" })
}

// drawCSV draws a sheet of one of the layouts.
func drawCSV(t *rapid.T) string {
	quote := rapid.SampledFrom([]string{"", `"`}).Draw(t, "quote")
	end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
	var b strings.Builder
	put := func(cells ...string) {
		for i, c := range cells {
			if i > 0 {
				b.WriteString(",")
			}
			b.WriteString(quote + c + quote)
		}
		b.WriteString(end)
	}
	kind := rapid.IntRange(0, 3).Draw(t, "kind")
	put([][]string{{"user", "license"}, {"user", "licenses", "action"}, {"user", "SPE_E3", "EMS", "SPE_E5"}, {"user", "license", "department"}}[kind]...)
	for i := range rapid.IntRange(1, 5).Draw(t, "rows") {
		user := fmt.Sprintf("user%d@contoso.com", i)
		list := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"SPE_E3", "SPE_E5", "EMS", "Visio Plan 2", "Enterprise Mobility + Security E3"}), 1, 3).Draw(t, "list"), ";")
		box := func() string {
			return rapid.SampledFrom([]string{"x", "", "yes", "no", "true", "1", "0"}).Draw(t, "box")
		}
		switch kind {
		case 0:
			put(user, rapid.SampledFrom([]string{list, "none"}).Draw(t, "license"))
		case 1:
			put(user, list, rapid.SampledFrom([]string{"", "assign", "unassign", "remove", "add"}).Draw(t, "action"))
		case 2:
			put(user, box(), box(), box())
		default:
			put(user, list, "Sales")
		}
	}
	return b.String()
}

func TestTheOrderOfColumnsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawCSV(t)
		r := csv.NewReader(strings.NewReader(text))
		records, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		order := rapid.Permutation(seq(len(records[0]))).Draw(t, "order")
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		for _, record := range records {
			moved := make([]string, len(record))
			for i, j := range order {
				moved[i] = record[j]
			}
			if err := w.Write(moved); err != nil {
				t.Fatal(err)
			}
		}
		w.Flush()
		got, want := meant(read(t, b.String(), sheet.Options{})), meant(read(t, text, sheet.Options{}))
		if !slices.Equal(got, want) {
			t.Fatalf("%q\nmoved to %q\ngives %q\n want %q", text, b.String(), got, want)
		}
	})
}

func seq(n int) []int {
	s := make([]int, n)
	for i := range s {
		s[i] = i
	}
	return s
}

// meant gives the rows without their columns, sorted.
func meant(s *sheet.Sheet) []string {
	var rows []string
	for _, r := range plain(s) {
		rows = append(rows, strings.TrimLeft(r, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
	}
	slices.Sort(rows)
	return rows
}

// The splitter agrees with encoding/csv on what both accept, but for the blank
// lines that encoding/csv leaves out.
func FuzzCSV(f *testing.F) {
	for _, seed := range []string{"user,license\na@b.c,SPE_E3\n", "user;license\r\n\"a\"\"b\";x\r\n", "sep=;\nuser;license\n", "\"open", "a\rb\r\n\"c\nd\",e", "user,SPE_E3\n,,\n", "\ufeffuser\tlicense\n", "用户,许可证\n"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := sheet.Read(context.Background(), "-", bytes.NewReader(data), sheet.Options{Vocabulary: vocabulary})
		if err != nil {
			return
		}
		rows := 0
		for r := range s.Rows.All() {
			rows++
			if r.User == "" || r.At.Row <= s.Info.HeaderRow || r.At.Column < 1 {
				t.Fatalf("row without user or place: %+v", r)
			}
		}
		if rows > 0 && s.Info.Rows == 0 {
			t.Fatalf("%d rows of none", rows)
		}
	})
}

// FuzzAgainstEncodingCSV compares the cells of good files with those that
// encoding/csv sees.
func FuzzAgainstEncodingCSV(f *testing.F) {
	f.Add("a,b", "c\nd", "\"e\"", "")
	f.Add("", " ", ",", "\r")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		record := []string{"user@contoso.com", a, b, c, d}
		var buf bytes.Buffer
		w := csv.NewWriter(&buf)
		if err := w.WriteAll([][]string{{"user", "license", "w", "x", "y"}, record}); err != nil {
			t.Skip(err)
		}
		want, err := csv.NewReader(bytes.NewReader(buf.Bytes())).ReadAll()
		if err != nil {
			t.Skip(err)
		}
		s, err := sheet.Read(context.Background(), "-", &buf, sheet.Options{Layout: "long", Delimiter: ",", Encoding: "utf-8"})
		if err != nil {
			t.Fatal(err)
		}
		if len(want) != 2 || s.Info.HeaderRow != 1 || s.Info.Rows != 1 {
			t.Fatalf("%q: header in row %d, %d rows", record, s.Info.HeaderRow, s.Info.Rows)
		}
		for r := range s.Rows.All() {
			if r.Action == reconcile.ActionUnsaid && plainText(a) && r.License != strings.TrimSpace(want[1][1]) {
				t.Fatalf("license %q, want %q", r.License, want[1][1])
			}
		}
	})
}

// plainText reports whether reading changes nothing of a text but outer spaces.
func plainText(s string) bool {
	return len(s) < 1000 && !strings.HasPrefix(s, "'") && !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' || r >= 0x7f })
}
