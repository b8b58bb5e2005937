package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"io/fs"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"licet/io/sandbox"
	"licet/io/sandbox/contoso"
	"licet/io/sandbox/contracttest"
	"licet/io/sandbox/login"
)

// The application of these tests. Its secret must turn up nowhere.
const (
	appTenant = "181863bb-ab17-4cba-ad37-f6ac3a7902cd"
	appID     = "ffffffff-0000-4000-8000-000000000001"
	appSecret = "s3cret~value-that-nobody-may-see"
)

// cloudServer is a sandbox that is Graph and sign-in service in one, over TLS.
type cloudServer struct {
	*httptest.Server
	dir, licet string
	sandbox    http.RoundTripper
	// tokens counts those that were asked for.
	tokens atomic.Int32
	// ahead is how far its clock is before the right time, in nanoseconds.
	ahead atomic.Int64
}

// ServeHTTP hands a request to the sandbox, with the contract of Graph between.
func (c *cloudServer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasSuffix(r.URL.Path, "/oauth2/v2.0/token") {
		c.tokens.Add(1)
	}
	in := r.Clone(r.Context())
	in.URL.Scheme, in.URL.Host = "https", r.Host
	resp, err := c.sandbox.RoundTrip(in)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer resp.Body.Close()
	maps.Copy(w.Header(), resp.Header)
	w.Header().Set("Date", time.Now().Add(time.Duration(c.ahead.Load())).UTC().Format(http.TimeFormat))
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

// newCloud serves Contoso to those who sign in as the application.
func newCloud(t *testing.T, o sandbox.Options) *cloudServer {
	t.Helper()
	o.Login.TenantID, o.Login.ClientID, o.Login.Secret = appTenant, appID, appSecret
	s := sandbox.New(sandbox.NewStore(contoso.Tenant()), o)
	c := &cloudServer{dir: t.TempDir(), licet: shippedLicet(t),
		sandbox: contracttest.Transport(t, s.Transport(), contracttest.Requests|contracttest.Answers)}
	c.Server = httptest.NewTLSServer(c)
	t.Cleanup(c.Close)
	authority := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Certificate().Raw})
	if err := os.WriteFile(filepath.Join(c.dir, "ca.pem"), authority, 0o600); err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs the program with nothing in its environment but what it is given.
func (c *cloudServer) run(t *testing.T, more []string, args ...string) (output string, code int) {
	t.Helper()
	cmd := exec.Command(c.licet, args...)
	cmd.Dir = c.dir
	cmd.Env = c.environment(more)
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func (c *cloudServer) environment(more []string) []string {
	return append([]string{"HOME=" + c.dir, "XDG_STATE_HOME=" + c.dir, "LICET_RUNS_DIR=" + filepath.Join(c.dir, "runs"),
		"SSL_CERT_FILE=" + filepath.Join(c.dir, "ca.pem"), "LICET_GRAPH_URL=" + c.URL, "AZURE_AUTHORITY_HOST=" + c.URL + "/", breaches + "=" + os.Getenv(breaches)}, more...)
}

func application(secret string) []string {
	return []string{"AZURE_TENANT_ID=" + appTenant, "AZURE_CLIENT_ID=" + appID, "AZURE_CLIENT_SECRET=" + secret}
}

// onboardingSheet is a sheet of the repository.
func onboardingSheet(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../../testdata/onboarding.csv")
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// noSecrets looks for the secret and for anything like a token in what was
// printed and in every file that the program left.
func (c *cloudServer) noSecrets(t *testing.T, output string) {
	t.Helper()
	check := func(where string, text []byte) {
		for _, secret := range []string{appSecret, "eyJ", "Bearer ", "PRIVATE KEY"} {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%q is in %s", secret, where)
			}
		}
	}
	check("the output", []byte(output))
	files := 0
	err := filepath.WalkDir(c.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasSuffix(path, ".pem") {
			return err
		}
		files++
		text, err := os.ReadFile(path)
		check(path, text)
		return err
	})
	if err != nil || files == 0 {
		t.Errorf("%d files looked at, %v", files, err)
	}
}

