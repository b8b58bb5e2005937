package login

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// issue answers a request for a token.
func (s *Service) issue(form url.Values, who Bearer) reply {
	who, bad := s.grant(form, who)
	if bad == nil && s.options.Refuse != "" {
		bad = refuse("invalid_grant", s.options.Refuse)
	}
	if bad != nil {
		return s.refused(bad)
	}
	life := int(s.options.Lifetime.Seconds())
	answer := map[string]any{"token_type": "Bearer", "access_token": s.mint(who), "expires_in": life, "ext_expires_in": life}
	if u := who.User; u != nil {
		id := s.newID()
		s.refreshing[id] = who
		answer["scope"], answer["refresh_token"] = form.Get("scope"), id
		answer["id_token"] = unsigned(s.dated(time.Hour, map[string]any{
			"aud": who.App, "tid": who.TenantID, "oid": u.ID, "sub": u.ID, "name": u.DisplayName, "preferred_username": u.UserPrincipalName, "ver": "2.0",
		}))
		answer["client_info"] = encoded(map[string]string{"uid": u.ID, "utid": who.TenantID})
	}
	return asJSON(http.StatusOK, answer)
}

// grant says whom a token may be issued for.
func (s *Service) grant(form url.Values, who Bearer) (Bearer, *refusal) {
	switch form.Get("grant_type") {
	case "client_credentials":
		return who, s.credentials(form)
	case "device_code", "urn:ietf:params:oauth:grant-type:device_code":
		return s.endDevice(form.Get("device_code"), who)
	case "authorization_code":
		return s.redeem(form, who)
	case "refresh_token":
		found, ok := s.refreshing[form.Get("refresh_token")]
		if !ok || !strings.EqualFold(found.App, who.App) {
			return who, refuse("invalid_grant", "AADSTS70000: Provided grant is invalid or malformed.")
		}
		return found, nil
	}
	return who, refuse("unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type.")
}

func (s *Service) credentials(form url.Values) *refusal {
	secret := form.Get("client_secret")
	switch {
	case !strings.Contains(form.Get("scope"), "/.default"):
		return refuse("invalid_scope", "AADSTS1002012: The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.")
	case form.Get("client_assertion") == "" && (secret == "" || s.options.Secret != "" && s.options.Secret != secret):
		return refuse("invalid_client", "AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app.")
	}
	return nil
}

// mint makes an access token. Applications have roles, people lend scopes.
func (s *Service) mint(who Bearer) string {
	claims := s.dated(s.options.Lifetime, map[string]any{
		"aud": "https://graph.microsoft.com", "tid": who.TenantID, "appid": who.App, "uti": len(s.tokens) + 1,
	})
	if u := who.User; u == nil {
		claims["roles"] = s.options.Roles
	} else {
		claims["scp"], claims["oid"] = strings.Join(s.options.Roles, " "), u.ID
		claims["upn"], claims["name"] = u.UserPrincipalName, u.DisplayName
	}
	token := unsigned(claims)
	s.tokens[token] = issued{who, s.now().Add(s.options.Lifetime)}
	return token
}

// dated adds from when until when claims hold.
func (s *Service) dated(life time.Duration, claims map[string]any) map[string]any {
	now := s.now()
	claims["iat"], claims["nbf"], claims["exp"] = now.Unix(), now.Unix(), now.Add(life).Unix()
	return claims
}

// unsigned writes claims as a JWT.
func unsigned(claims map[string]any) string {
	return encoded(map[string]string{"typ": "JWT", "alg": "none"}) + "." + encoded(claims) + ".c2FuZGJveA"
}

func encoded(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts and numbers
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}
