package users

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"licet/reconcile"
)

// plainUser is what encoding/json reads of a user.
type plainUser struct {
	ID, UserPrincipalName, DisplayName, Mail, UsageLocation, UserType string
	GivenName, Surname, Department, JobTitle, EmployeeID              string
	AccountEnabled, OnPremisesSyncEnabled                             *bool
	SignInActivity                                                    *struct {
		LastSignInDateTime, LastNonInteractiveSignInDateTime, LastSuccessfulSignInDateTime *time.Time
	}
	AssignedLicenses []struct {
		SKUID         string
		DisabledPlans []string
	}
	LicenseAssignmentStates []struct {
		SKUID, AssignedByGroup, State, Error, LastUpdatedDateTime string
		DisabledPlans                                             []string
	}
}

func (p *plainUser) record() reconcile.UserRecord {
	r := reconcile.UserRecord{
		ID: p.ID, UserPrincipalName: p.UserPrincipalName, DisplayName: p.DisplayName, Mail: p.Mail, UsageLocation: p.UsageLocation,
		Guest: strings.EqualFold(p.UserType, "Guest"), Synced: p.OnPremisesSyncEnabled != nil && *p.OnPremisesSyncEnabled,
	}
	if p.AccountEnabled != nil {
		r.Enabled = map[bool]reconcile.Answer{false: reconcile.No, true: reconcile.Yes}[*p.AccountEnabled]
	}
	if s := p.SignInActivity; s != nil {
		for _, at := range []*time.Time{s.LastSignInDateTime, s.LastNonInteractiveSignInDateTime, s.LastSuccessfulSignInDateTime} {
			if at != nil {
				r.LastSignIn = max(r.LastSignIn, at.Unix())
			}
		}
	}
	if p.AssignedLicenses != nil {
		r.AssignedLicenses = []reconcile.LicenseRecord{}
	}
	for _, l := range p.AssignedLicenses {
		r.AssignedLicenses = append(r.AssignedLicenses, reconcile.LicenseRecord{SKUID: l.SKUID, DisabledPlans: l.DisabledPlans})
	}
	for _, s := range p.LicenseAssignmentStates {
		r.States = append(r.States, reconcile.StateRecord{
			SKUID: s.SKUID, AssignedByGroup: s.AssignedByGroup, State: s.State, Error: s.Error, DisabledPlans: s.DisabledPlans})
	}
	return r
}

// plainly reads a page by encoding/json.
func plainly(body []byte) (users []reconcile.UserRecord, next string, err error) {
	var page struct {
		NextLink string       `json:"@odata.nextLink"`
		Value    *[]plainUser `json:"value"`
	}
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, "", err
	}
	if page.Value == nil {
		return nil, "", ErrNoPage
	}
	for i := range *page.Value {
		users = append(users, (*page.Value)[i].record())
	}
	return users, page.NextLink, nil
}

const bigUser = `{"id":"1a0e0000-0000-4000-8000-000000000007","userPrincipalName":"first.last@contoso.com","displayName":"First Last","mail":"first.last@contoso.com","accountEnabled":true,"userType":"Member","usageLocation":"DE","onPremisesSyncEnabled":null,` +
	`"assignedLicenses":[{"disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06"},{"disabledPlans":[],"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965"}],` +
	`"licenseAssignmentStates":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["efb0351d-3b08-4503-993d-383af8de41e3"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"},` +
	`{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965","disabledPlans":[],"assignedByGroup":"0f9f8b2c-1111-4222-8333-444455556666","state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"}]}`

// pageOf is a page around users.
func pageOf(users ...string) string {
	return `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#users","@odata.nextLink":"https://graph.microsoft.com/v1.0/users?$skiptoken=x","value":[` + strings.Join(users, ",") + `]}`
}

// oddPages are pages of which a reader could be sure by mistake.
var oddPages = []string{
	pageOf(), pageOf(`{}`), pageOf(`null`), pageOf(`{"id":"1"}`, `{"id":"2","mail":null}`), `{}`, `{"value":null}`, `null`, ``, ` [] `,
	pageOf(bigUser),
	pageOf(`{"id":"1","userPrincipalName":"o\"brien\\@contoso.com","mail":"o\"brien\\@contoso.com","displayName":"\u4f60\u597d \ud83d\ude00 \/ \t"}`),
	pageOf(`{"id":"1","displayName":"broken \ud83d alone, and \q"}`), pageOf(`{"id":"1","displayName":"王伟"}`), pageOf("{\"id\":\"1\",\"displayName\":\"\xff\"}"),
	pageOf("{\"id\":\"1\",\"displayName\":\"a\nb\"}"), pageOf(`{"id":"1","id":"2"}`), pageOf(`{"ID":"1"}`), pageOf(`{"id":1}`), pageOf(`{"id":"1","more":{"id":"2"}}`),
	pageOf(`{"id":"1","accountEnabled":null,"onPremisesSyncEnabled":null,"usageLocation":null,"userType":"guest"}`), pageOf(`{"id":"1","accountEnabled":false,"onPremisesSyncEnabled":true}`),
	pageOf(`{"id":"1","accountEnabled":"false"}`), pageOf(`{"id":"1","accountEnabled":falsehood}`),
	pageOf(`{"id":"1","assignedLicenses":null,"licenseAssignmentStates":null}`), pageOf(`{"id":"1","assignedLicenses":[],"licenseAssignmentStates":[{}]}`),
	pageOf(`{"id":"1","assignedLicenses":[{"skuId":"a","disabledPlans":["p]","q"]},{"skuId":"b","disabledPlans":null},{"disabledPlans":[null]}]}`),
	pageOf(`{"id":"1","licenseAssignmentStates":[{"skuId":"a","disabledPlans":["p"],"assignedByGroup":null,"state":"Active","error":"None","lastUpdatedDateTime":"2026-09-01T07:12:44Z"}]}`),
	pageOf(`{"id":"1","signInActivity":{"lastSignInDateTime":"2026-09-01T07:12:44Z","lastSignInRequestId":"r","lastNonInteractiveSignInDateTime":null,"lastSuccessfulSignInDateTime":"2026-10-01T07:12:44.5+02:00"}}`),
	pageOf(`{"id":"1","signInActivity":{"lastSignInDateTime":""}}`), pageOf(`{"id":"1","signInActivity":{"lastSignInDateTime":"\u0032026-09-01T07:12:44Z"}}`), pageOf(`{"id":"1","signInActivity":null}`),
	pageOf(`{"id":"1"},`), pageOf(`{"id":"1",}`), pageOf(`{"id" "1"}`), pageOf(`{"id":"1"} {"id":"2"}`), pageOf(`{"id":"1"}`) + "x", pageOf(`{"id":"1"}`) + " \n", pageOf(`{"id":"1"}`)[:90],
	" { \"value\" : [ { \"id\" : \"1\" , \"mail\":\"m\"\r\n} ] , \"@odata.nextLink\":\"n\" } ", `{"value":[{"id":"1\"}]}`, `{"value":[{"id":"1"}],"@odata.count":7}`, "{\"value\":[]}\x00",
}

