package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// item is one request of a batch.
type item struct {
	id      string
	after   []int
	call    *call
	refused *refusal
	answer  *answer
}

// batch answers a $batch call (Graph documentation: JSON batching).
func (s *Server) batch(ctx context.Context, c *call) *answer {
	s.watch.count(func(n *Stats) { n.Requests, n.Batches = n.Requests+1, n.Batches+1 })
	if c.method != http.MethodPost {
		return c.refused(refuse(http.StatusMethodNotAllowed, codeBadRequest, messageMethod))
	}
	items, bad := s.items(c)
	if bad != nil {
		return c.refused(bad)
	}
	first := s.level(items)
	leave := s.enterAll(items, first)
	defer func() { leave() }()
	if !s.travel(ctx) {
		return lost(c, dropped)
	}
	s.settleGroups()
	ans := s.faulted(ctx, c, &operation{name: opBatch}, func() *answer {
		return s.runAll(ctx, items, first, &leave)
	})
	if s.dead.Load() {
		return lost(c, dropped)
	}
	for i := range items {
		c.delayed += items[i].call.delayed
	}
	s.watch.answeredBatch(items, ans, s.leaves(c))
	return s.travelBack(ctx, c, ans)
}

// runAll runs the items: those that depend on nothing first, side by side, then
// those that depend on them. leave ends a level; that of the last one is left to
// the caller, since its items are in flight until the answer is there.
func (s *Server) runAll(ctx context.Context, items []item, level []int, leave *func()) *answer {
	for {
		s.runLevel(ctx, items, level)
		level = s.level(items)
		if len(level) == 0 {
			return s.responses(items)
		}
		(*leave)()
		*leave = s.enterAll(items, level)
	}
}

// level gives the items that have no answer and wait for nothing.
func (s *Server) level(items []item) []int {
	var out []int
	for i := range items {
		ready := items[i].answer == nil && !slices.ContainsFunc(items[i].after, func(j int) bool {
			return items[j].answer == nil
		})
		if ready {
			out = append(out, i)
		}
	}
	return out
}

// enterAll notes the items as in flight, side by side, until leave is called;
// calling it again does nothing.
func (s *Server) enterAll(items []item, level []int) (leave func()) {
	var leaves []func()
	for _, i := range level {
		if items[i].refused == nil {
			leaves = append(leaves, s.enter(items[i].call))
		}
	}
	return sync.OnceFunc(func() {
		for _, f := range leaves {
			f()
		}
	})
}

func (s *Server) runLevel(ctx context.Context, items []item, level []int) {
	for _, i := range level {
		it := &items[i]
		failed := slices.ContainsFunc(it.after, func(j int) bool { return items[j].answer.status >= 400 })
		switch {
		case it.refused != nil:
			it.answer = it.call.refused(it.refused)
		case failed:
			it.answer = it.call.refused(refuse(http.StatusFailedDependency, "FailedDependency", "The request failed because a request that it depends on failed."))
		default:
			it.answer = s.perform(ctx, it.call)
		}
	}
}

// responses writes the answers of a batch, in any order.
func (s *Server) responses(items []item) *answer {
	s.mu.Lock()
	order := s.random.Perm(len(items))
	s.mu.Unlock()
	order = slices.DeleteFunc(order, func(i int) bool { return items[i].answer.delivery == missing })
	responses := make([]object, len(order))
	for k, i := range order {
		responses[k] = items[i].response()
	}
	return okJSON(object{{"responses", responses}})
}

// response is the item's part of the answer to its batch. What is no JSON goes in
// base64.
func (it *item) response() object {
	h, headers := it.answer.header, map[string]string{"Cache-Control": "no-cache"}
	for name, values := range h {
		headers[innerName(name)] = strings.Join(values, ",")
	}
	out := object{{"id", it.id}, {"status", it.answer.status}, {"headers", headers}}
	switch {
	case len(it.answer.body) == 0:
		return out
	case strings.HasPrefix(h.Get("Content-Type"), "application/json"):
		return append(out, member{"body", json.RawMessage(it.answer.body)})
	default:
		return append(out, member{"body", it.answer.body})
	}
}

// innerName writes a header's name as Graph does in a batch.
func innerName(name string) string {
	if strings.HasPrefix(name, "X-Ms-") {
		return strings.ToLower(name)
	}
	return name
}

// wireItem is one request of a batch as it comes.
type wireItem struct {
	ID        json.RawMessage   `json:"id"`
	Method    string            `json:"method"`
	URL       string            `json:"url"`
	Headers   map[string]string `json:"headers"`
	Body      json.RawMessage   `json:"body"`
	DependsOn []string          `json:"dependsOn"`
}

// items reads the requests of a batch. Ids are compared without case.
func (s *Server) items(c *call) ([]item, *refusal) {
	var in struct {
		Requests []wireItem `json:"requests"`
	}
	if err := json.Unmarshal(c.body, &in); err != nil || in.Requests == nil {
		return nil, malformed("Invalid batch payload format.")
	}
	if len(in.Requests) > maxBatch {
		return nil, malformed(messageBatchSize)
	}
	items := make([]item, len(in.Requests))
	at := map[string]int{}
	for i, w := range in.Requests {
		if err := json.Unmarshal(w.ID, &items[i].id); err != nil || items[i].id == "" {
			return nil, malformed("Invalid batch payload format.")
		}
		key := strings.ToLower(items[i].id)
		if _, twice := at[key]; twice {
			return nil, malformed("Request Id %s has to be unique in a batch.", items[i].id)
		}
		for _, id := range w.DependsOn {
			j, before := at[strings.ToLower(id)]
			if !before {
				return nil, malformed("Invalid batch payload format: the request %s depends on %s, which does not stand before it.", items[i].id, id)
			}
			items[i].after = append(items[i].after, j)
		}
		at[key] = i
		if bad := s.item(c, &items[i], w); bad != nil {
			return nil, bad
		}
	}
	return items, nil
}

// item reads one request of a batch. What is wrong with its address is told in
// its own answer; what is wrong with its form refuses the batch.
func (s *Server) item(c *call, it *item, w wireItem) *refusal {
	it.call = &call{
		method: strings.ToUpper(w.Method), header: http.Header{}, root: c.root,
		id: s.newID(), clientID: c.clientID, app: c.app, user: c.user, arrived: c.arrived, inBatch: true,
	}
	for name, value := range w.Headers {
		it.call.header.Set(name, value)
	}
	if len(w.Body) > 0 && !bytes.Equal(w.Body, []byte("null")) {
		it.call.body = w.Body
		if it.call.header.Get("Content-Type") == "" {
			return malformed("Write request id : %s does not contain Content-Type header or body.", it.id)
		}
	}
	if w.Method == "" || w.URL == "" {
		return malformed("Invalid batch payload format.")
	}
	path, query, _ := strings.Cut(strings.TrimPrefix(w.URL, "/"), "?")
	it.refused = it.call.address(path, query)
	if it.refused == nil && it.call.path[0] == "$batch" {
		it.refused = malformed("A batch may not contain a batch.")
	}
	return nil
}
