package contracttest_test

import (
	"strings"
	"testing"

	"licet/io/sandbox/contracttest"
)

const guid = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"

func TestWhatGraphDocumentsKeepsTheContract(t *testing.T) {
	c := contracttest.New()
	for _, answer := range []struct{ method, path, body string }{
		{"GET", "users?$top=1", `{"@odata.context":"x","@odata.nextLink":"y","value":[{"id":"1","usageLocation":null,"assignedLicenses":[{"disabledPlans":["` + guid + `"],"skuId":"` + guid + `"}],"licenseAssignmentStates":[{"skuId":"` + guid + `","disabledPlans":[],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"}]}]}`},
		{"GET", "subscribedSkus", `{"value":[{"skuId":"` + guid + `","consumedUnits":4,"prepaidUnits":{"enabled":1,"suspended":0,"warning":0}}]}`},
		{"GET", "users/microsoft.graph.delta()", `{"value":[{"id":"1","@removed":{"reason":"changed"}}],"@odata.deltaLink":"x"}`},
		{"GET", "users('$odd')", `{"id":"1"}`},
	} {
		if err := c.Answer(answer.method, answer.path, 200, []byte(answer.body)); err != nil {
			t.Error(err)
		}
	}
	if err := c.Request("POST", "users/1/microsoft.graph.assignLicense", []byte(`{"addLicenses":[{"skuId":"`+guid+`","disabledPlans":[]}],"removeLicenses":["`+guid+`"]}`)); err != nil {
		t.Error(err)
	}
	if err := c.Answer("GET", "users/1", 404, []byte(`{"error":{"code":"a","message":"b","innerError":{"date":"c","request-id":"d","client-request-id":"e"}}}`)); err != nil {
		t.Error(err)
	}
}

func TestAWrongFieldBreaksTheContract(t *testing.T) {
	c := contracttest.New()
	for name, broken := range map[string]struct {
		err  error
		want string
	}{
		"a misspelt name":         {c.Answer("GET", "users", 200, []byte(`{"value":[{"id":"1","assignedLicenses":[{"skuid":"`+guid+`"}]}]}`)), "skuid"},
		"a licence that is null":  {c.Answer("GET", "users", 200, []byte(`{"value":[{"id":"1","assignedLicenses":null}]}`)), "assignedLicenses"},
		"an id that is no GUID":   {c.Answer("GET", "users/1", 200, []byte(`{"id":"1","assignedLicenses":[{"skuId":"SPE_E3"}]}`)), "skuId"},
		"no value":                {c.Answer("GET", "users", 200, []byte(`{}`)), "value"},
		"a number as text":        {c.Answer("GET", "subscribedSkus", 200, []byte(`{"value":[{"consumedUnits":"4"}]}`)), "consumedUnits"},
		"an error of another":     {c.Answer("GET", "users", 500, []byte(`{"message":"x"}`)), "error"},
		"a path of nobody":        {c.Request("GET", "me/messages", nil), "no path"},
		"a missing list":          {c.Request("POST", "users/1/assignLicense", []byte(`{"addLicenses":[]}`)), "removeLicenses"},
		"a country in words":      {c.Request("PATCH", "users/1", []byte(`{"usageLocation":"Germany"}`)), "usageLocation"},
		"another field patched":   {c.Request("PATCH", "users/1", []byte(`{"usageLocation":"DE","accountEnabled":false}`)), "accountEnabled"},
		"too much in a batch":     {c.Request("POST", "$batch", []byte(`{"requests":[`+strings.Repeat(`{"id":"1","method":"GET","url":"/users/1"},`, 20)+`{"id":"2","method":"GET","url":"/users/1"}]}`)), "requests"},
		"a body without headers":  {c.Request("POST", "$batch", []byte(`{"requests":[{"id":"1","method":"PATCH","url":"/users/1","body":{"usageLocation":"DE"}}]}`)), "headers"},
		"a wrong step in a batch": {c.Request("POST", "$batch", []byte(`{"requests":[{"id":"1","method":"PATCH","url":"/users/1","headers":{},"body":{"usagelocation":"DE"}}]}`)), "usagelocation"},
		"a wrong answer in one":   {c.Batch([]byte(`{"requests":[{"id":"1","method":"GET","url":"/users/1"}]}`), []byte(`{"responses":[{"id":"1","status":200,"body":{"ID":"1"}}]}`)), "ID"},
		"an answer to nobody":     {c.Batch([]byte(`{"requests":[]}`), []byte(`{"responses":[{"id":"1","status":200}]}`)), "nobody sent"},
	} {
		if broken.err == nil || !strings.Contains(broken.err.Error(), broken.want) {
			t.Errorf("%s: %v, want %q", name, broken.err, broken.want)
		}
	}
}
