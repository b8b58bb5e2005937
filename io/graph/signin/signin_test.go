package signin_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"licet/io/graph/signin"
	"licet/io/graph/transport"
)

const loginURL = "https://login.example"

// login is a sign-in service: discovery and tokens.
type login struct {
	mu     sync.Mutex
	paths  []string
	forms  []url.Values
	life   time.Duration
	refuse func(w http.ResponseWriter) // nil: gives tokens
}

func newLogin() *login { return &login{life: time.Hour} }

func (l *login) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	l.mu.Lock()
	l.paths = append(l.paths, r.URL.Path)
	l.mu.Unlock()
	switch {
	case strings.HasSuffix(r.URL.Path, "/.well-known/openid-configuration"):
		json.NewEncoder(w).Encode(map[string]string{
			"token_endpoint":         loginURL + "/t/oauth2/v2.0/token",
			"authorization_endpoint": loginURL + "/t/oauth2/v2.0/authorize",
			"issuer":                 loginURL + "/t/v2.0",
		})
	case strings.HasSuffix(r.URL.Path, "/token"):
		r.ParseForm()
		l.mu.Lock()
		l.forms = append(l.forms, r.Form)
		n := len(l.forms)
		l.mu.Unlock()
		if l.refuse != nil {
			l.refuse(w)
			return
		}
		fmt.Fprintf(w, `{"token_type":"Bearer","expires_in":%d,"access_token":"token-%d"}`, int(l.life.Seconds()), n)
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// inMemory carries requests to a handler without a socket, so that synctest
// owns the time.
func inMemory(h http.Handler) http.RoundTripper {
	return roundTrip(func(req *http.Request) (*http.Response, error) {
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		return rec.Result(), nil
	})
}

// roundTrip is a transport that is a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// env is an environment that signs in at l.
func (l *login) env(more map[string]string) func(string) string {
	all := map[string]string{"AZURE_AUTHORITY_HOST": loginURL + "/", "AZURE_TENANT_ID": "contoso.com", "AZURE_CLIENT_ID": "app-1"}
	for k, v := range more {
		all[k] = v
	}
	return func(name string) string { return all[name] }
}

func (l *login) signIn(t *testing.T, kind signin.Kind, more map[string]string) (*signin.Auth, error) {
	t.Helper()
	return signin.Credential(t.Context(), signin.Options{
		Kind: kind, Getenv: l.env(more), Transport: inMemory(l), HasMetadata: func(context.Context) bool { return false },
	})
}

// askGraph makes n requests with a sign-in and gives the tokens that came.
func askGraph(t *testing.T, a *signin.Auth, n int) ([]string, error) {
	t.Helper()
	var got []string
	server := inMemory(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
	}))
	c := signin.NewClient(transport.Client(server), a.Credential, signin.Global.Scope())
	for range n {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, signin.Global.Root(), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.Do(req)
		if err != nil {
			return nil, err
		}
		resp.Body.Close()
	}
	return got, nil
}

func TestSignInByClientSecret(t *testing.T) {
	l := newLogin()
	a, err := l.signIn(t, signin.Auto, map[string]string{"AZURE_CLIENT_SECRET": " s3cret\n"})
	if err != nil {
		t.Fatal(err)
	}
	got, err := askGraph(t, a, 3)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"Bearer token-1", "Bearer token-1", "Bearer token-1"}, got); diff != "" {
		t.Error(diff)
	}
	if len(l.forms) != 1 || l.forms[0].Get("client_secret") != "s3cret" || !strings.Contains(l.forms[0].Get("scope"), "https://graph.microsoft.com/.default") {
		t.Errorf("asked with %v", l.forms)
	}
}

