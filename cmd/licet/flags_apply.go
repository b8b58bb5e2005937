package main

import (
	"math"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
	"licet/reconcile/apply"
)

// applyFlags say how a plan is carried out.
type applyFlags struct {
	yes, noVerify                     bool
	concurrency, batchSize, stopAfter int
	rate, progress, runsDir           string
	results                           cli.StringSlice
	quotaShare                        float64
}

func (f *applyFlags) flags() []cli.Flag {
	c := categoryApply
	return append(f.speed(), []cli.Flag{
		toggle(c, "yes", "do not ask", &f.yes),
		f.resultsFlag(c, "write the result of each change to `FILE` (.csv, .xlsx or .json); again for more"),
		f.runsFolder(categoryApply),
		toggle(c, "no-verify", "do not read the users again afterwards", &f.noVerify),
		number(c, "stop-after", "stop after so many failures; 0 never", 0, between{0, 1 << 30}, &f.stopAfter),
		f.progressFlag(),
	}...)
}

func (f *applyFlags) resultsFlag(category, usage string) cli.Flag {
	return &cli.StringSliceFlag{Category: category, Name: "results", Usage: usage, Destination: &f.results}
}

func (f *applyFlags) progressFlag() cli.Flag {
	return words(categoryApply, "progress", "how progress is shown", &f.progress, "auto", "bar", "plain", "json", "none")
}

func (f *applyFlags) runsFolder(category string) cli.Flag {
	return text(category, "runs-dir", "`DIR` of the journals; else the user's state folder", &f.runsDir)
}

// speed are the flags that say how fast a plan is carried out.
func (f *applyFlags) speed() []cli.Flag {
	c := categoryApply
	return []cli.Flag{
		number(c, "concurrency", "upper bound of batches in flight", usualConcurrency, between{1, 64}, &f.concurrency),
		number(c, "batch-size", "changes in one batch", 20, between{1, 20}, &f.batchSize),
		preset(c, "rate", "auto (within Graph's published quota), off (what the answers say), or at most `N` writes a second", "auto", &f.rate),
		&cli.Float64Flag{Category: c, Name: "quota-share", Usage: "share of the quota that auto uses", Value: 0.9, Destination: &f.quotaShare,
			Action: func(_ *cli.Context, v float64) error {
				if v <= 0 || v > 1 {
					return terminal.Problemf("--quota-share %v is not above 0 and up to 1", v)
				}
				return nil
			}},
	}
}

// usualConcurrency is how many batches are in flight where nobody says it.
const usualConcurrency = 4

// between bounds a number.
type between struct{ least, most int }

func number(category, name, usage string, value int, b between, into *int) *cli.IntFlag {
	return &cli.IntFlag{Category: category, Name: name, Usage: usage, Value: value, Destination: into,
		Action: func(_ *cli.Context, v int) error {
			if v < b.least || v > b.most {
				return terminal.Problemf("--%s %d is not between %d and %d", name, v, b.least, b.most)
			}
			return nil
		}}
}

// limits gives the limits of a run on a tenant of so many users; 0 counts as
// many.
func (f *applyFlags) limits(users int) (apply.Limits, error) {
	if err := enoughFiles(f.concurrency); err != nil {
		return apply.Limits{}, err
	}
	rate, err := apply.ParseRate(f.rate)
	if err != nil {
		return apply.Limits{}, terminal.Problemf("--rate %q: want auto, off, or a number of writes a second above 0", f.rate).
			Because(err)
	}
	if users == 0 {
		users = math.MaxInt
	}
	return apply.Limits{
		InFlight:   f.concurrency,
		BatchSize:  f.batchSize,
		StopAfter:  f.stopAfter,
		Rate:       rate,
		QuotaShare: f.quotaShare,
		Quota:      apply.PublishedQuota(users),
		NoVerify:   f.noVerify,
	}, nil
}

// check finds flags that would only fail after the work is done.
func (f *applyFlags) check() error {
	_, err := f.limits(0)
	return err
}
