package graph

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"licet/io/graph/signin"
	"licet/io/graph/transport"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// maxBatch is the most requests that one batch takes (Graph: JSON batching).
const maxBatch = 20

// batchQuery packs steps into one call and gives them their ids, which count
// from 1.
func (c *Client) batchQuery(steps []wireStep) query {
	for i := range steps {
		steps[i].ID = strconv.Itoa(i + 1)
	}
	body, err := json.Marshal(map[string]any{"requests": steps})
	if err != nil {
		panic(err) // only strings and lists of strings
	}
	return query{method: http.MethodPost, url: c.address("/$batch"), body: body, steps: steps}
}

// readBatch takes the answer to a batch of n steps apart: one reply a step, in
// order, nil for a step that has no answer or two. False means that the answer
// is none to a batch at all; its status does not matter, since Graph has been
// seen to answer throttled batches with 424 (Graph: JSON batching).
//
// Items without a header of their own get request-id and Date from the call.
func readBatch(a *answer, n int) ([]*reply, bool) {
	if a.cut != nil {
		return nil, false
	}
	var w wireBatchAnswer
	err := json.Unmarshal(a.body, &w)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) || w.Responses == nil {
		return nil, false
	}
	replies := make([]*reply, n)
	seen := make([]bool, n)
	for _, item := range *w.Responses {
		i, err := strconv.Atoi(strings.TrimSpace(item.ID))
		if err != nil || i < 1 || i > n {
			continue
		}
		i--
		replies[i] = item.reply(a.header)
		if seen[i] || item.Status < 100 || item.Status > 599 {
			replies[i] = nil
		}
		seen[i] = true
	}
	return replies, true
}

func (w *wireStepAnswer) reply(outer http.Header) *reply {
	h := http.Header{}
	for _, name := range []string{"request-id", "Date"} {
		if v := outer.Get(name); v != "" {
			h.Set(name, v)
		}
	}
	for name, value := range w.Headers {
		if text, ok := value.(string); ok {
			h.Set(name, text)
		}
	}
	return &reply{status: w.Status, header: h, body: w.Body}
}

// outcomes says what became of each of n steps of a write that was sent once.
func outcomes(n int, a *answer, err error, now time.Time) []apply.Outcome {
	if err != nil {
		return slices.Repeat([]apply.Outcome{unansweredOutcome(err)}, n)
	}
	replies, ok := readBatch(a, n)
	if !ok {
		return slices.Repeat([]apply.Outcome{callOutcome(a, now)}, n)
	}
	out := make([]apply.Outcome, n)
	for i, r := range replies {
		if r == nil {
			out[i] = lost("Graph's answer does not say what became of this one")
			out[i].RequestID = a.header.Get("request-id")
			continue
		}
		out[i] = classify(*r, now)
		if out[i].LimitPercentage == 0 {
			out[i].LimitPercentage, _ = strconv.ParseFloat(a.header.Get("x-ms-throttle-limit-percentage"), 64)
		}
	}
	return out
}

// callOutcome is for an answer without a word on the single steps. One that
// looks like success says nothing of them.
func callOutcome(a *answer, now time.Time) apply.Outcome {
	if !isSuccess(a.status) {
		return classify(reply{status: a.status, header: a.header, body: a.body, outer: true}, now)
	}
	o := lost(transport.Foreign(a.status, a.body))
	if a.cut != nil {
		o = lost("Graph's answer broke off: " + a.cut.Error())
	}
	o.Outer, o.RequestID = true, a.header.Get("request-id")
	return o
}

func lost(message string) apply.Outcome {
	return apply.Outcome{Class: apply.Unknown, Reason: apply.Dropped, Message: reconcile.Verbatim(message)}
}

// unansweredOutcome is for a call that brought no answer: what was never sent
// can be sent again, of the rest nothing is known.
func unansweredOutcome(err error) apply.Outcome {
	o := lost(err.Error())
	o.Outer = true
	var sign *signin.Error
	switch {
	case errors.As(err, &sign):
		o.Class, o.Reason = apply.Fatal, apply.SignInLost
	case transport.IsUntrusted(err):
		o.Class, o.Reason = apply.Fatal, apply.Unavailable
	case transport.IsUnreached(err):
		o.Class, o.Reason = apply.Retry, apply.Unavailable
	}
	return o
}

// isBatchAnswer reports whether an answer holds replies to the steps of a
// batch, whatever its status.
func isBatchAnswer(a *answer) bool {
	_, ok := readBatch(a, 0)
	return ok
}
