package graph_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"licet/io/graph"
	"licet/io/sandbox"
	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/apply/directorytest"
)

// A list that is begun anew brings users twice; a file must not have them so.
func TestStreamedUsersComeOnce(t *testing.T) {
	s := &tenantServer{t: t, users: people(30), pageSize: 10, count: "30"}
	expired := false
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if expired || r.URL.Query().Get("$skiptoken") != "2" {
			return false
		}
		expired = true
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"error":{"code":"Directory_ExpiredPageToken","message":"The specified page token value has expired."}}`)
		return true
	}
	var got []string
	tenant, read, err := s.read(graph.ReadOptions{Each: func(u *reconcile.UserRecord) error {
		got = append(got, u.ID)
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(got)
	if !expired || len(got) != 30 || len(slices.Compact(got)) != 30 || len(tenant.Users) != 0 || read.Users != 30 {
		t.Errorf("%d users came, %d are in the tenant, %+v", len(got), len(tenant.Users), read)
	}
	full := errors.New("the disk is full")
	if _, _, err := s.read(graph.ReadOptions{Each: func(*reconcile.UserRecord) error { return full }}); !errors.Is(err, full) {
		t.Errorf("who takes the users failed: %v", err)
	}
}

func TestAuditsReadSignInsWhereTheyMay(t *testing.T) {
	user := strings.Replace(people(1)[0], `"assignedLicenses"`, `"signInActivity":{"lastSignInDateTime":"2026-01-02T03:04:05Z","lastNonInteractiveSignInDateTime":"2026-02-02T03:04:05Z","lastSuccessfulSignInDateTime":null},"assignedLicenses"`, 1)
	for _, refused := range []bool{false, true} {
		s := &tenantServer{t: t, users: []string{user}, count: "1"}
		s.before = func(w http.ResponseWriter, r *http.Request) bool {
			asked := strings.Contains(r.URL.RawQuery, "signInActivity")
			if asked && !strings.Contains(r.URL.RawQuery, "$top=500") {
				t.Errorf("asked for %s: a page with signInActivity has at most 500 users", r.URL)
			}
			switch {
			case r.URL.Path == "/v1.0/directory/subscriptions":
				fmt.Fprintf(w, `{"value":[{"skuId":%q,"status":"Enabled","totalLicenses":10,"nextLifecycleDateTime":"2027-01-01T00:00:00Z"}]}`, e5)
			case asked && refused:
				w.WriteHeader(http.StatusForbidden)
				fmt.Fprint(w, `{"error":{"code":"Authentication_RequestFromNonPremiumTenantOrB2CTenant","message":"Neither tenant is B2C or tenant doesn't have premium license"}}`)
			case strings.HasSuffix(r.URL.Path, "/users") && !asked:
				fmt.Fprintf(w, `{"value":[%s]}`, people(1)[0])
			default:
				return false
			}
			return true
		}
		tenant, read, err := s.read(graph.ReadOptions{Audit: true})
		if err != nil {
			t.Fatal(err)
		}
		want := time.Date(2026, 2, 2, 3, 4, 5, 0, time.UTC).Unix()
		if refused {
			want = 0
		}
		if tenant.Users[0].LastSignIn != want || tenant.Knows.SignIns == refused || (len(read.Notes) > 0) != refused {
			t.Errorf("refused %v: last sign-in %d, knows %v, notes %q", refused, tenant.Users[0].LastSignIn, tenant.Knows.SignIns, read.Notes)
		}
		if len(tenant.Subscriptions) != 1 || tenant.Subscriptions[0].Renews == 0 || tenant.Subscriptions[0].SKUID != e5 {
			t.Errorf("subscriptions %+v", tenant.Subscriptions)
		}
	}
}

// What changed comes from Graph; that it will not say is told apart from that
// it could not be asked.
func TestDeltaSaysWhoChanged(t *testing.T) {
	f := directorytest.NewFixture()
	c := newClient(t, onContract(t, sandbox.New(sandbox.NewStore(fileOf(f)), sandbox.Options{})))
	link, err := c.DeltaLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	none, err := c.Changed(t.Context(), link)
	if err != nil || len(none.Users)+len(none.Deleted)+len(none.Gone) > 0 {
		t.Fatalf("before anything changed: %+v, %v", none, err)
	}
	holder := slices.IndexFunc(f.Users, func(u directorytest.User) bool { return len(u.Direct) > 0 })
	changes := removals(1)
	changes[0].UserID, changes[0].Remove = f.Users[holder].ID, []string{f.Users[holder].Direct[0].SKUID}
	if out := c.Write(t.Context(), changes); out[0].Class != apply.Done {
		t.Fatalf("%+v", out[0])
	}
	some, err := c.Changed(t.Context(), none.Link)
	if err != nil || len(some.Users) != 1 || some.Users[0] != f.Users[holder].ID || some.Link == none.Link {
		t.Errorf("after %s changed: %+v, %v", f.Users[holder].ID, some, err)
	}
}

func TestARefusedDeltaLinkStartsOver(t *testing.T) {
	const link = "https://graph.microsoft.com/v1.0/users/delta?$deltatoken=t"
	for name, a := range map[string]canned{
		"gone":    {status: 410, body: `{"error":{"code":"resyncRequired","message":"Resync is required."}}`},
		"expired": {status: 400, body: `{"error":{"code":"syncStateNotFound","message":"The sync state is not found."}}`},
	} {
		c := newClient(t, inMemory(&script{answers: []canned{a}}))
		if _, err := c.Changed(t.Context(), link); !errors.Is(err, graph.ErrStartOver) {
			t.Errorf("%s: %v", name, err)
		}
	}
	s := &script{answers: []canned{{status: 200, body: `{"value":[]}`}}}
	c := newClient(t, inMemory(s))
	if _, err := c.Changed(t.Context(), "https://elsewhere.example/v1.0/users/delta?$deltatoken=t"); !errors.Is(err, graph.ErrStartOver) || s.requests() > 0 {
		t.Errorf("a link to another server: %v after %d requests", err, s.requests())
	}
	if _, err := c.Changed(t.Context(), link); err == nil || errors.Is(err, graph.ErrStartOver) {
		t.Errorf("no link at the end: %v", err)
	}
	denied := newClient(t, inMemory(&script{answers: []canned{{status: 403, body: `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`}}}))
	if _, err := denied.Changed(t.Context(), link); err == nil || errors.Is(err, graph.ErrStartOver) {
		t.Errorf("a missing permission: %v", err)
	}
}

// Each part of an overview stands for itself: one permission that is missing
// does not hide what the others allow.
func TestAnOverviewGoesOnWhereOnePartIsRefused(t *testing.T) {
	s := &tenantServer{t: t, users: people(3), pageSize: 10, count: "3"}
	s.before = func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path != "/v1.0/organization" {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		io.WriteString(w, `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges to complete the operation."}}`)
		return true
	}
	o := newClient(t, inMemory(s)).Overview(t.Context(), &reconcile.Catalog{})
	if o.ID != "org-1" || o.DisplayName != "contoso" || len(o.SKUs) != 1 || o.Users != 3 || o.SKUsErr != nil || o.UsersErr != nil {
		t.Errorf("%+v", o)
	}
	if o.OrganizationErr == nil || !strings.Contains(o.OrganizationErr.Error(), "Organization.Read.All") {
		t.Errorf("the organization was refused: %v", o.OrganizationErr)
	}
}
