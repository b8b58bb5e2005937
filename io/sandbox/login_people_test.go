package sandbox_test

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"licet/io/sandbox"
	"licet/io/sandbox/login"
)

// loginClient speaks to the login paths of a sandbox for one application.
func loginClient(t *testing.T, o login.Options) *client {
	t.Helper()
	o.TenantID, o.ClientID, o.Secret = tenantID, clientID, secret
	c := connect(t, sandbox.New(sandbox.NewStore(newTenant(3)), sandbox.Options{Login: o}))
	c.root = "http://graph.test"
	return c
}

func (c *client) form(path string, fields url.Values) reply {
	c.t.Helper()
	return c.do("POST", "/"+tenantID+"/oauth2/v2.0/"+path, fields.Encode(), "Content-Type", "application/x-www-form-urlencoded", "Authorization", "")
}

func app(more ...string) url.Values {
	fields := url.Values{"client_id": {clientID}, "scope": {"https://graph.microsoft.com/.default"}}
	for i := 0; i+1 < len(more); i += 2 {
		fields.Set(more[i], more[i+1])
	}
	return fields
}

func TestDeviceCodeWaitsForThePerson(t *testing.T) {
	c := loginClient(t, login.Options{User: upn(2)})
	begun := c.form("devicecode", app()).want(t, 200)
	device, code := begun.body["device_code"].(string), begun.body["user_code"].(string)
	ask := app("grant_type", "urn:ietf:params:oauth:grant-type:device_code", "device_code", device)
	if r := c.form("token", ask).want(t, 400); r.body["error"] != "authorization_pending" {
		t.Errorf("before the person did anything: %s", r.raw)
	}
	if r := c.form("deviceauth", url.Values{"user_code": {"WRONG"}, "answer": {"allow"}}).want(t, 400); !strings.Contains(r.raw, "AADSTS70018") {
		t.Errorf("a wrong code: %s", r.raw)
	}
	if r := c.form("token", app("grant_type", "device_code", "device_code", device, "client_id", "another")).want(t, 400); !strings.Contains(r.raw, "AADSTS700016") {
		t.Errorf("the code of another application: %s", r.raw)
	}
	c.form("deviceauth", url.Values{"user_code": {" " + strings.ToLower(code)}, "answer": {"allow"}}).want(t, 200)
	got := c.form("token", ask).want(t, 200)
	c.form("token", ask).want(t, 400) // a code is good for once
	renewed := c.form("token", app("grant_type", "refresh_token", "refresh_token", got.body["refresh_token"].(string))).want(t, 200)
	for _, token := range []any{got.body["access_token"], renewed.body["access_token"]} {
		me := c.get("/v1.0/me?$select=userPrincipalName", "Authorization", "Bearer "+token.(string)).want(t, 200)
		if me.body["userPrincipalName"] != upn(2) {
			t.Errorf("me is %s", me.raw)
		}
	}
	c.form("token", app("grant_type", "refresh_token", "refresh_token", "made up")).want(t, 400)
	byItself := c.form("token", app("grant_type", "client_credentials", "client_secret", secret)).want(t, 200)
	c.get("/v1.0/me", "Authorization", "Bearer "+byItself.body["access_token"].(string)).want(t, 400)
}

func TestCodesOfABrowserAreGoodForTheirProgramOnly(t *testing.T) {
	c := loginClient(t, login.Options{})
	const verifier, back = "a-verifier-that-only-the-program-knows", "http://localhost:4321/"
	sum := sha256.Sum256([]byte(verifier))
	challenge := base64.RawURLEncoding.EncodeToString(sum[:])
	authorize := func(more ...string) reply {
		fields := app("response_type", "code", "redirect_uri", back, "state", "s<1>", "response_mode", "form_post", "code_challenge", challenge, "code_challenge_method", "S256")
		for i := 0; i+1 < len(more); i += 2 {
			fields.Set(more[i], more[i+1])
		}
		return c.get("/" + tenantID + "/oauth2/v2.0/authorize?" + fields.Encode())
	}
	code := func() string {
		page := authorize().want(t, 200).raw
		found := regexp.MustCompile(`name="code" value="([^"]+)"`).FindStringSubmatch(page)
		if found == nil || !strings.Contains(page, `action="http://localhost:4321/"`) || !strings.Contains(page, `value="s&lt;1&gt;"`) {
			t.Fatalf("the page is %s", page)
		}
		return found[1]
	}
	for name, tc := range map[string]struct {
		more []string
		want string
	}{
		"another machine":     {[]string{"redirect_uri", "http://example.com/"}, "AADSTS50011"},
		"no proof of the key": {[]string{"code_challenge", ""}, "AADSTS900144"},
		"another application": {[]string{"client_id", "other"}, "AADSTS700016"},
	} {
		if r := authorize(tc.more...).want(t, 400); !strings.Contains(r.raw, tc.want) {
			t.Errorf("%s: %s", name, r.raw)
		}
	}
	for name, tc := range map[string]struct {
		more []string
		want string
	}{
		"a wrong verifier": {[]string{"code_verifier", "guessed"}, "AADSTS501481"},
		"another address":  {[]string{"redirect_uri", "http://localhost:1/"}, "AADSTS70008"},
		"a made-up code":   {[]string{"code", "made up"}, "AADSTS70008"},
	} {
		fields := app("grant_type", "authorization_code", "code", code(), "redirect_uri", back, "code_verifier", verifier)
		for i := 0; i+1 < len(tc.more); i += 2 {
			fields.Set(tc.more[i], tc.more[i+1])
		}
		if r := c.form("token", fields).want(t, 400); !strings.Contains(r.raw, tc.want) {
			t.Errorf("%s: %s", name, r.raw)
		}
	}
	fields := app("grant_type", "authorization_code", "code", code(), "redirect_uri", back, "code_verifier", verifier)
	c.form("token", fields).want(t, 200)
	c.form("token", fields).want(t, 400)
}
