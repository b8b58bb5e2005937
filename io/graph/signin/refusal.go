package signin

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"licet/io/graph/transport"
	"licet/reconcile"
)

// clockSlack is how far this machine's clock may be off before it is named as a
// cause; Entra itself allows five minutes.
const clockSlack = 5 * time.Minute

// causes are the codes of Entra's refusals that people meet (Entra:
// authentication and authorization error codes), with what to do.
var causes = map[int]reconcile.Word{
	7000215: "the client secret is wrong: AZURE_CLIENT_SECRET takes its value, not its id",
	7000222: "the client secret has expired: make a new one in the Entra admin centre, App registrations, Certificates & secrets",
	7000112: "the application is disabled in this tenant: an administrator has to enable it again",
	700016:  "the tenant does not know this application: check --client-id and --tenant",
	700024:  "the proof that was sent is not valid at this time: check this machine's clock",
	700027:  "the certificate is not one of the application's: upload its public part in the Entra admin centre, App registrations, Certificates & secrets",
	70021:   "no federated credential of the application fits this workload: compare issuer, subject and audience in the Entra admin centre",
	700213:  "no federated credential of the application fits this workload: compare its subject in the Entra admin centre",
	90002:   "this cloud does not know the tenant: check --tenant and --cloud",
	900023:  "there is no tenant of this name or id: check --tenant",
	500011:  "the tenant does not know Graph under this address: check --cloud",
	65004:   "the person did not allow it: sign in again and press allow",
	70020:   "nobody entered the code in time: try again",
	65001:   "nobody has consented to the application's permissions: an administrator has to grant admin consent",
	53003:   "a conditional access policy does not let this sign-in through: ask whoever manages the policies",
	53000:   "a conditional access policy asks for a managed device: ask whoever manages the policies",
	50076:   "this account needs a second factor: sign in with --auth browser or device",
	50079:   "this account needs a second factor: sign in with --auth browser or device",
	50105:   "this account is not assigned to the application: an administrator has to assign it",
	50034:   "the tenant does not know this account",
}

// asError gives an error of a credential the sentence that people need.
// A context that ended is no fault of the sign-in.
func asError(err error) error {
	var done *Error
	if errors.As(err, &done) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	var refused *azidentity.AuthenticationFailedError
	if errors.As(err, &refused) && refused.RawResponse != nil {
		answer := readRefusal(refused.RawResponse, time.Now())
		return &Error{message: answer.sentence(), Err: err}
	}
	return &Error{message: unasked(err), Err: err}
}

// unasked says why the sign-in service did not answer.
func unasked(err error) reconcile.Sentence {
	switch {
	case transport.IsUntrusted(err):
		return reconcile.Say("the sign-in service cannot prove who it is (does a proxy open TLS connections? then name its certificate in SSL_CERT_FILE): %s", transport.Cause(err))
	case transport.IsUnreached(err):
		return reconcile.Say("the sign-in service cannot be reached (check the network, HTTPS_PROXY and --cloud): %s", transport.Cause(err))
	default:
		return reconcile.Verbatim(err.Error())
	}
}

type wireRefusal struct {
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Codes       []int  `json:"error_codes"`
}

// refusal is what the sign-in service answered.
type refusal struct {
	wireRefusal
	// foreign is an answer that is not the service's own.
	foreign string
	// clockOff is by how much this machine's clock seems to be off, if that is
	// more than it may be.
	clockOff time.Duration
}

func readRefusal(resp *http.Response, now time.Time) refusal {
	var r refusal
	body, _ := runtime.Payload(resp)
	if json.Unmarshal(body, &r.wireRefusal) != nil || r.wireRefusal.Error == "" {
		r.foreign = transport.Foreign(resp.StatusCode, body)
		return r
	}
	if at, err := http.ParseTime(resp.Header.Get("Date")); err == nil && at.Sub(now).Abs() > clockSlack {
		r.clockOff = at.Sub(now).Abs()
	}
	return r
}

// sentence puts it into words: the known cause, Entra's own first line, and the clock
// if that is off.
func (r refusal) sentence() reconcile.Sentence {
	if r.foreign != "" {
		return reconcile.Say("something other than the sign-in service answered: %s", r.foreign)
	}
	line, _, _ := strings.Cut(r.Description, "\n")
	message := reconcile.Verbatim(cmp.Or(strings.TrimSpace(line), r.wireRefusal.Error))
	for _, code := range r.Codes {
		if cause := causes[code]; cause != "" {
			message = reconcile.Say("%s (%s)", cause, message)
			break
		}
	}
	if r.clockOff > 0 {
		message = reconcile.Say("%s; this machine's clock is %s off", message, reconcile.Duration(r.clockOff.Round(time.Minute).Seconds()))
	}
	return message
}
