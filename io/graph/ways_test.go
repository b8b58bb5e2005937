package graph_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"licet/io/graph"
	"licet/reconcile"
)

// usersWithWays are users by what stands in their lists, and how they hold what:
// a for E3, b for E5, each of the ways d (direct), i (inherited), f (failing)
// and u (unknown).
var usersWithWays = []struct{ name, held, states, want string }{
	{"nobody", ``, ``, ""},
	{"direct", `a`, `a`, "ad"},
	{"inherited", `a`, `a g1`, "ai"},
	{"both", `a`, `a,a g1`, "ad ai"},
	{"through two groups", `a`, `a g1,a g2`, "ai ai"},
	{"failing", ``, `a g1 Error`, "af"},
	{"failing, and direct", `a`, `a,a g1 Error`, "ad af"},
	{"failing, held in some way", `a`, `a g1 Error`, "af au"},
	{"no state", `a`, ``, "au"},
	{"no state of one of two", `a,b`, `b`, "au bd"},
	{"state alone", ``, `a`, "ad"},
	{"direct, in state Error, not held", ``, `a - Error`, ""},
	{"direct, in state Error, held", `a`, `a - Error`, "ad"},
	{"direct, in state Error, held through a group", `a`, `a - Error,a g1`, "ad ai"},
	{"direct, in state Error, another is held", `b`, `a - Error`, "bu"},
	{"direct twice", `a`, `a,a`, "ad"},
	{"direct twice, one of them in state Error", `a`, `a - Error,a`, "ad"},
	{"by the same group twice, once failing", `a`, `a g1 Error,A G1`, "ai"},
	{"capitals", `A,b`, `a,B g1 active`, "ad bi"},
	{"Disabled, and a state that nobody knows", `a,b`, `a - Disabled,b g1 PendingInput`, "ad bi"},
	{"held twice", `a,A`, ``, "au"},
}

// wayUser writes a user of the table as Graph does.
func wayUser(i int) string {
	u := usersWithWays[i]
	sku := func(letter string) string {
		id := map[string]string{"a": e3, "b": e5}[strings.ToLower(letter)]
		if strings.ToUpper(letter) == letter {
			id = strings.ToUpper(id)
		}
		return id
	}
	var held, states []string
	for _, l := range strings.FieldsFunc(u.held, isComma) {
		held = append(held, fmt.Sprintf(`{"skuId":%q,"disabledPlans":[]}`, sku(l)))
	}
	for _, s := range strings.FieldsFunc(u.states, isComma) {
		f := append(strings.Fields(s), "-", "Active")
		group, state := "null", "Active"
		if len(f) > 3 && f[1] != "-" {
			group = fmt.Sprintf("%q", f[1])
		}
		if len(f) > 4 {
			state = f[2]
		}
		states = append(states, fmt.Sprintf(`{"skuId":%q,"disabledPlans":[],"assignedByGroup":%s,"state":%q,"error":"None"}`, sku(f[0]), group, state))
	}
	return fmt.Sprintf(`{"id":"id-%02d","userPrincipalName":"u%02d@contoso.com","assignedLicenses":[%s],"licenseAssignmentStates":[%s]}`,
		i, i, strings.Join(held, ","), strings.Join(states, ","))
}

func isComma(r rune) bool { return r == ',' }

// A plan and the run that carries it out must not differ in who holds what: once a
// plan took away a direct assignment in state Error, and the run said for ever
// that it had gone meanwhile.
func TestEveryDoorTellsTheSameWays(t *testing.T) {
	s := &tenantServer{t: t, pageSize: 5, count: fmt.Sprint(len(usersWithWays))}
	var ids []string
	for i := range usersWithWays {
		s.users, ids = append(s.users, wayUser(i)), append(ids, fmt.Sprintf("id-%02d", i))
	}
	tenant, _, err := s.read(graph.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := newClient(t, inMemory(s)).Accounts(t.Context(), ids)
	if err != nil {
		t.Fatal(err)
	}
	letter := map[string]string{e3: "a", e5: "b"}
	for i, u := range usersWithWays {
		var planned []string
		for _, a := range tenant.Assignments(&tenant.Users[i]) {
			kind := "i"
			switch {
			case a.Group == reconcile.Direct:
				kind = "d"
			case a.Group == reconcile.UnknownOrigin:
				kind = "u"
			case !a.Held():
				kind = "f"
			}
			planned = append(planned, letter[tenant.SKUs[a.SKU].ID]+kind)
		}
		slices.Sort(planned)
		if got := strings.Join(planned, " "); got != u.want {
			t.Errorf("%s: the tenant has %q, want %q", u.name, got, u.want)
		}
		var applied []string
		for _, h := range accounts[i].Direct {
			applied = append(applied, letter[h.SKUID]+"d")
		}
		for _, id := range accounts[i].Inherited {
			applied = append(applied, letter[id]+"i")
		}
		for _, id := range accounts[i].Unknown {
			applied = append(applied, letter[id]+"u")
		}
		slices.SortFunc(applied, cmp.Compare)
		// An account does not tell what fails, and through how many groups.
		want := slices.Compact(slices.DeleteFunc(strings.Fields(u.want), func(w string) bool { return w[1] == 'f' }))
		if !slices.Equal(applied, want) && len(applied)+len(want) > 0 {
			t.Errorf("%s: the account has %q, want %q", u.name, applied, want)
		}
	}
}
