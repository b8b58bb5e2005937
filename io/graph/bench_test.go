package graph_test

import (
	"fmt"
	"testing"

	"licet/io/graph"
)

// bigUser is a user with three licences, as Graph writes it.
const bigUser = `{"id":"%[1]s-0000-4000-8000-%012[2]d","userPrincipalName":"first.last.%[1]s.%[2]d@contoso.com","displayName":"First Last %[2]d","mail":"first.last.%[1]s.%[2]d@contoso.com","accountEnabled":true,"userType":"Member","usageLocation":"DE","onPremisesSyncEnabled":null,` +
	`"assignedLicenses":[{"disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"skuId":"` + e5 + `"},{"disabledPlans":[],"skuId":"` + e3 + `"},{"disabledPlans":[],"skuId":"f30db892-07e9-47e9-837c-80727f46fd3d"}],` +
	`"licenseAssignmentStates":[{"skuId":"` + e5 + `","disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},` +
	`{"skuId":"` + e3 + `","disabledPlans":[],"assignedByGroup":"0f9f8b2c-1111-4222-8333-444455556666","state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},` +
	`{"skuId":"f30db892-07e9-47e9-837c-80727f46fd3d","disabledPlans":[],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"}]}`

// BenchmarkPageOfUsers reads one page of 999 users with the scanner, and with
// encoding/json, which has the word where the scanner is unsure. Reading whole
// tenants is measured in bench.
func BenchmarkPageOfUsers(b *testing.B) {
	users := make([]string, 999)
	for i := range users {
		users[i] = fmt.Sprintf(bigUser, "1a0e0000", i)
	}
	body := []byte(pageOf(users...))
	b.Run("scanner", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if found, _, sure := graph.ScanPage(body); !sure || len(found) != len(users) {
				b.Fatal(len(found), sure)
			}
		}
	})
	b.Run("encoding-json", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if found, _, err := graph.DecodePage(body); err != nil || len(found) != len(users) {
				b.Fatal(len(found), err)
			}
		}
	})
}
