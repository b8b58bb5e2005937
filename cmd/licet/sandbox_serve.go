package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/sandbox"
	"licet/io/sandbox/contoso"
	"licet/io/terminal"
)

type sandboxServeOptions struct {
	env                                           *env
	tenant, addr, token, quota, faults, authority string
	latency, lag                                  time.Duration
	public                                        bool
}

func sandboxServeCommand(e *env) *cli.Command {
	o := &sandboxServeOptions{env: e}
	return &cli.Command{
		Name:      "serve",
		Usage:     "serve a tenant file as Microsoft Graph would",
		UsageText: "licet sandbox serve [flags]",
		Flags: []cli.Flag{
			// LICET_TENANT is the tenant to sign in to.
			&cli.StringFlag{Name: "tenant", Usage: "tenant `FILE`, which keeps what is done to it; without one, Contoso in memory", Destination: &o.tenant, EnvVars: []string{"LICET_SANDBOX_TENANT"}},
			preset("", "addr", "`ADDRESS` to listen on", "127.0.0.1:0", &o.addr),
			toggle("", "public", "allow an address that other machines can reach", &o.public),
			text("", "token", "the bearer token to ask for: no other is good, and none is handed out; without one any token will do", &o.token),
			preset("", "quota", "write quota: off, graph (the published one), `N` writes a second, or N/BURST", "off", &o.quota),
			&cli.DurationFlag{Name: "latency", Usage: "`TIME` that each request takes, from arrival to answer", Destination: &o.latency},
			&cli.DurationFlag{Name: "lag", Usage: "`TIME` after which reads see a write", Destination: &o.lag},
			text("", "faults", "`FILE` of faults to make", &o.faults),
			text("", "tls", "speak https with a certificate of its own; its authority is written to `FILE`", &o.authority),
		},
		Description: "The first line that it prints is `listening URL`. It stops with Ctrl-C.\n\n" + terminal.Examples(
			"licet sandbox serve --tenant contoso.json --addr 127.0.0.1:8080",
			"LICET_ACCESS_TOKEN=any licet plan --graph-url http://127.0.0.1:8080 staff.csv"),
		Action: terminal.Taking(0, 0, "no argument", o.run),
	}
}

func (o *sandboxServeOptions) run(c *cli.Context) error {
	if o.token == "" && c.IsSet("token") {
		return terminal.Problemf("the token of --token is empty, and without one any token would do").
			Hint("Say which token to ask for, or leave the flag out.")
	}
	options, err := sandboxOptions(o.env, o.quota, o.faults)
	if err != nil {
		return err
	}
	options.Token, options.Latency = o.token, o.latency
	options.Lag = sandbox.Lag{ByID: o.lag, List: o.lag, Counts: o.lag}
	store, err := openServed(o.tenant)
	if err != nil {
		return err
	}
	err = o.serve(c.Context, sandbox.New(store, options))
	return errors.Join(err, store.Close())
}

// openServed opens the tenant file, which must exist: a misspelt name must not
// become a Contoso of its own.
func openServed(path string) (*sandbox.Store, error) {
	if path == "" {
		return sandbox.NewStore(contoso.Tenant()), nil
	}
	store, err := sandbox.OpenStore(path, nil)
	if errors.Is(err, os.ErrNotExist) {
		return nil, terminal.Problemf("there is no tenant file %s", path).
			Hint("`licet sandbox create %s` makes one.", path).Because(err)
	}
	return store, inUse(path, err)
}

// inUse says what to do about a tenant file that another sandbox has open; other
// errors are left as they are.
func inUse(path string, err error) error {
	if !errors.Is(err, sandbox.ErrInUse) {
		return err
	}
	return terminal.Problemf("%s is open in another sandbox", path).
		Hint("Wait until the other command is over. If it is `licet sandbox serve`, stop it with Ctrl-C, or use it: --graph-url with the address that it printed. "+
			"Or work on a copy of the file, and of %s beside it if that is there.", path+".log").Because(err)
}

func (o *sandboxServeOptions) serve(ctx context.Context, s *sandbox.Server) error {
	listener, err := sandbox.Listen(ctx, o.addr, o.public)
	if errors.Is(err, sandbox.ErrNotLoopback) {
		return terminal.Problemf("%s can be reached from other machines", o.addr).
			Hint("Use a loopback address such as 127.0.0.1:8080, or add --public, and --token for a secret to ask for.").Because(err)
	}
	if err != nil {
		return err
	}
	scheme := "http"
	var certificate *tls.Certificate
	if o.authority != "" {
		scheme = "https"
		if certificate, err = sandbox.NewCertificate(o.authority); err != nil {
			return errors.Join(err, listener.Close())
		}
	}
	if o.public && o.token == "" {
		o.env.Note("whoever reaches %s can read and change this tenant; --token asks them for a secret", listener.Addr())
	}
	fmt.Fprintf(o.env.Out, "listening %s://%s\n", scheme, listener.Addr())
	return s.Serve(ctx, listener, certificate)
}