// TestPagesAreThoseOfJSON: what encoding/json takes, the decoder takes, and reads
// the same; what it refuses is refused. A user read wrong would be a licence
// given or taken.
func TestPagesAreThoseOfJSON(t *testing.T) {
	d := NewDecoder()
	var into []reconcile.UserRecord
	for range 2 { // the second time with what is remembered, and room that was used
		for _, body := range oddPages {
			want, wantNext, wantErr := plainly([]byte(body))
			got, next, err := d.Page([]byte(body), into)
			into = got
			if (err == nil) != (wantErr == nil) || errors.Is(err, ErrNoPage) != errors.Is(wantErr, ErrNoPage) {
				t.Errorf("%q: %v, encoding/json says %v", body, err, wantErr)
				continue
			}
			if diff := differ(want, got); err == nil && (diff != "" || next != wantNext) {
				t.Errorf("%q: next %q and %q (-encoding/json +decoder):\n%s", body, wantNext, next, diff)
			}
		}
	}
}

// differ tells how users differ. An empty list is as none, but of licences, where
// none means that it was not told.
func differ(want, got []reconcile.UserRecord) string {
	diff := cmp.Diff(want, got, cmpopts.EquateEmpty())
	for i := range min(len(want), len(got)) {
		if (want[i].AssignedLicenses == nil) != (got[i].AssignedLicenses == nil) {
			diff += want[i].ID + ": licences are told by one alone"
		}
	}
	return diff
}

// FuzzPages: whatever is taken is JSON that means what was read.
func FuzzPages(f *testing.F) {
	for _, page := range oddPages {
		f.Add([]byte(page))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, next, err := NewDecoder().Page(body, nil)
		if err != nil {
			return
		}
		if !json.Valid(body) {
			t.Fatalf("taken, and no JSON: %q", body)
		}
		want, wantNext, err := plainly(body)
		if err != nil || doubled(body) {
			return // a member twice, or of a type that nothing asks for
		}
		if diff := differ(want, got); diff != "" || next != wantNext {
			t.Fatalf("%q: next %q and %q (-encoding/json +decoder):\n%s", body, wantNext, next, diff)
		}
	})
}

// doubled reports whether a member may stand twice somewhere: encoding/json keeps
// of the first what the second does not say.
func doubled(body []byte) bool {
	for _, name := range []string{
		"@odata.nextlink", "value", "id", "userprincipalname", "displayname", "mail", "usagelocation", "accountenabled", "usertype",
		"onpremisessyncenabled", "signinactivity", "assignedlicenses", "licenseassignmentstates", "givenname", "surname",
		"department", "jobtitle", "employeeid", "skuid", "disabledplans", "assignedbygroup", "state", "error", "lastupdateddatetime",
		"lastsignindatetime", "lastnoninteractivesignindatetime", "lastsuccessfulsignindatetime",
	} {
		if strings.Count(strings.ToLower(string(body)), name) > 1 || strings.Contains(string(body), `\u`) {
			return true
		}
	}
	return false
}

// BenchmarkPage reads a page of 999 users, and the same by encoding/json: three
// times as fast is why there is a decoder of our own.
func BenchmarkPage(b *testing.B) {
	users := make([]string, 999)
	for i := range users {
		users[i] = strings.ReplaceAll(bigUser, "1a0e0000", fmt.Sprintf("%08x", i))
	}
	body := []byte(pageOf(users...))
	d := NewDecoder()
	var into []reconcile.UserRecord
	for name, page := range map[string]func() (int, error){
		"decoder": func() (n int, err error) {
			into, _, err = d.Page(body, into)
			return len(into), err
		},
		"encoding-json": func() (int, error) {
			all, _, err := plainly(body)
			return len(all), err
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				if n, err := page(); err != nil || n != 999 {
					b.Fatal(n, err)
				}
			}
		})
	}
}
