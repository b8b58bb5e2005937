package graph

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// This file says what an answer of Graph means. It is the only place in licet
// that looks into the words of a message: Microsoft asks to branch on the code,
// but every refusal of a licence is a 400 Request_BadRequest that differs from
// the others in its message alone (Graph: user: assignLicense; Microsoft Graph
// error responses). So the status decides first, then fragments of the message,
// then the code; what nobody knows is refused with Graph's own words.

// verdict is a class with its reason.
type verdict struct {
	class  apply.Class
	reason apply.Reason
}

// phrase is a verdict for messages that hold all of its fragments, which are in
// lower case.
type phrase struct {
	fragments []string
	verdict
}

var phrases = []phrase{
	{[]string{"are mutually exclusive"}, verdict{apply.Refused, apply.MutuallyExclusive}},
	{[]string{"service plan", "conflicts with"}, verdict{apply.Refused, apply.MutuallyExclusive}},
	{[]string{"depends on the service plan"}, verdict{apply.Refused, apply.MissingDependency}},
	{[]string{"does not have any available licenses"}, verdict{apply.Refused, apply.NoSeats}},
	{[]string{"does not have a corresponding license"}, verdict{apply.Already, apply.NoReason}},
	{[]string{"does not correspond to a valid company license"}, verdict{apply.Refused, apply.UnknownSKU}},
	{[]string{"inherited from a group membership"}, verdict{apply.Refused, apply.Inherited}},
	{[]string{"invalid usage location"}, verdict{apply.Refused, apply.NoLocation}},
	{[]string{"property usagelocation is invalid"}, verdict{apply.Refused, apply.BadLocation}},
	{[]string{"same value for property proxyaddresses"}, verdict{apply.Refused, apply.ProxyConflict}},
	{[]string{"license", "cannot be assigned to a user"}, verdict{apply.Refused, apply.NotForUsers}},
	{[]string{"missing from the request payload"}, verdict{apply.Refused, apply.BadRequest}},
	{[]string{"queried reference-property objects are not present"}, verdict{apply.Refused, apply.NoUser}},
	// How Graph words a plan that is not of the licence is not documented;
	// these are the ways in which it has been told.
	{[]string{"service plan", "not belong"}, verdict{apply.Refused, apply.BadPlan}},
	{[]string{"service plan", "not part of"}, verdict{apply.Refused, apply.BadPlan}},
	{[]string{"service plan", "not included"}, verdict{apply.Refused, apply.BadPlan}},
	{[]string{"service plan", "invalid"}, verdict{apply.Refused, apply.BadPlan}},
	{[]string{"service plan", "not valid"}, verdict{apply.Refused, apply.BadPlan}},
	{[]string{"plan", "does not exist in"}, verdict{apply.Refused, apply.BadPlan}},
}

// codeVerdicts are for codes that say enough by themselves, in lower case. The
// second part are inner codes of the licensing service to come (Graph beta:
// cloudLicensing).
var codeVerdicts = map[string]verdict{
	"invalidauthenticationtoken":              {apply.Fatal, apply.SignInLost},
	"authentication_expiredtoken":             {apply.Fatal, apply.SignInLost},
	"authorization_identitydisabled":          {apply.Fatal, apply.SignInLost},
	"authorization_requestdenied":             {apply.Refused, apply.Denied},
	"request_resourcenotfound":                {apply.Refused, apply.NoUser},
	"directory_objectnotfound":                {apply.Refused, apply.NoUser},
	"directory_concurrencyviolation":          {apply.Retry, apply.Concurrency},
	"directory_replicaunavailable":            {apply.Unknown, apply.Unavailable},
	"service_internalservererror":             {apply.Unknown, apply.Unavailable},
	"request_throttledtemporarily":            {apply.Retry, apply.Throttled},
	"request_throttledpermanently":            {apply.Refused, apply.Throttled},
	"request_multipleobjectswithsamekeyvalue": {apply.Refused, apply.ProxyConflict},
	"mutuallyexclusiveserviceplans":           {apply.Refused, apply.MutuallyExclusive},
	"noavailablelicenses":                     {apply.Refused, apply.NoSeats},
	"invalidusagelocation":                    {apply.Refused, apply.NoLocation},
	"proxyaddressconflict":                    {apply.Refused, apply.ProxyConflict},
}

