package main

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/audit"
	"licet/reconcile/names"
)

type auditOptions struct {
	request
	inactive, renewals string
	fix, fixKinds      string
	since              string
	json               bool
}

func auditCommand(e *env) *cli.Command {
	o := &auditOptions{request: request{env: e}}
	c := categoryOutput
	return &cli.Command{
		Name:      "audit",
		Usage:     "findings on the tenant, with costs, and what they would save",
		UsageText: "licet audit [flags]",
		Flags: slices.Concat(o.source.offline(), o.reports.flags(), []cli.Flag{
			o.sheet.catalogFlag(),
			preset(categoryPlan, "inactive", "`DAYS` without a sign-in after which a user counts as inactive", "90d", &o.inactive),
			preset(categoryPlan, "renewals", "`DAYS` ahead in which renewals with unused seats are looked for", "90d", &o.renewals),
			text(c, "since", "tenant `FILE` of before: who gained, lost and changed licences since", &o.since),
			text(c, "fix", "write a sheet that carries out the findings of --fix-kinds to `FILE` (.csv or .xlsx)", &o.fix),
			o.forceFlag(),
			terminal.Such(text(c, "fix-kinds", "`KINDS` for --fix, with commas between them: %s", &o.fixKinds), fixableKinds()...),
			toggle(c, "json", "print the audit as JSON", &o.json)}),
		Description: "The sheet of --fix goes through plan and apply like any other; it removes what was\nchosen, and nothing else.\n\n" + terminal.Examples(
			"licet audit --prices testdata/prices.example.csv --report audit.html",
			"licet audit --fix unused.csv --fix-kinds disabled-user,covered-license"),
		Action: terminal.Taking(0, 0, "no argument", o.run),
	}
}

func (o *auditOptions) run(c *cli.Context) error {
	options, kinds, err := o.check()
	if err != nil {
		return err
	}
	return o.open(c.Context, func(from *source) error {
		from.audit = true
		t, err := from.read(c.Context)
		if err != nil {
			return err
		}
		if options.Prices, err = o.reports.list(names.New(from.catalog, t)); err != nil {
			return err
		}
		doc := report.AuditDoc{Head: o.head(headerOf(t, from)), Audit: audit.Run(t, from.catalog, options)}
		if o.since != "" {
			old, err := fileSource(o.env, o.since, from.catalog).read(c.Context)
			if err != nil {
				return err
			}
			doc.Since, doc.Older = audit.Compare(old, t), o.since
		}
		if o.fix != "" {
			if doc.Next, err = o.writeFix(doc.Audit, kinds); err != nil {
				return err
			}
		}
		return o.print(doc)
	})
}

// print writes the reports, and prints the audit.
func (o *auditOptions) print(doc report.AuditDoc) error {
	if err := o.reports.write(doc); err != nil {
		return err
	}
	if o.json {
		return report.AuditJSON(o.env.JSON(), doc)
	}
	return report.AuditText(o.env.Out, doc, o.env.style())
}

// check finds flags that make no sense before anything is read.
func (o *auditOptions) check() (audit.Options, []reconcile.Code, error) {
	options := audit.Options{Now: time.Now().Unix()}
	var err error
	if options.InactiveDays, err = days("inactive", o.inactive); err != nil {
		return options, nil, err
	}
	if options.RenewalDays, err = days("renewals", o.renewals); err != nil {
		return options, nil, err
	}
	if (o.fix == "") != (o.fixKinds == "") {
		return options, nil, terminal.Problemf("--fix and --fix-kinds go together").
			Hint("The kinds that a sheet can fix: %s.", fixableWords())
	}
	if o.fix == "" {
		return options, nil, nil
	}
	kinds, err := fixKinds(o.fixKinds)
	return options, kinds, err
}

func fixKinds(list string) ([]reconcile.Code, error) {
	var kinds []reconcile.Code
	for word := range strings.SplitSeq(list, ",") {
		kind := reconcile.Code(strings.TrimSpace(word))
		if !slices.Contains(audit.Fixable(), kind) {
			return nil, terminal.Problemf("--fix-kinds: no sheet can fix %q", string(kind)).
				Hint("The kinds that one can: %s.", fixableWords())
		}
		kinds = append(kinds, kind)
	}
	return kinds, nil
}

func fixableKinds() []string {
	var words []string
	for _, kind := range audit.Fixable() {
		words = append(words, string(kind))
	}
	return words
}

func fixableWords() string { return strings.Join(fixableKinds(), ", ") }

// writeFix writes the sheet and gives the command that plans from it; none when
// there is nothing to fix.
func (o *auditOptions) writeFix(a *audit.Audit, kinds []reconcile.Code) (string, error) {
	rows := a.Fix(kinds)
	if len(rows) == 0 {
		o.env.Note("there is no finding of these kinds that a sheet can fix; %s was not written", o.fix)
		return "", nil
	}
	if err := o.writeSheet(o.fix, rows); err != nil {
		return "", err
	}
	o.env.Note("%s: %d licences to remove", o.fix, len(rows))
	return o.source.planned(o.fix), nil
}

// mostDays is a century.
const mostDays = 36_500

// days reads a number of days such as "90d", or of weeks such as "12w".
func days(flag, value string) (int, error) {
	factor, number := 1, strings.TrimSuffix(value, "d")
	if weeks, ok := strings.CutSuffix(value, "w"); ok {
		factor, number = 7, weeks
	}
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n*factor > mostDays {
		return 0, terminal.Problemf("--%s %q is not a number of days such as 90d, or of weeks such as 12w", flag, value).
			Because(err)
	}
	return n * factor, nil
}
