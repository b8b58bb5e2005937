package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// The login paths, below the tenant (Microsoft identity platform: OAuth 2.0
// client credentials, device authorization grant, authorization code flow).
const (
	pathMetadata  = "v2.0/.well-known/openid-configuration"
	pathToken     = "oauth2/v2.0/token"
	pathAuthorize = "oauth2/v2.0/authorize"
	pathDevice    = "oauth2/v2.0/devicecode"
	// pathVerify is where people enter a device code; Microsoft's has an address
	// of its own, https://microsoft.com/devicelogin.
	pathVerify = "oauth2/v2.0/deviceauth"
)

// tokenRefusal is what the login service says no with: OAuth's word, and its own
// sentence with the code that everybody searches for.
type tokenRefusal struct {
	status            int
	code, description string
}

func refuseToken(status int, code, description string) *tokenRefusal {
	return &tokenRefusal{status, code, description}
}

// serveLogin answers the login paths, as azidentity asks for them.
func (s *Server) serveLogin(w http.ResponseWriter, r *http.Request) bool {
	tenantID, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch path {
	case pathMetadata:
		base := loginBase(r, tenantID)
		writeJSON(w, http.StatusOK, map[string]any{
			"token_endpoint":                base + pathToken,
			"authorization_endpoint":        base + pathAuthorize,
			"device_authorization_endpoint": base + pathDevice,
			"issuer":                        base + "v2.0",
			"jwks_uri":                      base + "discovery/v2.0/keys",
		})
	case pathToken, pathDevice, pathVerify, pathAuthorize:
		if err := r.ParseForm(); err != nil {
			s.sendTokenRefusal(w, refuseToken(http.StatusBadRequest, "invalid_request", "AADSTS900144: The request body could not be read."))
			return true
		}
		s.serveSignIn(w, r, tenantID, path)
	default:
		return false
	}
	return true
}

func loginBase(r *http.Request, tenantID string) string {
	return scheme(r) + "://" + r.Host + "/" + url.PathEscape(tenantID) + "/"
}

func (s *Server) serveSignIn(w http.ResponseWriter, r *http.Request, tenantID, path string) {
	if path == pathVerify {
		s.verifyDevice(w, r)
		return
	}
	who := bearer{tenantID: tenantID, app: r.Form.Get("client_id")}
	bad := s.login.knows(who)
	switch {
	case bad != nil && path == pathAuthorize:
		writePage(w, http.StatusBadRequest, page{Text: bad.description})
	case bad != nil:
		s.sendTokenRefusal(w, bad)
	case path == pathAuthorize:
		s.authorizePerson(w, r, who)
	case path == pathDevice:
		s.beginDevice(w, r, who)
	default:
		s.issue(w, r.PostForm, who)
	}
}

// knows refuses tenants and applications that are not those of the options.
func (l *login) knows(who bearer) *tokenRefusal {
	o := &l.options
	switch {
	case o.TenantID != "" && !equalID(o.TenantID, who.tenantID):
		return refuseToken(http.StatusBadRequest, "invalid_request", "AADSTS90002: Tenant '"+who.tenantID+"' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.")
	case o.ClientID != "" && !equalID(o.ClientID, who.app):
		return refuseToken(http.StatusBadRequest, "unauthorized_client", "AADSTS700016: Application with identifier '"+who.app+"' was not found in the directory.")
	}
	return nil
}

// issue answers a request for a token.
func (s *Server) issue(w http.ResponseWriter, form url.Values, who bearer) {
	who, bad := s.grant(form, who)
	if bad == nil && s.login.options.Refuse != "" {
		bad = refuseToken(http.StatusBadRequest, "invalid_grant", s.login.options.Refuse)
	}
	if bad != nil {
		s.sendTokenRefusal(w, bad)
		return
	}
	now := s.now()
	life := int(s.login.options.Lifetime.Seconds())
	answer := map[string]any{"token_type": "Bearer", "access_token": s.login.mint(who, now), "expires_in": life, "ext_expires_in": life}
	if who.user != nil {
		answer["scope"] = form.Get("scope")
		answer["refresh_token"] = s.login.refresher(who, s.newID())
		answer["id_token"], answer["client_info"] = identity(who, now)
	}
	writeJSON(w, http.StatusOK, answer)
}

// grant says whom a token may be issued for.
func (s *Server) grant(form url.Values, who bearer) (bearer, *tokenRefusal) {
	switch form.Get("grant_type") {
	case "client_credentials":
		return who, s.login.credentials(form)
	case "device_code", "urn:ietf:params:oauth:grant-type:device_code":
		return s.login.endDevice(form.Get("device_code"), who, s.now())
	case "authorization_code":
		return s.login.redeem(form, who, s.now())
	case "refresh_token":
		return s.login.refresh(form.Get("refresh_token"), who)
	}
	return who, refuseToken(http.StatusBadRequest, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.")
}

func (l *login) credentials(form url.Values) *tokenRefusal {
	secret := form.Get("client_secret")
	switch {
	case !strings.Contains(form.Get("scope"), "/.default"):
		return refuseToken(http.StatusBadRequest, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.")
	case form.Get("client_assertion") == "" && (secret == "" || l.options.Secret != "" && l.options.Secret != secret):
		return refuseToken(http.StatusUnauthorized, "invalid_client", "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app.")
	}
	return nil
}

func (s *Server) sendTokenRefusal(w http.ResponseWriter, bad *tokenRefusal) {
	number := 0
	for _, c := range strings.TrimPrefix(bad.description, "AADSTS") {
		if c < '0' || c > '9' {
			break
		}
		number = number*10 + int(c-'0')
	}
	writeJSON(w, bad.status, map[string]any{
		"error": bad.code, "error_description": bad.description, "error_codes": []int{number},
		"timestamp": s.now().UTC().Format("2006-01-02 15:04:05Z"), "trace_id": s.newID(), "correlation_id": s.newID(),
	})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// A client that went away is no trouble of the server's.
	_ = json.NewEncoder(w).Encode(v)
}
