package sandbox

import (
	"encoding/base64"
	"encoding/json"
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
	// User is the id or user principal name of the person who signs in by device
	// code or browser; empty is the first user of the tenant.
	User string
	// Refuse makes the token endpoint refuse everybody, in these words of Entra:
	// "AADSTS53003: Access has been blocked by ...".
	Refuse string
}

// tokenState is what the server knows of a bearer token.
type tokenState uint8

const (
	tokenForeign tokenState = iota
	tokenIssued
	tokenExpired
)

// login keeps the tokens that were issued, and the sign-ins of people that are
// under way.
type login struct {
	options Login
	mu      sync.Mutex
	tokens  map[string]issuedToken
	// refreshing are the refresh tokens, each with what it is good for.
	refreshing map[string]bearer
	devices    map[string]*deviceSignIn
	codes      map[string]codeSignIn
	serial     int
}

// bearer is whom a token speaks for.
type bearer struct {
	tenantID, app string
	// user is the person; nil is the application by itself.
	user *person
}

// person is a user who signed in.
type person struct{ id, upn, name string }

type issuedToken struct {
	bearer
	expires time.Time
}

func newLogin(o Login) *login {
	if o.Lifetime == 0 {
		o.Lifetime = time.Hour
	}
	if o.Roles == nil {
		o.Roles = []string{"User.Read.All", "LicenseAssignment.ReadWrite.All", "Organization.Read.All", "User.ReadWrite.All", "Group.Read.All"}
	}
	return &login{options: o, tokens: map[string]issuedToken{}, refreshing: map[string]bearer{}, devices: map[string]*deviceSignIn{}, codes: map[string]codeSignIn{}}
}

// check gives whom a token speaks for, and its state.
func (l *login) check(token string, now time.Time) (bearer, tokenState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t, ok := l.tokens[token]
	switch {
	case !ok:
		return bearer{app: defaultApp}, tokenForeign
	case !now.Before(t.expires):
		return t.bearer, tokenExpired
	}
	return t.bearer, tokenIssued
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

// mint makes a token that reads like one of the login service; its signature is
// worth nothing. Applications have roles, people lend scopes.
func (l *login) mint(who bearer, now time.Time) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.serial++
	expires := now.Add(l.options.Lifetime)
	claims := map[string]any{
		"aud": "https://graph.microsoft.com", "tid": who.tenantID, "appid": who.app,
		"iat": now.Unix(), "nbf": now.Unix(), "exp": expires.Unix(), "uti": l.serial,
	}
	if who.user == nil {
		claims["roles"] = l.options.Roles
	} else {
		claims["scp"], claims["oid"], claims["upn"], claims["name"] = strings.Join(l.options.Roles, " "), who.user.id, who.user.upn, who.user.name
	}
	token := unsigned(claims)
	l.tokens[token] = issuedToken{who, expires}
	return token
}

// unsigned writes claims as a JWT.
func unsigned(claims map[string]any) string {
	part := func(v any) string {
		raw, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	return part(map[string]string{"typ": "JWT", "alg": "none"}) + "." + part(claims) + ".c2FuZGJveA"
}
