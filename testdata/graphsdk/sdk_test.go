// Package graphsdk_test lets Microsoft's own Go client of Graph work on the
// sandbox: a client that was not written here must find what it expects of
// Graph. It is a module of its own, since that client takes minutes to build.
package graphsdk_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	abstractions "github.com/microsoft/kiota-abstractions-go"
	msgraphsdk "github.com/microsoftgraph/msgraph-sdk-go"
	msgraphcore "github.com/microsoftgraph/msgraph-sdk-go-core"
	"github.com/microsoftgraph/msgraph-sdk-go/models"
	"github.com/microsoftgraph/msgraph-sdk-go/models/odataerrors"
	"github.com/microsoftgraph/msgraph-sdk-go/users"
)

// serve runs `licet sandbox serve` with the built-in Contoso tenant.
func serve(t *testing.T, flags ...string) (url string) {
	t.Helper()
	licet := filepath.Join(t.TempDir(), "licet")
	if out, err := exec.Command("go", "build", "-C", "../..", "-o", licet, "./cmd/licet").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	c := exec.Command(licet, append([]string{"sandbox", "serve"}, flags...)...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		if err := c.Wait(); err != nil {
			t.Errorf("the sandbox did not end as it should: %v", err)
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening ")
	if err != nil || !ok {
		t.Fatalf("first line of the sandbox is %q (%v)", line, err)
	}
	return url
}

// bearer sets the token by itself: over plain http the client's own providers
// withhold it.
type bearer struct{}

func (bearer) AuthenticateRequest(_ context.Context, r *abstractions.RequestInformation, _ map[string]any) error {
	r.Headers.Add("Authorization", "Bearer any")
	return nil
}

type sdk struct {
	*msgraphsdk.GraphServiceClient
	adapter *msgraphsdk.GraphRequestAdapter
}

func connect(t *testing.T, url string) sdk {
	t.Helper()
	adapter, err := msgraphsdk.NewGraphRequestAdapter(bearer{})
	if err != nil {
		t.Fatal(err)
	}
	adapter.SetBaseUrl(url + "/v1.0")
	return sdk{msgraphsdk.NewGraphServiceClient(adapter), adapter}
}

// everybody pages through all users.
func (c sdk) everybody(t *testing.T) []models.Userable {
	t.Helper()
	top := int32(150)
	page, err := c.Users().Get(t.Context(), &users.UsersRequestBuilderGetRequestConfiguration{QueryParameters: &users.UsersRequestBuilderGetQueryParameters{
		Select: []string{"id", "userPrincipalName", "usageLocation", "assignedLicenses", "licenseAssignmentStates"}, Top: &top,
	}})
	if err != nil {
		t.Fatal(err)
	}
	pages, err := msgraphcore.NewPageIterator[models.Userable](page, c.adapter, models.CreateUserCollectionResponseFromDiscriminatorValue)
	if err != nil {
		t.Fatal(err)
	}
	var all []models.Userable
	if err := pages.Iterate(t.Context(), func(u models.Userable) bool { all = append(all, u); return true }); err != nil {
		t.Fatal(err)
	}
	return all
}

// sku finds a licence of the tenant by its part number.
func (c sdk) sku(t *testing.T, part string) models.SubscribedSkuable {
	t.Helper()
	skus, err := c.SubscribedSkus().Get(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range skus.GetValue() {
		if *s.GetSkuPartNumber() == part {
			return s
		}
	}
	t.Fatalf("the tenant has no %s", part)
	return nil
}

func assignment(add, remove []uuid.UUID) *users.ItemAssignLicensePostRequestBody {
	body := users.NewItemAssignLicensePostRequestBody()
	licenses := []models.AssignedLicenseable{}
	for i := range add {
		l := models.NewAssignedLicense()
		l.SetSkuId(&add[i])
		l.SetDisabledPlans([]uuid.UUID{})
		licenses = append(licenses, l)
	}
	body.SetAddLicenses(licenses)
	body.SetRemoveLicenses(append([]uuid.UUID{}, remove...))
	return body
}

// unlicensed gives users with a location who hold nothing.
func unlicensed(all []models.Userable) []models.Userable {
	var out []models.Userable
	for _, u := range all {
		if u.GetUsageLocation() != nil && len(u.GetAssignedLicenses()) == 0 && len(u.GetLicenseAssignmentStates()) == 0 {
			out = append(out, u)
		}
	}
	return out
}

func TestTheOfficialClientFindsGraph(t *testing.T) {
	c := connect(t, serve(t))
	all := c.everybody(t)
	if len(all) != 1000 {
		t.Fatalf("paged through %d users, want 1000", len(all))
	}
	sku := c.sku(t, "POWER_BI_PRO")
	used, free := *sku.GetConsumedUnits(), unlicensed(all)
	if len(free) < 3 || len(sku.GetServicePlans()) == 0 {
		t.Fatalf("%d users without licences, %d apps", len(free), len(sku.GetServicePlans()))
	}

	u, err := c.Users().ByUserId(*free[0].GetId()).AssignLicense().Post(t.Context(), assignment([]uuid.UUID{*sku.GetSkuId()}, nil), nil)
	if err != nil || *u.GetId() != *free[0].GetId() {
		t.Fatalf("assignLicense: %v", told(err))
	}
	after, err := c.Users().ByUserId(*free[0].GetId()).Get(t.Context(), &users.UserItemRequestBuilderGetRequestConfiguration{
		QueryParameters: &users.UserItemRequestBuilderGetQueryParameters{Select: []string{"assignedLicenses", "licenseAssignmentStates"}}})
	if err != nil {
		t.Fatal(told(err))
	}
	states := after.GetLicenseAssignmentStates()
	if len(after.GetAssignedLicenses()) != 1 || len(states) != 1 || states[0].GetAssignedByGroup() != nil || *states[0].GetState() != "Active" {
		t.Errorf("after assignLicense: %d licences, states %+v", len(after.GetAssignedLicenses()), states)
	}
	if got := *c.sku(t, "POWER_BI_PRO").GetConsumedUnits(); got != used+1 {
		t.Errorf("%d units are used, want %d", got, used+1)
	}
}

func TestTheOfficialClientGetsTypedErrors(t *testing.T) {
	c := connect(t, serve(t))
	_, err := c.Users().ByUserId("nobody@contoso.com").Get(t.Context(), nil)
	var graphErr *odataerrors.ODataError
	if !errors.As(err, &graphErr) || graphErr.ResponseStatusCode != 404 || *graphErr.GetErrorEscaped().GetCode() != "Request_ResourceNotFound" {
		t.Errorf("an unknown user: %v", told(err))
	}
	free := unlicensed(c.everybody(t))
	_, err = c.Users().ByUserId(*free[0].GetId()).AssignLicense().Post(t.Context(), assignment([]uuid.UUID{*c.sku(t, "VISIOCLIENT").GetSkuId()}, nil), nil)
	if !errors.As(err, &graphErr) || graphErr.ResponseStatusCode != 400 || !strings.Contains(*graphErr.GetErrorEscaped().GetMessage(), "does not have any available licenses") {
		t.Errorf("a licence without seats: %v", told(err))
	}
}

func TestTheOfficialClientSendsBatches(t *testing.T) {
	c := connect(t, serve(t))
	free := unlicensed(c.everybody(t))
	sku := *c.sku(t, "POWER_BI_PRO").GetSkuId()
	batch := msgraphcore.NewBatchRequest(c.adapter)
	add := func(userID string, body *users.ItemAssignLicensePostRequestBody) msgraphcore.BatchItem {
		t.Helper()
		info, err := c.Users().ByUserId(userID).AssignLicense().ToPostRequestInformation(t.Context(), body, nil)
		if err != nil {
			t.Fatal(err)
		}
		item, err := batch.AddBatchRequestStep(*info)
		if err != nil {
			t.Fatal(err)
		}
		return item
	}
	first := add(*free[0].GetId(), assignment([]uuid.UUID{sku}, nil))
	second := add(*free[0].GetId(), assignment(nil, []uuid.UUID{sku}))
	second.DependsOnItem(first)
	third := add(*free[1].GetId(), assignment(nil, []uuid.UUID{sku}))
	third.DependsOnItem(second)
	fourth := add(*free[2].GetId(), assignment([]uuid.UUID{sku}, nil))
	fourth.DependsOnItem(third)

	answer, err := batch.Send(t.Context(), c.adapter)
	if err != nil {
		t.Fatal(told(err))
	}
	for i, want := range []int32{200, 200, 400, 424} {
		id := []msgraphcore.BatchItem{first, second, third, fourth}[i].GetId()
		if got := answer.GetResponseById(*id).GetStatus(); got == nil || *got != want {
			t.Errorf("step %d: status %v, want %d", i+1, got, want)
		}
	}
}

// told says of a typed error what the service said.
func told(err error) error {
	var graphErr *odataerrors.ODataError
	if errors.As(err, &graphErr) && graphErr.GetErrorEscaped() != nil && graphErr.GetErrorEscaped().GetMessage() != nil {
		return errors.Join(err, errors.New(*graphErr.GetErrorEscaped().GetMessage()))
	}
	return err
}
