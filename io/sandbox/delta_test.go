package sandbox_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/sandbox"
	"licet/io/tenant"
)

// follow reads a delta round to its end.
func follow(c *client, path string) (ids []string, link string) {
	c.t.Helper()
	for {
		r := c.get(path).want(c.t, 200)
		for _, e := range r.entries() {
			id := e["id"].(string)
			if e["@removed"] != nil {
				id = "-" + id
			}
			ids = append(ids, id)
		}
		if link, ok := r.body["@odata.deltaLink"].(string); ok {
			return ids, link
		}
		path = r.body["@odata.nextLink"].(string)
	}
}

func TestDeltaTellsWhoChanged(t *testing.T) {
	f := newTenant(250)
	f.Groups = []tenant.Group{{ID: groupID(1)}}
	give(f, 9, 'A', 1)
	store := sandbox.NewStore(f)
	s := sandbox.New(store, withFaults(sandbox.Fault{Kind: sandbox.FaultDeleteUser, Users: []string{upn(8)}, On: "patchUser", After: 1}))
	c := connect(t, s)
	ids, link := follow(c, "/users/delta?$select=id,assignedLicenses")
	if len(ids) != 250 {
		t.Errorf("the first round has %d users", len(ids))
	}
	_, latest := follow(c, "/users/microsoft.graph.delta()?$select=id&$deltatoken=latest")
	for name, l := range map[string]string{"round": link, "latest": latest} {
		if again, _ := follow(c, l); len(again) != 0 {
			t.Errorf("%s: nothing changed, got %v", name, again)
		}
	}
	c.assign(3, []string{"A"}).want(t, 200)
	c.assign(3, []string{"A-1"}).want(t, 200)
	c.assign(9, []string{"A"}).want(t, 200) // beside the group: only a state changes
	c.do("PATCH", "/users/"+userID(5), `{"usageLocation":"US"}`).want(t, 204)
	c.do("PATCH", "/users/"+userID(6), `{"usageLocation":"DE"}`).want(t, 204)
	want := []string{userID(3), userID(5), "-" + userID(8)}
	for name, l := range map[string]string{"round": link, "latest": latest} {
		got, next := follow(c, l)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
		if again, _ := follow(c, next); len(again) != 0 {
			t.Errorf("%s: told twice: %v", name, again)
		}
	}
	r := c.get(link)
	if !strings.Contains(r.raw, `"disabledPlans":["`+planID(1)+`"]`) || strings.Contains(r.raw, "displayName") {
		t.Errorf("$select of the first call does not hold: %s", r.raw)
	}
	if got := c.get("/directory/deletedItems/microsoft.graph.user?$select=id").column("id"); fmt.Sprint(got) != fmt.Sprint([]string{userID(8)}) {
		t.Errorf("deleted items %v", got)
	}
}

func TestDeltaTokensOutliveTheProcess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tenant.json")
	start := func() (*sandbox.Store, *client) {
		t.Helper()
		store := open(t, path, newTenant(250))
		return store, connect(t, sandbox.New(store, withFaults(sandbox.Fault{Kind: sandbox.FaultDeleteUser, Users: []string{upn(8)}, On: "patchUser"})))
	}
	end := func(store *sandbox.Store) {
		t.Helper()
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
	}
	store, c := start()
	page := c.get("/users/delta?$select=id").want(t, 200).body["@odata.nextLink"].(string)
	_, first := follow(c, "/users/delta?$select=id&$deltatoken=latest")
	c.assign(3, []string{"A"}).want(t, 200)
	_, second := follow(c, first)
	end(store)

	store, c = start()
	c.do("PATCH", "/users/"+userID(5), `{"usageLocation":"US"}`).want(t, 204)
	for token, want := range map[string][]string{first: {userID(3), userID(5), "-" + userID(8)}, second: {userID(5), "-" + userID(8)}} {
		if got, _ := follow(c, token); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	c.get(page).want(t, 410) // a position, which is good for one process only
	end(store)

	store, c = start()
	if got, _ := follow(c, second); !slices.Equal(got, []string{userID(5), "-" + userID(8)}) {
		t.Errorf("in the third process: %v", got)
	}
	end(store)

	// Another file in its place has another history.
	if err := tenant.WriteFile(path, newTenant(250)); err != nil {
		t.Fatal(err)
	}
	store, c = start()
	c.get(first).want(t, 410)
	_, third := follow(c, "/users/delta?$deltatoken=latest")
	end(store)
	store, c = start()
	c.get(first).want(t, 410)
	if got, _ := follow(c, third); len(got) > 0 {
		t.Errorf("nothing changed, got %v", got)
	}
	end(store)
}

func TestDeltaRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := connect(t, sandbox.New(sandbox.NewStore(newTenant(3)), withFaults(sandbox.Fault{Kind: sandbox.FaultResync, On: "usersDelta", After: 4})))
		_, link := follow(c, "/users/delta")
		if got := c.get("/users/delta?$top=5").refusal(); !strings.HasPrefix(got, "400 Request_BadRequest") {
			t.Errorf("$top: %s", got)
		}
		filtered, next := follow(c, "/users/delta?$filter=id+eq+'"+userID(2)+"'")
		if fmt.Sprint(filtered) != fmt.Sprint([]string{userID(2)}) {
			t.Errorf("filtered by id: %v", filtered)
		}
		c.get(next).want(t, 200)
		r := c.get(link).want(t, 410)
		if !strings.Contains(r.refusal(), "resyncRequired") || r.header.Get("Location") == "" {
			t.Errorf("resync: %s %v", r.raw, r.header)
		}
		time.Sleep(8 * 24 * time.Hour)
		if got := c.get(link).refusal(); !strings.Contains(got, "syncStateNotFound") {
			t.Errorf("an old token: %s", got)
		}
	})
}
