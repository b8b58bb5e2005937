package signin

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

const (
	// refreshBefore is how long before its end a token is renewed that does not say
	// itself when.
	refreshBefore = 5 * time.Minute
	// refreshPause is how long a token that is still good serves before renewing it
	// is tried again.
	refreshPause = 30 * time.Second
)

var errSameToken = errors.New("there is no other token")

// Client sends requests with an access token. It repeats nothing but a request
// that was refused for its token. Make it with NewClient; it is safe for
// concurrent use.
//
// Why not the pipeline of azcore: it would send a dropped POST four times, before
// the journal hears of it, would not wait for a Retry-After of more than a
// minute, and renews no token that is refused without a claims challenge.
type Client struct {
	http       *http.Client
	credential azcore.TokenCredential
	scope      string

	mu    sync.Mutex
	token azcore.AccessToken
	// refresh is when the token is to be renewed.
	refresh time.Time
}

// NewClient sends requests by h, with tokens of a credential for a scope.
func NewClient(h *http.Client, credential azcore.TokenCredential, scope string) *Client {
	return &Client{http: h, credential: credential, scope: scope}
}

// Do sends a request; after a 401, by which nothing was done, once more with
// another token if there is one. An error that wraps an *Error says that nothing
// was sent for want of a token.
func (c *Client) Do(req *http.Request) (*http.Response, error) {
	token, err := c.current(req.Context())
	if err != nil {
		return nil, err
	}
	resp, err := c.send(req, token)
	if err != nil || resp.StatusCode != http.StatusUnauthorized {
		return resp, err
	}
	claims, challenged := challenge(resp)
	switch token, err = c.instead(req.Context(), token, claims); {
	case err == nil:
		resp.Body.Close()
		return c.send(req, token)
	case challenged && !errors.Is(err, errSameToken):
		resp.Body.Close()
		return nil, err
	default:
		return resp, nil
	}
}

func (c *Client) send(req *http.Request, token string) (*http.Response, error) {
	req = req.Clone(req.Context())
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		req.Body = body
	}
	req.Header.Set("Authorization", "Bearer "+token)
	return c.http.Do(req)
}

// current gives the token to send. One that cannot be renewed serves until it
// runs out.
func (c *Client) current(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	good := now.Before(c.token.ExpiresOn)
	if good && now.Before(c.refresh) {
		return c.token.Token, nil
	}
	t, err := getToken(ctx, c.credential, policy.TokenRequestOptions{Scopes: []string{c.scope}})
	switch {
	case err == nil:
		c.keep(t)
	case good:
		c.refresh = now.Add(refreshPause)
	default:
		return "", err
	}
	return c.token.Token, nil
}

// instead gives another token for one that was refused. Claims that no token of
// before can have keep the sign-in from giving one that it has kept. Of several
// requests that were refused together the first one fetches for all.
func (c *Client) instead(ctx context.Context, refused, claims string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token.Token != refused {
		return c.token.Token, nil
	}
	if claims == "" {
		claims = fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, time.Now().Unix())
	}
	t, err := getToken(ctx, c.credential, policy.TokenRequestOptions{Scopes: []string{c.scope}, Claims: claims})
	if err == nil && t.Token == refused {
		err = errSameToken
	}
	if err != nil {
		return "", err
	}
	c.keep(t)
	return t.Token, nil
}

func (c *Client) keep(t azcore.AccessToken) {
	c.token, c.refresh = t, t.RefreshOn
	if c.refresh.IsZero() {
		c.refresh = t.ExpiresOn.Add(-refreshBefore)
	}
	if soon := time.Now().Add(refreshPause); c.refresh.Before(soon) {
		c.refresh = soon
	}
}

// getToken asks for a token that can be withdrawn before its time (Entra:
// continuous access evaluation), as all of licet does: with other tokens beside
// them a person would sign in twice.
func getToken(ctx context.Context, from azcore.TokenCredential, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	o.EnableCAE = true
	t, err := from.GetToken(ctx, o)
	if err != nil {
		err = asError(err)
	}
	return t, err
}

var claimsParameter = regexp.MustCompile(`\bclaims="([^"]+)"`)

// challenge gives the claims that a 401 asks a token to have (Microsoft identity
// platform: claims challenges).
func challenge(resp *http.Response) (claims string, challenged bool) {
	for _, h := range resp.Header.Values("WWW-Authenticate") {
		found := claimsParameter.FindStringSubmatch(h)
		if found == nil || !strings.Contains(h, `error="insufficient_claims"`) {
			continue
		}
		if text, err := base64.StdEncoding.DecodeString(found[1]); err == nil {
			return string(text), true
		}
	}
	return "", false
}
