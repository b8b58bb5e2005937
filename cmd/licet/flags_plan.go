package main

import (
	"github.com/urfave/cli/v2"

	"licet/reconcile"
	"licet/reconcile/names"
)

// planFlags say what a plan may do.
type planFlags struct {
	mode, scope, manage, ignore, location, apps, maxRemovals   string
	dropRedundant, partialSeats, skipInvalid, strict, allowGap bool
}

func (f *planFlags) flags() []cli.Flag {
	c := categoryPlan
	return append([]cli.Flag{
		f.modeFlag(),
		words(c, "scope", "whose licences may change: the users that the sheet names, or all of the tenant", &f.scope, "sheet", "tenant"),
		preset(c, "manage", "`LICENCES` for which the sheet is the truth: sheet (those that it mentions), all, or a list", "sheet", &f.manage),
		text(c, "ignore", "`LICENCES` that are left alone whatever the sheet says", &f.ignore),
		words(c, "apps", "apps of a new licence: keep off what was off, or turn all on", &f.apps, "keep", "all-on"),
		toggle(c, "drop-redundant", "remove a direct licence that the user also has through a group", &f.dropRedundant),
		toggle(c, "partial-seats", "when seats are short, assign those there are, in sheet order", &f.partialSeats),
		toggle(c, "skip-invalid", "leave out every user with an error entirely, and go on with the others", &f.skipInvalid),
		toggle(c, "strict", "treat every warning as an error", &f.strict),
	}, f.backFlags()...)
}

// backFlags say what the way back from a run may do as well.
func (f *planFlags) backFlags() []cli.Flag {
	c := categoryPlan
	return []cli.Flag{
		text(c, "default-location", "country `XX` for users without a usage location who get a licence", &f.location),
		toggle(c, "allow-gap", "break a ring of swaps without a spare seat by removing one user's licence first", &f.allowGap),
		text(c, "max-removals", "`N` or P%: more removals stop it; else 20 or 10 % of the direct assignments in scope", &f.maxRemovals),
	}
}

func (f *planFlags) modeFlag() cli.Flag {
	return words(categoryPlan, "mode", "whether the sheet is the whole truth, or only adds, or only removes",
		&f.mode, "exact", "add", "remove")
}

func (f *planFlags) options(names *names.Names) (reconcile.Options, error) {
	o := reconcile.Options{
		Mode:            map[string]reconcile.Mode{"add": reconcile.Add, "remove": reconcile.Remove}[f.mode],
		ManageAll:       f.manage == "all",
		DefaultLocation: f.location,
		AllAppsOn:       f.apps == "all-on",
		DropRedundant:   f.dropRedundant,
		PartialSeats:    f.partialSeats,
		SkipInvalid:     f.skipInvalid,
		Strict:          f.strict,
		AllowGap:        f.allowGap,
		Ignore:          splitList(f.ignore, names.IsLicense),
	}
	if f.scope == "tenant" {
		o.Scope = reconcile.ScopeTenant
	}
	if !o.ManageAll && f.manage != "sheet" {
		o.Manage = splitList(f.manage, names.IsLicense)
	}
	if f.maxRemovals == "" {
		return o, nil
	}
	limit, err := reconcile.ParseLimit(f.maxRemovals)
	o.MaxRemovals = limit
	return o, err
}
