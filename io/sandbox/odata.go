package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Page sizes of users (Graph documentation: List users).
const (
	defaultPage  = 100
	largestPage  = 999
	signInPage   = 500
	headerQuery  = "ConsistencyLevel"
	valueQuery   = "eventual"
	skipTokenArg = "$skiptoken"
)

// query is the OData part of a request.
type query struct {
	// top is the page size that was asked for; 0 when none was.
	top      int
	selected []string
	filter   string
	// advanced is true with both ConsistencyLevel: eventual and $count=true.
	advanced bool
	// from is where the page begins, later true when the client came by a next link.
	from  int
	later bool
}

// topOf gives the page size that is asked for, 0 for none; false where that is no
// page size.
func topOf(c *call) (int, bool) {
	raw := c.query.Get("$top")
	n, err := strconv.Atoi(raw)
	return n, raw == "" || err == nil && n >= 1 && n <= largestPage
}

// total tells how many entries a list has where the query asks for it, and only
// with its first page.
func (q *query) total(n int) *int {
	if !q.advanced || q.later {
		return nil
	}
	return &n
}

// eventual reports whether the request has the header of advanced queries.
func (c *call) eventual() bool { return strings.EqualFold(c.header.Get(headerQuery), valueQuery) }

// readQuery reads the query options of a list and refuses what Graph refuses.
func (s *Server) readQuery(c *call, allowed ...string) (*query, *refusal) {
	for _, name := range slices.Sorted(maps.Keys(c.query)) {
		if bad := s.checkOption(c, name, allowed); bad != nil {
			return nil, bad
		}
	}
	q := &query{filter: c.query.Get("$filter"), selected: selection(c)}
	var ok bool
	if q.top, ok = topOf(c); !ok {
		return nil, unsupported(messagePageSize, c.query.Get("$top"))
	}
	q.advanced = c.eventual() && strings.EqualFold(c.query.Get("$count"), "true")
	if token := c.query.Get(skipTokenArg); token != "" {
		q.later = true
		var bad *refusal
		if q.from, bad = s.readPageToken(c, token); bad != nil {
			return nil, bad
		}
	}
	return q, nil
}

func (s *Server) checkOption(c *call, name string, allowed []string) *refusal {
	switch {
	case !strings.HasPrefix(name, "$") || slices.Contains(allowed, name):
		return nil
	case name == "$search" && !c.eventual():
		return unsupported("Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'")
	case name == "$orderby":
		return unsupported("Sorting not supported for current query.")
	case name == "$skip":
		return badRequest("'$skip' is not supported by the service.")
	case name == "$search" || name == "$expand":
		return refuse(http.StatusNotImplemented, "NotImplemented", "The sandbox does not serve %s.", name)
	}
	return badRequest("The query option '%s' is not supported for this resource.", name)
}

// selection gives the names of $select.
func selection(c *call) []string {
	var names []string
	for name := range strings.SplitSeq(c.query.Get("$select"), ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// queryHash binds a page token to its query.
func (s *Server) queryHash(c *call) uint64 {
	query := maps.Clone(c.query)
	delete(query, skipTokenArg)
	h := fnv.New64a()
	fmt.Fprintln(h, s.options.Seed, strings.ToLower(strings.Join(c.path, "/")), query.Encode())
	return h.Sum64()
}

// pageToken says where the next page begins, and of which query.
type pageToken struct {
	From  int
	Query uint64
}

func (s *Server) readPageToken(c *call, token string) (int, *refusal) {
	var t pageToken
	if !readToken(token, &t) || t.Query != s.queryHash(c) {
		return 0, badRequest("The specified page token value is invalid for this query.")
	}
	return t.From, nil
}

// writeToken makes a text for addresses of what readToken reads.
func writeToken(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err) // numbers, times and texts
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

func readToken(token string, v any) bool {
	raw, err := base64.RawURLEncoding.DecodeString(token)
	return err == nil && json.Unmarshal(raw, v) == nil
}

// nextLink gives the address of the page that begins at from: that of the
// request on the host that the client asked, with another token.
func (s *Server) nextLink(c *call, from int) string {
	query := maps.Clone(c.query)
	query.Set(skipTokenArg, writeToken(pageToken{from, s.queryHash(c)}))
	path, _, _ := strings.Cut(c.rawURL, "?")
	return c.root + path + "?" + strings.ReplaceAll(query.Encode(), "%24", "$")
}