// Somebody sets the environment of an application and needs nothing else: one
// token serves a run, and neither it nor the secret is in anything that is left.
func TestTheEnvironmentIsEnoughToSignIn(t *testing.T) {
	t.Parallel()
	c := newCloud(t, sandbox.Options{})
	out, code := c.run(t, application(appSecret), "apply", "--yes", "--har", "requests.har", "--verbose-names", "--results", "results.csv", onboardingSheet(t))
	if code != exitDone || c.tokens.Load() != 1 {
		t.Fatalf("exit %d with %d tokens:\n%s", code, c.tokens.Load(), out)
	}
	for _, want := range []string{"signs in by client-secret (token: LICET_ACCESS_TOKEN is not set)", "POST /v1.0/$batch 200", "  POST /users/"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in the output:\n%s", want, out)
		}
	}
	c.noSecrets(t, out)
	c.checkHAR(t)
}

// checkHAR reads the archive as a viewer would.
func (c *cloudServer) checkHAR(t *testing.T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(c.dir, "requests.har"))
	if err != nil {
		t.Fatal(err)
	}
	var har struct {
		Log struct {
			Version string
			Entries []struct {
				Request struct {
					Method, URL string
					PostData    struct{ Text string }
				}
				Response struct {
					Status  int
					Content struct{ Text string }
				}
			}
		}
	}
	if err := json.Unmarshal(text, &har); err != nil || har.Log.Version != "1.2" {
		t.Fatalf("version %q, %v", har.Log.Version, err)
	}
	signedIn, assigned := false, false
	for _, e := range har.Log.Entries {
		isToken := strings.HasSuffix(e.Request.URL, "/token")
		signedIn = signedIn || isToken && e.Response.Status == 200
		assigned = assigned || strings.Contains(e.Request.PostData.Text, "addLicenses") && strings.Contains(e.Response.Content.Text, "responses")
		if isToken && e.Request.PostData.Text+e.Response.Content.Text != "" {
			t.Errorf("what was said at sign-in is recorded: %+v", e)
		}
	}
	if !signedIn || !assigned {
		t.Errorf("%d entries; sign-in %v, assignments %v", len(har.Log.Entries), signedIn, assigned)
	}
}

func TestACertificateIsEnoughToSignIn(t *testing.T) {
	t.Parallel()
	c := newCloud(t, sandbox.Options{})
	path := filepath.Join(c.dir, "app.pem")
	if err := os.WriteFile(path, appCertificate(t), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"AZURE_TENANT_ID=" + appTenant, "AZURE_CLIENT_ID=" + appID, "AZURE_CLIENT_CERTIFICATE_PATH=" + path}
	out, code := c.run(t, env, "skus", "--har", "requests.har")
	if code != exitDone || c.tokens.Load() != 1 || !strings.Contains(out, "signs in by certificate") {
		t.Errorf("exit %d with %d tokens:\n%s", code, c.tokens.Load(), out)
	}
	c.noSecrets(t, out)
}

func appCertificate(t *testing.T) []byte {
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
	text, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: text}))
}

// A night run outlives its token, and one that an administrator withdraws.
func TestARunOutlivesItsToken(t *testing.T) {
	t.Parallel()
	revoke := sandbox.Fault{Kind: sandbox.FaultRevoke, On: "listUsers", After: 1}
	again := sandbox.Fault{Kind: sandbox.FaultRevoke, On: "batch", After: 4}
	for name, tc := range map[string]struct {
		options sandbox.Options
		tokens  int32
	}{
		"it expires":            {sandbox.Options{Login: login.Options{Lifetime: 2 * time.Second}, Latency: 150 * time.Millisecond}, 2},
		"it is withdrawn twice": {sandbox.Options{Faults: &sandbox.Faults{List: []sandbox.Fault{revoke, again}}}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t, tc.options)
			out, code := c.run(t, application(appSecret), "apply", "--yes", "--concurrency", "1", onboardingSheet(t))
			if code != exitDone || c.tokens.Load() < tc.tokens {
				t.Errorf("exit %d with %d tokens:\n%s", code, c.tokens.Load(), out)
			}
		})
	}
}

