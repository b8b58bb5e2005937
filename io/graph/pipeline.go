package graph

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	goruntime "runtime"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"licet/io/graph/transport"
)

// callTimeout bounds one request with its answer. Graph itself gives up after
// about a hundred seconds with a 504.
const callTimeout = 3 * time.Minute

// newPipeline holds every setting of azcore, whose own are wrong for licet:
// it would send a dropped POST four times, before the journal hears of it, and
// would not wait for a Retry-After of more than a minute. So it repeats
// nothing here (a negative number means none); read.go and the runner decide.
func newPipeline(root *url.URL, o Options) runtime.Pipeline {
	bearer := runtime.NewBearerTokenPolicy(signIn{o.Credential}, []string{o.Cloud.Scope()}, &policy.BearerTokenOptions{
		// ParseRoot took plain http for loopback addresses only.
		InsecureAllowCredentialWithHTTP: root.Scheme == "http",
	})
	renewed := &renewed{credential: signIn{o.Credential}, scope: o.Cloud.Scope(), refused: map[string]bool{}}
	return runtime.NewPipeline("licet", o.Version, runtime.PipelineOptions{
		PerCall:  []policy.Policy{stamp{agent: userAgent(o.Version)}, renewToken{renewed}},
		PerRetry: []policy.Policy{bearer, watch{renewed}},
	}, &policy.ClientOptions{
		Retry:     policy.RetryOptions{MaxRetries: -1},
		Telemetry: policy.TelemetryOptions{Disabled: true},
		Transport: transport.Client(o.Transport),
	})
}

func userAgent(version string) string {
	if version == "" {
		version = "dev"
	}
	return fmt.Sprintf("licet/%s (%s; %s/%s)", version, goruntime.Version(), goruntime.GOOS, goruntime.GOARCH)
}

// stamp names the program.
type stamp struct{ agent string }

func (s stamp) Do(req *policy.Request) (*http.Response, error) {
	req.Raw().Header.Set("User-Agent", s.agent)
	return req.Next()
}

// exchange follows one operation through the pipeline.
type exchange struct {
	// sent is the Authorization header that was last sent, refused the one that
	// was answered with 401.
	sent, refused string
	// cut is why the body of the answer is not whole, as far as azcore read it.
	cut error
}

// signIn marks what goes wrong with the sign-in, so that it is told from what
// goes wrong with the request.
type signIn struct{ azcore.TokenCredential }

func (s signIn) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	t, err := s.TokenCredential.GetToken(ctx, o)
	if err != nil {
		return t, asSignInError(err)
	}
	return t, nil
}
