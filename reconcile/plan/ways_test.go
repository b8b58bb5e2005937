package plan_test

import (
	"strings"
	"testing"

	"licet/reconcile/plan"
)

// Of several groups that cannot assign a licence the same one is named, whoever
// comes first in the tenant: a report that changes by itself is not believed.
func TestWhichFailingGroupIsNamedDoesNotDependOnTheOrderOfUsers(t *testing.T) {
	for _, order := range [][]int{{0, 1, 2}, {2, 1, 0}, {1, 2, 0}} {
		s := scene{order: order, rows: rows(row("ann", "SPE_E3")), accounts: []account{
			{name: "ann", ways: []way{failing(e3, 2), failing(e3, 1), failing(e3, 3)}},
			{name: "bob", ways: []way{failing(e3, 3)}},
			{name: "cid", ways: []way{failing(e3, 2)}},
		}}
		p, err := plan.Build(s.input())
		if err != nil {
			t.Fatal(err)
		}
		named := ""
		for _, f := range p.Findings {
			named += string(f.Code) + ": " + f.Message.String() + "\n"
		}
		if !strings.Contains(named, `The group "Group 1" cannot assign`) {
			t.Errorf("users in the order %v:\n%s", order, named)
		}
	}
}