// A sign-in that is refused for good ends a run after one new token. No outcome is
// in doubt, nobody is failed for it, and resume goes on after the next sign-in.
func TestASignInThatIsLostForGoodStopsTheRun(t *testing.T) {
	t.Parallel()
	refuse := sandbox.Fault{Kind: sandbox.FaultUnauthorized, On: "batch", After: 6, Times: -1}
	c := newCloud(t, sandbox.Options{Faults: &sandbox.Faults{List: []sandbox.Fault{refuse}}})
	out, code := c.run(t, application(appSecret), "apply", "--yes", "--concurrency", "1", "--batch-size", "10", onboardingSheet(t))
	for _, text := range []string{"the sign-in is no longer accepted", " 0 failed,", " 0 unknown.", "Next: licet resume 2"} {
		if !strings.Contains(out, text) {
			t.Errorf("nothing is said of %q:\n%s", text, out)
		}
	}
	if code != exitFailed || strings.Contains(out, " 0 done,") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	if n := c.tokens.Load(); n < 2 || n > 3 {
		t.Errorf("%d tokens were asked for, want a new one once", n)
	}
}

func TestARefusedSignInSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		env  []string
		want string
	}{
		"wrong secret":      {application(appSecret + "-old"), "the client secret is wrong: AZURE_CLIENT_SECRET takes its value"},
		"unknown tenant":    {append(application(appSecret), "AZURE_TENANT_ID=00000000-0000-4000-8000-00000000dead"), "does not know the tenant: check --tenant and --cloud"},
		"unknown app":       {append(application(appSecret), "AZURE_CLIENT_ID=00000000-0000-4000-8000-00000000dead"), "does not know this application"},
		"half an app":       {[]string{"AZURE_CLIENT_SECRET=" + appSecret}, "client-secret is only half configured: --tenant"},
		"nobody trusts it":  {append(application(appSecret), "SSL_CERT_FILE=/dev/null"), "cannot prove who it is"},
		"nobody there":      {append(application(appSecret), "AZURE_AUTHORITY_HOST=https://127.0.0.1:1/"), "cannot be reached"},
		"not the one asked": {append(application(appSecret), "LICET_AUTH=token"), "--auth token needs LICET_ACCESS_TOKEN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newCloud(t, sandbox.Options{})
			out, code := c.run(t, tc.env, "plan", "--har", "requests.har", onboardingSheet(t))
			if code != exitError || !strings.Contains(out, tc.want) {
				t.Errorf("exit %d, want %q:\n%s", code, tc.want, out)
			}
			c.noSecrets(t, out)
		})
	}
}

// Entra's own words for what goes wrong in other people's hands, and a proxy that
// speaks for it.
func TestWhatEntraRefusesIsExplained(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ refuse, want string }{
		"expired secret":       {"AADSTS7000222: The provided client secret keys for app 'licet' are expired.", "the client secret has expired: make a new one in the Entra admin centre"},
		"no consent":           {"AADSTS65001: The user or administrator has not consented to use the application.", "an administrator has to grant admin consent"},
		"conditional access":   {"AADSTS53003: Access has been blocked by Conditional Access policies.", "a conditional access policy does not let this sign-in through: ask whoever manages the policies"},
		"wrong tenant":         {"AADSTS90002: Tenant 'contoso.example' not found.", "this cloud does not know the tenant: check --tenant and --cloud"},
		"an hour behind":       {"AADSTS700024: Client assertion is not within its valid time range.", "this machine's clock is 1 h 00 min off"},
		"something unheard of": {"AADSTS99999999: Something new.", "AADSTS99999999: Something new."},
	} {
		c := newCloud(t, sandbox.Options{Login: login.Options{Refuse: tc.refuse}})
		if strings.Contains(tc.want, "clock") {
			c.ahead.Store(int64(time.Hour))
		}
		out, code := c.run(t, application(appSecret), "plan", "--har", "requests.har", onboardingSheet(t))
		if code != exitError || !strings.Contains(out, tc.want) {
			t.Errorf("%s: exit %d, want %q:\n%s", name, code, tc.want, out)
		}
		c.noSecrets(t, out)
	}
}

