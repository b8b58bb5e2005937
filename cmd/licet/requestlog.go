package main

import (
	"fmt"
	"strings"
	"sync"

	"licet/io/graph"
)

// requestLog prints every request on standard error, if it is wanted: what was
// asked and how it went, without tokens and bodies. Queries and users, which
// name people, are told with --verbose-names only.
func (e *env) requestLog(f *sourceFlags) func(graph.RequestLog) {
	if !f.verbose && !f.verboseNames {
		return nil
	}
	var mu sync.Mutex
	return func(l graph.RequestLog) {
		mu.Lock()
		defer mu.Unlock()
		path := l.Path
		if !f.verboseNames {
			path = pathOnly(path)
		}
		line := fmt.Sprintf("%s %s %d %d ms", l.Method, path, l.Status, l.Duration.Milliseconds())
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
		e.Note("%s", line)
		for _, step := range l.Steps {
			e.Note("  %s", step)
		}
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
