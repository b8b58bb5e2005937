package signin

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"licet/reconcile"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// method is one way to sign in.
type method struct {
	kind Kind
	// absent says why Auto passes by, empty if it is to be taken.
	absent func(context.Context, *settings) reconcile.Sentence
	// missing names what has to be set and is not.
	missing func(*settings) []string
	prepare func(*settings) (azcore.TokenCredential, error)
	// byHand is true for ways that Auto never takes, since a person has to act.
	byHand bool
}

// methods are in the order in which Auto tries them.
var methods = []method{
	{kind: Token, absent: unset("LICET_ACCESS_TOKEN"), missing: needs("LICET_ACCESS_TOKEN"), prepare: func(s *settings) (azcore.TokenCredential, error) {
		return StaticToken(s.Getenv("LICET_ACCESS_TOKEN")), nil
	}},
	{kind: ClientSecret, absent: unset("AZURE_CLIENT_SECRET"), missing: needsApp("AZURE_CLIENT_SECRET"), prepare: func(s *settings) (azcore.TokenCredential, error) {
		return azidentity.NewClientSecretCredential(s.Tenant, s.ClientID, strings.TrimSpace(s.Getenv("AZURE_CLIENT_SECRET")),
			&azidentity.ClientSecretCredentialOptions{ClientOptions: s.client, DisableInstanceDiscovery: s.foreign})
	}},
	{kind: Certificate, absent: unset("AZURE_CLIENT_CERTIFICATE_PATH"), missing: needsApp("AZURE_CLIENT_CERTIFICATE_PATH"), prepare: withCertificate},
	{kind: Workload, absent: unset("AZURE_FEDERATED_TOKEN_FILE"), missing: needsApp("AZURE_FEDERATED_TOKEN_FILE"), prepare: func(s *settings) (azcore.TokenCredential, error) {
		return azidentity.NewWorkloadIdentityCredential(&azidentity.WorkloadIdentityCredentialOptions{
			ClientOptions: s.client, DisableInstanceDiscovery: s.foreign,
			TenantID: s.Tenant, ClientID: s.ClientID, TokenFilePath: s.Getenv("AZURE_FEDERATED_TOKEN_FILE"),
		})
	}},
	{kind: ManagedIdentity, absent: noIdentity, missing: needs(), prepare: func(s *settings) (azcore.TokenCredential, error) {
		o := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: s.client}
		if s.ClientID != "" {
			o.ID = azidentity.ClientID(s.ClientID)
		}
		return azidentity.NewManagedIdentityCredential(o)
	}},
	{kind: AzureCLI, absent: noCLI, missing: needs(), prepare: func(s *settings) (azcore.TokenCredential, error) {
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: s.Tenant})
	}},
	{kind: Device, byHand: true, missing: needsApp(), prepare: withDevice},
	{kind: Browser, byHand: true, missing: needsApp(), prepare: func(s *settings) (azcore.TokenCredential, error) {
		return azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{
			ClientOptions: s.client, DisableInstanceDiscovery: s.foreign, TenantID: s.Tenant, ClientID: s.ClientID,
		})
	}},
}

func withCertificate(s *settings) (azcore.TokenCredential, error) {
	path := s.Getenv("AZURE_CLIENT_CERTIFICATE_PATH")
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the certificate of AZURE_CLIENT_CERTIFICATE_PATH: %w", err)
	}
	certs, key, err := azidentity.ParseCertificates(data, []byte(s.Getenv("AZURE_CLIENT_CERTIFICATE_PASSWORD")))
	if err != nil {
		// The library reads PFX files of the older kind only.
		return nil, fmt.Errorf("the certificate %s cannot be read (%w); it takes a PEM, or a PFX of the kind TripleDES-SHA1, with the private key in it, and AZURE_CLIENT_CERTIFICATE_PASSWORD for a PFX that has one; `openssl pkcs12 -in app.pfx -out app.pem -nodes` makes a PEM out of any PFX", path, err)
	}
	cred, err := azidentity.NewClientCertificateCredential(s.Tenant, s.ClientID, certs, key,
		&azidentity.ClientCertificateCredentialOptions{ClientOptions: s.client, DisableInstanceDiscovery: s.foreign})
	if err != nil {
		return nil, fmt.Errorf("the certificate %s cannot be used to sign in: %w", path, err)
	}
	return cred, nil
}

func withDevice(s *settings) (azcore.TokenCredential, error) {
	return azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
		ClientOptions: s.client, DisableInstanceDiscovery: s.foreign, TenantID: s.Tenant, ClientID: s.ClientID,
		UserPrompt: func(_ context.Context, m azidentity.DeviceCodeMessage) error {
			s.Prompt(m.Message)
			return nil
		},
	})
}

func unset(name string) func(context.Context, *settings) reconcile.Sentence {
	return func(_ context.Context, s *settings) reconcile.Sentence {
		if s.Getenv(name) == "" {
			return reconcile.Say("%s is not set", name)
		}
		return reconcile.Sentence{}
	}
}

func needs(names ...string) func(*settings) []string {
	return func(s *settings) []string {
		return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return s.Getenv(n) != "" })
	}
}

// needsApp is for ways that name an application of a tenant.
func needsApp(names ...string) func(*settings) []string {
	return func(s *settings) []string {
		missing := needs(names...)(s)
		if s.Tenant == "" {
			missing = append(missing, "--tenant (AZURE_TENANT_ID)")
		}
		if s.ClientID == "" {
			missing = append(missing, "--client-id (AZURE_CLIENT_ID)")
		}
		return missing
	}
}

func noIdentity(ctx context.Context, s *settings) reconcile.Sentence {
	named := []string{"IDENTITY_ENDPOINT", "MSI_ENDPOINT", "IMDS_ENDPOINT"}
	if slices.ContainsFunc(named, func(name string) bool { return s.Getenv(name) != "" }) || s.HasMetadata(ctx) {
		return reconcile.Sentence{}
	}
	return reconcile.Say("this machine has none")
}

// askMetadata asks Azure's instance metadata service without the header that it
// wants: it refuses in JSON. On Azure it is on the machine itself, so it answers
// at once; elsewhere nobody does, or a firewall in words of its own.
func askMetadata(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 500*time.Millisecond)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://169.254.169.254/metadata/identity/oauth2/token", nil)
	if err != nil {
		return false
	}
	// No proxy: the address means another machine there.
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return strings.HasPrefix(resp.Header.Get("Content-Type"), "application/json")
}

func noCLI(_ context.Context, s *settings) reconcile.Sentence {
	if _, err := exec.LookPath("az"); err != nil {
		return reconcile.Say("az is not installed")
	}
	return reconcile.Sentence{}
}
