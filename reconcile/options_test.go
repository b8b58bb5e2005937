package reconcile_test

import (
	"testing"

	"licet/reconcile"
)

// What a limit on removals comes to, at the edges: one removal more or less
// decides whether a wrong sheet is stopped.
func TestLimitAtItsEdges(t *testing.T) {
	percent := func(p float64) reconcile.Limit { return reconcile.Limit{Set: true, IsPercent: true, Percent: p} }
	number := func(n int) reconcile.Limit { return reconcile.Limit{Set: true, Number: n} }
	for _, c := range []struct {
		name         string
		limit        reconcile.Limit
		direct, want int
	}{
		{"the default, of nobody", reconcile.Limit{}, 0, 20},
		{"the default, before a tenth is more", reconcile.Limit{}, 209, 20},
		{"the default, where a tenth is more", reconcile.Limit{}, 210, 21},
		{"the default, rounded down", reconcile.Limit{}, 1_000_009, 100_000},
		{"a number, of few", number(50), 3, 50},
		{"a number, of many", number(50), 1_000_000, 50},
		{"no removal", number(0), 1_000_000, 0},
		{"a tenth, rounded down to none", percent(10), 9, 0},
		{"a tenth, of just enough for one", percent(10), 10, 1},
		{"a broken percentage", percent(2.5), 40, 1},
		{"a broken percentage, rounded down", percent(2.5), 79, 1},
		{"no percent", percent(0), 1_000_000, 0},
		{"all", percent(100), 7, 7},
	} {
		got := c.limit.Of(c.direct)
		if got != c.want {
			t.Errorf("%s: %d of %d may go, want %d", c.name, got, c.direct, c.want)
		}
		for more, want := range []bool{false, true} {
			if r := (reconcile.Removals{Count: got + more, Limit: got}); r.Exceeded() != want {
				t.Errorf("%s: %d removals where %d may go: exceeded %v", c.name, r.Count, r.Limit, r.Exceeded())
			}
		}
	}
}

func TestALimitIsReadUpToItsEdges(t *testing.T) {
	for text, want := range map[string]bool{"0": true, "-1": false, "0%": true, "-0.1%": false, "100%": true, "100.1%": false, "%": false, "": false} {
		got, err := reconcile.ParseLimit(text)
		if (err == nil) != want || want && !got.Set {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}
