package graph_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"licet/io/graph"
	"licet/reconcile/apply"
)

// meaning is what an answer is understood as.
type meaning struct {
	class  apply.Class
	reason apply.Reason
}

// answered is what a write means that a batch answers so.
func answered(t *testing.T, status int, code, message string) meaning {
	t.Helper()
	body, err := json.Marshal(map[string]any{"error": map[string]any{"code": code, "message": message}})
	if err != nil {
		t.Fatal(err)
	}
	s := &script{answers: []canned{{status: 200, body: batchBody(step{"id": "1", "status": status, "body": json.RawMessage(body)})}}}
	o := newClient(t, inMemory(s)).Write(t.Context(), removals(1))[0]
	return meaning{o.Class, o.Reason}
}

// Where the message says nothing that licet knows, the code decides, whatever the
// status that comes with it; it is told apart neither by capitals nor by where
// it stands.
func TestCodesOfGraph(t *testing.T) {
	codes := map[string]meaning{
		"InvalidAuthenticationToken":              {apply.Fatal, apply.SignInLost},
		"Authentication_ExpiredToken":             {apply.Fatal, apply.SignInLost},
		"Authorization_IdentityDisabled":          {apply.Fatal, apply.SignInLost},
		"Authorization_RequestDenied":             {apply.Refused, apply.Denied},
		"Request_ResourceNotFound":                {apply.Refused, apply.NoUser},
		"Directory_ObjectNotFound":                {apply.Refused, apply.NoUser},
		"Directory_ConcurrencyViolation":          {apply.Retry, apply.Concurrency},
		"Directory_ReplicaUnavailable":            {apply.Unknown, apply.Unavailable},
		"Service_InternalServerError":             {apply.Unknown, apply.Unavailable},
		"Request_ThrottledTemporarily":            {apply.Retry, apply.Throttled},
		"Request_ThrottledPermanently":            {apply.Refused, apply.Throttled},
		"Request_MultipleObjectsWithSameKeyValue": {apply.Refused, apply.ProxyConflict},
		"mutuallyExclusiveServicePlans":           {apply.Refused, apply.MutuallyExclusive},
		"noAvailableLicenses":                     {apply.Refused, apply.NoSeats},
		"invalidUsageLocation":                    {apply.Refused, apply.NoLocation},
		"proxyAddressConflict":                    {apply.Refused, apply.ProxyConflict},
		"aCodeThatNobodyKnows":                    {apply.Refused, apply.BadRequest},
	}
	for code, want := range codes {
		if got := answered(t, 400, code, "x"); got != want {
			t.Errorf("%s: %v, want %v", code, got, want)
		}
	}
	if known := graph.KnownCodes(); known != len(codes)-1 {
		t.Errorf("%d codes are known, and %d are tried here", known, len(codes)-1)
	}
}

// What the status alone decides, and what it does not.
func TestStatusesOfGraph(t *testing.T) {
	for status, want := range map[int]meaning{
		302: {apply.Unknown, apply.Unavailable},
		400: {apply.Refused, apply.BadRequest},
		401: {apply.Fatal, apply.SignInLost},
		403: {apply.Refused, apply.Denied},
		404: {apply.Refused, apply.NoUser},
		408: {apply.Unknown, apply.Unavailable},
		409: {apply.Retry, apply.Concurrency},
		418: {apply.Refused, apply.BadRequest},
		423: {apply.Retry, apply.Unavailable},
		424: {apply.Retry, apply.Unavailable},
		429: {apply.Retry, apply.Throttled},
		499: {apply.Refused, apply.BadRequest},
		500: {apply.Unknown, apply.Unavailable},
		501: {apply.Refused, apply.BadRequest},
		502: {apply.Unknown, apply.Unavailable},
		503: {apply.Unknown, apply.Unavailable},
		504: {apply.Unknown, apply.Unavailable},
	} {
		if got := answered(t, status, "x", "x"); got != want {
			t.Errorf("%d: %v, want %v", status, got, want)
		}
	}
}

// A plan that is not of the licence is refused in several ways, and none of them
// is documented.
func TestAPlanOfAnotherLicenceIsToldInManyWays(t *testing.T) {
	for _, message := range []string{
		"The service plan 1 does not belong to the subscription.", "Service plan 1 is not part of SKU 2.",
		"The service plan 1 is not included in SKU 2.", "Service plan 1 is invalid.", "Service Plan 1 is not valid here.",
		"Plan 1 does not exist in SKU 2.",
	} {
		if got, want := answered(t, 400, "Request_BadRequest", message), (meaning{apply.Refused, apply.BadPlan}); got != want {
			t.Errorf("%s: %v, want %v", message, got, want)
		}
	}
	gone := "Resource 'x' does not exist or one of its queried reference-property objects are not present."
	if got, want := answered(t, 400, "Request_BadRequest", gone), (meaning{apply.Refused, apply.NoUser}); got != want {
		t.Errorf("%s: %v, want %v", gone, got, want)
	}
}

// An answer to the whole call comes from the door: a 503 of it was never carried
// out, and what it refuses for rights or address ends the run.
func TestStatusesOfAWholeCall(t *testing.T) {
	for status, want := range map[int]meaning{
		400: {apply.Refused, apply.BadRequest},
		401: {apply.Fatal, apply.SignInLost},
		403: {apply.Fatal, apply.Denied},
		404: {apply.Fatal, apply.BadRequest},
		424: {apply.Retry, apply.Throttled},
		429: {apply.Retry, apply.Throttled},
		503: {apply.Retry, apply.Unavailable},
		504: {apply.Unknown, apply.Unavailable},
	} {
		s := &script{answers: []canned{{status: status, body: `{"error":{"code":"x","message":"x"}}`}}}
		for _, o := range newClient(t, inMemory(s)).Write(t.Context(), removals(2)) {
			if got := (meaning{o.Class, o.Reason}); got != want || !o.Outer {
				t.Errorf("%d: %v, want %v; outer: %v", status, got, want, o.Outer)
			}
		}
	}
}

func (m meaning) String() string { return fmt.Sprintf("%v %q", m.class, m.reason) }
