package planfile_test

import (
	"bytes"
	"fmt"
	"time"

	"pgregory.net/rapid"

	"licet/io/planfile"
	"licet/reconcile"
)

// example is a plan that has something in every field.
func example() (*reconcile.Plan, planfile.Header) {
	const e3, e5, fabric = "05e9a617-0261-4cee-bb44-138d3ef5d965", "06ebc4ee-1bb5-47dd-8120-11324bc54e06", "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235"
	const viva, sway = "7547a3fe-08ee-4ccb-b430-5077c5041653", "a23b959c-7ce8-4e57-9140-b90eb88a9e97"
	p := &reconcile.Plan{
		Changes: []reconcile.Change{
			{
				User:             reconcile.UserRef{ID: "11111111-2222-4333-8444-555555555555", UserPrincipalName: "ada@contoso.com", DisplayName: "Ada Lovelace"},
				Assign:           []reconcile.Holding{{SKUID: e5, DisabledPlans: []string{viva}}},
				Unassign:         []reconcile.Holding{{SKUID: e3, DisabledPlans: []string{viva}}},
				SetUsageLocation: &reconcile.Location{To: "GB"},
				Before:           []reconcile.Holding{{SKUID: e3, DisabledPlans: []string{viva}}},
				Sources:          []reconcile.Place{{File: "staff.csv", Row: 2, Column: 2}, {File: "staff.csv", Row: 9, Column: 2}},
				Releases:         []string{e3}, Takes: []string{e5},
			},
			{
				User:   reconcile.UserRef{ID: "11111111-2222-4333-8444-666666666666", UserPrincipalName: "王芳@contoso.com", DisplayName: "王芳"},
				Update: []reconcile.Update{{SKUID: e5, DisabledPlans: []string{sway}, Was: []string{viva}}},
				Before: []reconcile.Holding{{SKUID: e5, DisabledPlans: []string{viva}}},
				Split:  true,
			},
		},
		Seats: []reconcile.Seat{
			{SKUID: e3, SKUPartNumber: "SPE_E3", Name: "Microsoft 365 E3", Owned: 25, Used: 20, Free: 5, Release: 1, After: 19, Unassign: 1, Known: true},
			{SKUID: e5, SKUPartNumber: "SPE_E5", Name: "Microsoft 365 E5", Owned: 5, Used: 1, Free: 4, Take: 1, After: 2, Assign: 1, Known: true},
			{SKUID: fabric, SKUPartNumber: "POWER_BI_STANDARD", Name: "Microsoft Fabric (Free)", NoCost: "free"},
		},
		Apps: []reconcile.PlanName{
			{ID: viva, Name: "YAMMER_ENTERPRISE", FriendlyName: "Viva Engage Core"},
			{ID: sway, Name: "SWAY", FriendlyName: "Sway"},
		},
		Findings: []reconcile.Finding{
			{
				Severity: reconcile.Warning, Code: "disabled-user", At: reconcile.Place{File: "staff.xlsx", Worksheet: "März", Row: 7, Column: 1}, User: "bob@contoso.com",
				Message: reconcile.Say("The account of %s is disabled; %s.", "bob@contoso.com", reconcile.Count(2, "%d licence", "%d licences")),
				Hint:    reconcile.Say("Leave it out."),
			},
			{Severity: reconcile.Note, Code: "left-alone", Message: reconcile.Verbatim("2 licences stay as they are.")},
		},
		Options:   reconcile.PlanOptions{Mode: reconcile.Exact, Scope: reconcile.ScopeSheet, Manage: []string{e3, e5}},
		Summary:   reconcile.Summary{Users: 3, Changes: 2, Assign: 1, Update: 1, Unassign: 1, SetLocation: 1, Unchanged: 1, Warnings: 1},
		LeftAlone: reconcile.LeftAlone{Licenses: 2, Assignments: 5},
		Removals:  reconcile.Removals{Count: 1, Limit: 20, Direct: 6},
	}
	h := planfile.Header{
		Created: time.Date(2026, 3, 1, 9, 30, 0, 0, time.UTC),
		Tool:    planfile.Tool{Name: "licet", Version: "v1.0.0"},
		Tenant:  planfile.Tenant{ID: "84841066-274d-4ec0-a5c1-276be684bdd3", DisplayName: "Contoso", Source: planfile.SourceGraph},
		Inputs:  []planfile.Input{{Path: "staff.csv", SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Rows: 3}},
	}
	return p, h
}

