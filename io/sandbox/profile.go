package sandbox

import "licet/io/tenant"

// profile is a user of the tenant file without the licences. All versions of an
// account share one, for writes hardly ever change it, and there may be a million
// accounts: what few tenants tell stands apart. It is never changed.
type profile struct {
	ID, UserPrincipalName, DisplayName, Mail, UserType, UsageLocation string
	AccountEnabled                                                    enabling
	OnPremisesSyncEnabled                                             bool
	SignInActivity                                                    *tenant.SignInActivity
	details                                                           *profileDetails
}

type profileDetails struct{ GivenName, Surname, Department, JobTitle, EmployeeID string }

// enabling is what a tenant file says of accountEnabled, if it does.
type enabling uint8

const (
	enabledUnsaid enabling = iota
	enabledNo
	enabledYes
)

// profileOf keeps what is in u besides licences.
func profileOf(u *tenant.User) *profile {
	p := &profile{
		ID: u.ID, UserPrincipalName: u.UserPrincipalName, DisplayName: u.DisplayName, Mail: u.Mail, UserType: u.UserType, UsageLocation: u.UsageLocation,
		OnPremisesSyncEnabled: u.OnPremisesSyncEnabled, SignInActivity: u.SignInActivity,
	}
	if u.AccountEnabled != nil {
		if p.AccountEnabled = enabledNo; *u.AccountEnabled {
			p.AccountEnabled = enabledYes
		}
	}
	if x := (profileDetails{u.GivenName, u.Surname, u.Department, u.JobTitle, u.EmployeeID}); x != (profileDetails{}) {
		p.details = &x
	}
	return p
}

// file gives the user of the tenant file, without licences.
func (p *profile) file() tenant.User {
	x := p.more()
	u := tenant.User{
		ID: p.ID, UserPrincipalName: p.UserPrincipalName, DisplayName: p.DisplayName, Mail: p.Mail, UserType: p.UserType, UsageLocation: p.UsageLocation,
		OnPremisesSyncEnabled: p.OnPremisesSyncEnabled, SignInActivity: p.SignInActivity,
		GivenName: x.GivenName, Surname: x.Surname, Department: x.Department, JobTitle: x.JobTitle, EmployeeID: x.EmployeeID,
	}
	if p.AccountEnabled != enabledUnsaid {
		u.AccountEnabled = new(p.AccountEnabled == enabledYes)
	}
	return u
}

// more gives the details, of which none may be known.
func (p *profile) more() profileDetails {
	if p.details == nil {
		return profileDetails{}
	}
	return *p.details
}

// at gives the profile with another location.
func (p *profile) at(location string) *profile {
	moved := *p
	moved.UsageLocation = location
	return &moved
}
