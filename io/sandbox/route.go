package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// operation is what a route does.
type operation struct {
	// name is used by faults and statistics.
	name string
	// write is true for what counts against the quota of writes.
	write bool
	// user is true when the second segment of the path names a user whose
	// writes must not overlap.
	user bool
	// units is the cost in resource units; withSelect what it is with $select
	// when that differs (0: the same).
	units, withSelect int
	handle            func(*Server, *call) (*answer, *refusal)
}

// opBatch is the name of a whole batch, which is no route.
const opBatch = "batch"

// route is a method and a pattern; {} stands for any one segment.
type route struct {
	method, pattern string
	operation
}

// routes are all that the sandbox serves below the version. Costs are those of
// graph.md 11; what is not listed there costs 1.
func routes() []route {
	return []route{
		{"GET", "users", operation{"listUsers", false, false, 2, 1, (*Server).listUsers}},
		{"GET", "users/$count", operation{"countUsers", false, false, 1, 0, (*Server).countUsers}},
		{"GET", "users/delta", operation{"usersDelta", false, false, deltaUnits, 1, (*Server).usersDelta}},
		{"GET", "users/{}", operation{"getUser", false, false, 1, 0, (*Server).getUser}},
		{"PATCH", "users/{}", operation{"patchUser", true, true, 1, 0, (*Server).patchUser}},
		{"POST", "users/{}/assignLicense", operation{"assignLicense", true, true, 1, 0, (*Server).assignLicense}},
		{"POST", "users/{}/reprocessLicenseAssignment", operation{"reprocess", true, true, 1, 0, (*Server).reprocess}},
		{"GET", "users/{}/licenseDetails", operation{"licenseDetails", false, false, 2, 0, (*Server).licenseDetails}},
		{"GET", "me", operation{"me", false, false, 1, 0, (*Server).me}},
		{"GET", "subscribedSkus", operation{"skus", false, false, 3, 2, (*Server).listSKUs}},
		{"GET", "subscribedSkus/{}", operation{"skus", false, false, 1, 0, (*Server).getSKU}},
		{"GET", "organization", operation{"organization", false, false, 1, 0, (*Server).listOrganization}},
		{"GET", "organization/{}", operation{"organization", false, false, 1, 0, (*Server).getOrganization}},
		{"GET", "groups", operation{"listGroups", false, false, 1, 0, (*Server).listGroups}},
		{"GET", "groups/{}", operation{"getGroup", false, false, 1, 0, (*Server).getGroup}},
		{"GET", "groups/{}/members", operation{"groupMembers", false, false, 3, 0, (*Server).groupMembers}},
		{"GET", "groups/{}/membersWithLicenseErrors", operation{"groupMembers", false, false, 3, 0, (*Server).groupErrors}},
		{"POST", "groups/{}/assignLicense", operation{"groupAssignLicense", true, false, 1, 0, (*Server).assignGroup}},
		{"GET", "directory/subscriptions", operation{"subscriptions", false, false, 1, 0, (*Server).listSubscriptions}},
		{"GET", "directory/deletedItems/user", operation{"deletedUsers", false, false, 1, 0, (*Server).listDeleted}},
		{"POST", "directoryObjects/getByIds", operation{"getByIds", false, false, 5, 2, (*Server).getByIDs}},
	}
}

// find gives the operation of a call.
func (s *Server) find(c *call) (*operation, *refusal) {
	known := false
	for i := range s.routes {
		r := &s.routes[i]
		if matches(r.pattern, c.path) {
			if r.method == c.method {
				return &r.operation, nil
			}
			known = true
		}
	}
	if known {
		return nil, refuse(http.StatusMethodNotAllowed, codeBadRequest, messageMethod)
	}
	return nil, malformed("Resource not found for the segment '%s'.", c.path[len(c.path)-1])
}

// matches compares a pattern with the segments of a path. Actions and
// functions may be written with their namespace and with brackets.
func matches(pattern string, path []string) bool {
	want := strings.Split(pattern, "/")
	return slices.EqualFunc(want, path, func(w, p string) bool {
		if w == "{}" {
			return p != ""
		}
		return strings.EqualFold(w, bareName(p))
	})
}

func bareName(segment string) string {
	return strings.TrimSuffix(strings.TrimPrefix(segment, "microsoft.graph."), "()")
}

// cost gives the resource units of a call: $select saves, a $top below 20
// saves one, never below 1 (Graph documentation: throttling limits).
func (op *operation) cost(c *call) int {
	units := op.units
	if op.withSelect > 0 && c.query.Has("$select") {
		units = op.withSelect
	}
	if n, ok := topOf(c); ok && n > 0 && n < 20 {
		units--
	}
	return max(1, units)
}
