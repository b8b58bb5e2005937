package main

import (
	"github.com/urfave/cli/v2"
)

// sourceFlags say where current assignments come from.
type sourceFlags struct {
	sandbox, current, graphURL, cloud string
	quota, faults                     string
	verbose                           bool
}

// online are the flags of a source that can be written to.
func (f *sourceFlags) online() []cli.Flag {
	c := categorySource
	return []cli.Flag{
		text(c, "sandbox", "tenant `FILE` to try things on, made from the built-in Contoso tenant if it is not there", &f.sandbox),
		text(c, "graph-url", "root `URL` of Microsoft Graph, without version; else that of --cloud", &f.graphURL),
		words(c, "cloud", "Microsoft cloud", &f.cloud, "global", "usgov", "usgov-dod", "china"),
		&cli.StringFlag{Category: c, Name: "sandbox-quota", Usage: "write quota of the sandbox: off, graph (the published one), or `N` writes a second", Value: "off", Destination: &f.quota},
		text(c, "faults", "`FILE` of faults that the sandbox makes", &f.faults),
		toggle(c, "verbose", "log every request on standard error, without secrets", &f.verbose),
	}
}

// offline are the flags of a source that is only read.
func (f *sourceFlags) offline() []cli.Flag {
	return append([]cli.Flag{
		text(categorySource, "current", "tenant `FILE` or sheet of current assignments, read offline", &f.current),
	}, f.online()...)
}

func (f *sourceFlags) given() bool { return f.sandbox != "" || f.current != "" || f.graphURL != "" }
