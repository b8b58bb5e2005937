// Package contracttest holds what goes over the wire to a contract: the shapes
// of Microsoft Graph as its published metadata has them, in
// graph.schema.json. The client and the sandbox were written by the same people
// and could share a misspelt field; the contract was not written from either.
package contracttest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

//go:embed graph.schema.json
var schema []byte

// address names the schema in errors; nothing is fetched from there.
const address = "https://graph.invalid/schema.json"

// Contract checks requests and answers. It is safe for concurrent use.
type Contract struct {
	schemas map[string]*jsonschema.Schema
}

// New gives the contract.
func New() *Contract { return read() }

// read compiles the schema, once: nearly every test asks for it.
var read = sync.OnceValue(func() *Contract {
	c := &Contract{schemas: map[string]*jsonschema.Schema{}}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema))
	compiler := jsonschema.NewCompiler()
	if err = errors.Join(err, compiler.AddResource(address, doc)); err != nil {
		panic(err) // the schema is a file of this package
	}
	for _, p := range append(paths, shape{answer: "error"}) {
		for _, name := range []string{p.body, p.answer} {
			if name != "" {
				c.schemas[name] = compiler.MustCompile(address + "#/$defs/" + name)
			}
		}
	}
	return c
})

// shape is what a path takes and gives, as names in the schema. An empty body
// is none; an empty answer is not JSON, or has no body.
type shape struct {
	method, path string
	body, answer string
}

// paths are all that licet knows of Graph.
var paths = []shape{
	{"GET", "users", "", "users"},
	{"GET", "users/$count", "", ""},
	{"GET", "users/delta", "", "usersDelta"},
	{"GET", "users/{}", "", "user"},
	{"GET", "me", "", "user"},
	{"PATCH", "users/{}", "patchUserBody", ""},
	{"POST", "users/{}/assignLicense", "assignLicenseBody", "user"},
	{"POST", "users/{}/reprocessLicenseAssignment", "", "user"},
	{"GET", "users/{}/licenseDetails", "", "licenseDetailsList"},
	{"GET", "subscribedSkus", "", "subscribedSkus"},
	{"GET", "subscribedSkus/{}", "", "subscribedSku"},
	{"GET", "organization", "", "organizations"},
	{"GET", "organization/{}", "", "organization"},
	{"GET", "groups", "", "groups"},
	{"GET", "groups/{}", "", "group"},
	{"GET", "groups/{}/members", "", "users"},
	{"GET", "groups/{}/membersWithLicenseErrors", "", "users"},
	{"POST", "groups/{}/assignLicense", "assignLicenseBody", "group"},
	{"GET", "directory/subscriptions", "", "subscriptions"},
	{"GET", "directory/deletedItems/user", "", "users"},
	{"POST", "directoryObjects/getByIds", "getByIdsBody", "users"},
	{"POST", "$batch", "batchBody", "batchAnswer"},
}

// find gives the shape of a path below the version; nil if licet knows none.
func find(method, path string) *shape {
	path, _, _ = strings.Cut(path, "?")
	path = strings.ReplaceAll(strings.ReplaceAll(path, "('", "/"), "')", "")
	got := strings.Split(strings.Trim(path, "/"), "/")
	for i := range paths {
		if strings.EqualFold(paths[i].method, method) && paths[i].matches(got) {
			return &paths[i]
		}
	}
	return nil
}

func (s *shape) matches(got []string) bool {
	return slices.EqualFunc(strings.Split(s.path, "/"), got, func(want, got string) bool {
		bare := strings.TrimSuffix(strings.TrimPrefix(got, "microsoft.graph."), "()")
		return want == "{}" || strings.EqualFold(want, bare)
	})
}

// Request gives what is wrong with a request; nil if nothing is. A batch is
// checked with all that is in it.
func (c *Contract) Request(method, path string, body []byte) error {
	s := find(method, path)
	switch {
	case s == nil:
		return fmt.Errorf("%s %s is no path of the contract", method, path)
	case s.body == "" && len(body) == 0:
		return nil
	case s.body == "":
		return fmt.Errorf("%s %s takes no body", method, path)
	}
	if err := c.check(s.body, body); err != nil || s.path != "$batch" {
		return about(method, path, err)
	}
	for _, step := range stepsOf(body) {
		if err := c.Request(step.Method, step.URL, step.Body); err != nil {
			return err
		}
	}
	return nil
}

// Answer gives what is wrong with the answer to a request; nil if nothing is.
func (c *Contract) Answer(method, path string, status int, body []byte) error {
	s := find(method, path)
	switch {
	case status >= http.StatusBadRequest:
		return about(method, path, c.check("error", body))
	case s == nil:
		return fmt.Errorf("%s %s is no path of the contract", method, path)
	case s.answer == "":
		return nil
	}
	return about(method, path, c.check(s.answer, body))
}

// Batch gives what is wrong with the answer to a batch, step by step.
func (c *Contract) Batch(request, answer []byte) error {
	asked := map[string]step{}
	for _, s := range stepsOf(request) {
		asked[strings.ToLower(s.ID)] = s
	}
	var got struct {
		Responses []struct {
			ID     string
			Status int
			Body   json.RawMessage
		}
	}
	if err := json.Unmarshal(answer, &got); err != nil {
		return err
	}
	for _, r := range got.Responses {
		s, ok := asked[strings.ToLower(r.ID)]
		if !ok {
			return fmt.Errorf("an answer to the step %q, which nobody sent", r.ID)
		}
		// A page of HTML stands there as text.
		if bytes.HasPrefix(r.Body, []byte(`"`)) {
			continue
		}
		if err := c.Answer(s.Method, s.URL, r.Status, r.Body); err != nil {
			return err
		}
	}
	return nil
}

// step is one request of a batch.
type step struct {
	ID, Method, URL string
	Body            json.RawMessage
}

func stepsOf(body []byte) []step {
	var b struct{ Requests []step }
	if json.Unmarshal(body, &b) != nil {
		return nil
	}
	return b.Requests
}

func (c *Contract) check(name string, body []byte) error {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil {
		return err
	}
	return c.schemas[name].Validate(doc)
}

func about(method, path string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", method, path, err)
}
