package report_test

import (
	"fmt"

	"licet/reconcile"
)

// SKUs and plans that the examples use.
const (
	e3     = "05e9a617-0261-4cee-bb44-138d3ef5d965"
	e5     = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
	fabric = "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235"
	viva   = "7547a3fe-08ee-4ccb-b430-5077c5041653"
	sway   = "a23b959c-7ce8-4e57-9140-b90eb88a9e97"
	teams  = "57ff2da0-773e-42df-b2af-ffb7a2317929"
)

func apps() []reconcile.PlanName {
	return []reconcile.PlanName{
		{ID: teams, Name: "TEAMS1", FriendlyName: "Microsoft Teams"},
		{ID: viva, Name: "YAMMER_ENTERPRISE", FriendlyName: "Viva Engage Core"},
		{ID: sway, Name: "SWAY"},
	}
}

func seat(id, part, name string, owned, used int) reconcile.Seat {
	return reconcile.Seat{SKUID: id, SKUPartNumber: part, Name: name, Owned: owned, Used: used, Free: max(0, owned-used), After: used, Known: true}
}

func user(n int, name string) reconcile.UserRef {
	return reconcile.UserRef{
		ID:                fmt.Sprintf("00000000-0000-4000-8000-%012d", n),
		UserPrincipalName: fmt.Sprintf("user%d@contoso.com", n), DisplayName: name,
	}
}

func holding(sku string, off ...string) reconcile.Holding {
	return reconcile.Holding{SKUID: sku, DisabledPlans: off}
}

func row(n int) []reconcile.Place { return []reconcile.Place{{File: "staff.csv", Row: n, Column: 2}} }

// small is a plan of three changes of every kind.
func small() *reconcile.Plan {
	p := &reconcile.Plan{
		Apps:      apps(),
		Options:   reconcile.PlanOptions{Manage: []string{e3, e5}},
		LeftAlone: reconcile.LeftAlone{Licenses: 12, Assignments: 340},
		Removals:  reconcile.Removals{Count: 2, Limit: 20, Direct: 31},
		Changes: []reconcile.Change{
			{
				User: user(1, "Ada Lovelace"), Assign: []reconcile.Holding{holding(e5, sway, viva)}, Unassign: []reconcile.Holding{holding(e3, viva)},
				Before: []reconcile.Holding{holding(e3, viva)}, SetUsageLocation: &reconcile.Location{To: "GB"},
				Sources: row(2), Takes: []string{e5}, Releases: []string{e3},
			},
			{
				User: user(2, "Bob"), Update: []reconcile.Update{{SKUID: e5, DisabledPlans: []string{sway}, Was: []string{teams, viva}}},
				Before: []reconcile.Holding{holding(e5, teams, viva)}, Sources: append(row(3), row(9)...),
			},
			{
				User: user(3, ""), Unassign: []reconcile.Holding{holding(e3)}, Before: []reconcile.Holding{holding(e3)},
				SetUsageLocation: &reconcile.Location{From: "US", To: "DE"},
			},
		},
		Summary: reconcile.Summary{Users: 31, Changes: 3, Assign: 1, Update: 1, Unassign: 2, SetLocation: 2, Unchanged: 28, Warnings: 1},
		Findings: []reconcile.Finding{
			{Severity: reconcile.Warning, Code: reconcile.CodeDisabledUser, At: row(3)[0], User: "user2@contoso.com", Message: reconcile.Verbatim("The account is disabled and gets a licence."), Hint: reconcile.Verbatim("Leave it out, or enable the account.")},
			{Severity: reconcile.Note, Code: reconcile.CodeLeftAlone, Message: reconcile.Verbatim("12 licences that the sheet does not mention stay as they are; --manage all would remove 340 assignments."),
				Hint: reconcile.Verbatim("Left alone: Microsoft Power Automate Free (FLOW_FREE) 209, Power BI Pro (POWER_BI_PRO) 60 and 10 others.")},
		},
	}
	three, five := seat(e3, "SPE_E3", "Microsoft 365 E3", 25, 20), seat(e5, "SPE_E5", "Microsoft 365 E5", 5, 2)
	three.Release, three.Unassign, three.After = 1, 2, 19
	five.Take, five.Assign, five.After = 1, 1, 3
	p.Seats = []reconcile.Seat{three, five}
	return p
}

// large is a plan of n changes that give one licence.
func large(n int) *reconcile.Plan {
	p := &reconcile.Plan{
		Apps: apps(), Options: reconcile.PlanOptions{Mode: reconcile.Add, Manage: []string{e3}},
		Summary: reconcile.Summary{Users: n + 5, Changes: n, Assign: n, Unchanged: 5},
	}
	for i := range n {
		p.Changes = append(p.Changes, reconcile.Change{
			User: user(i+1, fmt.Sprintf("Person %d", i+1)), Assign: []reconcile.Holding{holding(e3)}, Takes: []string{e3}, Sources: row(i + 2),
		})
	}
	three := seat(e3, "SPE_E3", "Microsoft 365 E3", n+100, 50)
	three.Take, three.Assign, three.After = n, n, n+50
	p.Seats = []reconcile.Seat{three}
	return p
}

func nothing() *reconcile.Plan {
	return &reconcile.Plan{
		Options: reconcile.PlanOptions{Scope: reconcile.ScopeTenant, ManageAll: true},
		Summary: reconcile.Summary{Users: 240, Unchanged: 240},
		Seats:   []reconcile.Seat{seat(e3, "SPE_E3", "Microsoft 365 E3", 300, 240)},
	}
}

