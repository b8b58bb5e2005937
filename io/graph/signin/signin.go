// Package signin gets access tokens and sends requests with them: the ways to
// sign in, the national clouds, what a token says of itself, and why there is
// none.
package signin

import (
	"context"
	"fmt"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"

	"licet/io/graph/recording"
	"licet/reconcile"
)

// Kind is a way to sign in, by the word of the --auth flag.
type Kind string

// The ways to sign in. Auto takes the first of those before Device that is
// configured.
const (
	Auto            Kind = "auto"
	Token           Kind = "token"
	ClientSecret    Kind = "client-secret"
	Certificate     Kind = "certificate"
	Workload        Kind = "workload"
	ManagedIdentity Kind = "managed-identity"
	AzureCLI        Kind = "azure-cli"
	Device          Kind = "device"
	Browser         Kind = "browser"
)

// Options say how to sign in.
type Options struct {
	// Kind is empty for Auto.
	Kind Kind
	// Tenant and ClientID go before AZURE_TENANT_ID and AZURE_CLIENT_ID.
	Tenant, ClientID string
	Cloud            Cloud
	// Getenv reads the environment: LICET_ACCESS_TOKEN and the AZURE_*
	// variables as azidentity names them. It must not be nil.
	Getenv func(string) string
	// Prompt shows a message that a person has to act on; only Device needs it.
	Prompt func(message string)
	// Transport carries the requests to the sign-in service; nil means the
	// network.
	Transport http.RoundTripper
	// Recorder keeps that the sign-in service was asked, but nothing of what was
	// said; nil means that nobody does.
	Recorder *recording.Recorder
	// HasMetadata reports whether this machine gives identities to programs
	// (the instance metadata service of Azure); nil means to ask the network.
	HasMetadata func(context.Context) bool
}

// Auth is a sign-in that was chosen. Nothing has been asked of the sign-in
// service yet.
type Auth struct {
	Credential azcore.TokenCredential
	Kind       Kind
	// Passed says of each way that Auto tried before why it was not taken.
	Passed []reconcile.Sentence
}

// Credential chooses a way to sign in and prepares it.
func Credential(ctx context.Context, o Options) (*Auth, error) {
	s := newSettings(o)
	if o.Kind == "" || o.Kind == Auto {
		return s.auto(ctx)
	}
	for _, m := range methods {
		if m.kind != o.Kind {
			continue
		}
		if missing := m.missing(s); len(missing) > 0 {
			return nil, &Error{message: reconcile.Say("--auth %s needs %s", m.kind, allOf(missing))}
		}
		return s.take(m, nil)
	}
	return nil, fmt.Errorf("--auth %q is unknown; use auto, token, client-secret, certificate, workload, managed-identity, azure-cli, device or browser", o.Kind)
}

// auto takes the first way that is configured. One that is configured by half
// is an error: whoever set a secret wants it to be used, not another account.
func (s *settings) auto(ctx context.Context) (*Auth, error) {
	var passed []reconcile.Sentence
	for _, m := range methods {
		if m.byHand {
			continue
		}
		if why := m.absent(ctx, s); !why.IsZero() {
			passed = append(passed, reconcile.Say("%s: %s", m.kind, why))
			continue
		}
		if missing := m.missing(s); len(missing) > 0 {
			return nil, &Error{message: reconcile.Say("%s is only half configured: %s is missing", m.kind, allOf(missing))}
		}
		return s.take(m, passed)
	}
	return nil, &Error{message: reconcile.Say("no way to sign in is configured\n%s\nSet AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or LICET_ACCESS_TOKEN, or sign in with az login or --auth device; --sandbox FILE needs none", lines(passed))}
}

// lines puts sentences below each other.
func lines(all []reconcile.Sentence) reconcile.Sentence {
	out := all[0]
	for _, x := range all[1:] {
		out = reconcile.Say("%s\n%s", out, x)
	}
	return out
}

// allOf names all that is missing, without commas: names hold brackets.
func allOf(names []string) reconcile.Sentence {
	all := reconcile.Verbatim(names[0])
	for _, name := range names[1:] {
		all = reconcile.Say("%s and %s", all, name)
	}
	return all
}

func (s *settings) take(m method, passed []reconcile.Sentence) (*Auth, error) {
	cred, err := m.prepare(s)
	if err != nil {
		return nil, asError(err)
	}
	return &Auth{Credential: carried{cred, s.carrier}, Kind: m.kind, Passed: passed}, nil
}
