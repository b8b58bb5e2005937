package graph_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licet/io/graph"
	"licet/io/sandbox"
	"licet/io/sandbox/contoso"
	"licet/reconcile"
)

// pageOf is a page around users.
func pageOf(users ...string) string {
	return `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=x","value":[` + strings.Join(users, ",") + `]}`
}

// oddPages are pages of which a reader could be sure by mistake.
var oddPages = []string{
	pageOf(), pageOf(`{}`), pageOf(`null`), pageOf(`{"id":"1"}`, `{"id":"2","mail":null}`), `{}`, `{"value":null}`, `null`, ``, ` [] `,
	pageOf(fmt.Sprintf(bigUser, "1a0e0000", 7)),
	pageOf(`{"id":"1","userPrincipalName":"o\"brien\\@contoso.com","mail":"o\"brien\\@contoso.com","displayName":"\u4f60\u597d \ud83d\ude00 \/ \t"}`),
	pageOf(`{"id":"1","displayName":"broken \ud83d alone, and \q"}`), pageOf(`{"id":"1","displayName":"王伟"}`), pageOf("{\"id\":\"1\",\"displayName\":\"\xff\"}"),
	pageOf("{\"id\":\"1\",\"displayName\":\"a\nb\"}"), pageOf(`{"id":"1","id":"2"}`), pageOf(`{"ID":"1"}`), pageOf(`{"id":1}`), pageOf(`{"id":"1","more":{"id":"2"}}`),
	pageOf(`{"id":"1","accountEnabled":null,"onPremisesSyncEnabled":null,"usageLocation":null,"userType":"guest"}`), pageOf(`{"id":"1","accountEnabled":false,"onPremisesSyncEnabled":true}`),
	pageOf(`{"id":"1","accountEnabled":"false"}`), pageOf(`{"id":"1","accountEnabled":falsehood}`),
	pageOf(`{"id":"1","assignedLicenses":null,"licenseAssignmentStates":null}`), pageOf(`{"id":"1","assignedLicenses":[],"licenseAssignmentStates":[{}]}`),
	pageOf(`{"id":"1","assignedLicenses":[{"skuId":"a","disabledPlans":["p]","q"]},{"skuId":"b","disabledPlans":null},{"disabledPlans":[null]}]}`),
	pageOf(`{"id":"1","licenseAssignmentStates":[{"skuId":"a","disabledPlans":["p"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"}]}`),
	pageOf(`{"id":"1","signInActivity":{"lastSignInDateTime":"2026-09-01T07:12:44Z","lastSignInRequestId":"r","lastNonInteractiveSignInDateTime":null,"lastSuccessfulSignInDateTime":"2026-10-01T07:12:44.5+02:00"}}`),
	pageOf(`{"id":"1","signInActivity":{"lastSignInDateTime":""}}`), pageOf(`{"id":"1","signInActivity":{"lastSignInDateTime":"\u0032026-09-01T07:12:44Z"}}`), pageOf(`{"id":"1","signInActivity":null}`),
	pageOf(`{"id":"1"},`), pageOf(`{"id":"1",}`), pageOf(`{"id" "1"}`), pageOf(`{"id":"1"} {"id":"2"}`), pageOf(`{"id":"1"}`) + "x", pageOf(`{"id":"1"}`) + " \n", pageOf(`{"id":"1"}`)[:90],
	" { \"value\" : [ { \"id\" : \"1\" , \"mail\":\"m\"\r\n} ] , \"@odata.nextLink\":\"n\" } ", `{"value":[{"id":"1\"}]}`, `{"value":[{"id":"1"}],"@odata.count":7}`, "{\"value\":[]}\x00",
}

// holdAgainstJSON fails if the scanner is sure of something else than what
// encoding/json reads.
func holdAgainstJSON(t *testing.T, body []byte) (sure bool) {
	t.Helper()
	got, next, sure := graph.ScanPage(body)
	if !sure {
		return false
	}
	want, wantNext, err := graph.DecodePage(body)
	if err != nil {
		t.Fatalf("%q is no page (%v), and was read as one", body, err)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(reconcile.UserRecord{}, "Lasting")); diff != "" || next != wantNext {
		t.Fatalf("%q: next %q and %q (-encoding/json +scanner):\n%s", body, wantNext, next, diff)
	}
	return true
}

// FuzzPagesOfUsers: whatever the scanner is sure of, encoding/json reads alike.
func FuzzPagesOfUsers(f *testing.F) {
	for _, page := range oddPages {
		f.Add([]byte(page))
	}
	f.Fuzz(func(t *testing.T, body []byte) { holdAgainstJSON(t, body) })
}

// What Graph and the sandbox send is what the scanner is made for: slow reading
// would go unnoticed otherwise.
func TestTheScannerIsSureOfWhatIsUsual(t *testing.T) {
	for _, usual := range []int{0, 3, 9, 10, 12, 19, 23, 25, 26, 30} {
		if !holdAgainstJSON(t, []byte(oddPages[usual])) {
			t.Errorf("it is unsure of %s", oddPages[usual])
		}
	}
	server := sandbox.New(sandbox.NewStore(contoso.Tenant()), sandbox.Options{})
	pages := 0
	c := newClient(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		resp, err := server.Transport().RoundTrip(r)
		if err != nil || r.URL.Path != "/v1.0/users" {
			return resp, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
		if pages++; !holdAgainstJSON(t, body) {
			t.Errorf("it is unsure of %.500s", body)
		}
		return resp, err
	}))
	if _, _, err := readTenant(t.Context(), c, graph.ReadOptions{Audit: true}, nil); err != nil || pages < 2 {
		t.Errorf("%d pages, %v", pages, err)
	}
}
