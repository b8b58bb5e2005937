package login

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// deviceLife is how long a person has to enter a code, deviceInterval how many
	// seconds a program waits between two questions whether that is done; Entra
	// says 5.
	deviceLife     = 15 * time.Minute
	deviceInterval = 1
	// codeLife is how long a code of the authorization code flow is good for.
	codeLife = 10 * time.Minute
	// fieldUserCode and fieldAnswer are the fields of the page for device codes.
	fieldUserCode = "user_code"
	fieldAnswer   = "answer"
)

// device is a program that waits for a person to enter a code elsewhere.
type device struct {
	Bearer
	userCode string
	expires  time.Time
	refused  bool
}

// code was handed to a browser and not yet redeemed.
type code struct {
	Bearer
	redirect, challenge string
	expires             time.Time
}

// visitor is the person who sits before the screen.
func (s *Service) visitor() *Person {
	p, ok := s.directory(s.options.User)
	if !ok {
		p, _ = s.directory("")
	}
	return &p
}

// beginDevice gives a program the code that a person has to enter.
func (s *Service) beginDevice(who Bearer, verify string) reply {
	id := s.newID()
	code := strings.ToUpper(strings.ReplaceAll(id, "-", "")[:9])
	s.devices[id] = &device{Bearer: who, userCode: code, expires: s.now().Add(deviceLife)}
	return asJSON(http.StatusOK, map[string]any{
		"device_code": id, "user_code": code, "verification_uri": verify,
		"expires_in": int(deviceLife.Seconds()), "interval": deviceInterval,
		"message": "To sign in, use a web browser to open the page " + verify + " and enter the code " + code + " to authenticate.",
	})
}

// verifyDevice is the page on which a person enters a code and says yes or no.
func (s *Service) verifyDevice(r *http.Request) reply {
	who := s.visitor()
	ask := page{
		Text: "Enter the code that the program shows. You sign in as " + who.UserPrincipalName + ".", Action: r.URL.Path, Asks: fieldUserCode,
		Buttons: []button{{"allow", fieldAnswer, "allow"}, {"refuse", fieldAnswer, "refuse"}},
	}
	if r.Method != http.MethodPost {
		return ask.shown()
	}
	for _, d := range s.devices {
		if strings.EqualFold(d.userCode, strings.TrimSpace(r.PostForm.Get(fieldUserCode))) && s.now().Before(d.expires) {
			if d.refused = r.PostForm.Get(fieldAnswer) == "refuse"; !d.refused {
				d.User = who
			}
			return page{Text: "Done. You may close this page."}.shown()
		}
	}
	ask.Text = "AADSTS70018: No program waits with this code, or no longer. " + ask.Text
	return ask.refused()
}

// endDevice answers the program that asks whether the person is done (RFC 8628).
func (s *Service) endDevice(code string, who Bearer) (Bearer, *refusal) {
	d, ok := s.devices[code]
	if !ok || !strings.EqualFold(d.App, who.App) {
		return who, refuse("bad_verification_code", "AADSTS70000: The device code is not known.")
	}
	expired := s.now().After(d.expires)
	if d.User == nil && !d.refused && !expired {
		return who, refuse("authorization_pending", "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
	}
	delete(s.devices, code)
	switch {
	case d.refused:
		return who, refuse("authorization_declined", "AADSTS65004: User declined to consent to access the app.")
	case expired:
		return who, refuse("expired_token", "AADSTS70020: The provided value for the input parameter 'device_code' is not valid. This device code has expired.")
	}
	return d.Bearer, nil
}

// authorize sends a browser that wants to sign in back to its program with a
// code: by a form that sends itself, or by a redirect. It asks for no password.
// Only programs of this machine are sent to.
func (s *Service) authorize(r *http.Request, who Bearer) reply {
	redirect, err := url.Parse(r.Form.Get("redirect_uri"))
	switch {
	case err != nil || redirect.Scheme != "http" || !onThisMachine(redirect.Hostname()):
		return page{Text: "AADSTS50011: The redirect URI is not one of this machine."}.refused()
	case r.Form.Get("response_type") != "code" || r.Form.Get("code_challenge") == "" || r.Form.Get("code_challenge_method") != "S256":
		return page{Text: "AADSTS900144: The sandbox wants response_type code with PKCE (code_challenge_method S256)."}.refused()
	}
	who.User = s.visitor()
	id := s.newID()
	s.codes[id] = code{who, r.Form.Get("redirect_uri"), r.Form.Get("code_challenge"), s.now().Add(codeLife)}
	back := url.Values{"code": {id}, "state": {r.Form.Get("state")}}
	if r.Form.Get("response_mode") != "form_post" {
		redirect.RawQuery = back.Encode()
		return func(w http.ResponseWriter) { http.Redirect(w, r, redirect.String(), http.StatusFound) }
	}
	return page{Text: "You sign in as " + who.User.UserPrincipalName + ".", Action: redirect.String(), Fields: back,
		Buttons: []button{{"go on", "", ""}}, Sends: true}.shown()
}

func onThisMachine(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// redeem takes the code of a browser, from the program that began with it:
// only that one knows what the challenge is made of (PKCE, RFC 7636).
func (s *Service) redeem(form url.Values, who Bearer) (Bearer, *refusal) {
	id := form.Get("code")
	found, ok := s.codes[id]
	delete(s.codes, id)
	sum := sha256.Sum256([]byte(form.Get("code_verifier")))
	switch {
	case !ok || s.now().After(found.expires) || !strings.EqualFold(found.App, who.App) || found.redirect != form.Get("redirect_uri"):
		return who, refuse("invalid_grant", "AADSTS70008: The provided authorization code has expired or was not issued to this application.")
	case base64.RawURLEncoding.EncodeToString(sum[:]) != found.challenge:
		return who, refuse("invalid_grant", "AADSTS501481: The Code_Verifier does not match the code_challenge supplied in the authorization request.")
	}
	return found.Bearer, nil
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

func (p page) shown() reply   { return p.reply(http.StatusOK) }
func (p page) refused() reply { return p.reply(http.StatusBadRequest) }

func (p page) reply(status int) reply {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		// A browser that went away is no trouble of the server's.
		_ = pages.Execute(w, p)
	}
}
