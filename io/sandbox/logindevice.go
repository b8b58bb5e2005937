package sandbox

import (
	"net/http"
	"strings"
	"time"
)

const (
	// deviceLife is how long a person has to enter a code.
	deviceLife = 15 * time.Minute
	// fieldUserCode and fieldAnswer are the fields of the page for device codes.
	fieldUserCode = "user_code"
	fieldAnswer   = "answer"
)

// deviceSignIn is a program that waits for a person to enter a code elsewhere.
type deviceSignIn struct {
	bearer
	userCode string
	expires  time.Time
	refused  bool
}

// beginDevice gives a program the code that a person has to enter.
func (s *Server) beginDevice(w http.ResponseWriter, r *http.Request, who bearer) {
	id := s.newID()
	code := strings.ToUpper(strings.ReplaceAll(id, "-", "")[:9])
	s.login.mu.Lock()
	s.login.devices[id] = &deviceSignIn{bearer: who, userCode: code, expires: s.now().Add(deviceLife)}
	s.login.mu.Unlock()
	verify := loginBase(r, who.tenantID) + pathVerify
	writeJSON(w, http.StatusOK, map[string]any{
		"device_code": id, "user_code": code, "verification_uri": verify,
		"expires_in": int(deviceLife.Seconds()), "interval": deviceInterval,
		"message": "To sign in, use a web browser to open the page " + verify + " and enter the code " + code + " to authenticate.",
	})
}

// verifyDevice is the page on which a person enters a code and says yes or no.
func (s *Server) verifyDevice(w http.ResponseWriter, r *http.Request) {
	ask := page{
		Text: "Enter the code that the program shows. You sign in as " + s.visitor().upn + ".", Action: r.URL.Path, Asks: fieldUserCode,
		Buttons: []button{{"allow", fieldAnswer, "allow"}, {"refuse", fieldAnswer, "refuse"}},
	}
	code := r.PostForm.Get(fieldUserCode)
	switch {
	case r.Method != http.MethodPost:
		writePage(w, http.StatusOK, ask)
	case !s.answerDevice(code, r.PostForm.Get(fieldAnswer) != "refuse"):
		ask.Text = "AADSTS70018: No program waits with this code, or no longer. " + ask.Text
		writePage(w, http.StatusBadRequest, ask)
	default:
		writePage(w, http.StatusOK, page{Text: "Done. You may close this page."})
	}
}

func (s *Server) answerDevice(code string, allowed bool) bool {
	who := s.visitor()
	s.login.mu.Lock()
	defer s.login.mu.Unlock()
	for _, d := range s.login.devices {
		if strings.EqualFold(d.userCode, strings.TrimSpace(code)) && s.now().Before(d.expires) {
			d.refused = !allowed
			if allowed {
				d.user = who
			}
			return true
		}
	}
	return false
}

// endDevice answers the program that asks whether the person is done (RFC 8628).
func (l *login) endDevice(code string, who bearer, now time.Time) (bearer, *tokenRefusal) {
	l.mu.Lock()
	defer l.mu.Unlock()
	d, ok := l.devices[code]
	switch {
	case !ok || !equalID(d.app, who.app):
		return who, refuseToken(http.StatusBadRequest, "bad_verification_code", "AADSTS70000: The device code is not known.")
	case d.refused:
		delete(l.devices, code)
		return who, refuseToken(http.StatusBadRequest, "authorization_declined", "AADSTS65004: User declined to consent to access the app.")
	case now.After(d.expires):
		delete(l.devices, code)
		return who, refuseToken(http.StatusBadRequest, "expired_token", "AADSTS70020: The provided value for the input parameter 'device_code' is not valid. This device code has expired.")
	case d.user == nil:
		return who, refuseToken(http.StatusBadRequest, "authorization_pending", "AADSTS70016: OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
	}
	delete(l.devices, code)
	return d.bearer, nil
}
