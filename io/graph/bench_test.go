package graph_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"licet/io/graph"
	"licet/reconcile"
)

// bigTenant serves n users with three licences each, in pages of 999 as Graph
// writes them, made when they are asked for.
type bigTenant struct {
	n    int
	page []byte // the objects of one page, with %06d where the number of the page goes
}

const bigUser = `{"id":"%[1]s-0000-4000-8000-%012[2]d","userPrincipalName":"first.last.%[1]s.%[2]d@contoso.com","displayName":"First Last %[2]d","mail":"first.last.%[1]s.%[2]d@contoso.com","accountEnabled":true,"userType":"Member","usageLocation":"DE","onPremisesSyncEnabled":null,` +
	`"assignedLicenses":[{"disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"skuId":"` + e5 + `"},{"disabledPlans":[],"skuId":"` + e3 + `"},{"disabledPlans":[],"skuId":"f30db892-07e9-47e9-837c-80727f46fd3d"}],` +
	`"licenseAssignmentStates":[{"skuId":"` + e5 + `","disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},` +
	`{"skuId":"` + e3 + `","disabledPlans":[],"assignedByGroup":"0f9f8b2c-1111-4222-8333-444455556666","state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},` +
	`{"skuId":"f30db892-07e9-47e9-837c-80727f46fd3d","disabledPlans":[],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"}]}`

func newBigTenant(n int) *bigTenant {
	users := make([]string, min(n, 999))
	for i := range users {
		users[i] = fmt.Sprintf(bigUser, "PAGENUMB", i)
	}
	return &bigTenant{n: n, page: []byte(strings.Join(users, ","))}
}

func (b *bigTenant) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/v1.0/users":
		at, _ := strconv.Atoi(r.URL.Query().Get("$skiptoken"))
		if (at+1)*999 < b.n {
			fmt.Fprintf(w, `{"@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=%d","value":[`, at+1)
		} else {
			fmt.Fprint(w, `{"value":[`)
		}
		fmt.Fprint(w, strings.ReplaceAll(string(b.page), "PAGENUMB", fmt.Sprintf("%08x", at)), `]}`)
	case "/v1.0/users/$count":
		fmt.Fprint(w, b.n)
	case "/v1.0/organization":
		fmt.Fprint(w, `{"value":[{"id":"org-1"}]}`)
	case "/v1.0/$batch":
		fmt.Fprint(w, `{"responses":[{"id":"1","status":200,"body":{"id":"g","displayName":"G"}}]}`)
	default:
		fmt.Fprint(w, `{"value":[]}`)
	}
}

// BenchmarkReadTenant reads tenants page by page. json-share is the time that
// decoding the same pages alone takes on one core, against the whole;
// bytes/user is the heap that the tenant keeps, peak-bytes/user the most that
// the process took on the way, with what the collector had not yet taken back.
func BenchmarkReadTenant(b *testing.B) {
	for _, n := range []int{99_900, 999_000} {
		b.Run(fmt.Sprintf("%d users", n), func(b *testing.B) { benchmarkRead(b, n, nil) })
	}
}

// BenchmarkStreamTenant hands the same users over one by one, as a snapshot
// does.
func BenchmarkStreamTenant(b *testing.B) {
	for _, n := range []int{99_900, 999_000} {
		b.Run(fmt.Sprintf("%d users", n), func(b *testing.B) {
			benchmarkRead(b, n, func(*reconcile.UserRecord) error { return nil })
		})
	}
}

func benchmarkRead(b *testing.B, n int, each func(*reconcile.UserRecord) error) {
	server := newBigTenant(n)
	calls := 0
	for b.Loop() {
		runtime.GC()
		before := heap()
		builder := reconcile.NewTenantBuilder(reconcile.FullKnowledge(), &reconcile.Catalog{})
		var peak uint64
		calls = 0
		c, err := graph.New(graph.Options{Credential: graph.StaticToken("t"), Transport: inMemory(server), Log: func(graph.RequestLog) { calls++ }})
		if err != nil {
			b.Fatal(err)
		}
		reading, err := c.ReadTenant(b.Context(), builder, graph.ReadOptions{Each: each, Progress: func(int) { peak = max(peak, heap()) }})
		if err != nil || reading.Users != n {
			b.Fatalf("%+v, %v", reading, err)
		}
		tenant := builder.Tenant()
		builder = nil
		runtime.GC()
		b.ReportMetric(float64(heap()-before)/float64(n), "bytes/user")
		b.ReportMetric(float64(peak-before)/float64(n), "peak-bytes/user")
		runtime.KeepAlive(tenant)
	}
	perRead := b.Elapsed().Seconds() / float64(b.N)
	b.ReportMetric(float64(n)/perRead, "users/s")
	b.ReportMetric(float64(calls)/float64(n)*1000, "calls/1000-users")
	b.ReportMetric(decodingAlone(b, server).Seconds()/perRead, "json-share")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// decodingAlone is what encoding/json takes for the same pages on one core.
func decodingAlone(b *testing.B, server *bigTenant) time.Duration {
	var page struct {
		Value []struct {
			ID, UserPrincipalName, DisplayName, Mail, UserType, UsageLocation string
			AccountEnabled, OnPremisesSyncEnabled                             *bool
			AssignedLicenses                                                  []struct {
				SKUID         string
				DisabledPlans []string
			}
			LicenseAssignmentStates []struct {
				SKUID, AssignedByGroup, State, Error string
				DisabledPlans                        []string
			}
		}
	}
	body := []byte(`{"value":[` + string(server.page) + `]}`)
	start := time.Now()
	for range 10 {
		page.Value = nil
		if err := json.Unmarshal(body, &page); err != nil || len(page.Value) != 999 {
			b.Fatal(err, len(page.Value))
		}
	}
	return time.Since(start) * time.Duration(server.n/999) / 10
}
