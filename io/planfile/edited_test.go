package planfile_test

import (
	"errors"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"licet/io/planfile"
	"licet/reconcile"
)

// Somebody approves what is shown of a plan. An edit that shows one thing and does another
// must be refused, with the place in the file.

func TestWhatIsShownFollowsFromTheChanges(t *testing.T) {
	const e3Row = `{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965","skuPartNumber":"SPE_E3","name":"Microsoft 365 E3","owned":25,"used":20,"free":5,"release":1,"take":0,"after":19,"assign":0,"unassign":1,"known":true,"noCost":""},` + "\n"
	for _, test := range []struct{ name, old, new, want string }{
		{"fewer removals than there are", `"removals":{"count":1`, `"removals":{"count":0`, `removals.count: says 0, but 1 follows from the rest of the file`},
		{"more than the users have", `"direct":6`, `"direct":1`, `removals.direct: says 1, but the users who change have 2`},
		{"a limit below zero", `"limit":20`, `"limit":-1`, `removals.limit: -1 cannot have been counted`},
		{"an absurd limit", `"limit":20`, `"limit":9007199254740993`, `removals.limit: 9007199254740993 cannot have been counted`},
		{"fewer seats taken", `"take":1,"after":2`, `"take":0,"after":1`, `seats[1].take: says 0, but 1 follows`},
		{"a seat left that is not there", `"owned":5,"used":1,"free":4`, `"owned":5,"used":1,"free":9`, `seats[1].free: says 9, but 4 follows`},
		{"removals of a licence hidden", `"unassign":1,"known"`, `"unassign":0,"known"`, `seats[0].unassign: says 0, but 1 follows`},
		{"a licence that is not shown", e3Row, ``, `changes[0].unassign: 05e9a617-0261-4cee-bb44-138d3ef5d965 has no row under seats`},
		{"a licence that is shown twice", e3Row, e3Row + e3Row, `seats[1].skuId: 05e9a617-0261-4cee-bb44-138d3ef5d965 has a row already`},
		{"more users than are accounted for", `"users":3`, `"users":4`, `summary.leftOut: says 0, but 1 of 4 users neither change nor are unchanged`},
		{"fewer users than change", `"users":3`, `"users":1`, `summary.users: says 1, but 2 change and 1 are unchanged`},
		{"rows below zero", `"rows":3`, `"rows":-3`, `inputs[0].rows: -3 cannot have been counted`},
		{"two users of one name", `"userPrincipalName":"王芳@contoso.com"`, `"userPrincipalName":"ADA@Contoso.com"`, `changes[1].user: ADA@Contoso.com has a change in line 22 already`},
		{"a change that does nothing", `"update":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["a23b959c-7ce8-4e57-9140-b90eb88a9e97"],"was":["7547a3fe-08ee-4ccb-b430-5077c5041653"]}]`, `"update":[]`, `changes[1]: this change does nothing`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, h := example()
			text := string(encode(t, p, h))
			edited := strings.Replace(text, test.old, test.new, 1)
			if edited == text {
				t.Fatalf("%q is not in\n%s", test.old, text)
			}
			var faults *planfile.FaultsError
			if err := readText(edited); !errors.As(err, &faults) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// TestALimitThatHidesWhatWasFoundIsRefused: the plan was found to remove too much.
func TestALimitThatHidesWhatWasFoundIsRefused(t *testing.T) {
	p, h := example()
	p = p.Under(reconcile.Limit{Set: true})
	text := string(encode(t, p, h))
	if err := readText(text); err != nil {
		t.Fatal(err)
	}
	err := readText(strings.Replace(text, `"removals":{"count":1,"limit":0`, `"removals":{"count":1,"limit":50`, 1))
	if err == nil || !strings.Contains(err.Error(), "removals.limit: says 50, but the plan was found to remove more than it may") {
		t.Errorf("got %v", err)
	}
}

// TestCostsFollowFromSeatsAndPrices.
func TestCostsFollowFromSeatsAndPrices(t *testing.T) {
	text, err := os.ReadFile("testdata/v1/chinese.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ old, new, want string }{
		{`"afterCents":9200`, `"afterCents":8200`, "costs.lines[0]: does not follow from the seats and the prices"},
		{`"seatsBefore":20,"seatsAfter":23`, `"seatsBefore":20,"seatsAfter":20`, "costs.lines[0]: does not follow from the seats and the prices"},
		{`"unpriced":1`, `"unpriced":0`, "costs: does not follow from the seats and the prices"},
	} {
		edited := strings.Replace(string(text), c.old, c.new, 1)
		if err := readText(edited); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.old, err, c.want)
		}
	}
}

// TestEveryNumberOfAPlanFollowsFromTheRest: one more of any is refused, but for those that
// say where something stands, what the tenant or the sheet has beside, and the limit.
func TestEveryNumberOfAPlanFollowsFromTheRest(t *testing.T) {
	free := []string{"row", "column", "rows", "licenses", "assignments", "limit", "direct", "leftOut"}
	p, h := example()
	text := string(encode(t, p, h))
	for _, at := range regexp.MustCompile(`"(\w+)":(\d+)`).FindAllStringSubmatchIndex(text, -1) {
		name := text[at[2]:at[3]]
		n, err := strconv.Atoi(text[at[4]:at[5]])
		if err != nil {
			t.Fatal(err)
		}
		edited := text[:at[4]] + strconv.Itoa(n+1) + text[at[5]:]
		if err := readText(edited); err == nil && !slices.Contains(free, name) {
			t.Errorf("%s: %d is taken for %d in %s", name, n+1, n, text[max(0, at[0]-80):at[5]])
		}
	}
}

// TestAPlanThatSaysNothingOfRemovalsHasTheUsualLimit: such plans were written once.
func TestAPlanThatSaysNothingOfRemovalsHasTheUsualLimit(t *testing.T) {
	p, h := example()
	text := string(encode(t, p, h))
	got, _, err := planfile.Read(strings.NewReader(strings.Replace(text, `"removals":{"count":1,"limit":20,"direct":6},`+"\n", "", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if want := (reconcile.Removals{Count: 1, Limit: 20, Direct: 2}); got.Removals != want {
		t.Errorf("got %+v, want %+v", got.Removals, want)
	}
}