func encode(t interface{ Fatal(...any) }, p *reconcile.Plan, h planfile.Header) []byte {
	var b bytes.Buffer
	if err := planfile.Write(&b, p, h); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// guid gives one of many GUIDs, in lower case.
func guid(n int) string { return fmt.Sprintf("%08x-0000-4000-8000-%012x", n, n) }

// planSets are sets of plan ids in the core's form.
func planSets() *rapid.Generator[[]string] {
	return rapid.Custom(func(t *rapid.T) []string {
		ids := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 30), guid), 0, 4).Draw(t, "plans")
		return reconcile.NormalizePlans(ids)
	})
}

func places() *rapid.Generator[reconcile.Place] {
	return rapid.Custom(func(t *rapid.T) reconcile.Place {
		return reconcile.Place{
			File: rapid.String().Draw(t, "file"), Worksheet: rapid.String().Draw(t, "worksheet"),
			Row: rapid.IntRange(0, 1<<20).Draw(t, "row"), Column: rapid.IntRange(0, 1<<14).Draw(t, "column"),
		}
	})
}

func someOf[T any](t *rapid.T, label string, g *rapid.Generator[T]) []T {
	items := rapid.SliceOfN(g, 0, 3).Draw(t, label)
	if len(items) == 0 {
		return nil
	}
	return items
}

// drawChange gives a change such as Build makes: what goes or changes is among
// what was held, what comes is not.
func drawChange(t *rapid.T, n int) reconcile.Change {
	c := reconcile.Change{
		User:    reconcile.UserRef{ID: guid(n), UserPrincipalName: fmt.Sprintf("%s@%d", rapid.String().Draw(t, "upn"), n), DisplayName: rapid.String().Draw(t, "name")},
		Sources: someOf(t, "sources", places()),
		Split:   rapid.Bool().Draw(t, "split"),
	}
	for sku := range 5 {
		h := reconcile.Holding{SKUID: guid(1000 + sku), DisabledPlans: planSets().Draw(t, "off")}
		switch rapid.IntRange(0, 4).Draw(t, "what") {
		case 0:
			c.Assign = append(c.Assign, h)
			if rapid.Bool().Draw(t, "takes") {
				c.Takes = append(c.Takes, h.SKUID)
			}
		case 1:
			c.Before = append(c.Before, h)
			c.Update = append(c.Update, reconcile.Update{SKUID: h.SKUID, DisabledPlans: planSets().Draw(t, "new"), Was: h.DisabledPlans})
		case 2:
			c.Before = append(c.Before, h)
			c.Unassign = append(c.Unassign, h)
			if rapid.Bool().Draw(t, "releases") {
				c.Releases = append(c.Releases, h.SKUID)
			}
		case 3:
			c.Before = append(c.Before, h)
		}
	}
	if rapid.Bool().Draw(t, "location") || c.IsEmpty() {
		c.SetUsageLocation = &reconcile.Location{From: rapid.SampledFrom([]string{"", "US"}).Draw(t, "from"), To: "CN"}
	}
	return c
}

func findings() *rapid.Generator[reconcile.Finding] {
	return rapid.Custom(func(t *rapid.T) reconcile.Finding {
		return reconcile.Finding{
			Severity: rapid.SampledFrom([]reconcile.Severity{reconcile.Note, reconcile.Warning, reconcile.Error}).Draw(t, "severity"),
			Code:     reconcile.Code(rapid.String().Draw(t, "code")), At: places().Draw(t, "at"),
			User: rapid.String().Draw(t, "user"), Message: reconcile.Verbatim(rapid.String().Draw(t, "message")), Hint: reconcile.Verbatim(rapid.String().Draw(t, "hint")),
		}
	})
}

