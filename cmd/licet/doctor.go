package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/graph"
	"licet/io/graph/signin"
	"licet/io/settings"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
)

type doctorOptions struct {
	request
	json bool
	// settings are those that are not left to their defaults.
	settings []settings.Setting
}

func doctorCommand(e *env) *cli.Command {
	o := &doctorOptions{request: request{env: e}}
	return &cli.Command{
		Name:      "doctor",
		Usage:     "sign in and say what works: tenant, permissions, licences, clock",
		UsageText: "licet doctor [flags]",
		Flags: append(o.source.signIn(),
			toggle(categoryOutput, "json", "print as JSON", &o.json)),
		Description: "It changes nothing. The exit code is 1 when users or licences cannot be read.\n\n" + terminal.Examples(
			"licet doctor",
			"licet doctor --auth device --tenant contoso.com"),
		Action: terminal.Taking(0, 0, "no argument", o.run),
	}
}

// clockLimit is how far the clock may be off before sign-ins begin to fail.
const clockLimit = 5 * time.Minute

func (o *doctorOptions) run(c *cli.Context) (err error) {
	o.settings = o.env.settings.InForce(c)
	heard, options, err := o.env.listen(&o.source)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, heard.close()) }()
	if !o.json {
		if err := o.env.printSettings(o.settings); err != nil {
			return err
		}
	}
	d, err := o.diagnose(c.Context, heard, options)
	if err != nil {
		return err
	}
	if o.json {
		err = writeJSON(o.env.JSON(), d)
	} else {
		err = d.print(o.env.Out, o.env.Words)
	}
	if err == nil && !d.CanRead {
		return &exit{code: exitError}
	}
	return err
}

// diagnosis is what doctor finds; --json prints it as it is.
type diagnosis struct {
	Format string `json:"format"`
	SignIn struct {
		Kind        string               `json:"kind"`
		AppID       string               `json:"appId,omitempty"`
		AppName     string               `json:"appName,omitempty"`
		User        string               `json:"user,omitempty"`
		Permissions []string             `json:"permissions"`
		ExpiresOn   string               `json:"expiresOn,omitempty"`
		Passed      []reconcile.Sentence `json:"notTaken,omitempty"`
	} `json:"signIn"`
	Tenant struct {
		ID          string `json:"id"`
		DisplayName string `json:"displayName"`
		Users       int    `json:"users"`
	} `json:"tenant"`
	Graph       string                `json:"graph"`
	Proxy       reconcile.Sentence    `json:"proxy,omitzero"`
	Profiles    []diagnosedProfile    `json:"profiles"`
	Permissions []diagnosedPermission `json:"permissions"`
	Problems    []reconcile.Sentence  `json:"problems"`
	SKUs        []diagnosedSKU        `json:"skus"`
	Clock       diagnosedClock        `json:"clock"`
	Quota       diagnosedQuota        `json:"quota"`
	CanRead     bool                  `json:"canRead"`
	// Config is the path of the configuration file, empty for none.
	Config   string             `json:"config,omitempty"`
	Settings []settings.Setting `json:"settings"`
}

type diagnosedPermission struct {
	For   reconcile.Word `json:"for"`
	Least string         `json:"permission"`
	// Granted is nil where the token does not tell.
	Granted *bool              `json:"granted"`
	Grant   reconcile.Sentence `json:"grant,omitzero"`
}

// diagnosedProfile is a kind of work and what is missing for it.
type diagnosedProfile struct {
	Work reconcile.Word `json:"work"`
	// Possible is nil where the token does not tell.
	Possible *bool    `json:"possible"`
	Missing  []string `json:"missing"`
}

type diagnosedSKU struct {
	PartNumber string `json:"skuPartNumber"`
	Name       string `json:"name"`
	Owned      int    `json:"owned"`
	Used       int    `json:"used"`
	Status     string `json:"capabilityStatus"`
}

type diagnosedClock struct {
	SecondsAhead int  `json:"secondsAhead"`
	Known        bool `json:"known"`
	OK           bool `json:"ok"`
}

type diagnosedQuota struct {
	Class         string `json:"class,omitempty"`
	UnitsPer10s   int    `json:"resourceUnitsPer10s,omitempty"`
	WritesPer150s int    `json:"writesPer150s"`
}

