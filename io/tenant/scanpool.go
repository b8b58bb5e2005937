package tenant

import (
	"slices"

	"licet/reconcile"
)

// pool is what hangs on the user that a scanner has just read; the next user
// gets the same memory.
type pool struct {
	enabled  bool
	licenses []AssignedLicense
	states   []LicenseAssignmentState
	groups   map[string]*string

	licenseRecords []reconcile.LicenseRecord
	stateRecords   []reconcile.StateRecord
}

func newPool() pool {
	return pool{licenses: make([]AssignedLicense, 0, 16), states: make([]LicenseAssignmentState, 0, 16), groups: map[string]*string{}}
}

func (p *pool) reset() {
	p.licenses, p.states = p.licenses[:0], p.states[:0]
}

// group gives a pointer to the id of a group, always the same.
func (p *pool) group(id string) *string {
	if at, ok := p.groups[id]; ok {
		return at
	}
	p.groups[id] = &id
	return &id
}

// own makes everything that hangs on a user the user's own.
func (s *scanner) own(u *User) {
	for _, text := range []*string{&u.ID, &u.UserPrincipalName, &u.DisplayName, &u.GivenName, &u.Surname, &u.Department, &u.JobTitle, &u.EmployeeID} {
		*text = s.keep(*text)
	}
	if u.Mail == u.UserPrincipalName {
		u.Mail = u.UserPrincipalName
	} else {
		u.Mail = s.keep(u.Mail)
	}
	if u.AccountEnabled != nil {
		enabled := *u.AccountEnabled
		u.AccountEnabled = &enabled
	}
	u.AssignedLicenses = slices.Clone(u.AssignedLicenses)
	for i := range u.AssignedLicenses {
		l := &u.AssignedLicenses[i]
		l.DisabledPlans = slices.Clone(l.DisabledPlans)
	}
	u.LicenseAssignmentStates = slices.Clone(u.LicenseAssignmentStates)
	for i := range u.LicenseAssignmentStates {
		l := &u.LicenseAssignmentStates[i]
		l.DisabledPlans = slices.Clone(l.DisabledPlans)
		l.LastUpdatedDateTime = s.keep(l.LastUpdatedDateTime)
		if l.AssignedByGroup != nil {
			group := *l.AssignedByGroup
			l.AssignedByGroup = &group
		}
	}
}

// recordRun is for how many licences room is made at once.
const recordRun = 4096

// record gives what the core reads of a user. It stands alone, but for lists of
// plans, which the users of a file share.
func (s *scanner) record(u *User) reconcile.UserRecord {
	p := &s.pool
	p.licenseRecords = roomFor(p.licenseRecords, len(u.AssignedLicenses))
	p.stateRecords = roomFor(p.stateRecords, len(u.LicenseAssignmentStates))
	r := coreUser(u, p.licenseRecords, p.stateRecords)
	p.licenseRecords = p.licenseRecords[len(r.AssignedLicenses):]
	p.stateRecords = p.stateRecords[len(r.States):]
	r.ID, r.UserPrincipalName, r.DisplayName = s.keep(u.ID), s.keep(u.UserPrincipalName), s.keep(u.DisplayName)
	if r.Mail = r.UserPrincipalName; u.Mail != r.Mail {
		r.Mail = s.keep(u.Mail)
	}
	return r
}

// roomFor gives a list of at least n entries, and more for those to come.
func roomFor[T any](room []T, n int) []T {
	if len(room) >= n {
		return room
	}
	return make([]T, max(n, recordRun))
}
