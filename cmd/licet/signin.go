package main

import (
	"context"
	"strings"

	"licet/io/graph"
	"licet/io/graph/signin"
)

// signIn makes a client of Microsoft Graph out of the flags. It says how it
// signs in, and with --auth auto why not in another way.
func signIn(ctx context.Context, e *env, f *sourceFlags, o graph.Options) (*graph.Client, *signin.Auth, error) {
	var err error
	if o.Cloud, err = f.graphCloud(); err != nil {
		return nil, nil, err
	}
	auth, err := signin.Credential(ctx, signin.Options{
		Kind: signin.Kind(f.auth), Tenant: f.tenant, ClientID: f.clientID, Cloud: o.Cloud,
		Getenv: e.Getenv, Recorder: o.Recorder, Prompt: func(message string) { e.Note("%s", message) },
	})
	if err != nil {
		return nil, nil, err
	}
	if f.auth == "" || signin.Kind(f.auth) == signin.Auto {
		e.Note("%s", e.howSignedIn(auth))
	}
	o.Root, o.Credential = f.graphURL, auth.Credential
	client, err := graph.New(o)
	return client, auth, err
}

func (e *env) howSignedIn(a *signin.Auth) string {
	if len(a.Passed) > 0 {
		passed := make([]string, len(a.Passed))
		for i, why := range a.Passed {
			passed[i] = e.Words.Sentence(why)
		}
		return e.Say("signs in by %s (%s)", a.Kind, strings.Join(passed, "; "))
	}
	return e.Say("signs in by %s", a.Kind)
}

// graphCloud is the cloud that tokens are asked for: that of the address where
// it is one's, else the one of --cloud.
func (f *sourceFlags) graphCloud() (signin.Cloud, error) {
	if c := signin.CloudOf(f.graphURL); c != "" {
		return c, nil
	}
	return signin.ParseCloud(f.cloud)
}
