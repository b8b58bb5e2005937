package signin

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// longestRefusal is more than any refusal of the sign-in service.
const longestRefusal = 64 << 10

// carrier keeps what the sign-in library loses: the last error of the network,
// which it turns into text, so that nobody could tell a wrong certificate from a
// wrong secret; and the words of the last refusal, which it reads and throws
// away while it waits for a person to enter a code.
type carrier struct {
	next    http.RoundTripper
	failed  atomic.Pointer[error]
	refused atomic.Pointer[[]byte]
}

func (c *carrier) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := c.next.RoundTrip(req)
	if err != nil {
		c.failed.Store(&err)
		return nil, err
	}
	if resp.StatusCode >= http.StatusBadRequest {
		body, err := io.ReadAll(io.LimitReader(resp.Body, longestRefusal))
		resp.Body.Close()
		if err != nil {
			return nil, err
		}
		c.refused.Store(&body)
		resp.Body = io.NopCloser(bytes.NewReader(body))
	}
	return resp, nil
}

// carried gives the errors of a credential back what its library dropped.
type carried struct {
	azcore.TokenCredential
	carrier *carrier
}

func (c carried) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	c.carrier.failed.Store(nil)
	c.carrier.refused.Store(nil)
	t, err := c.TokenCredential.GetToken(ctx, o)
	if err == nil {
		return t, nil
	}
	var refused *azidentity.AuthenticationFailedError
	if body := c.carrier.refused.Load(); body != nil && errors.As(err, &refused) && refused.RawResponse != nil {
		refused.RawResponse.Body = io.NopCloser(bytes.NewReader(*body))
	}
	if cause := c.carrier.failed.Load(); cause != nil {
		err = errors.Join(*cause, err)
	}
	return t, err
}
