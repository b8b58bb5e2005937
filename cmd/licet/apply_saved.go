package main

import (
	"context"

	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/names"
	"licet/reconcile/order"
)

// bind makes sure that a saved plan is for this tenant as it is now, and orders
// its changes by the seats that are free now.
func (x *execution) bind(ctx context.Context) error {
	id, name, err := x.from.client.Organization(ctx)
	if err != nil {
		return err
	}
	if id != x.header.Tenant.ID {
		return drift("the plan is for another tenant: %s %s, not %s %s; nothing was changed",
			x.header.Tenant.DisplayName, x.header.Tenant.ID, name, id)
	}
	x.header.Tenant.Source = x.from.kind
	if err := x.label(ctx); err != nil {
		return err
	}
	if err := x.meetDrift(ctx); err != nil {
		return err
	}
	free, err := x.from.freeSeats(ctx)
	if err != nil {
		return err
	}
	steps, rings := order.OfChanges(x.plan.Changes, free)
	if len(rings) > 0 {
		return drift("the plan no longer fits the tenant: seats that it counted on are taken (%s); nothing was changed",
			x.licensesOf(rings))
	}
	x.steps = steps
	return nil
}

// label refuses a plan that calls licences what they are not in the tenant, and gives it
// the names that they have.
func (x *execution) label(ctx context.Context) error {
	skus, err := x.from.licenses(ctx)
	if err != nil {
		return err
	}
	if wrong := reconcile.Mislabelled(x.plan, skus); len(wrong) > 0 {
		return drift("the plan does not fit the tenant: %s; nothing was changed", reconcile.ListOf(wrong))
	}
	known := names.New(x.from.catalog, &reconcile.Tenant{SKUs: skus})
	x.plan = x.plan.Labelled(skus, known.Plan)
	return nil
}

// meetDrift refuses a plan of whose users some are other by now than when it was made;
// with --skip-drifted it leaves them out.
func (x *execution) meetDrift(ctx context.Context) error {
	drifted, err := x.drifted(ctx)
	if err != nil || len(drifted) == 0 {
		return err
	}
	if x.skipDrifted {
		x.plan = x.plan.Without(drifted)
		return nil
	}
	found := make([]reconcile.Finding, len(drifted))
	for i, d := range drifted {
		found[i] = d.Finding
	}
	reconcile.SortFindings(found)
	if err := report.FindingsText(x.env.Out, found, x.env.style()); err != nil {
		return err
	}
	return &exit{code: exitDrift, err: terminal.Problemf(
		"the plan no longer fits the tenant: %d of %d users have changed since; nothing was changed", len(found), len(x.plan.Changes)).
		Hint("Make the plan again from the sheet, or leave those users out with --skip-drifted.")}
}

// drifted compares the users of the plan as they are now with what it was decided by.
func (x *execution) drifted(ctx context.Context) ([]reconcile.Drifted, error) {
	ids := make([]string, len(x.plan.Changes))
	for i := range x.plan.Changes {
		ids[i] = x.plan.Changes[i].User.ID
	}
	accounts, err := x.from.client.Accounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := make(map[string]*apply.Account, len(accounts))
	for i := range accounts {
		now[accounts[i].ID] = &accounts[i]
	}
	return reconcile.Drift(x.plan, func(id string) (reconcile.Present, bool) {
		a := now[id]
		if a == nil || !a.Exists {
			return reconcile.Present{}, false
		}
		return a.Present(), true
	}), nil
}

// licensesOf names the licences of which rings are short.
func (x *execution) licensesOf(rings []order.Ring) reconcile.Listing {
	name, names := x.plan.LicenseNames(), []string{}
	for _, r := range rings {
		for _, id := range r.SKUs {
			names = append(names, name(id))
		}
	}
	return reconcile.ListOf(names)
}

// drift ends a command whose saved plan is not for the tenant as it is now.
func drift(format string, args ...any) error {
	return &exit{code: exitDrift, err: terminal.Problemf(format, args...).Hint("Make the plan again from the sheet.")}
}
