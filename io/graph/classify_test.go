package graph_test

import (
	"encoding/json"
	"testing"
	"time"

	"licet/reconcile/apply"
)

// TestAnswersOfGraph holds the wording of real answers, and of those that
// others have written down (Graph: user: assignLicense; error responses).
func TestAnswersOfGraph(t *testing.T) {
	bad := func(message string) string {
		b, _ := json.Marshal(map[string]any{"error": map[string]any{"code": "Request_BadRequest", "message": message}})
		return string(b)
	}
	for _, c := range []struct {
		name   string
		status int
		body   string
		class  apply.Class
		reason apply.Reason
		code   string
	}{
		{"no seats", 400, bad("Subscription with SKU " + e5 + " does not have any available licenses."), apply.Refused, apply.NoSeats, "Request_BadRequest"},
		{"no seats, partner form", 400, bad("Subscription with Account 1 and SKU " + e5 + " does not have any available licenses left."), apply.Refused, apply.NoSeats, "Request_BadRequest"},
		{"no seats, shouted", 400, bad("SUBSCRIPTION DOES NOT HAVE ANY AVAILABLE LICENSES"), apply.Refused, apply.NoSeats, "Request_BadRequest"},
		{"not held", 400, bad("User does not have a corresponding license."), apply.Already, "", "Request_BadRequest"},
		{"unknown SKU", 400, bad("License " + e5 + " does not correspond to a valid company License."), apply.Refused, apply.UnknownSKU, "Request_BadRequest"},
		{"inherited", 400, bad("User license is inherited from a group membership and it cannot be removed directly from the user."), apply.Refused, apply.Inherited, "Request_BadRequest"},
		{"no location", 400, bad("License assignment cannot be done for user with invalid usage location."), apply.Refused, apply.NoLocation, "Request_BadRequest"},
		{"bad location", 400, bad("Invalid value specified for property 'usageLocation' of resource 'User'. Property usageLocation is invalid."), apply.Refused, apply.BadLocation, "Request_BadRequest"},
		{"mutually exclusive", 400, bad("License assignment failed because service plans 113feb6c-3fe4-4440-bddc-54d774bf0318,176a09a6-7ec5-4039-ac02-b2791c6ba793 are mutually exclusive."), apply.Refused, apply.MutuallyExclusive, "Request_BadRequest"},
		{"conflict", 400, bad("Service plan a conflicts with service plan b."), apply.Refused, apply.MutuallyExclusive, "Request_BadRequest"},
		{"dependency", 400, bad("License assignment failed because service plan 3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40 depends on the service plan(s) 57ff2da0-773e-42df-b2af-ffb7a2317929,0feaeb32-d00e-4d66-bd5a-43b5b83db82c"), apply.Refused, apply.MissingDependency, "Request_BadRequest"},
		{"proxy addresses", 400, bad("Another object with the same value for property proxyAddresses already exists."), apply.Refused, apply.ProxyConflict, "Request_BadRequest"},
		{"company SKU", 400, bad("License " + e5 + " cannot be assigned to a user."), apply.Refused, apply.NotForUsers, "Request_BadRequest"},
		{"plan of another SKU", 400, bad("The service plan 1 does not belong to the subscription."), apply.Refused, apply.BadPlan, "Request_BadRequest"},
		{"missing parameter", 400, bad("One or more parameters of the operation 'assignLicense' are missing from the request payload. The missing parameters are: removeLicenses."), apply.Refused, apply.BadRequest, "Request_BadRequest"},
		{"bad GUID", 400, bad("Cannot convert a primitive value to the expected type 'Edm.Guid'."), apply.Refused, apply.BadRequest, "Request_BadRequest"},
		{"a language that nobody knows", 400, bad("Lizenz nicht verfügbar."), apply.Refused, apply.BadRequest, "Request_BadRequest"},
		{"no user", 404, `{"error":{"code":"Request_ResourceNotFound","message":"Resource '1a0e' does not exist or one of its queried reference-property objects are not present.","innerError":{"date":"2025-07-14T16:14:05","request-id":"r","client-request-id":"c"}}}`, apply.Refused, apply.NoUser, "Request_ResourceNotFound"},
		{"denied", 403, `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`, apply.Refused, apply.Denied, "Authorization_RequestDenied"},
		{"sign-in", 401, `{"error":{"code":"InvalidAuthenticationToken","message":"Access token has expired or is not yet valid."}}`, apply.Fatal, apply.SignInLost, "InvalidAuthenticationToken"},
		{"expired by code", 403, `{"error":{"code":"Authentication_ExpiredToken","message":"x"}}`, apply.Fatal, apply.SignInLost, "Authentication_ExpiredToken"},
		{"identity disabled", 403, `{"error":{"code":"Authorization_IdentityDisabled","message":"x"}}`, apply.Fatal, apply.SignInLost, "Authorization_IdentityDisabled"},
		{"concurrency", 409, `{"error":{"code":"Directory_ConcurrencyViolation","message":"Unable to complete due to concurrent requests. Please wait briefly and retry."}}`, apply.Retry, apply.Concurrency, "Directory_ConcurrencyViolation"},
		{"throttled", 429, `{"error":{"code":"TooManyRequests","message":"Please retry again later.","innerError":{"code":"429","date":"2020-08-18T12:51:51","message":"Please retry after","request-id":"94fb","status":"429"}}}`, apply.Retry, apply.Throttled, "TooManyRequests"},
		{"throttled, seen live", 429, `{"error":{"code":"TooManyRequests","message":"Too many requests from Identifier:x under category:aadgraph.app.tenant_large. Please try again later.","innerError":{"date":"2024-02-20T10:10:57"}}}`, apply.Retry, apply.Throttled, "TooManyRequests"},
		{"throttled without words", 429, `{"error":{"code":"UnknownError","message":""}}`, apply.Retry, apply.Throttled, "UnknownError"},
		{"throttled by code", 400, `{"error":{"code":"Request_ThrottledTemporarily","message":"x"}}`, apply.Retry, apply.Throttled, "Request_ThrottledTemporarily"},
		{"replica", 503, `{"error":{"code":"Directory_ReplicaUnavailable","message":"x"}}`, apply.Unknown, apply.Unavailable, "Directory_ReplicaUnavailable"},
		{"internal error", 500, `{"error":{"code":"Service_InternalServererror","message":"x"}}`, apply.Unknown, apply.Unavailable, "Service_InternalServererror"},
		{"gateway, no body", 504, ``, apply.Unknown, apply.Unavailable, ""},
		{"dependant", 424, `{"error":{"code":"FailedDependency","message":"x"}}`, apply.Retry, apply.Unavailable, "FailedDependency"},
		{"text instead of JSON", 400, `"PGh0bWw+"`, apply.Refused, apply.BadRequest, ""},
		{"inner error in the documented spelling", 400, `{"error":{"code":"BadRequest","message":"x","innererror":{"code":"noAvailableLicenses"}}}`, apply.Refused, apply.NoSeats, "BadRequest"},
		{"inner error nested", 400, `{"error":{"code":"BadRequest","message":"","innerError":{"innererror":{"code":"mutuallyExclusiveServicePlans","message":"deep"}}}}`, apply.Refused, apply.MutuallyExclusive, "BadRequest"},
		{"words in the details", 400, `{"error":{"code":"Request_BadRequest","message":"One or more errors","details":[{"code":"x","message":"User does not have a corresponding license.","target":"removeLicenses"}]}}`, apply.Already, "", "Request_BadRequest"},
		{"codes of odd types", 400, `{"error":{"code":"Request_BadRequest","message":"License x cannot be assigned to a user.","innerError":{"code":400,"status":400}}}`, apply.Refused, apply.NotForUsers, "Request_BadRequest"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := step{"id": "1", "status": c.status}
			if c.body != "" {
				st["body"] = json.RawMessage(c.body)
			}
			s := &script{answers: []canned{{status: 200, body: batchBody(st)}}}
			o := newClient(t, inMemory(s)).Write(t.Context(), removals(1))[0]
			if o.Class != c.class || o.Reason != c.reason || o.Code != c.code {
				t.Errorf("%s\n is %v %q code %q, want %v %q code %q", c.body, o.Class, o.Reason, o.Code, c.class, c.reason, c.code)
			}
			if o.Message.IsZero() {
				t.Error("no message")
			}
		})
	}
}

