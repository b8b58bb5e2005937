package sandbox_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"licet/io/sandbox"
	"licet/io/sandbox/contracttest"
	"licet/io/sandbox/login"
)

const tenantID, clientID, secret = "eeeeeeee-0000-4000-8000-000000000001", "ffffffff-0000-4000-8000-000000000001", "s3cret~value"

// serveTLS serves over https, and gives its address and a client that trusts
// the authority's file.
func serveTLS(t *testing.T, s *sandbox.Server) (string, *http.Client) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	cert, err := sandbox.NewCertificate(file)
	if err != nil {
		t.Fatal(err)
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		t.Fatal("the authority's file holds no certificate")
	}
	l, err := sandbox.Listen(t.Context(), "127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l, cert) }()
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		stop()
		if err := <-served; err != nil {
			t.Errorf("serve: %v", err)
		}
	})
	return "https://" + l.Addr().String(), &http.Client{Transport: contracttest.Transport(t, transport, contracttest.Answers)}
}

func credential(t *testing.T, url string, client *http.Client, secret string) *azidentity.ClientSecretCredential {
	t.Helper()
	c, err := azidentity.NewClientSecretCredential(tenantID, clientID, secret, &azidentity.ClientSecretCredentialOptions{
		ClientOptions: azcore.ClientOptions{
			Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: url + "/"},
			Transport: client,
			Retry:     policy.RetryOptions{MaxRetries: -1},
		},
		DisableInstanceDiscovery: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestAzureIdentitySignsInHere(t *testing.T) {
	s := sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{
		Login:  login.Options{TenantID: tenantID, ClientID: clientID, Secret: secret},
		Faults: &sandbox.Faults{List: []sandbox.Fault{{Kind: sandbox.FaultRevoke, On: "listUsers", After: 1}}},
	})
	url, https := serveTLS(t, s)
	scope := policy.TokenRequestOptions{Scopes: []string{"https://graph.microsoft.com/.default"}}
	_, err := credential(t, url, https, "wrong").GetToken(t.Context(), scope)
	var refused *azidentity.AuthenticationFailedError
	if !errors.As(err, &refused) || !strings.Contains(err.Error(), "AADSTS7000215") {
		t.Errorf("a wrong secret: %v", err)
	}
	token, err := credential(t, url, https, secret).GetToken(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	if left := time.Until(token.ExpiresOn); left < 50*time.Minute || left > time.Hour {
		t.Errorf("the token lives %v", left)
	}
	c := &client{t, https, url + "/v1.0"}
	bearer := []string{"Authorization", "Bearer " + token.Token}
	c.get("/users", bearer...).want(t, 200)
	c.get("/users").want(t, 401)
	c.get("/users", bearer...).want(t, 401) // withdrawn by the fault
	c.get("/users", bearer...).want(t, 401)
	fresh, err := credential(t, url, https, secret).GetToken(t.Context(), scope)
	if err != nil {
		t.Fatal(err)
	}
	r := c.get("/users?$top=1", "Authorization", "Bearer "+fresh.Token).want(t, 200)
	if ctx := r.body["@odata.context"].(string); !strings.HasPrefix(ctx, url) {
		t.Errorf("context %s is not https", ctx)
	}
}

func TestTokenEndpointRefusals(t *testing.T) {
	s := sandbox.New(sandbox.NewStore(newTenant(1)), sandbox.Options{Login: login.Options{TenantID: tenantID, ClientID: clientID, Secret: secret}})
	c := connect(t, s)
	c.root = "http://graph.test"
	form := func(grant, scope, client, secret string) string {
		return "grant_type=" + grant + "&scope=" + scope + "&client_id=" + client + "&client_secret=" + secret
	}
	const good = "https%3A%2F%2Fgraph.microsoft.com%2F.default"
	for _, tc := range []struct{ tenant, body, want string }{
		{"other", form("client_credentials", good, clientID, secret), "AADSTS90002"},
		{tenantID, form("password", good, clientID, secret), "AADSTS70003"},
		{tenantID, form("client_credentials", "User.Read.All", clientID, secret), "AADSTS1002012"},
		{tenantID, form("client_credentials", good, "other", secret), "AADSTS700016"},
		{tenantID, form("client_credentials", good, clientID, "x"), "AADSTS7000215"},
		{tenantID, form("client_credentials", good, clientID, ""), "AADSTS7000215"},
	} {
		r := c.do("POST", "/"+tc.tenant+"/oauth2/v2.0/token", tc.body, "Content-Type", "application/x-www-form-urlencoded")
		if r.status < 400 || !strings.Contains(r.raw, tc.want) || strings.Contains(r.raw, secret) {
			t.Errorf("want %s, got %d %s", tc.want, r.status, r.raw)
		}
	}
}

func TestListenStaysOnThisMachine(t *testing.T) {
	if l, err := sandbox.Listen(t.Context(), "0.0.0.0:0", false); !errors.Is(err, sandbox.ErrNotLoopback) {
		t.Errorf("got %v %v, want ErrNotLoopback", l, err)
	}
	l, err := sandbox.Listen(t.Context(), "0.0.0.0:0", true)
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}