// diagnose signs in, and has a look at what it can.
func (o *doctorOptions) diagnose(ctx context.Context, heard *answers, options graph.Options) (*diagnosis, error) {
	client, auth, err := signIn(ctx, o.env, &o.source, options)
	if err != nil {
		return nil, err
	}
	cloud, err := o.source.graphCloud()
	if err != nil {
		return nil, err
	}
	claims, err := signin.ReadClaims(ctx, auth.Credential, cloud)
	if err != nil {
		return nil, err
	}
	c, err := loadCatalog("")
	if err != nil {
		return nil, err
	}
	look := client.Overview(ctx, c)
	d := &diagnosis{Format: "licet-doctor/1", Graph: o.source.place(), Config: o.env.settings.Path, Settings: o.settings,
		Quota: quotaClass(look.Users)}
	d.Clock = diagnosedClock{int(heard.clockOff.Seconds()), heard.heard, heard.clockOff.Abs() < clockLimit}
	d.Proxy = proxyFor(d.Graph)
	d.signedIn(auth, claims)
	d.looked(look, claims)
	return d, ctx.Err()
}

// signedIn tells who signed in, and what they may do.
func (d *diagnosis) signedIn(auth *signin.Auth, claims signin.Claims) {
	d.SignIn.Kind, d.SignIn.AppID, d.SignIn.AppName, d.SignIn.User = string(auth.Kind), claims.AppID, claims.AppName, claims.User
	d.SignIn.Permissions, d.SignIn.Passed = append([]string{}, claims.Permissions...), auth.Passed
	slices.Sort(d.SignIn.Permissions)
	if !claims.ExpiresOn.IsZero() {
		d.SignIn.ExpiresOn = claims.ExpiresOn.UTC().Format(time.RFC3339)
	}
	// told is nil where the token does not tell its permissions.
	told := func(yes bool) *bool {
		if len(claims.Permissions) == 0 {
			return nil
		}
		return &yes
	}
	for _, p := range graph.Profiles() {
		missing := p.Missing(claims.Permissions)
		out := diagnosedProfile{Work: p.Work, Possible: told(len(missing) == 0), Missing: []string{}}
		for _, m := range missing {
			if out.Possible != nil {
				out.Missing = append(out.Missing, m.Least)
			}
		}
		d.Profiles = append(d.Profiles, out)
	}
	d.Permissions = []diagnosedPermission{}
	for _, p := range graph.Permissions() {
		out := diagnosedPermission{For: p.For, Least: p.Least, Granted: told(p.Granted(claims.Permissions))}
		if out.Granted == nil || !*out.Granted {
			out.Grant = p.Grant(claims)
		}
		d.Permissions = append(d.Permissions, out)
	}
}

// looked tells what was seen of the tenant.
func (d *diagnosis) looked(look *graph.Overview, claims signin.Claims) {
	d.Tenant.ID, d.Tenant.DisplayName, d.Tenant.Users = cmp.Or(look.ID, claims.TenantID), look.DisplayName, look.Users
	d.Problems, d.SKUs = []reconcile.Sentence{}, []diagnosedSKU{}
	for _, err := range []error{look.UsersErr, look.SKUsErr, look.OrganizationErr} {
		if err != nil {
			d.Problems = append(d.Problems, reconcile.OfError(err))
		}
	}
	d.CanRead = look.UsersErr == nil && look.SKUsErr == nil
	for i := range look.SKUs {
		s := &look.SKUs[i]
		d.SKUs = append(d.SKUs, diagnosedSKU{s.PartNumber, s.Name, s.Pool(), s.Consumed, s.CapabilityStatus})
	}
}

// quotaClass says what Graph allows one application in a tenant of so many users;
// 0 is unknown (Graph: Throttling limits, identity and access service).
func quotaClass(users int) diagnosedQuota {
	quota := apply.PublishedQuota(users)
	out := diagnosedQuota{WritesPer150s: int(quota.Writes.Amount), UnitsPer10s: int(quota.Units.Amount)}
	switch {
	case users == 0:
		out.UnitsPer10s = 0
	case users < 50:
		out.Class = "S"
	case users <= 500:
		out.Class = "M"
	default:
		out.Class = "L"
	}
	return out
}

// proxyFor names the proxy on the way to Graph, without its password.
func proxyFor(root string) reconcile.Sentence {
	u, err := url.Parse(root)
	if err != nil {
		return reconcile.Sentence{}
	}
	proxy, err := http.ProxyFromEnvironment(&http.Request{URL: u})
	switch {
	case err != nil:
		return reconcile.Say("not understood: HTTPS_PROXY is not an address")
	case proxy == nil:
		return reconcile.Sentence{}
	default:
		return reconcile.Verbatim(proxy.Scheme + "://" + proxy.Host)
	}
}

func writeJSON(w io.Writer, v any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	if err := out.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}