func TestATokenNearItsEndIsRenewed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLogin()
		a, err := l.signIn(t, signin.ClientSecret, map[string]string{"AZURE_CLIENT_SECRET": "s"})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for range 4 {
			tokens, err := askGraph(t, a, 1)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, tokens...)
			time.Sleep(29 * time.Minute)
		}
		// At 0, 29, 58 and 87 minutes; tokens live an hour.
		if diff := cmp.Diff([]string{"Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSignInByCertificate(t *testing.T) {
	l := newLogin()
	path := filepath.Join(t.TempDir(), "app.pem")
	if err := os.WriteFile(path, certificate(t), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := l.signIn(t, signin.Auto, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := askGraph(t, a, 1); err != nil {
		t.Fatal(err)
	}
	if f := l.forms[0]; a.Kind != signin.Certificate || f.Get("client_assertion") == "" || f.Get("client_secret") != "" {
		t.Errorf("%s asked with %v", a.Kind, f)
	}
	os.WriteFile(path, []byte("no certificate"), 0o600)
	if _, err := l.signIn(t, signin.Certificate, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": path}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("a broken certificate: %v", err)
	}
	if _, err := l.signIn(t, signin.Certificate, map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": path + ".gone"}); err == nil || !strings.Contains(err.Error(), "AZURE_CLIENT_CERTIFICATE_PATH") {
		t.Errorf("no certificate: %v", err)
	}
}

// The files in testdata were made by openssl pkcs12 -export, app.pfx with -legacy;
// the password is opens-it.
func TestSignInByPFX(t *testing.T) {
	l := newLogin()
	env := map[string]string{"AZURE_CLIENT_CERTIFICATE_PATH": "testdata/app.pfx", "AZURE_CLIENT_CERTIFICATE_PASSWORD": "opens-it"}
	a, err := l.signIn(t, signin.Auto, env)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := askGraph(t, a, 1); err != nil {
		t.Fatal(err)
	}
	if f := l.forms[0]; a.Kind != signin.Certificate || f.Get("client_assertion") == "" {
		t.Errorf("%s asked with %v", a.Kind, f)
	}
	for path, password := range map[string]string{"testdata/app.pfx": "wrong", "testdata/app-aes.pfx": "opens-it"} {
		env["AZURE_CLIENT_CERTIFICATE_PATH"], env["AZURE_CLIENT_CERTIFICATE_PASSWORD"] = path, password
		_, err := l.signIn(t, signin.Auto, env)
		if err == nil || !strings.Contains(err.Error(), "openssl pkcs12 -in") || strings.Contains(err.Error(), password+")") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func certificate(t *testing.T) []byte {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "licet"}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})...)
}

func TestSignInByWorkloadIdentity(t *testing.T) {
	l := newLogin()
	path := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(path, []byte("assertion-of-ci"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, err := l.signIn(t, signin.Auto, map[string]string{"AZURE_FEDERATED_TOKEN_FILE": path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := askGraph(t, a, 1); err != nil {
		t.Fatal(err)
	}
	if a.Kind != signin.Workload || l.forms[0].Get("client_assertion") != "assertion-of-ci" {
		t.Errorf("%s asked with %v", a.Kind, l.forms[0])
	}
}

func TestSignInByAzureCLI(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in for az is a shell script")
	}
	dir := t.TempDir()
	script := "#!/bin/sh\necho '{\"accessToken\":\"cli-token\",\"expiresOn\":\"2999-01-01 00:00:00.000000\",\"expires_on\":32472144000,\"tokenType\":\"Bearer\"}'\n"
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	a, err := signin.Credential(t.Context(), signin.Options{Getenv: func(string) string { return "" }, HasMetadata: func(context.Context) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	got, err := askGraph(t, a, 1)
	if err != nil || a.Kind != signin.AzureCLI || got[0] != "Bearer cli-token" {
		t.Errorf("%s: %v, %v", a.Kind, got, err)
	}
	want := []string{
		"token: LICET_ACCESS_TOKEN is not set", "client-secret: AZURE_CLIENT_SECRET is not set", "certificate: AZURE_CLIENT_CERTIFICATE_PATH is not set",
		"workload: AZURE_FEDERATED_TOKEN_FILE is not set", "managed-identity: this machine has none",
	}
	passed := make([]string, len(a.Passed))
	for i, why := range a.Passed {
		passed[i] = why.String()
	}
	if diff := cmp.Diff(want, passed); diff != "" {
		t.Error(diff)
	}
}

func TestAutoTakesTheFirstThatIsConfigured(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	everything := map[string]string{
		"LICET_ACCESS_TOKEN": "t", "AZURE_TENANT_ID": "contoso.com", "AZURE_CLIENT_ID": "app", "AZURE_CLIENT_SECRET": "s",
		"AZURE_FEDERATED_TOKEN_FILE": "f", "IDENTITY_ENDPOINT": "http://127.0.0.1/", "IDENTITY_HEADER": "h",
	}
	without := func(names ...string) map[string]string {
		env := map[string]string{}
		for k, v := range everything {
			env[k] = v
		}
		for _, n := range names {
			delete(env, n)
		}
		return env
	}
	for _, c := range []struct {
		name     string
		env      map[string]string
		metadata bool
		want     signin.Kind
		fails    string
	}{
		{"a token", everything, true, signin.Token, ""},
		{"a secret", without("LICET_ACCESS_TOKEN"), true, signin.ClientSecret, ""},
		{"a workload", without("LICET_ACCESS_TOKEN", "AZURE_CLIENT_SECRET"), true, signin.Workload, ""},
		{"an identity by environment", without("LICET_ACCESS_TOKEN", "AZURE_CLIENT_SECRET", "AZURE_FEDERATED_TOKEN_FILE"), false, signin.ManagedIdentity, ""},
		{"an identity by metadata", nil, true, signin.ManagedIdentity, ""},
		{"a secret without tenant", without("LICET_ACCESS_TOKEN", "AZURE_TENANT_ID"), true, "", "client-secret is only half configured: --tenant (AZURE_TENANT_ID) is missing"},
		{"nothing", nil, false, "", "az is not installed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, err := signin.Credential(t.Context(), signin.Options{
				Getenv: func(name string) string { return c.env[name] }, HasMetadata: func(context.Context) bool { return c.metadata },
			})
			var sign *signin.Error
			switch {
			case c.fails != "":
				if !errors.As(err, &sign) || !strings.Contains(err.Error(), c.fails) {
					t.Errorf("error %v, want %q", err, c.fails)
				}
			case err != nil || a.Kind != c.want:
				t.Errorf("%+v, %v", a, err)
			}
		})
	}
}

func TestFlagsGoBeforeTheEnvironment(t *testing.T) {
	l := newLogin()
	a, err := signin.Credential(t.Context(), signin.Options{
		Kind: signin.ClientSecret, Tenant: "fabrikam.com", ClientID: "app-2",
		Getenv: l.env(map[string]string{"AZURE_CLIENT_SECRET": "s"}), Transport: inMemory(l),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := askGraph(t, a, 1); err != nil || l.forms[0].Get("client_id") != "app-2" || !strings.HasPrefix(l.paths[0], "/fabrikam.com/") {
		t.Errorf("%v, %v, %v", l.paths, l.forms, err)
	}
}

func TestEveryKindSaysWhatItNeeds(t *testing.T) {
	none := func(string) string { return "" }
	for kind, want := range map[signin.Kind]string{
		signin.Token: "LICET_ACCESS_TOKEN", signin.ClientSecret: "AZURE_CLIENT_SECRET and --tenant (AZURE_TENANT_ID) and --client-id (AZURE_CLIENT_ID)",
		signin.Certificate: "AZURE_CLIENT_CERTIFICATE_PATH", signin.Workload: "AZURE_FEDERATED_TOKEN_FILE",
		signin.Device: "--client-id", signin.Browser: "--client-id", "password": "unknown",
	} {
		if _, err := signin.Credential(t.Context(), signin.Options{Kind: kind, Getenv: none}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	configured := func(string) string { return "x" }
	for _, kind := range []signin.Kind{signin.ManagedIdentity, signin.AzureCLI, signin.Device, signin.Browser} {
		if a, err := signin.Credential(t.Context(), signin.Options{Kind: kind, Tenant: "contoso.com", Getenv: func(n string) string {
			if n == "AZURE_AUTHORITY_HOST" || n == "IDENTITY_ENDPOINT" {
				return ""
			}
			return configured(n)
		}}); err != nil || a.Kind != kind {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

// TestRefusedSignInsAreExplained holds Entra's own answers against the sentence
// that people get; the secret is in none.
func TestRefusedSignInsAreExplained(t *testing.T) {
	aadsts := func(code int, text string) func(http.ResponseWriter) {
		return func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":"invalid_client","error_description":"AADSTS%d: %s\r\nTrace ID: 1\r\nCorrelation ID: 2","error_codes":[%d],"timestamp":"2026-11-23 17:40:01Z"}`, code, text, code)
		}
	}
	for _, c := range []struct {
		name   string
		refuse func(http.ResponseWriter)
		want   []string
	}{
		{"wrong secret", aadsts(7000215, "Invalid client secret provided."), []string{"the client secret is wrong", "AADSTS7000215: Invalid client secret provided."}},
		{"expired secret", aadsts(7000222, "The provided client secret keys for app 'x' are expired."), []string{"the client secret has expired: make a new one"}},
		{"wrong tenant", aadsts(90002, "Tenant 'x' not found."), []string{"does not know the tenant: check --tenant"}},
		{"unknown application", aadsts(700016, "Application with identifier 'x' was not found in the directory 'y'."), []string{"check --client-id"}},
		{"no consent", aadsts(65001, "The user or administrator has not consented"), []string{"grant admin consent"}},
		{"conditional access", aadsts(53003, "Access has been blocked by Conditional Access policies."), []string{"conditional access policy"}},
		{"a code that nobody knows", aadsts(12345, "Something new."), []string{"AADSTS12345: Something new."}},
		{"the clock is off", func(w http.ResponseWriter) {
			w.Header().Set("Date", time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat))
			aadsts(700024, "Client assertion is not within its valid time range.")(w)
		}, []string{"check this machine's clock", "clock is 1 h 00 min off"}},
		{"a proxy answers", func(w http.ResponseWriter) {
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, "<html>Blocked by policy</html>")
		}, []string{"something other than", "Blocked by policy"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLogin()
			l.refuse = c.refuse
			a, err := l.signIn(t, signin.ClientSecret, map[string]string{"AZURE_CLIENT_SECRET": "s3cret-value"})
			if err != nil {
				t.Fatal(err)
			}
			_, err = askGraph(t, a, 1)
			var sign *signin.Error
			if !errors.As(err, &sign) {
				t.Fatalf("error %T %v", err, err)
			}
			for _, w := range c.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q does not say %q", err, w)
				}
			}
			for e := error(sign); e != nil; e = errors.Unwrap(e) {
				if strings.Contains(e.Error(), "s3cret-value") {
					t.Errorf("the secret is in %q", e)
				}
			}
			if strings.Contains(err.Error(), "Trace ID") {
				t.Errorf("%q is more than a person reads", err)
			}
		})
	}
}

func TestASignInServiceThatIsNotToBeHadIsNamed(t *testing.T) {
	for want, cause := range map[string]error{
		"cannot be reached":      &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED},
		"cannot prove who it is": &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}},
	} {
		synctest.Test(t, func(t *testing.T) {
			l := newLogin()
			a, err := signin.Credential(t.Context(), signin.Options{
				Kind: signin.ClientSecret, Getenv: l.env(map[string]string{"AZURE_CLIENT_SECRET": "s"}),
				Transport: roundTrip(func(*http.Request) (*http.Response, error) { return nil, cause }),
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err = askGraph(t, a, 1); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v does not say %q", err, want)
			}
		})
	}
}

func jwt(claims string) string {
	enc := base64.RawURLEncoding.EncodeToString
	return enc([]byte(`{"alg":"none"}`)) + "." + enc([]byte(claims)) + "." + enc([]byte("x"))
}

func TestClaimsOfAToken(t *testing.T) {
	token := jwt(`{"tid":"org-1","appid":"app-1","app_displayname":"licet","roles":["User.Read.All","LicenseAssignment.ReadWrite.All"],"exp":32472144000}`)
	got, err := signin.ReadClaims(t.Context(), signin.StaticToken("Bearer "+token+"\n"), signin.Global)
	want := signin.Claims{TenantID: "org-1", AppID: "app-1", AppName: "licet", Permissions: []string{"User.Read.All", "LicenseAssignment.ReadWrite.All"}, ExpiresOn: time.Unix(32472144000, 0)}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	got, err = signin.ReadClaims(t.Context(), signin.StaticToken(jwt(`{"upn":"ada@contoso.com","scp":"User.Read.All Organization.Read.All"}`)), signin.Global)
	if err != nil || got.User != "ada@contoso.com" || len(got.Permissions) != 2 {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = signin.ReadClaims(t.Context(), signin.StaticToken("opaque"), signin.Global); err != nil || got.TenantID != "" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestATokenThatRanOutIsSaid(t *testing.T) {
	for token, want := range map[string]string{
		jwt(`{"exp":1000000000}`): "expired at 2001-09-09 01:46 UTC",
		"":                        "LICET_ACCESS_TOKEN is empty",
		"two words":               "no token",
	} {
		_, err := askGraph(t, &signin.Auth{Credential: signin.StaticToken(token)}, 1)
		var sign *signin.Error
		if !errors.As(err, &sign) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", token, err)
		}
	}
}

func TestATokenIsNeverPrinted(t *testing.T) {
	cred := signin.StaticToken("secret-token")
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q"} {
		if text := fmt.Sprintf(verb, cred); strings.Contains(text, "secret") {
			t.Errorf("%s prints %s", verb, text)
		}
	}
}
