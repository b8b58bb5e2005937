package tenant_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"testing"

	"licet/io/tenant"
)

// large gives a tenant file like a real one: two licences a user, three states.
func large(users int) *tenant.File {
	f := &tenant.File{Format: tenant.Format}
	group := "5a1e5000-0e3a-4c6d-9b1f-2f6f4b7c1e03"
	skus := []string{"05e9a617-0261-4cee-bb44-138d3ef5d965", "f30db892-07e9-47e9-837c-80727f46fd3d"}
	off := []string{"7547a3fe-08ee-4ccb-b430-5077c5041653", "a82fbf69-b4d7-49f4-83a6-915b2cf354f4"}
	for _, id := range skus {
		f.SubscribedSkus = append(f.SubscribedSkus, tenant.SubscribedSku{SkuID: id})
	}
	enabled := true
	for i := range users {
		u := tenant.User{
			ID:                fmt.Sprintf("%08x-0000-4000-8000-%012x", i, i),
			UserPrincipalName: fmt.Sprintf("given.surname%d@contoso.com", i),
			DisplayName:       "Given Surname", AccountEnabled: &enabled, UserType: "Member", UsageLocation: "DE", Department: "Sales",
		}
		for _, id := range skus {
			u.AssignedLicenses = append(u.AssignedLicenses, tenant.AssignedLicense{SkuID: id, DisabledPlans: off})
			u.LicenseAssignmentStates = append(u.LicenseAssignmentStates, tenant.LicenseAssignmentState{
				SkuID: id, DisabledPlans: off, State: "Active", Error: "None", LastUpdatedDateTime: "2026-03-14T08:00:00Z"})
		}
		byGroup := u.LicenseAssignmentStates[0]
		byGroup.AssignedByGroup = &group
		u.LicenseAssignmentStates = append(u.LicenseAssignmentStates, byGroup)
		f.Users = append(f.Users, u)
	}
	return f
}

const benchUsers = 100_000

func BenchmarkRead(b *testing.B) {
	text := write(b, large(benchUsers))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		t, err := tenant.Read(bytes.NewReader(text), noNames)
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/benchUsers, "B-kept/user")
		runtime.KeepAlive(t)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchUsers, "ns/user")
}

// BenchmarkPlainJSON is what Read is compared with: the whole text decoded at
// once, with nothing made of it.
func BenchmarkPlainJSON(b *testing.B) {
	text := write(b, large(benchUsers))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		var f tenant.File
		if err := json.Unmarshal(text, &f); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	f := large(benchUsers)
	b.SetBytes(int64(len(write(b, f))))
	for b.Loop() {
		if err := tenant.Write(io.Discard, f); err != nil {
			b.Fatal(err)
		}
	}
}
