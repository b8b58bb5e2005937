package graph_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"licet/io/graph"
	"licet/reconcile"
)

// tenantServer answers as Graph does, out of hand-written JSON: whole users by
// id, in pages of the size that it likes. Hooks of a test change single answers.
type tenantServer struct {
	t     testing.TB
	users []string // JSON objects, in the order of the list
	// pages are the users of each page, as indexes; nil means pages of pageSize.
	pages    [][]int
	pageSize int
	count    string // answer to $count
	groups   map[string]string
	deleted  string
	// before may answer a request itself.
	before func(w http.ResponseWriter, r *http.Request) bool

	mu    sync.Mutex
	paths []string
}

var inList = regexp.MustCompile(`^mail in \((.*)\)$`)

func (s *tenantServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.paths = append(s.paths, r.Method+" "+strings.TrimPrefix(r.URL.Path, "/v1.0"))
	s.mu.Unlock()
	if s.before != nil && s.before(w, r) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	switch path := strings.TrimPrefix(r.URL.Path, "/v1.0"); path {
	case "/organization":
		fmt.Fprint(w, `{"value":[{"id":"org-1","displayName":"Contoso","countryLetterCode":"US"}]}`)
	case "/subscribedSkus":
		fmt.Fprint(w, `{"value":[{"accountId":"org-1","accountName":"contoso","skuId":"`+strings.ToUpper(e5)+`","skuPartNumber":"SPE_E5","appliesTo":"User","capabilityStatus":"Enabled","consumedUnits":2,"prepaidUnits":{"enabled":10},"servicePlans":[{"servicePlanId":"P1","servicePlanName":"EXCHANGE","appliesTo":"User","provisioningStatus":"Success"}]}]}`)
	case "/users/$count":
		if r.Header.Get("ConsistencyLevel") != "eventual" {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, "\ufeff"+s.count)
	case "/users":
		s.list(w, r)
	case "/directory/deletedItems/microsoft.graph.user":
		fmt.Fprintf(w, `{"value":[%s]}`, s.deleted)
	case "/$batch":
		batchHandler(s.t, s.one).ServeHTTP(w, r)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func (s *tenantServer) list(w http.ResponseWriter, r *http.Request) {
	pages := s.pages
	if pages == nil {
		pages = slices.Collect(slices.Chunk(indexes(len(s.users)), max(1, s.pageSize)))
	}
	at := 0
	fmt.Sscan(r.URL.Query().Get("$skiptoken"), &at)
	var page []string
	if at < len(pages) {
		for _, i := range pages[at] {
			page = append(page, s.users[i])
		}
	}
	next := ""
	if at+1 < len(pages) {
		next = fmt.Sprintf(`"@odata.nextLink":"%s?$select=x&$skiptoken=%d",`, "https://graph.microsoft.com/v1.0/users", at+1)
	}
	fmt.Fprintf(w, `{"@odata.context":"x",%s"value":[%s]}`, next, strings.Join(page, ","))
}

// one answers an item of a batch.
func (s *tenantServer) one(it item) (int, map[string]string, string) {
	u, err := url.Parse(it.URL)
	if err != nil {
		return 400, nil, `{"error":{"code":"BadRequest","message":"bad url"}}`
	}
	if id, ok := strings.CutPrefix(u.Path, "/groups/"); ok {
		if name, ok := s.groups[id]; ok {
			return 200, nil, fmt.Sprintf(`{"id":%q,"displayName":%q}`, id, name)
		}
		return notFound()
	}
	if key, ok := strings.CutPrefix(u.Path, "/users/"); ok {
		for _, text := range s.users {
			if f := fields(text); strings.EqualFold(f["id"], key) || strings.EqualFold(f["userPrincipalName"], key) {
				return 200, nil, text
			}
		}
		return notFound()
	}
	m := inList.FindStringSubmatch(u.Query().Get("$filter"))
	if m == nil {
		return 400, nil, `{"error":{"code":"Request_UnsupportedQuery","message":"?"}}`
	}
	var found []string
	for _, text := range s.users {
		if mail := fields(text)["mail"]; mail != "" && strings.Contains(strings.ToLower(m[1]), "'"+strings.ReplaceAll(strings.ToLower(mail), "'", "''")+"'") {
			found = append(found, text)
		}
	}
	return 200, nil, `{"value":[` + strings.Join(found, ",") + `]}`
}

func notFound() (int, map[string]string, string) {
	return 404, nil, `{"error":{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist or one of its queried reference-property objects are not present."}}`
}

func fields(text string) map[string]string {
	var all map[string]any
	json.Unmarshal([]byte(text), &all)
	out := map[string]string{}
	for k, v := range all {
		if s, ok := v.(string); ok {
			out[k] = s
		}
	}
	return out
}

func (s *tenantServer) asked(path string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, p := range s.paths {
		if p == path {
			n++
		}
	}
	return n
}

func (s *tenantServer) read(o graph.ReadOptions) (*reconcile.Tenant, *graph.Reading, error) {
	return s.readNamed(o, nil)
}

func (s *tenantServer) readNamed(o graph.ReadOptions, names []string) (*reconcile.Tenant, *graph.Reading, error) {
	return readTenant(s.t.Context(), newClient(s.t, inMemory(s)), o, names)
}

func readTenant(ctx context.Context, c *graph.Client, o graph.ReadOptions, names []string) (*reconcile.Tenant, *graph.Reading, error) {
	b := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), &reconcile.Catalog{})
	r, err := c.Licenses(ctx, b, o)
	if err != nil {
		return nil, nil, err
	}
	reading, err := r.Users(ctx, names)
	if err != nil {
		return nil, nil, err
	}
	return b.Tenant(), reading, nil
}

// people makes n plain users.
func people(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf(`{"id":"id-%05d","userPrincipalName":"user%d@contoso.com","displayName":"User %d","mail":"mail%d@contoso.com","accountEnabled":true,"userType":"Member","usageLocation":"DE","assignedLicenses":[],"licenseAssignmentStates":[]}`, i, i, i, i)
	}
	return out
}
