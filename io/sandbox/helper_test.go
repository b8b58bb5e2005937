package sandbox_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"licet/io/sandbox"
	"licet/io/sandbox/contracttest"
	"licet/io/tenant"
)

// The test tenant: SKUs by a letter, plans by a number, users by a number.
func skuID(letter byte) string { return fmt.Sprintf("aaaaaaaa-0000-4000-8000-0000000000%02x", letter) }
func planID(n int) string      { return fmt.Sprintf("bbbbbbbb-0000-4000-8000-%012d", n) }
func userID(n int) string      { return fmt.Sprintf("cccccccc-0000-4000-8000-%012d", n) }
func groupID(n int) string     { return fmt.Sprintf("dddddddd-0000-4000-8000-%012d", n) }
func upn(n int) string         { return fmt.Sprintf("user%d@contoso.com", n) }

func plans(numbers ...int) []tenant.ServicePlan {
	var out []tenant.ServicePlan
	for _, n := range numbers {
		out = append(out, tenant.ServicePlan{
			ID: planID(n), Name: fmt.Sprintf("PLAN_%d", n), ProvisioningStatus: "Success", AppliesTo: "User",
		})
	}
	return out
}

func newSKU(letter byte, seats int, numbers ...int) tenant.SubscribedSku {
	return tenant.SubscribedSku{
		SkuID: skuID(letter), SkuPartNumber: "SKU_" + string(letter), AppliesTo: "User", CapabilityStatus: "Enabled",
		PrepaidUnits: tenant.PrepaidUnits{Enabled: seats}, ServicePlans: plans(numbers...),
	}
}

// newTenant makes a tenant of n located users without licences. SKUs: A with
// plans 1, 2, 3 (10 seats), B with 1, 4 (2 seats), C with 5 (100 seats),
// D for companies, E suspended, F in grace (1 seat).
func newTenant(n int) *tenant.File {
	company, suspended, grace := newSKU('D', 10, 6), newSKU('E', 0, 7), newSKU('F', 0, 8)
	company.AppliesTo = "Company"
	suspended.CapabilityStatus, suspended.PrepaidUnits = "Suspended", tenant.PrepaidUnits{Suspended: 5}
	grace.CapabilityStatus, grace.PrepaidUnits = "Warning", tenant.PrepaidUnits{Warning: 1}
	f := &tenant.File{
		Format: tenant.Format,
		Tenant: tenant.Organization{ID: "eeeeeeee-0000-4000-8000-000000000001", DisplayName: "Contoso", CountryLetterCode: "DE"},
		SubscribedSkus: []tenant.SubscribedSku{
			newSKU('A', 10, 1, 2, 3), newSKU('B', 2, 1, 4), newSKU('C', 100, 5), company, suspended, grace,
		},
	}
	for i := 1; i <= n; i++ {
		f.Users = append(f.Users, tenant.User{
			ID: userID(i), UserPrincipalName: upn(i), DisplayName: fmt.Sprintf("User %d", i), Mail: upn(i), UsageLocation: "DE",
		})
	}
	return f
}

// give gives a user of the file a SKU; group 0 is directly.
func give(f *tenant.File, user int, letter byte, group int, off ...string) {
	state := tenant.LicenseAssignmentState{SkuID: skuID(letter), DisabledPlans: off, State: "Active", Error: "None"}
	if group > 0 {
		state.AssignedByGroup = new(groupID(group))
	}
	u := &f.Users[user-1]
	u.LicenseAssignmentStates = append(u.LicenseAssignmentStates, state)
}

// client sends requests to a server and reads its answers.
type client struct {
	t    testing.TB
	http *http.Client
	root string
}

// reply is an answer; header names are canonical.
type reply struct {
	status int
	header http.Header
	raw    string
	body   map[string]any
}

func connect(t testing.TB, s *sandbox.Server) *client {
	t.Helper()
	return &client{t, &http.Client{Transport: contracttest.Transport(t, s.Transport(), contracttest.Answers)}, "http://graph.test/v1.0"}
}

// overTheNetwork is a client of a server with a socket between.
func overTheNetwork(t testing.TB, srv *httptest.Server) *client {
	t.Helper()
	return &client{t, &http.Client{Transport: contracttest.Transport(t, srv.Client().Transport, contracttest.Answers)}, srv.URL + "/v1.0"}
}

