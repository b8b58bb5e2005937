package bench_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// pair is two lists of who has what, in the long layout, and how they differ.
type pair struct {
	current, desired string
	// added and removed are rows of one list that the other lacks.
	added, removed int
}

// pairOf writes two lists of so many rows each, of 0.6 times as many people
// and 16 licences: 0.5 % of the rows are added, 0.5 % removed, and the desired
// list is shuffled. It is the same pair each time.
func pairOf(tb testing.TB, dir string, rows int) pair {
	tb.Helper()
	rng := rand.New(rand.NewPCG(1, uint64(rows)))
	people := rows * 6 / 10
	seen := make(map[uint64]bool, rows+rows/200)
	fresh := func() uint64 {
		for {
			row := uint64(rng.IntN(people))<<8 | uint64(rng.IntN(len(parts)))
			if !seen[row] {
				seen[row] = true
				return row
			}
		}
	}
	current := make([]uint64, rows)
	for i := range current {
		current[i] = fresh()
	}
	slices.Sort(current)
	p := pair{current: filepath.Join(dir, "current.csv"), desired: filepath.Join(dir, "desired.csv"), added: rows / 200, removed: rows / 200}
	desired := slices.Clone(current)
	rng.Shuffle(len(desired), func(i, j int) { desired[i], desired[j] = desired[j], desired[i] })
	desired = desired[p.removed:]
	for range p.added {
		desired = append(desired, fresh())
	}
	rng.Shuffle(len(desired), func(i, j int) { desired[i], desired[j] = desired[j], desired[i] })
	writeList(tb, p.current, current)
	writeList(tb, p.desired, desired)
	return p
}

// parts are sixteen part numbers that the catalogue knows.
var parts = []string{
	"SPE_E3", "SPE_E5", "SPE_F1", "ENTERPRISEPACK", "ENTERPRISEPREMIUM", "STANDARDPACK", "EMS", "EMSPREMIUM",
	"POWER_BI_PRO", "PROJECTPROFESSIONAL", "VISIOCLIENT", "EXCHANGESTANDARD", "EXCHANGEENTERPRISE", "AAD_PREMIUM", "INTUNE_A", "MCOEV",
}

func writeList(tb testing.TB, path string, rows []uint64) {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintln(w, "user,license")
	line := make([]byte, 0, 128)
	for _, row := range rows {
		line = userName(line[:0], row>>8)
		line = append(append(append(line, ','), parts[row&0xff]...), '\n')
		if _, err := w.Write(line); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
}

// userName gives somebody a name of common length.
func userName(line []byte, n uint64) []byte {
	given := []string{"ada", "grace", "linus", "margaret", "edsger", "barbara", "donald", "frances", "alan", "katherine"}
	family := []string{"lovelace", "hopper", "hamilton", "dijkstra", "liskov", "knuth", "allen", "turing", "johnson", "wang", "mueller", "garcia"}
	line = append(append(line, given[n%10]...), '.')
	line = append(line, family[n/10%12]...)
	line = strconv.AppendUint(line, n, 10)
	return append(line, "@contoso.com"...)
}
