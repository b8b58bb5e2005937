//go:build linux

package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
)

// mb is a megabyte, times of a text of one byte.
const mb = 1 << 20

// asIs and packed write content plain and in gzip.
func asIs(c ...stretch) func(testing.TB, io.Writer) {
	return func(t testing.TB, out io.Writer) { content(c).plain(t, out) }
}

func packed(c ...stretch) func(testing.TB, io.Writer) {
	return func(t testing.TB, out io.Writer) { content(c).gzip(t, out) }
}

// sparse is a file of zeros behind its head, which takes no room on the disk.
func sparse(size int64, head string) func(testing.TB, io.Writer) {
	return func(t testing.TB, out io.Writer) {
		must(t, out, []byte(head))
		if err := out.(*os.File).Truncate(size); err != nil {
			t.Fatal(err)
		}
	}
}

// utf16 is a text of ASCII in that encoding, low bytes first.
func utf16(text string) string { return strings.Join(strings.Split(text, ""), "\x00") + "\x00" }

func hostileTexts() []hostile {
	const head = "user,license\n"
	long := func(line string) []string { return []string{"line " + line + " is longer than 16 MiB", "quote"} }
	unpacked := []string{"it unpacks to more than 384 MiB"}
	return []hostile{
		{name: "quoted-cell.csv", quick: true, says: long("2"), write: asIs(once(head+"ann@contoso.com,\""), again("x", 100*mb), once("\"\n"))},
		{name: "quoted-cell.csv.gz", says: long("2"), write: packed(once(head+"ann@contoso.com,\""), again("x", 300*mb), once("\"\n"))},
		{name: "open-quote.csv", says: long("2"), write: asIs(once(head+"ann@contoso.com,\""), again("x\n", 50*mb))},
		{name: "doubled-quotes.csv.gz", says: long("2"), write: packed(once(head+"ann@contoso.com,\""), again("\"\"", 100*mb), once("\"\n"))},
		{name: "later-cell.csv", says: long("900001"), write: asIs(once(head), again("ann@contoso.com,SPE_E3\n", 899_999), once("ann@contoso.com,\""), again("x\n", 20*mb))},
		{name: "header-cell.csv", says: long("1"), write: asIs(once("user,license,"), again("x", 100*mb), once("\nann@contoso.com,SPE_E3,\n"))},
		{name: "header-quoted.csv.gz", says: long("1"), write: packed(once("\""), again("x ", 150*mb), once("\"\nann@contoso.com,SPE_E3,\n"))},
		{name: "header-columns.csv.gz", says: long("1"), write: packed(once("user,license"), again(",", 300*mb), once("\nann@contoso.com,SPE_E3,\n"))},
		{name: "one-line.csv.gz", says: long("1"), write: packed(again("x", 300*mb))},
		{name: "bomb.csv.gz", says: unpacked, write: packed(once(head), again("ann@contoso.com,SPE_E3\n", 40*mb))},
		{name: "unknown-licences.csv.gz", says: []string{"B2", "more than 20000 licences"}, write: packed(once(head), again("ann@contoso.com,NO_SUCH\n", 5*mb))},
		{name: "one-user.csv.gz", says: []string{"B2", "more than 20000 licences"}, write: packed(once(head), again("nobody@contoso.com,SPE_E3\n", 5*mb))},
		{name: "lists.csv.gz", says: []string{"B2", "more than 20000 licences"}, write: packed(once(head), again("ann@contoso.com,\""+strings.Repeat("SPE_E3;", 4000)+"\"\n", 10000))},
		{name: "strangers.csv.gz", says: []string{"more than 100000 errors", "B2"}, write: packed(once(head), numbered("nobody%d@contoso.com,SPE_E3\n", 4*mb))},
		{name: "unknown-names.csv.gz", says: []string{"more than 480 MiB of memory"}, write: packed(once(head), numbered("nobody@contoso.com,NO_SUCH_%d\n", 4*mb))},
		{name: "blank-lines.csv.gz", says: []string{"no-rows"}, write: packed(once(head), again("\n", 300*mb))},
		{name: "short-lines.csv.gz", says: []string{"more than 480 MiB of memory"}, write: packed(once(head), again("x\n", 150*mb))},
		{name: "odd-lines.csv.gz", says: []string{"more than 480 MiB of memory"}, write: packed(once(head), again("Sam @contoso.com,SPE_E3\n", 15*mb))},
		{name: "quotes.csv.gz", says: []string{"more than 200000 of its cells and rows are wrong", "A2"}, write: packed(once(head), again("\"a\"b,\"c\"d\n", 30*mb))},
		{name: "long-cells.csv.gz", says: []string{"more than 480 MiB of memory"}, write: packed(once(head), again("ann@contoso.com,"+strings.Repeat("x", 120<<10)+"\n", 3000))},
		{name: "wide-rows.csv.gz", says: []string{"no-rows"}, write: packed(once(head), again(strings.Repeat(",", 16000)+"\n", 3000))},
		{name: "utf16.csv.gz", says: []string{"more than 20000 licences"}, write: packed(once("\xff\xfe"+utf16(head)), again(utf16("ann@contoso.com,SPE_E3\n"), 3*mb))},
		{name: "utf16-cell.csv.gz", says: long("2"), write: packed(once("\xff\xfe"+utf16(head+"ann@contoso.com,\"")), again(utf16("x"), 120*mb))},
		{name: "gb18030.csv.gz", says: []string{"not in UTF-8", "256 MiB"}, write: packed(once(head), again("\xd3\xc3\xbb\xa7,SPE_E3\n", 20*mb))},
		{name: "windows-1252.csv.gz", says: []string{"not in UTF-8", "256 MiB"}, write: packed(once(head), again("\xff", 240*mb))},
		{name: "not-utf8.csv.gz", write: packed(once("\xef\xbb\xbf"+head), again("\xff", 120*mb))},
		{name: "zeros.csv", quick: true, says: []string{"larger than 384 MiB"}, write: sparse(2000*mb, "")},
		{name: "gz-in-gz.csv.gz", says: []string{"zero bytes"}, write: func(t testing.TB, out io.Writer) {
			var inner bytes.Buffer
			content{again("x", 900*mb)}.gzip(t, &inner)
			content{once(inner.String())}.gzip(t, out)
		}},
	}
}
