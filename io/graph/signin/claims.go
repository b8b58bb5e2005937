package signin

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Claims are what an access token says of itself. Microsoft does not promise
// their form, so they serve to tell people what is missing, never to decide.
type Claims struct {
	// TenantID, AppID and AppName say for whom the token is; User is empty for
	// an application by itself.
	TenantID, AppID, AppName, User string
	// Permissions are the roles of an application, or the scopes that a user
	// lends it.
	Permissions []string
	// ExpiresOn is the zero time where the token does not say.
	ExpiresOn time.Time
}

// ReadClaims signs in and reads what the token says. Claims that it does not
// have are empty.
func ReadClaims(ctx context.Context, cred azcore.TokenCredential, cloud Cloud) (Claims, error) {
	t, err := getToken(ctx, cred, policy.TokenRequestOptions{Scopes: []string{cloud.Scope()}})
	if err != nil {
		return Claims{}, err
	}
	return claimsOf(t.Token), nil
}

type wireClaims struct {
	TenantID string   `json:"tid"`
	AppID    string   `json:"appid"`
	AppName  string   `json:"app_displayname"`
	User     string   `json:"upn"`
	Roles    []string `json:"roles"`
	Scopes   string   `json:"scp"`
	Expires  int64    `json:"exp"`
}

// claimsOf reads a token in the form of a JWT; others say nothing.
func claimsOf(token string) Claims {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return Claims{}
	}
	payload, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	if err != nil {
		return Claims{}
	}
	var w wireClaims
	if json.Unmarshal(payload, &w) != nil {
		return Claims{}
	}
	c := Claims{TenantID: w.TenantID, AppID: w.AppID, AppName: w.AppName, User: w.User}
	c.Permissions = append(w.Roles, strings.Fields(w.Scopes)...)
	if w.Expires > 0 {
		c.ExpiresOn = time.Unix(w.Expires, 0)
	}
	return c
}
