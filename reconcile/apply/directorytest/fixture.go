// Package directorytest has what tests of applying need: a suite that every
// apply.Directory has to pass, and a small directory in memory that passes it,
// with seats, faults, quotas and witnesses of what its client did wrong.
package directorytest

import (
	"fmt"

	"licet/reconcile"
)

// Licences and apps of the fixture: real ones, without rules between them.
const (
	PowerBIPro = "f8a1db68-be16-40ed-86d5-cb42ce701560"
	Visio      = "c5928f49-12ba-48f7-ada3-0d743a3601d5"
	Project    = "53818b1b-4a27-454b-8896-0dba576410e6"
	// AppOfVisio and AppOfVisio2 are service plans of Visio.
	AppOfVisio  = "663a804f-1c30-4ff0-9915-9db84f0d1cea"
	AppOfVisio2 = "2bdbaf8f-738f-4ac7-9234-3c3ee2ce7d0f"
	// AppOfProject and AppOfPowerBI are the plans of the others.
	AppOfProject = "818523f5-016b-4355-9be8-ed6944946ea7"
	AppOfPowerBI = "70d33638-9c74-4d01-bfd3-562de28bd4ba"
	// Group is a group that gives PowerBIPro to its members.
	Group = "b0a5c3a9-6a1e-4d0b-9c5b-0c7e3f1d2a10"
)

// Fixture is a tenant for the suite.
type Fixture struct {
	TenantID string
	SKUs     []SKU
	Users    []User
}

// SKU is a subscribed SKU.
type SKU struct {
	ID, PartNumber string
	// Plans are its service plan ids; Enabled its units.
	Plans   []string
	Enabled int
}

// User is a user of the fixture.
type User struct {
	ID, UserPrincipalName, UsageLocation string
	Direct                               []reconcile.Holding
	// Inherited are SKUs that the user has through Group.
	Inherited []string
}

// UserID gives the id of the n-th user of a fixture.
func UserID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012d", n) }

// Contents of the fixture by user number.
const (
	// PlainUser holds nothing.
	PlainUser = iota
	// VisioUser holds Visio with AppOfVisio off.
	VisioUser
	// ProjectUser holds the only seat of Project.
	ProjectUser
	// NowhereUser has no usage location.
	NowhereUser
	// MemberUser has PowerBIPro through Group.
	MemberUser
	// BothUser has PowerBIPro through Group and directly.
	BothUser
	// FirstOfMany and those after it, up to FixtureUsers, hold nothing.
	FirstOfMany
	// FixtureUsers is the number of users; FixtureUsers itself is nobody.
	FixtureUsers = 50
)

// NewFixture gives the tenant that the suite works on.
func NewFixture() Fixture {
	f := Fixture{
		TenantID: "7c1e9d4a-3b52-4f0e-8a6d-1f2e3d4c5b6a",
		SKUs: []SKU{
			{ID: PowerBIPro, PartNumber: "POWER_BI_PRO", Plans: []string{AppOfPowerBI}, Enabled: 2},
			{ID: Visio, PartNumber: "VISIOCLIENT", Plans: []string{AppOfVisio, AppOfVisio2}, Enabled: 100},
			{ID: Project, PartNumber: "PROJECTPROFESSIONAL", Plans: []string{AppOfProject}, Enabled: 1},
		},
	}
	for n := range FixtureUsers {
		u := User{ID: UserID(n), UserPrincipalName: fmt.Sprintf("user%02d@contoso.com", n), UsageLocation: "DE"}
		switch n {
		case VisioUser:
			u.Direct = []reconcile.Holding{{SKUID: Visio, DisabledPlans: []string{AppOfVisio}}}
		case ProjectUser:
			u.Direct = []reconcile.Holding{{SKUID: Project}}
		case NowhereUser:
			u.UsageLocation = ""
		case MemberUser:
			u.Inherited = []string{PowerBIPro}
		case BothUser:
			u.Inherited = []string{PowerBIPro}
			u.Direct = []reconcile.Holding{{SKUID: PowerBIPro}}
		}
		f.Users = append(f.Users, u)
	}
	return f
}