func (c *client) try(method, path, body string, headers ...string) (reply, error) {
	url := path
	if !strings.HasPrefix(path, "http") {
		url = c.root + path
	}
	r, err := http.NewRequestWithContext(c.t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Authorization", "Bearer anything")
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		}
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		return reply{}, err
	}
	out := reply{status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	if json.Valid(raw) {
		// An answer that is no object (a count) stays in raw.
		_ = json.Unmarshal(raw, &out.body)
	}
	return out, nil
}

func (c *client) do(method, path, body string, headers ...string) reply {
	c.t.Helper()
	r, err := c.try(method, path, body, headers...)
	if err != nil {
		c.t.Fatalf("%s %s: %v", method, path, err)
	}
	return r
}

func (c *client) get(path string, headers ...string) reply {
	c.t.Helper()
	return c.do("GET", path, "", headers...)
}

// assign sends an assignLicense; add is "A" or "A-1-2" (plans 1 and 2 off).
func (c *client) assign(user int, add []string, remove ...string) reply {
	c.t.Helper()
	return c.do("POST", "/users/"+userID(user)+"/assignLicense", assignBody(add, remove...))
}

func assignBody(add []string, remove ...string) string {
	type license struct {
		SkuID         string   `json:"skuId"`
		DisabledPlans []string `json:"disabledPlans"`
	}
	adds, removes := []license{}, []string{}
	for _, a := range add {
		parts := strings.Split(a, "-")
		l := license{skuID(parts[0][0]), []string{}}
		for _, p := range parts[1:] {
			var n int
			if _, err := fmt.Sscan(p, &n); err != nil {
				panic(err)
			}
			l.DisabledPlans = append(l.DisabledPlans, planID(n))
		}
		adds = append(adds, l)
	}
	for _, r := range remove {
		removes = append(removes, skuID(r[0]))
	}
	raw, err := json.Marshal(map[string]any{"addLicenses": adds, "removeLicenses": removes})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func (r reply) want(t testing.TB, status int) reply {
	t.Helper()
	if r.status != status {
		t.Fatalf("status %d, want %d: %s", r.status, status, r.raw)
	}
	return r
}

// refusal gives code and message of an error answer.
func (r reply) refusal() string {
	e, _ := r.body["error"].(map[string]any)
	return fmt.Sprintf("%d %v: %v", r.status, e["code"], e["message"])
}

// entries gives the objects of a collection.
func (r reply) entries() []map[string]any {
	var out []map[string]any
	list, _ := r.body["value"].([]any)
	for _, e := range list {
		out = append(out, e.(map[string]any))
	}
	return out
}

// column gives one property of all entries.
func (r reply) column(name string) []string {
	var out []string
	for _, e := range r.entries() {
		out = append(out, fmt.Sprint(e[name]))
	}
	return out
}

// consumed gives consumedUnits of a SKU as the server tells it.
func (c *client) consumed(letter byte) int {
	c.t.Helper()
	for _, e := range c.get("/subscribedSkus").want(c.t, 200).entries() {
		if e["skuId"] == skuID(letter) {
			return int(e["consumedUnits"].(float64))
		}
	}
	c.t.Fatalf("SKU %c is not listed", letter)
	return 0
}

// holdings writes what a user holds: "A B-1" effective, "A(direct) A(group)".
func (c *client) holdings(user int) (effective, ways string) {
	c.t.Helper()
	r := c.get("/users/"+userID(user)+"?$select=assignedLicenses,licenseAssignmentStates").want(c.t, 200)
	var e, w []string
	for _, x := range r.body["assignedLicenses"].([]any) {
		e = append(e, short(x.(map[string]any)))
	}
	for _, x := range r.body["licenseAssignmentStates"].([]any) {
		m := x.(map[string]any)
		origin := "(direct)"
		if m["assignedByGroup"] != nil {
			origin = "(group)"
		}
		if m["state"] != "Active" {
			origin += fmt.Sprintf("%v:%v", m["state"], m["error"])
		}
		w = append(w, short(m)+origin)
	}
	return strings.Join(e, " "), strings.Join(w, " ")
}

func short(m map[string]any) string {
	id := m["skuId"].(string)
	var letter byte
	if _, err := fmt.Sscanf(id[len(id)-2:], "%02x", &letter); err != nil {
		panic(err)
	}
	out := string(letter)
	for _, p := range m["disabledPlans"].([]any) {
		out += "-" + strings.TrimLeft(p.(string)[24:], "0")
	}
	return out
}

// compact gives JSON without white space, for comparing.
func compact(t testing.TB, s string) string {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(s)); err != nil {
		t.Fatalf("%v in %s", err, s)
	}
	return b.String()
}
