package main

import (
	"slices"
	"testing"

	"go.uber.org/goleak"
)

// What is read ahead comes in its order and whole, and whoever stops early
// leaves nobody at work: a row that got lost would be a licence taken away.
func TestReadAheadGivesAll(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	for _, n := range []int{0, 1, rowsAhead - 1, rowsAhead, rowsAhead + 1, 10 * rowsAhead} {
		all := make([]int, n)
		for i := range all {
			all[i] = i + 1
		}
		ahead := readAhead(slices.Values(all))
		for range 2 { // as often as it is asked
			if got := slices.Collect(ahead); !slices.Equal(got, all) {
				t.Errorf("%d of %d came", len(got), n)
			}
		}
		for _, most := range []int{1, rowsAhead, 5 * rowsAhead} {
			var got []int
			for v := range ahead {
				if got = append(got, v); len(got) == most {
					break
				}
			}
			if want := all[:min(n, most)]; !slices.Equal(got, want) {
				t.Errorf("of %d the first %d were wanted, and %d came", n, most, len(got))
			}
		}
	}
}
