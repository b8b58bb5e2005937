package reconcile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"licet/reconcile"
)

func drawRows(t *rapid.T) []reconcile.Row {
	users := []string{"ann@contoso.com", "Ann@CONTOSO.com", "bob", "", "{3d2f1c7e-0000-4000-8000-000000000001}", "朱@contoso.com", "a@b@c", "=x@y"}
	var rows []reconcile.Row
	at := reconcile.Place{File: "a.csv"}
	for range rapid.IntRange(0, 20).Draw(t, "rows") {
		switch rapid.IntRange(0, 9).Draw(t, "step") {
		case 0:
			at = reconcile.Place{File: rapid.SampledFrom([]string{"a.csv", "b.xlsx"}).Draw(t, "file"), Worksheet: "Staff"}
		case 1:
			at.Row = rapid.IntRange(0, 9).Draw(t, "back")
		case 2, 3: // another row of the same line
		default:
			at.Row += rapid.IntRange(1, 3).Draw(t, "gap")
		}
		at.Column = rapid.IntRange(1, 3).Draw(t, "column")
		rows = append(rows, reconcile.Row{At: at, User: rapid.SampledFrom(users).Draw(t, "user"), License: "SPE_E3",
			Priority: rapid.IntRange(0, 3).Draw(t, "priority"), AppsOff: []string{"Sway"}})
	}
	return rows
}

// Whatever rows are put into lines come out as they were, in their order.
func TestRowsComeOutAsTheyWerePutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawRows(t)
		var got []reconcile.Row
		for _, sheet := range reconcile.RowsOf(slices.Values(want)) {
			for row := range sheet.All() {
				got = append(got, row)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

// The parts have each line once, and all lines of a user in one part, however the
// name is written.
func TestPartsHoldTheLinesOfAUserTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := map[string]int{}
		hashes := map[string]uint32{}
		for _, sheet := range reconcile.RowsOf(slices.Values(drawRows(t))) {
			var whole, pieces []string
			for row := range sheet.All() {
				whole = append(whole, fmt.Sprint(row))
			}
			lines := 0
			for i := range reconcile.Parts {
				for user, l := range sheet.Part(i) {
					lines++
					key := reconcile.FoldUser(user)
					if before, ok := parts[key]; ok && (before != i || hashes[key] != l.Hash) {
						t.Fatalf("%q is in the parts %d and %d", user, before, i)
					}
					parts[key], hashes[key] = i, l.Hash
					for _, row := range sheet.Entries[l.Entry].Rows {
						row.User = user
						row.At = reconcile.Place{File: sheet.At.File, Worksheet: sheet.At.Worksheet, Row: int(l.Row), Column: row.At.Column}
						pieces = append(pieces, fmt.Sprint(row))
					}
				}
			}
			for i := range sheet.Pieces {
				lines -= len(sheet.Pieces[i].Lines)
			}
			if lines != 0 {
				t.Fatalf("%d more lines in parts than in all", lines)
			}
			slices.Sort(whole)
			slices.Sort(pieces)
			if d := cmp.Diff(whole, pieces); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// A line that is known to be plain is the line of its user.
func TestPlainNamesHaveTheHashOfTheirUser(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[a-zA-Z0-9][!-+\--9<-?A-~]{0,40}`).Draw(t, "name")
		domain := rapid.SampledFrom([]string{"@contoso.com", "@Contoso.onmicrosoft.com", "@x"}).Draw(t, "domain")
		b := reconcile.NewPieceBuilder(0)
		b.Plain(1, 0, name, reconcile.HashText(domain))
		b.User(2, 0, strings.ToUpper(name)+domain)
		p := b.Piece(0, 2)
		for i := range reconcile.Parts {
			if lines, names := p.Part(i); len(lines) > 0 && (len(lines) != 2 || lines[0].Hash != lines[1].Hash ||
				string(names) != name+strings.ToUpper(name)) {
				t.Fatalf("%q and its capitals are not together: %v, %q", name, lines, names)
			}
		}
	})
}

// Texts are the same if no byte of them differs, wherever it stands.
func TestSameBytesSeesEveryByte(t *testing.T) {
	for n := range 40 {
		text := strings.Repeat("a", n)
		if !reconcile.SameBytes(text, strings.Clone(text)) || reconcile.SameBytes(text, text+"a") || reconcile.SameBytes(text+"a", text) {
			t.Errorf("%d bytes are not what they are", n)
		}
		for i := range n {
			other := []byte(text)
			other[i] = 'b'
			if reconcile.SameBytes([]byte(text), other) {
				t.Errorf("of %d bytes the one at %d is not seen", n, i)
			}
		}
	}
}
