package main

import (
	"github.com/urfave/cli/v2"

	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/names"
)

func swapCommand(e *env) *cli.Command {
	o := &request{env: e}
	return &cli.Command{
		Name:      "swap",
		Usage:     "write a sheet that moves everyone from one licence to another",
		UsageText: "licet swap [flags] FROM TO FILE",
		Flags: append(o.source.offline(),
			o.sheet.catalogFlag(), o.forceFlag()),
		Description: "Everyone who has FROM directly gets TO instead, in one call; apps that were off stay\noff, and every other licence stays as it is. The sheet goes through plan and apply\nlike any other.\n\n" + terminal.Examples(
			"licet swap --sandbox contoso.json \"Microsoft 365 E3\" SPE_E5 upgrade.csv",
			"licet plan --sandbox contoso.json upgrade.csv"),
		Action: terminal.Taking(3, 3, "the licence to remove, the licence to assign and the file to write", o.runSwap),
	}
}

func (r *request) runSwap(c *cli.Context) error {
	return r.readTenant(c.Context, func(t *reconcile.Tenant, from *source) error {
		return r.swap(t, names.New(from.catalog, t), c.Args())
	})
}

// swap writes the sheet that args name, of those who hold the first licence of args.
func (r *request) swap(t *reconcile.Tenant, all *names.Names, args cli.Args) error {
	from, err := oneLicense(all, args.Get(0))
	if err != nil {
		return err
	}
	to, err := oneLicense(all, args.Get(1))
	if err != nil {
		return err
	}
	rows, file := reconcile.Swap(t, from, to), args.Get(2)
	if len(rows) == 0 {
		return terminal.Problemf("nobody has %s directly; no sheet was written", from)
	}
	if err := r.writeSheet(file, rows); err != nil {
		return err
	}
	r.env.Note("%s: %d rows that move people from %s to %s; next: %s", file, len(rows), from, to, r.source.planned(file))
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
