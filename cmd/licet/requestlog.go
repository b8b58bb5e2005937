package main

import (
	"fmt"
	"strings"
	"sync"

	"licet/io/graph"
)

// requestLog prints every request on standard error, if it is wanted: what was
// asked and how it went, without tokens, bodies or queries, which may hold
// people's names.
func (e *env) requestLog(wanted bool) func(graph.RequestLog) {
	if !wanted {
		return nil
	}
	var mu sync.Mutex
	return func(l graph.RequestLog) {
		mu.Lock()
		defer mu.Unlock()
		line := fmt.Sprintf("%s %s %d %d ms", l.Method, pathOnly(l.Path), l.Status, l.Duration.Milliseconds())
		if l.Inner > 0 {
			line += fmt.Sprintf(" (%d inside)", l.Inner)
		}
		if l.Units > 0 {
			line += fmt.Sprintf(" %g units", l.Units)
		}
		if l.RetryAfter != "" {
			line += " retry after " + l.RetryAfter
		}
		if l.RequestID != "" {
			line += " request-id " + l.RequestID
		}
		if l.Err != nil {
			line += " " + l.Err.Error()
		}
		e.note("%s", line)
	}
}

// pathOnly leaves the query out, and who a path is about.
func pathOnly(path string) string {
	path, _, _ = strings.Cut(path, "?")
	parts := strings.Split(path, "/")
	for i := range parts {
		if i > 0 && parts[i-1] == "users" && !strings.HasPrefix(parts[i], "$") && parts[i] != "delta" {
			parts[i] = "{id}"
		}
	}
	return strings.Join(parts, "/")
}
