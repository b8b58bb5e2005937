package main

import (
	"github.com/urfave/cli/v2"

	"licet/io/sandbox/contoso"
	"licet/io/tenant"
	"licet/io/terminal"
)

type sandboxCreateOptions struct {
	env         *env
	users, seed int
}

func sandboxCommand(e *env) *cli.Command {
	return &cli.Command{
		Name:        "sandbox",
		Usage:       "a tenant to try things on: as a server, or as a generated file",
		Subcommands: []*cli.Command{sandboxServeCommand(e), sandboxCreateCommand(e)},
		Description: terminal.Examples(
			"licet sandbox create --users 5000 big.json",
			"licet sandbox serve --tenant big.json"),
	}
}

func sandboxCreateCommand(e *env) *cli.Command {
	o := &sandboxCreateOptions{env: e}
	return &cli.Command{
		Name:      "create",
		Usage:     "write a tenant file: Contoso, or a larger tenant of the same kind",
		UsageText: "licet sandbox create [flags] FILE",
		Flags: []cli.Flag{
			number("", "users", "number of users; 0 is the built-in Contoso of 1,000", 0, between{0, contoso.MaxUsers}, &o.users),
			number("", "seed", "chooses among tenants of one size", 1, between{0, 1 << 30}, &o.seed),
		},
		Description: terminal.Examples(
			"licet sandbox create contoso.json",
			"licet sandbox create --users 100000 big.json.gz"),
		Action: terminal.Taking(1, 1, "the file to write", o.run),
	}
}

func (o *sandboxCreateOptions) run(c *cli.Context) error {
	path := c.Args().First()
	if o.users == 0 {
		if err := tenant.WriteFile(path, contoso.Tenant()); err != nil {
			return err
		}
		o.env.Note("%s: the Contoso tenant, 1,000 users", path)
		return nil
	}
	head, users, err := contoso.Generate(contoso.Options{Users: o.users, Seed: uint64(o.seed)})
	if err != nil {
		return err
	}
	err = tenant.Create(path, head, func(w *tenant.Writer) (*tenant.File, error) {
		for u := range users {
			if err := w.User(u); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	if err != nil {
		return err
	}
	o.env.Note("%s: a tenant of %d users", path, o.users)
	return nil
}
