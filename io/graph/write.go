package graph

import (
	"context"
	"fmt"
	"net/http"

	"licet/reconcile"
	"licet/reconcile/apply"
)

// Write implements apply.Directory: one POST of one $batch, never repeated.
func (c *Client) Write(ctx context.Context, batch []apply.Write) []apply.Outcome {
	if len(batch) == 0 {
		return nil
	}
	if len(batch) > maxBatch {
		panic(fmt.Sprintf("graph: a batch of %d writes; Graph takes %d", len(batch), maxBatch))
	}
	steps := make([]wireStep, len(batch))
	for i := range batch {
		steps[i] = writeStep(&batch[i])
	}
	a, err := c.send(ctx, c.batchQuery(steps))
	out := outcomes(len(batch), a, err, c.clock.Now())
	for i := range out {
		out[i].Class = allOrNothing(out[i].Class, &batch[i])
	}
	return out
}

func writeStep(w *apply.Write) wireStep {
	s := wireStep{Headers: map[string]string{"Content-Type": "application/json"}}
	switch w.Kind {
	case apply.Licenses:
		s.Method, s.URL = http.MethodPost, userPath(w.UserID)+"/assignLicense"
		s.Body = wireAssign{Add: wireLicenses(w.Add), Remove: append([]string{}, w.Remove...)}
	case apply.SetLocation:
		s.Method, s.URL = http.MethodPatch, userPath(w.UserID)
		s.Body = map[string]string{"usageLocation": w.UsageLocation}
	default:
		panic(fmt.Sprintf("graph: unexpected Kind %d", w.Kind))
	}
	return s
}

func wireLicenses(hs []reconcile.Holding) []wireLicense {
	out := make([]wireLicense, len(hs))
	for i, h := range hs {
		out[i] = wireLicense{SKUID: h.SKUID, DisabledPlans: append([]string{}, h.DisabledPlans...)}
	}
	return out
}

// allOrNothing corrects Already: a call is carried out whole or not at all
// (Graph: user: assignLicense), so "not held" about one licence of several
// leaves open which one, and says that nothing else was done. The user is to be
// read then.
func allOrNothing(c apply.Class, w *apply.Write) apply.Class {
	if c == apply.Already && (len(w.Add) > 0 || len(w.Remove) > 1) {
		return apply.Unknown
	}
	return c
}
