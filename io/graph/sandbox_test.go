package graph_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"licet/io/graph"
	"licet/io/sandbox"
	"licet/io/sandbox/contracttest"
	"licet/io/sandbox/quota"
	"licet/io/tenant"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
)

// TestDirectorySuite holds the client, with the sandbox behind it, to the same
// promises as every other directory.
func TestDirectorySuite(t *testing.T) {
	directorytest.Run(t, func(t *testing.T, f directorytest.Fixture) apply.Directory {
		return newClient(t, onContract(t, sandbox.New(sandbox.NewStore(fileOf(f)), sandbox.Options{})))
	})
}

// onContract holds the sandbox's answers to the contract; newClient does so with
// the requests of every test.
func onContract(t *testing.T, s *sandbox.Server) http.RoundTripper {
	t.Helper()
	return contracttest.Transport(t, s.Transport(), contracttest.Answers)
}

// fileOf writes a fixture as a tenant file.
func fileOf(f directorytest.Fixture) *tenant.File {
	file := &tenant.File{
		Format: tenant.Format,
		Tenant: tenant.Organization{ID: f.TenantID, DisplayName: "Contoso", CountryLetterCode: "DE"},
		Groups: []tenant.Group{{ID: directorytest.Group, DisplayName: "Reporting", AssignedLicenses: []tenant.AssignedLicense{{SkuID: directorytest.PowerBIPro, DisabledPlans: []string{}}}}},
	}
	used := map[string]int{}
	for _, u := range f.Users {
		w := tenant.User{ID: u.ID, UserPrincipalName: u.UserPrincipalName, UsageLocation: u.UsageLocation}
		held := map[string][]string{}
		for _, h := range u.Direct {
			held[h.SKUID] = append([]string{}, h.DisabledPlans...)
			w.LicenseAssignmentStates = append(w.LicenseAssignmentStates, tenant.LicenseAssignmentState{SkuID: h.SKUID, DisabledPlans: held[h.SKUID], State: "Active", Error: "None"})
		}
		group := directorytest.Group
		for _, sku := range u.Inherited {
			held[sku] = []string{}
			w.LicenseAssignmentStates = append(w.LicenseAssignmentStates, tenant.LicenseAssignmentState{SkuID: sku, DisabledPlans: []string{}, AssignedByGroup: &group, State: "Active", Error: "None"})
		}
		for _, sku := range slices.Sorted(maps.Keys(held)) {
			used[sku]++
			w.AssignedLicenses = append(w.AssignedLicenses, tenant.AssignedLicense{SkuID: sku, DisabledPlans: held[sku]})
		}
		file.Users = append(file.Users, w)
	}
	for _, s := range f.SKUs {
		w := tenant.SubscribedSku{SkuID: s.ID, SkuPartNumber: s.PartNumber, AppliesTo: "User", CapabilityStatus: "Enabled", ConsumedUnits: used[s.ID], PrepaidUnits: tenant.PrepaidUnits{Enabled: s.Enabled}}
		for _, p := range s.Plans {
			w.ServicePlans = append(w.ServicePlans, tenant.ServicePlan{ID: p, Name: p, AppliesTo: "User", ProvisioningStatus: "Success"})
		}
		file.SubscribedSkus = append(file.SubscribedSkus, w)
	}
	return file
}

func TestTheTenantOfTheSandboxIsReadWhole(t *testing.T) {
	f := directorytest.NewFixture()
	c := newClient(t, onContract(t, sandbox.New(sandbox.NewStore(fileOf(f)), sandbox.Options{})))
	got, reading, err := readTenant(t.Context(), c, graph.ReadOptions{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.ID != f.TenantID || len(got.Users) != len(f.Users) || reading.Count != len(f.Users) || len(reading.Notes) > 0 {
		t.Errorf("tenant %q, %d users, %+v", got.ID, len(got.Users), reading)
	}
	both := &got.Users[directorytest.BothUser]
	ways := got.Assignments(both)
	if len(ways) != 2 || ways[0].Group != reconcile.Direct || got.Groups[ways[1].Group].DisplayName != "Reporting" {
		t.Errorf("%+v, groups %+v", both, got.Groups)
	}
}

// TestReadsObeyTheQuotaOfTheSandbox: throttled as Graph does, all is read, and
// the sandbox as a witness saw no request before its Retry-After was over.
func TestReadsObeyTheQuotaOfTheSandbox(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		limits, err := quota.Parse("graph")
		if err != nil {
			t.Fatal(err)
		}
		f := directorytest.NewFixture()
		server := sandbox.New(sandbox.NewStore(fileOf(f)), sandbox.Options{Quota: limits, Latency: 20 * time.Millisecond})
		c := newClient(t, onContract(t, server))
		var ids []string
		for i := range 9000 {
			ids = append(ids, directorytest.UserID(i%directorytest.FixtureUsers))
		}
		start := time.Now()
		accounts, err := c.Accounts(t.Context(), ids)
		if err != nil || len(accounts) != len(ids) {
			t.Fatal(err)
		}
		// A tenant of 50 users allows 5,000 units in 10 s.
		if took := time.Since(start); took < 5*time.Second {
			t.Errorf("9,000 units took %v", took)
		}
		if s := server.Stats(); s.Early > 0 || s.Throttled == 0 {
			t.Errorf("%d requests came too early, %d were throttled", s.Early, s.Throttled)
		}
	})
}
