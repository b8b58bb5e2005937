package main

import (
	"context"
	"slices"

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

// driftAtOnce is how many users are read and compared at a time, so that those of
// a large plan are never held together.
const driftAtOnce = 4000

// checkDrift compares what the users hold with what the plan says they held.
func (x *execution) checkDrift(ctx context.Context) error {
	var found []reconcile.Finding
	piece := *x.plan
	for changes := range slices.Chunk(x.plan.Changes, driftAtOnce) {
		piece.Changes = changes
		drifted, err := x.drifted(ctx, &piece)
		if err != nil {
			return err
		}
		found = append(found, drifted...)
	}
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
	return &exit{code: exitDrift, err: terminal.Problemf(format, args...).Hint("Make the plan anew from the sheet.")}
}

// drifted gives a finding for each user of a plan who holds something else by now.
func (x *execution) drifted(ctx context.Context, p *reconcile.Plan) ([]reconcile.Finding, error) {
	ids := make([]string, len(p.Changes))
	for i := range p.Changes {
		ids[i] = p.Changes[i].User.ID
	}
	accounts, err := x.from.client.Accounts(ctx, ids)
	if err != nil {
		return nil, err
	}
	now := make(map[string]*apply.Account, len(accounts))
	for i := range accounts {
		now[accounts[i].ID] = &accounts[i]
	}
	return reconcile.Drift(p, func(id string) ([]reconcile.Holding, bool) {
		a := now[id]
		if a == nil || !a.Exists {
			return nil, false
		}
		return a.Direct, true
	}), nil
}