// drawSeat gives the row of a licence, for what changes do to it.
func drawSeat(t *rapid.T, id string, moved reconcile.Seats) reconcile.Seat {
	count := rapid.IntRange(0, 1_000_000)
	s := *moved.Seat(id)
	s.SKUPartNumber, s.Name = rapid.String().Draw(t, "part"), rapid.String().Draw(t, "name")
	s.NoCost = rapid.SampledFrom([]string{"", "free", "trial"}).Draw(t, "no cost")
	if s.Known = rapid.Bool().Draw(t, "known"); s.Known {
		s.Owned, s.Used = count.Draw(t, "owned"), count.Draw(t, "used")
		s.Free, s.After = max(0, s.Owned-s.Used), s.Used-s.Release+s.Take
	}
	return s
}

// drawPlan gives a plan whose summary is true.
func drawPlan(t *rapid.T) (*reconcile.Plan, planfile.Header) {
	count := rapid.IntRange(0, 1_000_000)
	p := &reconcile.Plan{
		Findings: someOf(t, "findings", findings()),
		Options: reconcile.PlanOptions{
			Mode:   rapid.SampledFrom([]reconcile.Mode{reconcile.Exact, reconcile.Add, reconcile.Remove}).Draw(t, "mode"),
			Scope:  rapid.SampledFrom([]reconcile.Scope{reconcile.ScopeSheet, reconcile.ScopeTenant}).Draw(t, "scope"),
			Manage: planSets().Draw(t, "manage"), ManageAll: rapid.Bool().Draw(t, "all"),
		},
		LeftAlone: reconcile.LeftAlone{Licenses: count.Draw(t, "licenses"), Assignments: count.Draw(t, "assignments")},
		Removals:  reconcile.Removals{Limit: count.Draw(t, "limit"), Direct: count.Draw(t, "direct")},
	}
	moved := reconcile.Seats{}
	for n := range rapid.IntRange(0, 4).Draw(t, "changes") {
		p.Changes = append(p.Changes, drawChange(t, n))
		moved.Count(&p.Changes[n])
		p.Removals.Direct += len(p.Changes[n].Before)
	}
	for sku := range 5 { // as many as drawChange moves
		p.Seats = append(p.Seats, drawSeat(t, guid(1000+sku), moved))
	}
	for _, id := range planSets().Draw(t, "apps") {
		p.Apps = append(p.Apps, reconcile.PlanName{ID: id, Name: rapid.String().Draw(t, "plan"), FriendlyName: rapid.String().Draw(t, "friendly")})
	}
	out := count.Draw(t, "users left out")
	p.Summary = reconcile.Sum(p.Changes, p.Findings)
	p.Summary.Unchanged, p.Summary.LeftOut = count.Draw(t, "unchanged"), out+count.Draw(t, "others left out")
	p.Summary.Users = p.Summary.Changes + p.Summary.Unchanged + out
	p.Removals.Count = p.Summary.Unassign
	return p, drawHeader(t)
}

func drawHeader(t *rapid.T) planfile.Header {
	var undoes *planfile.Undone
	if rapid.Bool().Draw(t, "a way back") {
		undoes = &planfile.Undone{Run: rapid.StringN(1, 20, -1).Draw(t, "run"), Kind: rapid.SampledFrom([]string{"apply", "undo", "redo"}).Draw(t, "kind"),
			Began: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "began"), 0).UTC()}
	}
	return planfile.Header{
		Undoes:  undoes,
		Created: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "created"), 0).UTC(),
		Tool:    planfile.Tool{Name: rapid.String().Draw(t, "tool"), Version: rapid.String().Draw(t, "version")},
		Tenant: planfile.Tenant{
			ID: guid(rapid.IntRange(0, 9).Draw(t, "tenant")), DisplayName: rapid.String().Draw(t, "display"),
			Source: rapid.SampledFrom([]planfile.Source{planfile.SourceGraph, planfile.SourceSandbox, planfile.SourceFile}).Draw(t, "source"),
		},
		Inputs: someOf(t, "inputs", rapid.Custom(func(t *rapid.T) planfile.Input {
			return planfile.Input{Path: rapid.String().Draw(t, "path"), SHA256: rapid.String().Draw(t, "hash"), Rows: rapid.IntRange(0, 1_000_000).Draw(t, "rows")}
		})),
	}
}
