// Package login takes the part of Entra's sign-in service: client credentials,
// device codes, authorization codes and refresh tokens, for the people of a
// directory (Microsoft identity platform: OAuth 2.0 flows). Its tokens read like
// real ones; their signature is worth nothing.
package login

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// DefaultApp is the application of a token that was not issued here.
const DefaultApp = "11c37000-5a4d-4b0c-8a8e-000000000000"

// The paths below the tenant.
const (
	pathMetadata  = "v2.0/.well-known/openid-configuration"
	pathToken     = "oauth2/v2.0/token"
	pathAuthorize = "oauth2/v2.0/authorize"
	pathDevice    = "oauth2/v2.0/devicecode"
	// pathVerify is where people enter a device code; Microsoft's has an address
	// of its own, https://microsoft.com/devicelogin.
	pathVerify = "oauth2/v2.0/deviceauth"
)

// closed is what a service says that signs nobody in.
const closed = "This sandbox was started with a token of its own (--token) and takes no other: it signs nobody in. " +
	"Send that token (licet: LICET_ACCESS_TOKEN), or start the sandbox without --token."

// longestForm is the most that a form may send, in bytes.
const longestForm = 1 << 20

// Options say who is let in. With the zero Options every client id and secret
// gets a token for an hour.
type Options struct {
	// TenantID, ClientID and Secret are what is accepted; empty accepts all.
	// A client assertion (certificate, workload identity) is accepted without
	// a look at its signature.
	TenantID, ClientID, Secret string
	// Lifetime is that of tokens; 0 is an hour.
	Lifetime time.Duration
	// Roles are the application permissions in the token; nil gives those of
	// an apply with locations (graph.md 2).
	Roles []string
	// User is the id or user principal name of the person who signs in by device
	// code or browser; empty is the first user of the tenant.
	User string
	// Closed signs nobody in: whoever serves asks for a token of their own.
	Closed bool
	// Refuse makes the token endpoint refuse everybody, in these words of Entra:
	// "AADSTS53003: Access has been blocked by ...".
	Refuse string
}

// Person is a user who signs in.
type Person struct{ ID, UserPrincipalName, DisplayName string }

// Directory gives the person with an id or user principal name, and without a name
// whoever comes first, or nobody in particular.
type Directory func(name string) (Person, bool)

// Bearer is whom a token speaks for.
type Bearer struct {
	TenantID, App string
	// User is the person; nil is the application by itself.
	User *Person
}

// Service signs programs and people in. Make it with New; it is safe for
// concurrent use.
type Service struct {
	options   Options
	directory Directory
	now       func() time.Time
	newID     func() string

	mu     sync.Mutex
	tokens map[string]issued
	// refreshing are the refresh tokens, each with what it is good for.
	refreshing map[string]Bearer
	devices    map[string]*device
	codes      map[string]code
}

// issued is an access token.
type issued struct {
	Bearer
	expires time.Time
}

// New makes a service with a clock and a maker of ids.
func New(o Options, people Directory, now func() time.Time, newID func() string) *Service {
	if o.Lifetime == 0 {
		o.Lifetime = time.Hour
	}
	if o.Roles == nil {
		o.Roles = []string{"User.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "User.ReadWrite.All", "Group.Read.All"}
	}
	return &Service{options: o, directory: people, now: now, newID: newID,
		tokens: map[string]issued{}, refreshing: map[string]Bearer{}, devices: map[string]*device{}, codes: map[string]code{}}
}

// Check gives whom a token speaks for. known is true for one that was issued
// here, expired for one that is over.
func (s *Service) Check(token string) (who Bearer, known, expired bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t, known := s.tokens[token]
	if !known {
		return Bearer{App: DefaultApp}, false, false
	}
	return t.Bearer, true, !s.now().Before(t.expires)
}

// Revoke withdraws every token.
func (s *Service) Revoke() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for text, t := range s.tokens {
		s.tokens[text] = issued{Bearer: t.Bearer}
	}
}

// reply writes an answer.
type reply func(http.ResponseWriter)

// Serve answers the paths of the service, as azidentity asks for them; false
// says that the path is none. host is the address by which it was asked.
func (s *Service) Serve(w http.ResponseWriter, r *http.Request, host string) bool {
	tenantID, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	base := host + "/" + url.PathEscape(tenantID) + "/"
	switch path {
	case pathMetadata:
		asJSON(http.StatusOK, map[string]any{
			"token_endpoint":                base + pathToken,
			"authorization_endpoint":        base + pathAuthorize,
			"device_authorization_endpoint": base + pathDevice,
			"issuer":                        base + "v2.0",
			"jwks_uri":                      base + "discovery/v2.0/keys",
		})(w)
	case pathToken, pathDevice, pathVerify, pathAuthorize:
		s.signIn(r, path, Bearer{TenantID: tenantID}, base)(w)
	default:
		return false
	}
	return true
}

func (s *Service) signIn(r *http.Request, path string, who Bearer, base string) reply {
	asksPerson := path == pathAuthorize || path == pathVerify
	switch {
	case s.options.Closed && asksPerson:
		return page{Text: closed}.refused()
	case s.options.Closed:
		return s.refused(refuse("unauthorized_client", closed))
	}
	r.Body = http.MaxBytesReader(nil, r.Body, longestForm)
	if err := r.ParseForm(); err != nil {
		return s.refused(refuse("invalid_request", "AADSTS900144: The request body could not be read."))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if path == pathVerify {
		return s.verifyDevice(r)
	}
	who.App = r.Form.Get("client_id")
	bad := s.knows(who)
	switch {
	case bad != nil && path == pathAuthorize:
		return page{Text: bad.description}.refused()
	case bad != nil:
		return s.refused(bad)
	case path == pathAuthorize:
		return s.authorize(r, who)
	case path == pathDevice:
		return s.beginDevice(who, base+pathVerify)
	default:
		return s.issue(r.PostForm, who)
	}
}

// knows refuses tenants and applications that are not those of the options.
func (s *Service) knows(who Bearer) *refusal {
	o := &s.options
	switch {
	case o.TenantID != "" && !strings.EqualFold(o.TenantID, who.TenantID):
		return refuse("invalid_request", "AADSTS90002: Tenant '"+who.TenantID+"' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.")
	case o.ClientID != "" && !strings.EqualFold(o.ClientID, who.App):
		return refuse("unauthorized_client", "AADSTS700016: Application with identifier '"+who.App+"' was not found in the directory.")
	}
	return nil
}

// refusal is what the service says no with: OAuth's word, and Entra's sentence
// with the code that everybody searches for.
type refusal struct{ code, description string }

func refuse(code, description string) *refusal { return &refusal{code, description} }

func (s *Service) refused(bad *refusal) reply {
	status := http.StatusBadRequest
	if bad.code == "invalid_client" {
		status = http.StatusUnauthorized
	}
	number := 0
	_, _ = fmt.Sscanf(bad.description, "AADSTS%d", &number) // 0 where it has none
	return asJSON(status, map[string]any{
		"error": bad.code, "error_description": bad.description, "error_codes": []int{number},
		"timestamp": s.now().UTC().Format("2006-01-02 15:04:05Z"), "trace_id": s.newID(), "correlation_id": s.newID(),
	})
}

func asJSON(status int, v any) reply {
	return func(w http.ResponseWriter) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.WriteHeader(status)
		// A client that went away is no trouble of the server's.
		_ = json.NewEncoder(w).Encode(v)
	}
}
