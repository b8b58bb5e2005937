package main

import (
	"context"
	"io"

	"github.com/urfave/cli/v2"

	"licet/io/atomicfile"
	"licet/io/sheet/workbooks"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/names"
)

type swapOptions struct {
	env            *env
	source         sourceFlags
	catalog        string
	from, to, file string
}

func swapCommand(e *env) *cli.Command {
	o := swapOptions{env: e}
	return &cli.Command{
		Name:      "swap",
		Usage:     "write a sheet that moves everyone from one licence to another",
		UsageText: "licet swap [flags] FROM TO FILE",
		Flags: append(o.source.offline(),
			text(categorySheet, "catalog", "`FILE` of Microsoft's product names (CSV), laid over the embedded one", &o.catalog)),
		Description: "Everyone who holds FROM directly gets TO instead, in one call; apps that were off stay\noff, and every other licence stays as it is. The sheet goes through plan and apply\nlike any other.\n\n" + terminal.Examples(
			"licet swap --sandbox contoso.json \"Microsoft 365 E3\" SPE_E5 upgrade.csv",
			"licet plan --sandbox contoso.json upgrade.csv"),
		Action: terminal.Taking(3, 3, "the licence to leave, the licence to give and the file to write", func(c *cli.Context) error {
			o.from, o.to, o.file = c.Args().Get(0), c.Args().Get(1), c.Args().Get(2)
			return runSwap(c.Context, &o)
		}),
	}
}

func runSwap(ctx context.Context, o *swapOptions) error {
	kind, err := sheetKind(o.file)
	if err != nil {
		return err
	}
	t, c, err := readTenant(ctx, o.env, &o.source, o.catalog)
	if err != nil {
		return err
	}
	all := names.New(c, t)
	from, err := oneLicense(all, o.from)
	if err != nil {
		return err
	}
	to, err := oneLicense(all, o.to)
	if err != nil {
		return err
	}
	rows := reconcile.Swap(t, from, to)
	if len(rows) == 0 {
		return terminal.Problemf("nobody holds %s directly; no sheet was written", from)
	}
	err = atomicfile.Write(o.file, func(w io.Writer) error { return workbooks.WriteRows(w, kind, rows) })
	if err != nil {
		return err
	}
	o.env.Note("%s: %d rows that move people from %s to %s; next: %s", o.file, len(rows), from, to, o.source.planned(o.file))
	return nil
}

// oneLicense settles a licence that was named on the command line.
func oneLicense(names *names.Names, text string) (reconcile.Candidate, error) {
	found := names.License(text)
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return reconcile.Candidate{}, terminal.Problemf("no licence is named %q", text).
			Hint("%s", didYouMean(names.Nearest(text)))
	default:
		return reconcile.Candidate{}, terminal.Problemf("%q stands for several licences", text).
			Hint("%s Write the part number or the GUID.", didYouMean(found))
	}
}

func didYouMean(cs []reconcile.Candidate) reconcile.Sentence {
	if len(cs) == 0 {
		return reconcile.Say("`licet skus` lists the licences of the tenant.")
	}
	choices := reconcile.Verbatim(cs[0].String() + " " + cs[0].SKUID)
	for _, c := range cs[1:] {
		choices = reconcile.Say("%s, or %s", choices, c.String()+" "+c.SKUID)
	}
	return reconcile.Say("Did you mean %s?", choices)
}