func TestABusyItemThatNamesATimeWasNotDone(t *testing.T) {
	s := &script{answers: []canned{{status: 200, body: batchBody(
		step{"id": "1", "status": 503, "headers": map[string]any{"Retry-After": "5"}}, step{"id": "2", "status": 503},
	)}}}
	out := newClient(t, inMemory(s)).Write(t.Context(), removals(2))
	if out[0].Class != apply.Retry || out[1].Class != apply.Unknown {
		t.Errorf("%v, %v", out[0].Class, out[1].Class)
	}
}

func TestRetryAfterIsUnderstood(t *testing.T) {
	const served = "Mon, 23 Nov 2026 17:40:01 GMT"
	for _, c := range []struct {
		value, date string
		want        time.Duration
		asked       bool
	}{
		{"10", "", 10 * time.Second, true},
		{"2.128", "", 2128 * time.Millisecond, true},
		{"0.124", "", 124 * time.Millisecond, true},
		{"0", "", 0, true},
		{" 7 ", "", 7 * time.Second, true},
		{"3600", "", time.Hour, true},
		{"Mon, 23 Nov 2026 17:41:01 GMT", served, time.Minute, true},
		{"Mon, 23 Nov 2026 17:39:01 GMT", served, 0, true},
		{"", "", 0, false},
		{"-1", "", 0, false},
		{"soon", "", 0, false},
		{"1e3", "", 0, false},
		{"NaN", "", 0, false},
		{"1.2.3", "", 0, false},
		{".", "", 0, false},
		{"99999999999999999999", "", 0, false},
		{"9223372036", "", 9223372036 * time.Second, true}, // the longest that there is
		{"9223372036.1", "", 0, false},
		{"9223372037", "", 0, false},
		{"0.0000000001", "", 1, true}, // rounded up: never a moment too early
		{"Mon, 23 Nov 2026 17:40:01 GMT", served, 0, true},
		{"Mon, 23 Nov 2026 17:40:02 GMT", served, time.Second, true},
	} {
		t.Run(c.value, func(t *testing.T) {
			header := map[string]any{"Retry-After": c.value}
			if c.date != "" {
				header["Date"] = c.date
			}
			s := &script{answers: []canned{{status: 200, body: batchBody(step{"id": "1", "status": 429, "headers": header})}}}
			o := newClient(t, inMemory(s)).Write(t.Context(), removals(1))[0]
			if o.RetryAfter != c.want || o.HasRetryAfter != c.asked {
				t.Errorf("%q, served %q: %v %v, want %v %v", c.value, c.date, o.RetryAfter, o.HasRetryAfter, c.want, c.asked)
			}
		})
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, v := range []string{"1", "2.128", "-3", "", "Mon, 23 Nov 2026 17:41:01 GMT", "9223372036.9", "9223372037", "١"} {
		f.Add(v, "Mon, 23 Nov 2026 17:40:01 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		s := &script{answers: []canned{{status: 200, body: batchBody(step{"id": "1", "status": 429, "headers": map[string]any{"Retry-After": value, "Date": date}})}}}
		o := newClient(t, inMemory(s)).Write(t.Context(), removals(1))[0]
		if o.RetryAfter < 0 || !o.HasRetryAfter && o.RetryAfter != 0 {
			t.Errorf("%q gives %v %v", value, o.RetryAfter, o.HasRetryAfter)
		}
		if o.Class != apply.Retry {
			t.Errorf("class %v", o.Class)
		}
	})
}

func FuzzBatchAnswer(f *testing.F) {
	f.Add(200, batchBody(step{"id": "1", "status": 200}, step{"id": "2", "status": 400, "body": map[string]any{"error": map[string]any{"code": "x"}}}))
	f.Add(200, `{"responses":[{"id":"1","status":200},{"id":"1","status":429}]}`)
	f.Add(200, `{"responses":[{"id":" 1","status":"200","headers":null,"body":"aGk="}]}`)
	f.Add(429, `{"responses":{}}`)
	f.Add(503, `<html>`)
	f.Add(200, `{"responses":[null,{}],"responses":[{"id":"2","status":204}]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		s := &script{answers: []canned{{status: status, body: body}}}
		out := newClient(t, inMemory(s)).Write(t.Context(), removals(3))
		if len(out) != 3 || s.requests() != 1 {
			t.Fatalf("%d outcomes, %d requests", len(out), s.requests())
		}
		var b struct {
			Responses []struct {
				ID     string
				Status int
			}
		}
		json.Unmarshal([]byte(body), &b)
		for i, o := range out {
			if o.Class != apply.Done {
				continue
			}
			said := false
			for _, r := range b.Responses {
				said = said || r.Status >= 200 && r.Status < 300
			}
			if !said {
				t.Errorf("write %d is done, and nothing in %q says so", i, body)
			}
		}
	})
}
