package journal_test

import (
	"reflect"
	"slices"
	"testing"

	"licet/io/journal"
	"licet/reconcile/apply"
)

// A result is a view of the log: what is still open in the one is so afterwards.
func TestResultLeavesTheLogAsItIs(t *testing.T) {
	r := create(t, t.TempDir(), 3)
	check(t, r.Intend(jobs(0, 1)))
	check(t, r.Settle([]apply.Settlement{settled(0, apply.StatusDone)}))
	check(t, r.Close())
	l, err := journal.Read(r.Dir)
	check(t, err)
	items := slices.Clone(l.State.Items)
	var got []apply.Status
	for i, it := range l.Result().Items {
		if it.Change != i {
			t.Errorf("item %d is of change %d", i, it.Change)
		}
		got = append(got, it.Status)
	}
	if want := []apply.Status{apply.StatusDone, apply.StatusUnknown, apply.StatusSkipped}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if !reflect.DeepEqual(l.State.Items, items) || len(l.State.Pending()) != 2 {
		t.Errorf("the log says %+v, and said %+v", l.State.Items, items)
	}
}
