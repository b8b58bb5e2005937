package signin_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"licet/io/graph/signin"
	"licet/io/graph/transport"
)

// issuer is a credential that gives token-1, token-2, ... and keeps what was
// asked of it.
type issuer struct {
	mu    sync.Mutex
	asked []policy.TokenRequestOptions
	life  time.Duration
	// next, if not zero, is after how long a token wants to be renewed.
	next time.Duration
	// same gives the first token again and again.
	same bool
	err  error
}

func (c *issuer) GetToken(_ context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, o)
	if c.err != nil {
		return azcore.AccessToken{}, c.err
	}
	t := azcore.AccessToken{Token: fmt.Sprintf("token-%d", len(c.asked)), ExpiresOn: time.Now().Add(c.life)}
	if c.same {
		t.Token = "token-1"
	}
	if c.next > 0 {
		t.RefreshOn = time.Now().Add(c.next)
	}
	return t, nil
}

// post sends a body to a handler and gives the status.
func post(t *testing.T, c *signin.Client) (int, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, signin.Global.Root(), strings.NewReader("the body"))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	resp.Body.Close()
	return resp.StatusCode, nil
}

// refusing takes only one token, and says with each refusal what it wants.
func refusing(good, wants string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") == "Bearer "+good && string(body) == "the body" {
			return
		}
		if wants != "" {
			w.Header().Set("WWW-Authenticate", wants)
		}
		w.WriteHeader(http.StatusUnauthorized)
	}
}

const asksForClaims = `Bearer realm="", claims="eyJhIjoxfQ==", error="insufficient_claims"`

func TestARefusedTokenIsReplaced(t *testing.T) {
	for _, c := range []struct {
		name        string
		issuer      *issuer
		good, wants string
		status      int
		claims      string
	}{
		{"by one that was issued later", &issuer{life: time.Hour}, "token-2", "", http.StatusOK, `"nbf"`},
		{"by one with the claims that are wanted", &issuer{life: time.Hour}, "token-2", asksForClaims, http.StatusOK, `{"a":1}`},
		{"claims that cannot be read are none", &issuer{life: time.Hour}, "token-2", `Bearer error="insufficient_claims", claims="?"`, http.StatusOK, `"nbf"`},
		{"once only", &issuer{life: time.Hour}, "token-3", "", http.StatusUnauthorized, `"nbf"`},
		{"not by itself", &issuer{life: time.Hour, same: true}, "token-2", asksForClaims, http.StatusUnauthorized, `{"a":1}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			client := signin.NewClient(transport.Client(inMemory(refusing(c.good, c.wants))), c.issuer, "scope")
			status, err := post(t, client)
			if err != nil || status != c.status {
				t.Errorf("status %d, %v", status, err)
			}
			if len(c.issuer.asked) != 2 || c.issuer.asked[0].Claims != "" || !strings.Contains(c.issuer.asked[1].Claims, c.claims) || !c.issuer.asked[1].EnableCAE {
				t.Errorf("asked %+v", c.issuer.asked)
			}
		})
	}
}

// Where the server says what it wants and the sign-in cannot give it, the
// sign-in's own words help; else those of the server.
func TestWhyNoOtherTokenIsGivenIsSaidWhereItWasWanted(t *testing.T) {
	for wants, failed := range map[string]bool{"": false, asksForClaims: true} {
		cred := &issuer{life: time.Hour}
		client := signin.NewClient(transport.Client(inMemory(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			cred.err = errors.New("AADSTS53003: blocked")
			refusing("none", wants)(w, r)
		}))), cred, "scope")
		status, err := post(t, client)
		var sign *signin.Error
		if errors.As(err, &sign) != failed || !failed && status != http.StatusUnauthorized {
			t.Errorf("%q: status %d, %v", wants, status, err)
		}
	}
}

func TestTokensAreRenewedBeforeTheirEnd(t *testing.T) {
	for name, c := range map[string]struct {
		issuer *issuer
		// after is when requests are sent, fails from when on no token is given.
		after, fails time.Duration
		asked        int
		failed       bool
	}{
		"a fresh one serves":                        {issuer: &issuer{life: time.Hour}, after: 54 * time.Minute, asked: 1},
		"one near its end is renewed":               {issuer: &issuer{life: time.Hour}, after: 56 * time.Minute, asked: 2},
		"one says itself when":                      {issuer: &issuer{life: time.Hour, next: time.Minute}, after: 2 * time.Minute, asked: 2},
		"one that cannot be renewed serves":         {issuer: &issuer{life: time.Hour}, after: 56 * time.Minute, fails: time.Minute, asked: 2},
		"until its end":                             {issuer: &issuer{life: time.Hour}, after: 61 * time.Minute, fails: time.Minute, asked: 3, failed: true},
		"one of a minute is not renewed every time": {issuer: &issuer{life: time.Minute}, after: 10 * time.Second, asked: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client := signin.NewClient(transport.Client(inMemory(http.NotFoundHandler())), c.issuer, "scope")
				if _, err := post(t, client); err != nil {
					t.Fatal(err)
				}
				time.Sleep(c.after)
				if c.fails > 0 {
					c.issuer.err = errors.New("the service is down")
				}
				for range 2 {
					if _, err := post(t, client); (err != nil) != c.failed {
						t.Errorf("error %v", err)
					}
				}
				if len(c.issuer.asked) != c.asked {
					t.Errorf("asked %d times, want %d", len(c.issuer.asked), c.asked)
				}
			})
		})
	}
}

// Many requests that are refused together take one other token.
func TestOneTokenIsFetchedForAll(t *testing.T) {
	cred := &issuer{life: time.Hour}
	client := signin.NewClient(transport.Client(inMemory(refusing("token-2", ""))), cred, "scope")
	var g sync.WaitGroup
	for range 50 {
		g.Go(func() {
			if status, err := post(t, client); err != nil || status != http.StatusOK {
				t.Errorf("status %d, %v", status, err)
			}
		})
	}
	g.Wait()
	if len(cred.asked) != 2 {
		t.Errorf("asked %d times", len(cred.asked))
	}
}
