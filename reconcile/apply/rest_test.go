package apply_test

import (
	"reflect"
	"testing"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Who looks at the rest of a run decides by it: it has what is left and no more, and the
// seats as they are.
func TestTheRestOfARunIsAPlanOfItsOwn(t *testing.T) {
	change := func(user, sku string) reconcile.Change {
		return reconcile.Change{User: reconcile.UserRef{ID: user}, Assign: []reconcile.Holding{{SKUID: sku}}, Takes: []string{sku}}
	}
	whole := &reconcile.Plan{
		Changes: []reconcile.Change{change("a", "x"), change("b", "y"), change("c", "x")},
		Seats:   []reconcile.Seat{{SKUID: "x", Name: "X", Known: true, Owned: 9, Free: 9}, {SKUID: "y", Name: "Y", Known: true}},
		Summary: reconcile.Summary{Users: 3, Changes: 3, Assign: 3},
	}
	found := []reconcile.Finding{{Severity: reconcile.Warning, Code: apply.CodeForeign}}
	r := apply.Remainder{Plan: whole, Left: []int{2}, Findings: found}
	p := r.Rest([]apply.SeatCount{{SKUID: "x", Pool: 5, Consumed: 3}})
	want := []reconcile.Seat{{SKUID: "x", Name: "X", Known: true, Owned: 5, Used: 3, Free: 2, Take: 1, After: 4, Assign: 1}}
	if !reflect.DeepEqual(p.Seats, want) {
		t.Errorf("seats %+v, want %+v", p.Seats, want)
	}
	if len(p.Changes) != 1 || p.Changes[0].User.ID != "c" || p.Summary != (reconcile.Summary{Users: 1, Changes: 1, Assign: 1, Warnings: 1}) {
		t.Errorf("changes %+v, sums %+v", p.Changes, p.Summary)
	}
}
