package graph

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

var errSameToken = errors.New("there is no other token")

// renewed keeps the token that was fetched in place of one that Graph refused
// before its time. azcore fetches one by itself only where the refusal carries
// a claims challenge (Entra: continuous access evaluation); a plain 401 would
// meet the same token until that runs out.
type renewed struct {
	credential azcore.TokenCredential
	scope      string
	mu         sync.Mutex
	// token is the Authorization header to send in place of those that were
	// refused.
	token   string
	refused map[string]bool
}

// instead gives the header to send for the one that azcore would send.
func (r *renewed) instead(header string) string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refused[header] {
		return r.token
	}
	return header
}

// fetch gets another token for one that was refused: claims that no token of
// before can have keep the sign-in from giving one that it has kept. Of several
// requests that were refused together the first one fetches for all.
func (r *renewed) fetch(ctx context.Context, refused string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refused[refused] && !r.refused[r.token] {
		return nil
	}
	claims := fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"}}}`, time.Now().Unix())
	t, err := r.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{r.scope}, Claims: claims, EnableCAE: true})
	if err != nil {
		return err
	}
	header := "Bearer " + t.Token
	if header == refused || r.refused[header] {
		return errSameToken
	}
	r.refused[refused], r.token = true, header
	return nil
}

// renewToken sends a request once more after a 401, if the sign-in gives
// another token. Nothing was done by a request that was answered so. Claims
// challenges are met by azcore itself before this sees them.
type renewToken struct{ renewed *renewed }

func (p renewToken) Do(req *policy.Request) (*http.Response, error) {
	resp, err := req.Clone(req.Raw().Context()).Next()
	var x *exchange
	if err != nil || resp.StatusCode != http.StatusUnauthorized || !req.OperationValue(&x) {
		return resp, err
	}
	x.refused = x.sent
	again, err := req.Clone(req.Raw().Context()).Next()
	if errors.Is(err, errSameToken) && p.renewed.fetch(req.Raw().Context(), x.sent) == nil {
		again, err = req.Clone(req.Raw().Context()).Next()
	}
	if errors.Is(err, errSameToken) {
		return resp, nil
	}
	resp.Body.Close()
	return again, err
}

// watch stops a second try that would carry the refused token, and keeps the
// status of answers whose body broke off: azcore would drop it for the error.
type watch struct{ renewed *renewed }

func (p watch) Do(req *policy.Request) (*http.Response, error) {
	var x *exchange
	if !req.OperationValue(&x) {
		return req.Next()
	}
	x.sent = p.renewed.instead(req.Raw().Header.Get("Authorization"))
	req.Raw().Header.Set("Authorization", x.sent)
	if x.sent == x.refused {
		return nil, errSameToken
	}
	resp, err := req.Next()
	if resp == nil {
		return nil, err
	}
	x.cut = err
	return resp, nil
}