// erroneous is a plan with 500 errors of two kinds and two warnings.
func erroneous() *reconcile.Plan {
	p := nothing()
	p.Summary = reconcile.Summary{Users: 2, LeftOut: 500, Unchanged: 2, Errors: 500, Warnings: 2}
	for i := range 480 {
		p.Findings = append(p.Findings, reconcile.Finding{
			Severity: reconcile.Error, Code: reconcile.CodeUnknownLicense, At: row(i + 2)[0], User: user(i, "").UserPrincipalName,
			Message: reconcile.Verbatim(`There is no licence "E33".`), Hint: reconcile.Verbatim(`Did you mean "Microsoft 365 E3" (SPE_E3) or "Office 365 E3" (ENTERPRISEPACK)?`),
		})
	}
	for i := range 20 {
		p.Findings = append(p.Findings, reconcile.Finding{
			Severity: reconcile.Error, Code: reconcile.CodeUnknownUser, At: row(i + 482)[0], User: user(i+480, "").UserPrincipalName,
			Message: reconcile.Verbatim("The tenant has no such user."), Hint: reconcile.Say("Nearest: other%d@contoso.com.", i),
		})
	}
	for i := range 2 {
		p.Findings = append(p.Findings, reconcile.Finding{
			Severity: reconcile.Warning, Code: reconcile.CodeGuestUser, User: user(i+900, "").UserPrincipalName, Message: reconcile.Verbatim("The account is a guest."),
		})
	}
	return p
}

func shortage() *reconcile.Plan {
	p := large(3)
	p.Seats[0] = reconcile.Seat{
		SKUID: e3, SKUPartNumber: "SPE_E3", Name: "Microsoft 365 E3", Owned: 10, Used: 9, Free: 1, Take: 3, After: 12, Assign: 5, Known: true,
	}
	p.Summary.Assign, p.Summary.Errors = 5, 1
	p.Findings = []reconcile.Finding{{
		Severity: reconcile.Error, Code: reconcile.CodeNoSeats, At: row(3)[0],
		Message: reconcile.Verbatim("Microsoft 365 E3 (SPE_E3) has 1 free seat and 3 are needed: 2 users go without, of the rows 3 and 4."),
		Hint:    reconcile.Verbatim("Buy 2 seats, free some, or assign what there is with --partial-seats."),
	}}
	return p
}

func chinese() *reconcile.Plan {
	p := small()
	p.Changes[0].User = reconcile.UserRef{ID: "1", UserPrincipalName: "wangfang@contoso.cn", DisplayName: "王芳"}
	p.Changes[1].User = reconcile.UserRef{ID: "2", UserPrincipalName: "張偉@contoso.com", DisplayName: "張偉（アルバイト）"}
	p.Changes[1].Sources[0] = reconcile.Place{File: "员工许可证.xlsx", Worksheet: "三月", Row: 7, Column: 28}
	p.Seats[0].Name = "Microsoft 365 商业高级版"
	p.Seats[1].Name = "Microsoft 365 企业版 E5（无 Teams，含音频会议及全部高级安全与合规功能，年度订阅）"
	p.Apps[1].FriendlyName = "Viva Engage 核心"
	p.Findings[0].Message = reconcile.Verbatim("该帐户已禁用。")
	return p
}

// evil is text that must not reach a terminal as it is.
const evil = "\x1b[2J\x1b]0;owned\x07Eve\u202egnp.exe\u200b\r\nroot: ok\x9b31m\x7f\t\x00\xff"

func hostile() *reconcile.Plan {
	p := small()
	for i := range p.Changes {
		p.Changes[i].User = reconcile.UserRef{ID: evil, UserPrincipalName: evil, DisplayName: evil + "!"}
		p.Changes[i].Sources = []reconcile.Place{{File: evil, Worksheet: evil, Row: 1}}
	}
	p.Changes[0].SetUsageLocation = &reconcile.Location{From: evil, To: evil}
	p.Changes[2].User.DisplayName = string(make([]byte, 10_000)) + "end"
	for i := range p.Seats {
		p.Seats[i].Name, p.Seats[i].SKUPartNumber, p.Seats[i].NoCost = evil, evil, evil
	}
	for i := range p.Apps {
		p.Apps[i].Name, p.Apps[i].FriendlyName = evil, evil
	}
	p.Findings[0] = reconcile.Finding{Severity: reconcile.Error, Code: evil, At: p.Changes[0].Sources[0], User: evil, Message: reconcile.Verbatim(evil), Hint: reconcile.Verbatim(evil)}
	p.Summary.Errors, p.Summary.Warnings = 1, 0
	return p
}

func overLimit() *reconcile.Plan {
	p := small()
	p.Removals = reconcile.Removals{Count: 1234, Limit: 31, Direct: 2345}
	p.Options.Mode = reconcile.Remove
	p.Changes[0].Split = true
	return p
}

func noSeats() *reconcile.Plan {
	p := small()
	for i := range p.Seats {
		s := &p.Seats[i]
		s.Known, s.Owned, s.Used, s.Free, s.After = false, 0, 0, 0, 0
	}
	return p
}

func free() *reconcile.Plan {
	p := large(2)
	p.Seats[0] = reconcile.Seat{
		SKUID: e3, SKUPartNumber: "POWER_BI_STANDARD", Name: "Microsoft Fabric (Free)", Owned: 1_000_000, Used: 12_345, Free: 987_655,
		Take: 2, Assign: 2, After: 12_347, Known: true, NoCost: "free",
	}
	return p
}
