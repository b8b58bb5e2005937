package sandbox_test

import (
	"fmt"
	"net/http/httptest"
	"runtime"
	"testing"

	"licet/io/sandbox"
)

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// BenchmarkStoreMemory: bytes a user costs in the store, with two licences.
func BenchmarkStoreMemory(b *testing.B) {
	const users = 200_000
	for b.Loop() {
		f := newTenant(users)
		f.SubscribedSkus[0].PrepaidUnits.Enabled = users
		for i := 1; i <= users; i++ {
			give(f, i, 'A', 0, planID(1))
			give(f, i, 'C', 0)
		}
		before := heap()
		store := sandbox.NewStore(f)
		b.ReportMetric((heap()-before)/users, "B/user")
		runtime.KeepAlive(store)
		runtime.KeepAlive(f)
	}
}

// BenchmarkListUsers reads pages of 999 with the properties that a client asks
// for.
func BenchmarkListUsers(b *testing.B) {
	f := newTenant(20_000)
	for i := 1; i <= len(f.Users); i++ {
		give(f, i, 'C', 0, planID(5))
	}
	s := sandbox.New(sandbox.NewStore(f), sandbox.Options{})
	read := 0
	for b.Loop() {
		r := httptest.NewRequestWithContext(b.Context(), "GET", "/v1.0/users?$top=999&$select=id,userPrincipalName,displayName,mail,"+
			"accountEnabled,userType,usageLocation,assignedLicenses,licenseAssignmentStates", nil)
		r.Header.Set("Authorization", "Bearer x")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != 200 {
			b.Fatalf("status %d", w.Code)
		}
		read += 999
	}
	b.ReportMetric(float64(read)/b.Elapsed().Seconds(), "users/s")
}

// BenchmarkWrites sends batches of 20 assignments, in memory and with a log.
func BenchmarkWrites(b *testing.B) {
	for _, durable := range []bool{false, true} {
		b.Run(fmt.Sprintf("durable=%v", durable), func(b *testing.B) {
			f := newTenant(2000)
			store := sandbox.NewStore(f)
			if durable {
				store = open(b, b.TempDir()+"/tenant.json", f)
				defer store.Close()
			}
			c := connect(b, sandbox.New(store, sandbox.Options{}))
			f.SubscribedSkus[2].PrepaidUnits.Enabled = 1 << 30
			writes := 0
			for b.Loop() {
				var steps []string
				for i := range 20 {
					body := fmt.Sprintf(`{"usageLocation":%q}`, []string{"US", "DE"}[writes/2000%2])
					steps = append(steps, step(fmt.Sprint(i), "PATCH", "/users/"+userID(1+(writes+i)%2000), withBody(body)))
				}
				c.do("POST", "/$batch", batchOf(steps...)).want(b, 200)
				writes += 20
			}
			b.ReportMetric(float64(writes)/b.Elapsed().Seconds(), "writes/s")
		})
	}
}
