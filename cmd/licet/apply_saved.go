package main

import (
	"context"

	"licet/io/report"
	"licet/io/terminal"
	"licet/reconcile"
	"licet/reconcile/apply"
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
	if err := x.checkDrift(ctx); err != nil {
		return err
	}
	free, err := x.from.freeSeats(ctx)
	if err != nil {
		return err
	}
	steps, rings := order.OfChanges(x.plan.Changes, free)
	if len(rings) > 0 {
		return drift("the plan no longer fits the tenant: seats that it counted on are taken; nothing was changed")
	}
	x.steps = steps
	return nil
}

// checkDrift compares what the users hold with what the plan says they held.
func (x *execution) checkDrift(ctx context.Context) error {
	ids := make([]string, len(x.plan.Changes))
	for i := range x.plan.Changes {
		ids[i] = x.plan.Changes[i].User.ID
	}
	accounts, err := x.from.client.Accounts(ctx, ids)
	if err != nil {
		return err
	}
	now := make(map[string]*apply.Account, len(accounts))
	for i := range accounts {
		now[accounts[i].ID] = &accounts[i]
	}
	found := reconcile.Drift(x.plan, func(id string) ([]reconcile.Holding, bool) {
		a := now[id]
		if a == nil || !a.Exists {
			return nil, false
		}
		return a.Direct, true
	})
	reconcile.SortFindings(found)
	if len(found) == 0 {
		return nil
	}
	if err := report.FindingsText(x.env.Out, found, x.env.style()); err != nil {
		return err
	}
	return drift("the plan no longer fits the tenant: %d of %d users have changed since; nothing was changed",
		len(found), len(x.plan.Changes))
}

// drift ends a command whose saved plan is not for the tenant as it is now.
func drift(format string, args ...any) error {
	return &exit{code: exitDrift, err: terminal.Problemf(format, args...).Hint("Make the plan again from the sheet.")}
}
