package main

import (
	"github.com/urfave/cli/v2"
)

// sourceFlags say where current assignments come from.
type sourceFlags struct {
	sandbox, current, graphURL, cloud string
	auth, tenant, clientID            string
	quota, faults                     string
	verbose, verboseNames             bool
	har                               string
}

// online are the flags of a source that can be written to.
func (f *sourceFlags) online() []cli.Flag {
	c := categorySource
	return append(f.signIn(),
		text(c, "sandbox", "tenant `FILE` to try things on, made from the built-in Contoso tenant if it is not there", &f.sandbox),
		preset(c, "sandbox-quota", "write quota of the sandbox: off, graph (the published one), or `N` writes a second", "off", &f.quota),
		text(c, "faults", "`FILE` of faults that the sandbox makes", &f.faults),
	)
}

// signIn are the flags that say where Graph is and who asks.
func (f *sourceFlags) signIn() []cli.Flag {
	c := categorySource
	return []cli.Flag{
		text(c, "graph-url", "root `URL` of Microsoft Graph, without version; else that of --cloud", &f.graphURL),
		words(c, "cloud", "Microsoft cloud", &f.cloud, "global", "usgov", "usgov-dod", "china"),
		words(c, "auth", "how to sign in", &f.auth, "auto", "token", "client-secret", "certificate", "workload", "managed-identity", "azure-cli", "device", "browser"),
		text(c, "tenant", "`TENANT` to sign in to, an id or a domain; else AZURE_TENANT_ID", &f.tenant),
		text(c, "client-id", "`ID` of the application to sign in as; else AZURE_CLIENT_ID", &f.clientID),
		&cli.BoolFlag{Category: c, Name: "verbose", Aliases: []string{"v"}, Usage: "log every request on standard error, without secrets and people's names", Destination: &f.verbose},
		toggle(c, "verbose-names", "as --verbose, with the users that each request is about", &f.verboseNames),
		text(c, "har", "record all requests and answers in `FILE` (HTTP archive), without tokens and secrets, but with people's data", &f.har),
	}
}

// offline are the flags of a source that is only read.
func (f *sourceFlags) offline() []cli.Flag {
	return append([]cli.Flag{
		text(categorySource, "current", "tenant `FILE` or sheet of current assignments, read offline", &f.current),
	}, f.online()...)
}

func (f *sourceFlags) given() bool { return f.sandbox != "" || f.current != "" || f.graphURL != "" }
