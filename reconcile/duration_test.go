package reconcile_test

import (
	"testing"

	"licet/reconcile"
)

// TestDurationsAreSaidAsPeopleSayThem, and none as 60 of the smaller unit.
func TestDurationsAreSaidAsPeopleSayThem(t *testing.T) {
	for _, c := range []struct {
		seconds      float64
		exact, about string
	}{
		{0, "0 ms", "1 s"},
		{0.0149, "14 ms", "1 s"},
		{0.85, "850 ms", "1 s"},
		{0.9999, "999 ms", "1 s"},
		{1, "1 s", "1 s"},
		{12.54, "12.5 s", "13 s"},
		{59.94, "59.9 s", "1 min 00 s"},
		{59.96, "1 min 00 s", "1 min 00 s"},
		{80, "1 min 20 s", "1 min 20 s"},
		{3599.4, "59 min 59 s", "59 min 59 s"},
		{3599.6, "1 h 00 min", "1 h 00 min"},
		{7529, "2 h 05 min", "2 h 05 min"},
		{7170, "2 h 00 min", "2 h 00 min"},
		{360000, "100 h 00 min", "100 h 00 min"},
	} {

		if got := reconcile.Duration(c.seconds).String(); got != c.exact {
			t.Errorf("%v s: %q, wanted %q", c.seconds, got, c.exact)
		}
		if got := reconcile.About(c.seconds).String(); got != c.about {
			t.Errorf("about %v s: %q, wanted %q", c.seconds, got, c.about)
		}
	}
}
