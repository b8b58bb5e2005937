package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// defaultApp is the application of a token that the sandbox did not issue.
const defaultApp = "11c37000-5a4d-4b0c-8a8e-000000000000"

// Login configures the token endpoint, which takes the part of the login host.
// With the zero Login every client id and secret gets a token for an hour.
type Login struct {
	// TenantID, ClientID and Secret are what is accepted; empty accepts all.
	// A client assertion (certificate, workload identity) is accepted without
	// a look at its signature.
	TenantID, ClientID, Secret string
	// Lifetime is that of tokens; 0 is an hour.
	Lifetime time.Duration
	// Roles are the application permissions in the token; nil gives those of
	// an apply with locations (graph.md 2).
	Roles []string
	// Only makes the server refuse tokens that it did not issue.
	Only bool
}

// tokenState is what the server knows of a bearer token.
type tokenState uint8

const (
	tokenForeign tokenState = iota
	tokenIssued
	tokenExpired
)

// login keeps the tokens that were issued.
type login struct {
	options Login
	mu      sync.Mutex
	tokens  map[string]issuedToken
	serial  int
}

type issuedToken struct {
	app     string
	expires time.Time
}

func newLogin(o Login) *login {
	if o.Lifetime == 0 {
		o.Lifetime = time.Hour
	}
	if o.Roles == nil {
		o.Roles = []string{"User.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "User.ReadWrite.All", "Group.Read.All"}
	}
	return &login{options: o, tokens: map[string]issuedToken{}}
}

// check gives the application of a token and its state.
func (l *login) check(token string, now time.Time) (string, tokenState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, ok := l.tokens[token]
	switch {
	case !ok:
		return defaultApp, tokenForeign
	case !now.Before(t.expires):
		return t.app, tokenExpired
	}
	return t.app, tokenIssued
}

// revoke withdraws every token.
func (l *login) revoke() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for text, t := range l.tokens {
		t.expires = time.Time{}
		l.tokens[text] = t
	}
}

// serveLogin answers the login paths: OpenID metadata and the token endpoint,
// as azidentity asks for them.
func (s *Server) serveLogin(w http.ResponseWriter, r *http.Request) bool {
	tenantID, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch rest {
	case "v2.0/.well-known/openid-configuration":
		base := scheme(r) + "://" + r.Host + "/" + tenantID
		writeJSON(w, http.StatusOK, map[string]any{
			"token_endpoint":                base + "/oauth2/v2.0/token",
			"authorization_endpoint":        base + "/oauth2/v2.0/authorize",
			"device_authorization_endpoint": base + "/oauth2/v2.0/devicecode",
			"issuer":                        base + "/v2.0",
			"jwks_uri":                      base + "/discovery/v2.0/keys",
		})
	case "oauth2/v2.0/token":
		if err := r.ParseForm(); err != nil {
			s.refuseToken(w, http.StatusBadRequest, "invalid_request", "AADSTS900144: The request body could not be read.")
			return true
		}
		s.issue(w, r, tenantID)
	default:
		return false
	}
	return true
}

// issue answers a request for a token.
func (s *Server) issue(w http.ResponseWriter, r *http.Request, tenantID string) {
	o := &s.login.options
	form := r.PostForm
	switch {
	case o.TenantID != "" && !equalID(o.TenantID, tenantID):
		s.refuseToken(w, http.StatusBadRequest, "invalid_request", "AADSTS90002: Tenant '"+tenantID+"' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.")
	case form.Get("grant_type") != "client_credentials":
		s.refuseToken(w, http.StatusBadRequest, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.")
	case !strings.Contains(form.Get("scope"), "/.default"):
		s.refuseToken(w, http.StatusBadRequest, "invalid_scope", "AADSTS1002012: The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.")
	case o.ClientID != "" && !equalID(o.ClientID, form.Get("client_id")):
		s.refuseToken(w, http.StatusBadRequest, "unauthorized_client", "AADSTS700016: Application with identifier '"+form.Get("client_id")+"' was not found in the directory.")
	case form.Get("client_assertion") == "" && (form.Get("client_secret") == "" || o.Secret != "" && o.Secret != form.Get("client_secret")):
		s.refuseToken(w, http.StatusUnauthorized, "invalid_client", "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app.")
	default:
		token := s.login.mint(tenantID, form.Get("client_id"), s.now())
		writeJSON(w, http.StatusOK, map[string]any{
			"token_type": "Bearer", "access_token": token,
			"expires_in": int(o.Lifetime.Seconds()), "ext_expires_in": int(o.Lifetime.Seconds()),
		})
	}
}

// mint makes a token that reads like one of the login service; its signature is
// worth nothing.
func (l *login) mint(tenantID, app string, now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serial++
	expires := now.Add(l.options.Lifetime)
	part := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	token := part(map[string]string{"typ": "JWT", "alg": "none"}) + "." + part(map[string]any{
		"aud": "https://graph.microsoft.com", "tid": tenantID, "appid": app, "roles": l.options.Roles,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": expires.Unix(), "uti": l.serial,
	}) + ".c2FuZGJveA"
	l.tokens[token] = issuedToken{app, expires}
	return token
}

func (s *Server) refuseToken(w http.ResponseWriter, status int, code, description string) {
	number := 0
	for _, c := range strings.TrimPrefix(description, "AADSTS") {
		if c < '0' || c > '9' {
			break
		}
		number = number*10 + int(c-'0')
	}
	writeJSON(w, status, map[string]any{
		"error": code, "error_description": description, "error_codes": []int{number},
		"timestamp": s.now().UTC().Format("2006-01-02 15:04:05Z"), "trace_id": s.newID(), "correlation_id": s.newID(),
	})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// A client that went away is no trouble of the server's.
	_ = json.NewEncoder(w).Encode(v)
}
