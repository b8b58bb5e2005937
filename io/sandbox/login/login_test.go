package login_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"licet/io/sandbox/login"
)

// people are found by their ids, the first of them without a name.
type people []login.Person

func (p people) Find(name string) (login.Person, bool) {
	for _, x := range p {
		if name == "" || name == x.ID {
			return x, true
		}
	}
	return login.Person{}, false
}

// desk is a service whose clock stands still until it is moved.
type desk struct {
	*login.Service
	at time.Time
	id int
}

func newDesk(o login.Options, p people) *desk {
	d := &desk{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	d.Service = login.New(o, p.Find, func() time.Time { return d.at }, func() string { d.id++; return fmt.Sprintf("id-%09d", d.id) })
	return d
}

func (d *desk) ask(t *testing.T, path string, form ...string) (int, map[string]any) {
	t.Helper()
	fields := url.Values{"client_id": {"app"}, "scope": {"https://graph.microsoft.com/.default"}}
	for i := 0; i < len(form); i += 2 {
		fields.Set(form[i], form[i+1])
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/contoso/"+path, strings.NewReader(fields.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	if !d.Serve(w, r, "http://login.example") {
		t.Fatalf("%s is no path", path)
	}
	answer := map[string]any{}
	if strings.HasPrefix(w.Header().Get("Content-Type"), "application/json") {
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatal(err)
		}
	}
	return w.Code, answer
}

const byDevice = "urn:ietf:params:oauth:grant-type:device_code"

func TestADeviceCodeSpeaksForThePersonWhoEntersIt(t *testing.T) {
	ann, bob := login.Person{ID: "ann", UserPrincipalName: "ann@contoso.com"}, login.Person{ID: "bob"}
	for user, want := range map[string]string{"": "ann", "bob": "bob", "nobody": "ann"} {
		d := newDesk(login.Options{User: user}, people{ann, bob})
		_, begun := d.ask(t, "oauth2/v2.0/devicecode")
		code := begun["device_code"].(string)
		if begun["verification_uri"] != "http://login.example/contoso/oauth2/v2.0/deviceauth" {
			t.Errorf("the page is at %v", begun["verification_uri"])
		}
		d.ask(t, "oauth2/v2.0/deviceauth", "user_code", begun["user_code"].(string), "answer", "allow")
		status, got := d.ask(t, "oauth2/v2.0/token", "grant_type", byDevice, "device_code", code)
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, got)
		}
		who, known, expired := d.Check(got["access_token"].(string))
		if !known || expired || who.User == nil || who.User.ID != want || who.App != "app" || who.TenantID != "contoso" {
			t.Errorf("user %q: the token speaks for %+v (%v, %v)", user, who, known, expired)
		}
	}
}

func TestADeviceCodeThatLeadsNowhere(t *testing.T) {
	for name, c := range map[string]struct {
		answer string
		waits  time.Duration
		want   string
	}{
		"nobody has entered it": {"", 0, "authorization_pending"},
		"the person says no":    {"refuse", 0, "authorization_declined"},
		"it is too late":        {"", 16 * time.Minute, "expired_token"},
		"it was late already":   {"allow", 16 * time.Minute, "expired_token"},
	} {
		d := newDesk(login.Options{}, people{{ID: "ann"}})
		_, begun := d.ask(t, "oauth2/v2.0/devicecode")
		d.at = d.at.Add(c.waits)
		if c.answer != "" {
			d.ask(t, "oauth2/v2.0/deviceauth", "user_code", begun["user_code"].(string), "answer", c.answer)
		}
		_, got := d.ask(t, "oauth2/v2.0/token", "grant_type", byDevice, "device_code", begun["device_code"].(string))
		if got["error"] != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTokensEnd(t *testing.T) {
	d := newDesk(login.Options{Lifetime: time.Minute}, nil)
	token := func() string {
		_, got := d.ask(t, "oauth2/v2.0/token", "grant_type", "client_credentials", "client_secret", "x")
		return got["access_token"].(string)
	}
	old := token()
	if who, known, expired := d.Check(old); !known || expired || who.User != nil {
		t.Errorf("a fresh token: %+v, %v, %v", who, known, expired)
	}
	d.at = d.at.Add(time.Minute)
	fresh := token()
	if _, _, expired := d.Check(old); !expired || fresh == old {
		t.Error("the token outlives its minute")
	}
	d.Revoke()
	if who, known, expired := d.Check(fresh); !known || !expired || who.App != "app" {
		t.Errorf("a token that was withdrawn: %+v, %v, %v", who, known, expired)
	}
	if who, known, _ := d.Check("made up"); known || who.App != login.DefaultApp {
		t.Errorf("a token from elsewhere: %+v, %v", who, known)
	}
}
