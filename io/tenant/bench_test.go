package tenant_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

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

// BenchmarkLoad reads a tenant file into a tenant, beside two bounds in the same
// run: what reading the bytes costs (x-bytes), which nothing can be below, and
// what encoding/json takes for the users alone, a line at a time on one core
// (x-json).
func BenchmarkLoad(b *testing.B) {
	for _, name := range []string{"tenant.json", "tenant.json.gz"} {
		b.Run(name, func(b *testing.B) {
			path := filepath.Join(b.TempDir(), name)
			f := large(benchUsers)
			if err := tenant.WriteFile(path, f); err != nil {
				b.Fatal(err)
			}
			text := write(b, f)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			var own, bytes, plain time.Duration
			var kept int64
			for b.Loop() {
				before := heap()
				start := time.Now()
				t, err := tenant.Load(b.Context(), path, noNames)
				if err != nil {
					b.Fatal(err)
				}
				own += time.Since(start)
				kept += heap() - before
				runtime.KeepAlive(t)
				bytes += timed(b, func() error { return drain(path) })
				plain += timed(b, func() error { return decodeLines(text) })
			}
			b.ReportMetric(float64(benchUsers)*float64(b.N)/own.Seconds(), "users/s")
			b.ReportMetric(float64(kept)/float64(b.N)/benchUsers, "B-kept/user")
			b.ReportMetric(own.Seconds()/bytes.Seconds(), "x-bytes")
			b.ReportMetric(own.Seconds()/plain.Seconds(), "x-json")
		})
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func timed(b *testing.B, f func() error) time.Duration {
	start := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// drain reads the bytes of a file, unpacked where it is packed.
func drain(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	var r io.Reader = file
	if strings.HasSuffix(path, ".gz") {
		if r, err = gzip.NewReader(file); err != nil {
			return err
		}
	}
	_, err = io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{r}, make([]byte, 1<<20))
	return err
}

// decodeLines decodes the users of a file as the writer writes it.
func decodeLines(text []byte) error {
	_, users, _ := bytes.Cut(text, []byte("\"users\":[\n"))
	for line := range bytes.Lines(users) {
		if line[0] != '{' {
			return nil
		}
		var u tenant.User
		if err := json.Unmarshal(bytes.TrimRight(line, ",\n"), &u); err != nil {
			return err
		}
	}
	return nil
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
