package signin

import (
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"

	"licet/io/graph/transport"
)

// settings are Options with the environment looked up.
type settings struct {
	Options
	client  azcore.ClientOptions
	carrier *carrier
	// foreign is true for a sign-in service that is no known cloud's. Asking
	// Microsoft whether it may be trusted would fail there, after a long wait;
	// whoever set AZURE_AUTHORITY_HOST has decided that.
	foreign bool
}

func newSettings(o Options) *settings {
	o.Tenant = first(o.Tenant, o.Getenv("AZURE_TENANT_ID"))
	o.ClientID = first(o.ClientID, o.Getenv("AZURE_CLIENT_ID"))
	if o.Prompt == nil {
		o.Prompt = func(string) {}
	}
	if o.HasMetadata == nil {
		o.HasMetadata = askMetadata
	}
	s := &settings{Options: o}
	s.carrier = &carrier{next: o.Transport}
	if o.Transport == nil {
		s.carrier.next = transport.Network()
	}
	s.carrier.next = o.Recorder.SignIn(s.carrier.next)
	host := first(o.Getenv("AZURE_AUTHORITY_HOST"), o.Cloud.LoginHost())
	s.foreign = !isKnownLogin(host)
	s.client = azcore.ClientOptions{
		Cloud:     cloud.Configuration{ActiveDirectoryAuthorityHost: host},
		Transport: transport.Client(s.carrier),
	}
	return s
}

func first(values ...string) string {
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" {
			return v
		}
	}
	return ""
}

func isKnownLogin(host string) bool {
	for _, e := range clouds {
		if strings.EqualFold(strings.TrimRight(host, "/"), e.login) {
			return true
		}
	}
	return false
}
