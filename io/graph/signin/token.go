package signin

import (
	"context"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"licet/reconcile"
)

// StaticToken is a sign-in by a token that somebody else fetched
// (LICET_ACCESS_TOKEN). It cannot be renewed: one that has run out is an error
// that says so. The token shows in no printed form of the credential.
func StaticToken(token string) azcore.TokenCredential {
	token = strings.TrimSpace(token)
	if scheme, rest, ok := strings.Cut(token, " "); ok && strings.EqualFold(scheme, "Bearer") {
		token = strings.TrimSpace(rest)
	}
	return staticToken{token}
}

type staticToken struct{ token string }

// untilAsked is how long a token counts as fresh of which nothing is known.
const untilAsked = 24 * time.Hour

func (s staticToken) GetToken(context.Context, policy.TokenRequestOptions) (azcore.AccessToken, error) {
	if s.token == "" || strings.ContainsAny(s.token, " \t\r\n") {
		return azcore.AccessToken{}, &Error{message: reconcile.Say("LICET_ACCESS_TOKEN is empty or no token; set it to the access token alone")}
	}
	expires := claimsOf(s.token).ExpiresOn
	if expires.IsZero() {
		expires = time.Now().Add(untilAsked)
	}
	if !time.Now().Before(expires) {
		return azcore.AccessToken{}, &Error{message: reconcile.Say("the token in LICET_ACCESS_TOKEN expired at %s; get a new one (they live about an hour), or let licet sign in by itself with --auth",
			expires.UTC().Format("2006-01-02 15:04 UTC"))}
	}
	return azcore.AccessToken{Token: s.token, ExpiresOn: expires}, nil
}

// String and GoString keep the token out of logs.
func (staticToken) String() string   { return "access token (not shown)" }
func (staticToken) GoString() string { return "access token (not shown)" }