// What the document on signing in shows: the sandbox as a server of its own
// stands for the cloud.
func TestTheServedSandboxSignsIn(t *testing.T) {
	t.Parallel()
	licet := contractedLicet(t)
	dir := t.TempDir()
	authority := filepath.Join(dir, "ca.pem")
	s := serveSandbox(t, licet, "--tls", authority)
	c := &cloudServer{Server: &httptest.Server{URL: s.url}, dir: dir, licet: licet}
	out, code := c.run(t, application(appSecret), "doctor", "--json")
	var d struct {
		CanRead bool
		SignIn  struct{ Kind string }
		Tenant  struct {
			DisplayName string
			Users       int
		}
		SKUs  []any
		Clock struct{ OK bool }
		Quota struct{ Class string }
	}
	if err := json.NewDecoder(strings.NewReader(out[max(0, strings.Index(out, "{")):])).Decode(&d); err != nil || code != exitDone {
		t.Fatalf("exit %d, %v:\n%s", code, err, out)
	}
	if !d.CanRead || d.SignIn.Kind != "client-secret" || d.Tenant.DisplayName != "Contoso" || d.Tenant.Users != 1000 || len(d.SKUs) == 0 || !d.Clock.OK || d.Quota.Class != "L" {
		t.Errorf("%+v", d)
	}
}

// The permission that is missing is named where it is missed, and --verbose tells
// of every request without naming anybody.
func TestAMissingPermissionIsNamed(t *testing.T) {
	t.Parallel()
	forbidden := sandbox.Fault{Kind: sandbox.FaultForbidden, On: "listUsers", Times: -1}
	c := newCloud(t, sandbox.Options{Faults: &sandbox.Faults{List: []sandbox.Fault{forbidden}}})
	out, code := c.run(t, application(appSecret), "export", "--verbose", "users.csv")
	if code != exitError || !strings.Contains(out, "grant the permission User.Read.All and admin consent") {
		t.Errorf("exit %d:\n%s", code, out)
	}
	out, code = c.run(t, application(appSecret), "plan", "--verbose", onboardingSheet(t))
	logged := regexp.MustCompile(`(?m)^licet: (GET|POST) /.*$`).FindAllString(out, -1)
	if code != exitError || len(logged) < 3 {
		t.Errorf("exit %d, %d requests logged:\n%s", code, len(logged), out)
	}
	for _, line := range logged {
		if strings.Contains(line, "@") || !regexp.MustCompile(` \d{3} \d+ ms.* request-id \S+$`).MatchString(line) {
			t.Errorf("logged: %s", line)
		}
	}
}

// Somebody who was granted too little is told what is missing and how to get it.
func TestDoctorSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	c := newCloud(t, sandbox.Options{Login: login.Options{Roles: []string{"User.Read.All", "Organization.Read.All"}}})
	c.ahead.Store(int64(time.Hour))
	out, code := c.run(t, application(appSecret), "doctor")
	if code != exitDone {
		t.Errorf("exit %d: what can be read is enough to read", code)
	}
	for _, want := range []string{
		"yes read (plan, check, export, skus, snapshot)\n",
		"NO  apply                                         lacks LicenseAssignment.ReadWrite.All\n",
		"NO  apply with usage locations                    lacks LicenseAssignment.ReadWrite.All, User.ReadWrite.All\n",
		"NO  audit with last sign-ins                      lacks AuditLog.Read.All\n",
		"yes read users", "yes read licences", "NO  assign and remove licences", "NO  set usage locations",
		"az ad app permission add --id " + appID + " --api 00000003-0000-0000-c000-000000000000 --api-permissions 5facf0c1-8979-4e95-abcf-ff3d079771c0=Role",
		"Contoso (" + appTenant + "), 1000 users", "class L: 8000 resource units in 10 s, 3000 writes in 150 s", "WRONG: 1 h 00 min behind Graph's", "(SPE_E3)",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
	if strings.Contains(out, appSecret) || strings.Contains(out, "eyJ") {
		t.Errorf("a secret is in:\n%s", out)
	}
}
