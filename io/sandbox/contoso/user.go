package contoso

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"licet/io/tenant"
)

// today is the day that sign-ins and renewals are counted from.
var today = time.Date(2026, time.November, 20, 0, 0, 0, 0, time.UTC)

// departments of people whose role says none, with a title each.
var departments = []struct{ name, title string }{
	{"Engineering", "Engineer"}, {"Finance", "Controller"}, {"Human Resources", "Recruiter"},
	{"Marketing", "Campaign Manager"}, {"Research", "Scientist"}, {"IT", "Systems Administrator"}, {"Legal", "Counsel"},
}

// rooms name what is no person.
var rooms = []string{"Room", "Shared mailbox", "Projector"}

// stream gives the random numbers of user n; 0 is the tenant's own.
func (m *maker) stream(n int) *rand.Rand {
	return rand.New(rand.NewPCG(m.Seed, uint64(n)))
}

// user makes user i, counted from 0.
func (m *maker) user(i int) tenant.User {
	rng := m.stream(i + 1)
	r := &roles[m.slots[i%len(m.slots)]]
	u := m.account(rng, r, i)
	enabled := r.kind != leaver && r.kind != mailbox
	u.AccountEnabled = &enabled
	if rng.IntN(100) < r.noCountry {
		u.UsageLocation = ""
	}
	u.SignInActivity = signIns(rng, r.kind)
	m.license(rng, r, &u)
	return u
}

func (m *maker) account(rng *rand.Rand, r *role, i int) tenant.User {
	if r.kind == mailbox {
		name, number := rooms[i%len(rooms)], strconv.Itoa(i+1)
		address := strings.ReplaceAll(strings.ToLower(name), " ", "-") + "-" + number + "@contoso.com"
		return tenant.User{
			ID: guid(rng), UserPrincipalName: address, Mail: address,
			DisplayName: name + " " + number, UserType: "Member",
		}
	}
	p := personAt(i)
	u := tenant.User{
		ID:                guid(rng),
		UserPrincipalName: p.address + "@contoso.com",
		DisplayName:       p.display,
		GivenName:         p.given,
		Surname:           p.surname,
		UserType:          "Member",
		UsageLocation:     p.country,
	}
	u.Mail = u.UserPrincipalName
	if r.kind == guest {
		u.UserType = "Guest"
		u.Mail = p.address + "@fabrikam.com"
		u.UserPrincipalName = p.address + "_fabrikam.com#EXT#@contoso.onmicrosoft.com"
		return u
	}
	u.EmployeeID = fmt.Sprintf("C%06d", 100_000+i)
	u.Department, u.JobTitle = r.department, r.department+" Associate"
	if r.department == "" {
		d := departments[rng.IntN(len(departments))]
		u.Department, u.JobTitle = d.name, d.title
	}
	u.OnPremisesSyncEnabled = rng.IntN(100) < 40
	return u
}

// signIns gives when a user was last seen; nil for who never signed in.
func signIns(rng *rand.Rand, k kind) *tenant.SignInActivity {
	days := rng.IntN(14)
	switch k {
	case joiner, mailbox:
		return nil
	case leaver:
		days = 30 + rng.IntN(300)
	case member, guest:
		if rng.IntN(100) < 5 {
			days = 91 + rng.IntN(300)
		}
	}
	seen := today.AddDate(0, 0, -days).Add(time.Duration(6*60+rng.IntN(14*60)) * time.Minute)
	return &tenant.SignInActivity{LastSignInDateTime: &seen, LastSuccessfulSignInDateTime: &seen}
}

// license gives u what the role says. What the user effectively holds follows
// from the assignments: an app is off where all of them have it off.
func (m *maker) license(rng *rand.Rand, r *role, u *tenant.User) {
	since := today.AddDate(0, 0, -30-rng.IntN(700)).Format(time.RFC3339)
	give := func(part string, off []string) *tenant.LicenseAssignmentState {
		u.LicenseAssignmentStates = append(u.LicenseAssignmentStates, tenant.LicenseAssignmentState{
			SkuID: m.products[part].SKUID, DisabledPlans: m.planIDs(part, off),
			State: "Active", Error: "None", LastUpdatedDateTime: since,
		})
		return &u.LicenseAssignmentStates[len(u.LicenseAssignmentStates)-1]
	}
	for _, part := range r.direct {
		give(part, appsOff(rng, part))
	}
	for _, a := range r.addOns {
		if rng.IntN(100) < a.percent {
			if s := give(a.part, nil); a.part == plannerP1 {
				s.State = "Disabled"
			}
		}
	}
	if g := r.group; g != nil {
		s := give(g.part, g.off)
		s.AssignedByGroup = &g.id
		switch {
		case r.stuck:
			s.State, s.Error = "ActiveWithError", r.groupError
		case r.groupError != "":
			s.State, s.Error = "Error", r.groupError
		}
	}
	u.AssignedLicenses = effective(u.LicenseAssignmentStates)
}

// appsOff chooses a profile of disabled apps; most users have everything on.
func appsOff(rng *rand.Rand, part string) []string {
	profiles := appProfiles[part]
	if len(profiles) == 0 || rng.IntN(100) < 70 {
		return nil
	}
	return profiles[rng.IntN(len(profiles))]
}

// planIDs gives the ids of a product's plans with the given names, sorted.
func (m *maker) planIDs(part string, names []string) []string {
	ids := []string{}
	for _, id := range m.products[part].Plans {
		if slices.Contains(names, m.planName[id]) {
			ids = append(ids, id)
		}
	}
	return ids
}

// effective gives assignedLicenses from the states (graph.md 7, rule 13).
func effective(states []tenant.LicenseAssignmentState) []tenant.AssignedLicense {
	var held []tenant.AssignedLicense
	for _, s := range states {
		if s.State == "Error" {
			continue
		}
		i := slices.IndexFunc(held, func(l tenant.AssignedLicense) bool { return l.SkuID == s.SkuID })
		if i < 0 {
			held = append(held, tenant.AssignedLicense{SkuID: s.SkuID, DisabledPlans: s.DisabledPlans})
			continue
		}
		held[i].DisabledPlans = slices.DeleteFunc(slices.Clone(held[i].DisabledPlans), func(id string) bool {
			return !slices.Contains(s.DisabledPlans, id)
		})
	}
	return held
}

// guid gives a random version 4 GUID.
func guid(rng *rand.Rand) string {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:8], rng.Uint64())
	binary.BigEndian.PutUint64(b[8:], rng.Uint64())
	b[6] = b[6]&0x0f | 0x40
	b[8] = b[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
