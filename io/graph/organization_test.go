package graph_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestOrganization(t *testing.T) {
	refuse := func(path string) func(http.ResponseWriter, *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, path) {
				w.WriteHeader(http.StatusForbidden)
			}
			return strings.HasSuffix(r.URL.Path, path)
		}
	}
	for _, c := range []struct {
		name       string
		before     func(http.ResponseWriter, *http.Request) bool
		tenantName string
		fails      bool
	}{
		{"as Graph tells", nil, "Contoso", false},
		{"refused, out of the licences", refuse("/organization"), "contoso", false},
		{"all refused", refuse(""), "", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			id, name, err := newClient(t, inMemory(&tenantServer{t: t, before: c.before})).Organization(t.Context())
			if (err != nil) != c.fails || name != c.tenantName || !c.fails && id != "org-1" {
				t.Errorf("%q %q %v", id, name, err)
			}
		})
	}
}
