package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"licet/io/graph"
	"licet/io/planfile"
	"licet/io/tenant"
	"licet/io/terminal"
	"licet/reconcile"
)

type snapshotOptions struct {
	request
	refresh bool
	audit   bool
}

func snapshotCommand(e *env) *cli.Command {
	o := &snapshotOptions{request: request{env: e}}
	return &cli.Command{
		Name:      "snapshot",
		Usage:     "the tenant (users, licences, groups, seats) as a tenant file",
		UsageText: "licet snapshot [flags] FILE   (.json or .json.gz)",
		Flags: append(o.source.online(),
			o.forceFlag(),
			toggle(categoryOutput, "refresh", "read only who changed since FILE was made, by delta query", &o.refresh),
			toggle(categoryOutput, "audit", "read what audits look at as well: last sign-ins, and when licences renew", &o.audit)),
		Description: "Plans, checks, exports and audits work on it with --current FILE, and\n`licet sandbox serve --tenant FILE` serves it. It contains people's names: a new\nfile is readable by its owner only.\n\n" +
			"--refresh does not see it when a licence changes only the way it is assigned\n(Graph does not track that); a full snapshot does.\n\n" + terminal.Examples(
			"licet snapshot contoso.json.gz",
			"licet snapshot --refresh contoso.json.gz"),
		Action: terminal.Taking(1, 1, "the file to write", o.run),
	}
}

func (o *snapshotOptions) run(c *cli.Context) error {
	path := c.Args().First()
	return o.open(c.Context, func(from *source) error { return o.write(c.Context, from, path) })
}

// write writes the tenant file, from the one that is there if it can.
func (o *snapshotOptions) write(ctx context.Context, from *source, path string) error {
	s := &snapshot{options: o, from: from, path: path,
		builder: reconcile.NewTenantBuilder(reconcile.FullKnowledge(), from.catalog)}
	look := s.from.client.Overview(ctx, from.catalog)
	if err := errors.Join(look.SKUsErr, look.UsersErr); err != nil {
		return err
	}
	s.head = tenant.HeadOf(&reconcile.Tenant{ID: look.ID, DisplayName: look.DisplayName, CountryLetterCode: look.Country,
		UserCount: look.Users, SKUs: look.SKUs})
	if o.refresh {
		if done, err := s.refreshed(ctx); done || err != nil {
			return err
		}
	}
	return s.whole(ctx)
}

// isTenantFile reports whether a file's name is that of a tenant file.
func isTenantFile(path string) bool {
	return strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".json.gz")
}

// snapshot is one tenant file in the making.
type snapshot struct {
	options *snapshotOptions
	from    *source
	path    string
	// builder takes what is read besides users.
	builder *reconcile.TenantBuilder
	head    *tenant.File
}

// whole reads the whole tenant. The delta link is fetched first: what changes
// while users are read comes with the next refresh.
func (s *snapshot) whole(ctx context.Context) error {
	link, err := s.from.client.DeltaLink(ctx)
	if ctx.Err() != nil {
		return err
	}
	if err != nil {
		s.options.env.Note("the file cannot be used for --refresh: %v", err)
	}
	s.head.DeltaLink = link
	return s.write(func(w *tenant.Writer) (*tenant.File, error) {
		_, tail, err := s.read(ctx, nil, graph.ReadOptions{Audit: s.options.audit, Each: w.Record})
		return tail, err
	})
}

// read reads users as o says, those that names has or all, and gives what is known only behind them.
func (s *snapshot) read(ctx context.Context, names []string, o graph.ReadOptions) (graph.Way, *tenant.File, error) {
	reader, err := s.from.client.Licenses(ctx, s.builder, o)
	if err != nil {
		return "", nil, err
	}
	read, err := reader.Users(ctx, names)
	if err != nil {
		return "", nil, err
	}
	for _, note := range read.Notes {
		s.options.env.Note("%s", note)
	}
	return read.Way, tenant.HeadOf(s.builder.Tenant()), nil
}

func (s *snapshot) write(fill func(*tenant.Writer) (*tenant.File, error)) error {
	users := 0
	put := tenant.CreateNew
	if s.options.force || s.options.refresh {
		put = tenant.Create
	}
	err := put(s.path, s.head, func(w *tenant.Writer) (*tenant.File, error) {
		tail, err := fill(w)
		users = w.Users
		return tail, err
	})
	if err == nil {
		s.options.env.Note("%s: %d users, %d licences", s.path, users, len(s.head.SubscribedSkus))
	}
	if errors.Is(err, fs.ErrExist) {
		return alreadyThere(s.path)
	}
	return err
}

// refreshed brings the file up to date. False means that the tenant does not
// tell what changed, so all of it has to be read.
func (s *snapshot) refreshed(ctx context.Context) (bool, error) {
	signIns := map[string]int64{}
	old, err := tenant.Visit(s.path, func(_ []byte, u *reconcile.UserRecord) error {
		if u.LastSignIn != 0 {
			signIns[strings.ToLower(u.ID)] = u.LastSignIn
		}
		return nil
	})
	switch {
	case errors.Is(err, os.ErrNotExist):
		return false, nil
	case err != nil:
		return false, err
	case !strings.EqualFold(old.Tenant.ID, s.head.Tenant.ID):
		return false, terminal.Problemf("%s is of the tenant %s, and the sign-in belongs to %s", s.path, old.Tenant.ID, s.head.Tenant.ID).
			Hint("Name another file, or sign in to the other tenant with --tenant.")
	case old.DeltaLink == "":
		s.options.env.Note("%s does not say since when; reading the whole tenant", s.path)
		return false, nil
	}
	link := old.DeltaLink
	if s.from.kind == planfile.SourceSandbox { // its address is another with each command
		link = s.from.client.Rebase(link)
	}
	changes, err := s.from.client.Changed(ctx, link)
	if errors.Is(err, graph.ErrStartOver) {
		s.options.env.Note("%v; reading the whole tenant", graph.ErrStartOver)
		return false, nil
	}
	if err != nil {
		return false, err
	}
	s.head.DeltaLink = changes.Link
	r := &refresh{snapshot: s, old: old, changes: changes, signIns: signIns}
	return true, s.write(func(w *tenant.Writer) (*tenant.File, error) { return r.fill(ctx, w) })
}
