package planfile_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"licet/io/planfile"
)

// planOf is a plan file in which each user gets a licence, with these plans off.
func planOf(license string, disabled ...string) string {
	var changes []string
	for i, off := range disabled {
		changes = append(changes, fmt.Sprintf(`{"user":{"id":"u%d","userPrincipalName":"","displayName":""},"assign":[{"skuId":%q,"disabledPlans":%s}],"update":[],"unassign":[],"setUsageLocation":null,"before":[],"sources":[]}`, i, license, off))
	}
	return fmt.Sprintf(`{"format":"licet-plan/1","created":"2026-03-01T09:30:00Z","tool":{"name":"licet","version":""},
"tenant":{"id":"t","displayName":"","source":"sandbox"},"inputs":[],"options":{"mode":"exact","scope":"sheet","manage":[]},
"summary":{"users":%[1]d,"changes":%[1]d,"assign":%[1]d,"update":0,"unassign":0,"setLocation":0,"unchanged":0,"errors":0,"warnings":0},
"seats":[{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965","skuPartNumber":"SPE_E3","name":"Microsoft 365 E3","owned":5,"used":0,"free":5,"release":0,"take":%[1]d,"after":%[1]d}],"changes":[
%[2]s],"findings":[]}`, len(changes), strings.Join(changes, ",\n"))
}

// The reader keeps what many changes say once; that what they say is wrong has
// to be told of each, and right lists must not vouch for wrong ones.
func TestAFaultThatChangesShareIsToldOfEach(t *testing.T) {
	const sku, a, b = "05e9a617-0261-4cee-bb44-138d3ef5d965", "7547a3fe-08ee-4ccb-b430-5077c5041653", "57ff2da0-773e-42df-b2af-ffb7a2317929"
	both, joined := `["`+a+`","`+b+`"]`, `["`+a+`,`+b+`"]`
	for _, c := range []struct {
		name, text string
		faults     int
	}{
		{"a licence that is none, three times", planOf("SPE_E5", "[]", "[]", "[]"), 3},
		{"a plan that is none, twice", planOf(sku, `["x"]`, both, `["x"]`), 2},
		{"two plans, and one that is called like both", planOf(sku, both, joined, both), 1},
	} {
		_, _, err := planfile.Read(strings.NewReader(c.text))
		var faults *planfile.FaultsError
		if !errors.As(err, &faults) || len(faults.Faults) != c.faults {
			t.Errorf("%s: got %v, want %d faults", c.name, err, c.faults)
		}
	}
	if _, _, err := planfile.Read(strings.NewReader(planOf(sku, both, "[]", both))); err != nil {
		t.Error(err)
	}
}