// reply is the answer to one request: the whole call, or an item of a batch.
type reply struct {
	status int
	header http.Header
	body   []byte
	// outer is true when the whole call was answered so.
	outer bool
}

// classify says what a reply means. now serves to understand a Retry-After date
// of an answer that has no date of its own.
func classify(r reply, now time.Time) apply.Outcome {
	o := apply.Outcome{Outer: r.outer, RequestID: r.header.Get("request-id"), ThrottleScope: r.header.Get("x-ms-throttle-scope")}
	o.LimitPercentage, _ = strconv.ParseFloat(r.header.Get("x-ms-throttle-limit-percentage"), 64)
	if isSuccess(r.status) {
		o.Class = apply.Done
		return o
	}
	o.RetryAfter, o.HasRetryAfter = parseRetryAfter(r.header.Get("Retry-After"), r.header.Get("Date"), now)
	t := readError(r.status, r.body)
	o.Code, o.Message = t.code, reconcile.Verbatim(t.message)
	o.RequestID = cmp.Or(o.RequestID, t.requestID)
	v := judge(r.status, o.HasRetryAfter, t)
	if r.outer {
		v = judgeCall(r.status, v)
	}
	o.Class, o.Reason = v.class, v.reason
	return o
}

func isSuccess(status int) bool { return status >= 200 && status < 300 }

// judge decides by the status, and where that is not enough by words and codes.
func judge(status int, hasRetryAfter bool, t refusal) verdict {
	switch {
	case status == http.StatusUnauthorized:
		return verdict{apply.Fatal, apply.SignInLost}
	case status == http.StatusTooManyRequests:
		return verdict{apply.Retry, apply.Throttled}
	case status == http.StatusServiceUnavailable && hasRetryAfter:
		return verdict{apply.Retry, apply.Unavailable}
	case status == http.StatusFailedDependency, status == http.StatusLocked:
		return verdict{apply.Retry, apply.Unavailable}
	case status == http.StatusNotImplemented:
		return verdict{apply.Refused, apply.BadRequest}
	case status < 400, status >= 500, status == http.StatusRequestTimeout:
		return verdict{apply.Unknown, apply.Unavailable}
	}
	if v, ok := judgeWords(t); ok {
		return v
	}
	switch status {
	case http.StatusForbidden:
		return verdict{apply.Refused, apply.Denied}
	case http.StatusNotFound:
		return verdict{apply.Refused, apply.NoUser}
	case http.StatusConflict:
		return verdict{apply.Retry, apply.Concurrency}
	default:
		return verdict{apply.Refused, apply.BadRequest}
	}
}

func judgeWords(t refusal) (verdict, bool) {
	for _, p := range phrases {
		if !slices.ContainsFunc(p.fragments, func(f string) bool { return !strings.Contains(t.text, f) }) {
			return p.verdict, true
		}
	}
	for _, code := range t.codes {
		if v, ok := codeVerdicts[strings.ToLower(code)]; ok {
			return v, true
		}
	}
	return verdict{}, false
}

// judgeCall is for answers to a call as a whole. A 503 then comes from the
// door, before anything was done; what the door refuses for rights or for its
// address, it will refuse again.
func judgeCall(status int, v verdict) verdict {
	switch status {
	case http.StatusServiceUnavailable:
		return verdict{apply.Retry, apply.Unavailable}
	case http.StatusFailedDependency:
		return verdict{apply.Retry, apply.Throttled}
	case http.StatusForbidden:
		return verdict{apply.Fatal, apply.Denied}
	case http.StatusNotFound:
		return verdict{apply.Fatal, apply.BadRequest}
	default:
		return v
	}
}
