package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// codeLife is how long a code of the authorization code flow is good for.
const codeLife = 10 * time.Minute

// codeSignIn is a code that was handed to a browser and not yet redeemed.
type codeSignIn struct {
	bearer
	redirect, challenge string
	expires             time.Time
}

// visitor is the person who sits before the screen.
func (s *Server) visitor() *person {
	s.store.mu.RLock()
	defer s.store.mu.RUnlock()
	if i := s.store.find(s.login.options.User); i >= 0 {
		return personOf(s.store.accounts[i])
	}
	for _, a := range s.store.accounts {
		if a != nil {
			return personOf(a)
		}
	}
	return &person{upn: "nobody@" + s.store.org.ID, name: "Nobody"}
}

func personOf(a *account) *person {
	return &person{a.profile.ID, a.profile.UserPrincipalName, a.profile.DisplayName}
}

// authorizePerson sends a browser that wants to sign in back to its program
// with a code: by a form that sends itself, or by a redirect. It asks for no
// password. Only programs of this machine are sent to.
func (s *Server) authorizePerson(w http.ResponseWriter, r *http.Request, who bearer) {
	redirect, err := url.Parse(r.Form.Get("redirect_uri"))
	switch {
	case err != nil || redirect.Scheme != "http" || !onThisMachine(redirect.Hostname()):
		writePage(w, http.StatusBadRequest, page{Text: "AADSTS50011: The redirect URI is not one of this machine."})
		return
	case r.Form.Get("response_type") != "code" || r.Form.Get("code_challenge") == "" || r.Form.Get("code_challenge_method") != "S256":
		writePage(w, http.StatusBadRequest, page{Text: "AADSTS900144: The sandbox wants response_type code with PKCE (code_challenge_method S256)."})
		return
	}
	who.user = s.visitor()
	code := s.newID()
	s.login.mu.Lock()
	s.login.codes[code] = codeSignIn{who, r.Form.Get("redirect_uri"), r.Form.Get("code_challenge"), s.now().Add(codeLife)}
	s.login.mu.Unlock()
	back := url.Values{"code": {code}, "state": {r.Form.Get("state")}}
	if r.Form.Get("response_mode") != "form_post" {
		redirect.RawQuery = back.Encode()
		http.Redirect(w, r, redirect.String(), http.StatusFound)
		return
	}
	writePage(w, http.StatusOK, page{Text: "You sign in as " + who.user.upn + ".", Action: redirect.String(), Fields: back, Buttons: []button{{"go on", "", ""}}, Sends: true})
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// redeem takes the code of a browser, from the program that began with it:
// only that one knows what the challenge is made of (PKCE, RFC 7636).
func (l *login) redeem(form url.Values, who bearer, now time.Time) (bearer, *tokenRefusal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	code := form.Get("code")
	found, ok := l.codes[code]
	delete(l.codes, code)
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	switch {
	case !ok || now.After(found.expires) || !equalID(found.app, who.app) || found.redirect != form.Get("redirect_uri"):
		return who, refuseToken(http.StatusBadRequest, "invalid_grant", "AADSTS70008: The provided authorization code has expired or was not issued to this application.")
	case base64.RawURLEncoding.EncodeToString(sum[:]) != found.challenge:
		return who, refuseToken(http.StatusBadRequest, "invalid_grant", "AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.")
	}
	return found.bearer, nil
}

// refresher makes a refresh token.
func (l *login) refresher(who bearer, id string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refreshing[id] = who
	return id
}

func (l *login) refresh(token string, who bearer) (bearer, *tokenRefusal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, ok := l.refreshing[token]
	if !ok || !equalID(found.app, who.app) {
		return who, refuseToken(http.StatusBadRequest, "invalid_grant", "AADSTS70000: Provided grant is invalid or malformed.")
	}
	return found, nil
}

// identity gives what tells a program who signed in: id_token and client_info.
func identity(who bearer, now time.Time) (idToken, clientInfo string) {
	u := who.user
	info, err := json.Marshal(map[string]string{"uid": u.id, "utid": who.tenantID})
	if err != nil {
		panic(err)
	}
	return unsigned(map[string]any{
		"aud": who.app, "tid": who.tenantID, "oid": u.id, "sub": u.id, "name": u.name, "preferred_username": u.upn,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(), "ver": "2.0",
	}), base64.RawURLEncoding.EncodeToString(info)
}

// page is one of the few pages for people.
type page struct {
	Text string
	// Action and Fields are a form with Buttons; Sends makes it send itself.
	Action  string
	Fields  url.Values
	Asks    string
	Buttons []button
	Sends   bool
}

type button struct{ Label, Name, Value string }

var pages = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>licet sandbox</title></head><body>
<h1>licet sandbox: sign-in</h1>
<p>{{.Text}}</p>
{{if .Action}}<form method="post" action="{{.Action}}">
{{range $name, $values := .Fields}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">
{{end}}{{end}}{{if .Asks}}<label>Code <input name="{{.Asks}}" autocomplete="off" autofocus></label>
{{end}}{{range .Buttons}}<button{{if .Name}} name="{{.Name}}" value="{{.Value}}"{{end}}>{{.Label}}</button>
{{end}}</form>{{end}}
{{if .Sends}}<script>document.forms[0].submit()</script>{{end}}
</body></html>
`))

func writePage(w http.ResponseWriter, status int, p page) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A browser that went away is no trouble of the server's.
	_ = pages.Execute(w, p)
}
