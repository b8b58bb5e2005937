package plan_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"licet/reconcile"
)

// finding writes a finding as people read it.
func finding(f reconcile.Finding) string { return findingIn(reconcile.Sentence.String, f) }

func findingIn(say func(reconcile.Sentence) string, f reconcile.Finding) string {
	where := f.At.String()
	if f.User != "" {
		where += " " + f.User
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s: %s | %s | %s", f.Severity, f.Code, where, say(f.Message), say(f.Hint)))
}

// codeScenes provoke each code of the core at least once.
var codeScenes = []struct {
	name  string
	scene scene
	want  []string
}{
	{name: "unknown user", scene: scene{accounts: named("anna", "bob"), rows: rows(row("ana", "SPE_E3"), row("bob", "SPE_E3"))}, want: []string{
		"error unknown-user: staff.csv, B2 ana@contoso.com | The tenant has no user ana@contoso.com. | Did you mean anna@contoso.com?",
	}},
	{name: "unknown user without a near one", scene: scene{accounts: named("bob"), rows: rows(row("zoltan", "SPE_E3"), row("bob", "SPE_E3"))}, want: []string{
		"error unknown-user: staff.csv, B2 zoltan@contoso.com | The tenant has no user zoltan@contoso.com. | Check the spelling, or remove the row.",
	}},
	{name: "unknown user in scope tenant", scene: scene{accounts: named("anna", "bob"), rows: rows(row("ana", "SPE_E3"), row("bob", "SPE_E3")),
		options: reconcile.Options{Scope: reconcile.ScopeTenant, SkipInvalid: true}}, want: []string{
		"error unknown-user: staff.csv, B2 ana@contoso.com | The tenant has no user ana@contoso.com. | Did you mean anna@contoso.com? Else the user who is meant loses their licences, as one whom the sheet does not name.",
	}},
	{name: "a row that names no user", scene: scene{accounts: named("bob"), rows: rows(reconcile.Row{License: "SPE_E3"}, row("bob", "SPE_E3"))}, want: []string{
		"error unknown-user: staff.csv, B2 | The row names no user. | Write the user principal name, or remove the row.",
	}},
	{name: "ambiguous user", scene: scene{accounts: []account{{name: "a1", record: reconcile.UserRecord{Mail: upn("ann")}}, {name: "a2", record: reconcile.UserRecord{Mail: upn("ann")}}, {name: "bob"}},
		rows: rows(row("ann", "SPE_E3"), row("bob", "SPE_E3"))}, want: []string{
		"error ambiguous-user: staff.csv, B2 ann@contoso.com | ann@contoso.com is the mail address of several users: a1@contoso.com and a2@contoso.com. | Write the user principal name of the one that is meant.",
	}},
	{name: "unlisted users", scene: scene{accounts: named("bob"), knows: &reconcile.Knowledge{}, rows: rows(row("bob", "SPE_E3"), row("cho", "SPE_E3"), row("dan", "SPE_E3"))}, want: []string{
		"warning unlisted-user: staff.csv, B3 | 2 users of the sheet are not in the current assignments, and treated as having no licences: cho@contoso.com (row 3), dan@contoso.com (row 4). | Check the spelling; against the tenant itself an unknown user is an error.",
		"note not-judged:  | The source of the current assignments does not include seats, licences that come through groups, usage locations, apps or disabled, guest and deleted accounts: these are not checked. | Plan against the tenant or a snapshot before you apply.",
	}},
	{name: "deleted user", scene: scene{accounts: named("bob"), deleted: []string{"ann"}, rows: rows(row("ann", "SPE_E3"))}, want: []string{
		"error deleted-user: staff.csv, B2 ann@contoso.com | ann@contoso.com is deleted. | Restore the user within 30 days of the deletion, or remove the row.",
	}},
	{name: "disabled user and guest", scene: scene{accounts: []account{{name: "ann", record: reconcile.UserRecord{Enabled: reconcile.No}}, {name: "bob", record: reconcile.UserRecord{Guest: true}}},
		rows: rows(row("ann", "SPE_E3"), row("bob", "SPE_E3"))}, want: []string{
		"warning disabled-user: staff.csv, B2 ann@contoso.com | The account is disabled and gets a licence. | It uses a seat all the same; a shared mailbox of up to 50 GB needs none.",
		"note guest-user: staff.csv, B3 bob@contoso.com | The account is a guest and gets a licence. | Guests use a seat like everybody else.",
	}},
	{name: "duplicate row", scene: scene{accounts: named("ann"), rows: rows(row("ann", "SPE_E3"), row("ann", "Microsoft 365 E3"))}, want: []string{
		"note duplicate-row: staff.csv, B3 ann@contoso.com | The same is said in staff.csv, B2; it counts once. |",
	}},
	{name: "duplicate in one cell", scene: scene{accounts: named("ann"), rows: []reconcile.Row{{At: at(2), User: upn("ann"), License: "SPE_E3"}, {At: at(2), User: upn("ann"), License: "spe_e3"}}}, want: []string{
		"note duplicate-row: staff.csv, B2 ann@contoso.com | This cell says the same twice; it counts once. |",
	}},
	{name: "contradictory actions", scene: scene{accounts: named("ann"), rows: rows(act("ann", "SPE_E3", reconcile.ActionAssign), act("ann", "SPE_E3", reconcile.ActionUnassign))}, want: []string{
		"error contradictory-rows: staff.csv, B3 ann@contoso.com | Microsoft 365 E3 (SPE_E3) is not wanted here and wanted in staff.csv, B2. | Keep one of the two.",
	}},
	{name: "contradictory apps", scene: scene{accounts: named("ann"), rows: rows(row("ann", "SPE_E3"), reconcile.Row{User: upn("ann"), License: "SPE_E3", DisabledApps: "TEAMS1"})}, want: []string{
		"error contradictory-rows: staff.csv, B3 ann@contoso.com | The apps of Microsoft 365 E3 (SPE_E3) are not the same here as in staff.csv, B2. | Keep one of the two.",
	}},
	{name: "contradictory locations", scene: scene{accounts: named("ann"), rows: rows(reconcile.Row{User: upn("ann"), License: "SPE_E3", UsageLocation: "DE"}, reconcile.Row{User: upn("ann"), License: "EMS", UsageLocation: "FR"})}, want: []string{
		"error contradictory-rows: staff.csv, B3 ann@contoso.com | The usage location is FR here and DE in staff.csv, B2. | Keep one of the two.",
	}},
	{name: "none beside a licence", scene: scene{accounts: named("ann"), rows: rows(none("ann"), row("ann", "SPE_E3"))}, want: []string{
		"error none-beside-license: staff.csv, B3 ann@contoso.com | Microsoft 365 E3 (SPE_E3) is wanted here, and no licence at all in staff.csv, B2. | Keep one of the two.",
	}},
	{name: "none in add mode", scene: scene{accounts: named("ann"), rows: rows(none("ann")), options: reconcile.Options{Mode: reconcile.Add}}, want: []string{
		"note none-ignored: staff.csv, B2 ann@contoso.com | The word none removes nothing in add mode. | Use --mode exact or remove where it is intended.",
	}},
	{name: "empty licence", scene: scene{accounts: named("ann"), rows: rows(row("ann", " "), row("ann", "SPE_E3"))}, want: []string{
		"error empty-license: staff.csv, B2 ann@contoso.com | The licence cell is empty, which may be a mistake. | Name a licence; a user who is to have none gets the word none.",
	}},
	{name: "unknown licence", scene: scene{accounts: named("ann", "bob"), rows: rows(row("ann", "Mircosoft 365 E3"), row("bob", "SPE_E3"))}, want: []string{
		"error unknown-license: staff.csv, B2 ann@contoso.com | No licence is named \"Mircosoft 365 E3\". | Did you mean Microsoft 365 E3 (SPE_E3) or Microsoft 365 E5 (SPE_E5)?",
	}},
	{name: "unknown licence without a near one", scene: scene{accounts: named("ann", "bob"), rows: rows(row("ann", "Qwertz"), row("bob", "SPE_E3"))}, want: []string{
		"error unknown-license: staff.csv, B2 ann@contoso.com | No licence is named \"Qwertz\". | `licet skus` lists the licences of the tenant.",
	}},
	{name: "ambiguous licence", scene: scene{accounts: named("ann", "bob"), rows: rows(row("ann", "Enterprise Suite"), row("bob", "SPE_E3"))}, want: []string{
		"error ambiguous-license: staff.csv, B2 ann@contoso.com | \"Enterprise Suite\" stands for several licences: Microsoft 365 E3 (SPE_E3) and Microsoft 365 E5 (SPE_E5). | Write the part number or the GUID of the one that is meant.",
	}},
	{name: "licence not owned", scene: scene{accounts: named("ann"), rows: rows(row("ann", "Project Plan 3"))}, want: []string{
		"error license-not-owned: staff.csv, B2 ann@contoso.com | The tenant does not own Project Plan 3 (PROJECTPROFESSIONAL). | `licet skus` lists what it owns.",
	}},
	{name: "licence for the company", scene: scene{accounts: named("ann"), rows: rows(row("ann", "SHAREPOINTSTORAGE"))}, want: []string{
		"error license-for-company: staff.csv, B2 ann@contoso.com | SharePoint Storage (SHAREPOINTSTORAGE) is for the whole company and cannot be assigned to a user. | Remove the row; it works for everybody once it is bought.",
	}},
	{name: "suspended licence", scene: scene{accounts: named("ann"), rows: rows(row("ann", "EMS")), skus: func(s *reconcile.SKU) {
		if s.ID == sku(ems) {
			s.CapabilityStatus, s.Suspended, s.Enabled = "Suspended", 40, 0
		}
	}}, want: []string{
		"error license-unusable: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) cannot be assigned: its subscription is suspended. | Renew the subscription, or name another licence.",
	}},
	{name: "licence in grace", scene: scene{accounts: named("ann"), rows: rows(row("ann", "EMS")), skus: func(s *reconcile.SKU) {
		if s.ID == sku(ems) {
			s.CapabilityStatus, s.Warning, s.Enabled = "Warning", 40, 0
		}
	}}, want: []string{
		"warning license-in-grace:  | Enterprise Mobility + Security E3 (EMS): the plan takes seats whose subscription has expired and is in its grace period. | They stop working when it ends: renew the subscription.",
	}},
	{name: "licence not managed", scene: scene{accounts: named("ann"), rows: rows(row("ann", "SPE_E3")), options: reconcile.Options{Manage: []string{"EMS"}}}, want: []string{
		"warning license-not-managed: staff.csv, B2 ann@contoso.com | Microsoft 365 E3 (SPE_E3) is left alone in spite of this row: --manage does not list it. | Add it to --manage, or remove the row.",
	}},
	{name: "licence ignored", scene: scene{accounts: named("ann"), rows: rows(act("ann", "SPE_E3", reconcile.ActionUnassign)), options: reconcile.Options{Ignore: []string{"SPE_E3"}}}, want: []string{
		"warning license-not-managed: staff.csv, B2 ann@contoso.com | Microsoft 365 E3 (SPE_E3) is left alone in spite of this row: --ignore lists it. | Remove it from --ignore, or remove the row.",
	}},
	{name: "left alone", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems), direct(visioSKU)}}, {name: "bob", ways: []way{direct(visioSKU)}}}, rows: rows(row("ann", "SPE_E3"), row("bob", "SPE_E3"))}, want: []string{
		"note left-alone:  | 2 licences that the sheet does not mention stay as they are; --manage all would remove 3 assignments. | Left alone: Visio Plan 2 (VISIOCLIENT): 2, Enterprise Mobility + Security E3 (EMS): 1.",
	}},
	{name: "left alone by a list", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}}, rows: rows(row("ann", "SPE_E3")), options: reconcile.Options{Manage: []string{"SPE_E3"}}}, want: []string{
		"note left-alone:  | 1 licence that --manage does not list stays as it is; --manage all would remove 1 assignment. | Left alone: Enterprise Mobility + Security E3 (EMS): 1.",
	}},
	{name: "left alone, more than a few", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e1), direct(ems), direct(visioSKU), direct(callA), direct(phoneSKU), direct(flowSKU), direct(copilotSKU)}}}, rows: rows(row("ann", "SPE_E3"))}, want: []string{
		"note left-alone:  | 7 licences that the sheet does not mention stay as they are; --manage all would remove 7 assignments. | Left alone: Office 365 E1 (STANDARDPACK): 1, Enterprise Mobility + Security E3 (EMS): 1, Visio Plan 2 (VISIOCLIENT): 1, Domestic Calling Plan (MCOPSTN1): 1, Teams Phone Standard (MCOEV): 1, 2 more.",
		"note covered-license: staff.csv, B2 | Office 365 E1 (STANDARDPACK) appears to be covered by Microsoft 365 E3 (SPE_E3), which 1 user would have as well (ann@contoso.com first): 1 seat may be saved. | Seats, contract and region decide; the comparison is by the apps that the two contain.",
		"note mutually-exclusive: staff.csv, B2 ann@contoso.com | Exchange Online (Plan 1) of Office 365 E1 (STANDARDPACK) and Exchange Online (Plan 2) of Microsoft 365 E3 (SPE_E3) exclude each other (exchange) by a list of Microsoft's that is out of date. | It is expected to work.",
	}},
	{name: "unknown app", scene: scene{accounts: named("ann"), rows: rows(reconcile.Row{User: upn("ann"), License: "SPE_E3", DisabledApps: "Microsoft Taems"})}, want: []string{
		"error unknown-app: staff.csv, B2 ann@contoso.com | Microsoft 365 E3 (SPE_E3) has no app \"Microsoft Taems\". | Did you mean Microsoft Teams (TEAMS1)?",
	}},
	{name: "app of another licence", scene: scene{accounts: named("ann"), rows: rows(reconcile.Row{User: upn("ann"), License: "EMS", DisabledApps: "COPILOT"})}, want: []string{
		"error unknown-app: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) has no app \"COPILOT\". | `licet skus` lists the apps of each licence.",
	}},
	{name: "ambiguous app", scene: scene{accounts: named("ann"), catalog: twoTeams(), rows: rows(reconcile.Row{User: upn("ann"), License: "SPE_E3", DisabledApps: "Microsoft Teams"})}, want: []string{
		"error ambiguous-app: staff.csv, B2 ann@contoso.com | \"Microsoft Teams\" stands for several apps of Microsoft 365 E3 (SPE_E3): Microsoft Teams (TEAMS1, 00000002-0000-4000-8000-000000000004) and Microsoft Teams (VIVAENGAGE_CORE, 00000002-0000-4000-8000-000000000005). | Write the name in brackets, or the GUID, of the one that is meant.",
	}},
	{name: "app for the company", scene: scene{accounts: named("ann"), rows: rows(reconcile.Row{User: upn("ann"), License: "SPE_E3", DisabledApps: "Exchange Foundation; TEAMS1"})}, want: []string{
		"warning app-for-company: staff.csv, B2 ann@contoso.com | Exchange Foundation of Microsoft 365 E3 (SPE_E3) is for the whole company and cannot be turned off for one user. | The app is ignored; the rest of the row counts.",
	}},
	{name: "both app columns", scene: scene{accounts: named("ann"), rows: rows(reconcile.Row{User: upn("ann"), License: "SPE_E3", DisabledApps: "TEAMS1", EnabledApps: "TEAMS1"})}, want: []string{
		"error both-app-columns: staff.csv, B2 ann@contoso.com | The row lists both the apps that are on and the apps that are off. | Each list says all by itself: keep one of the two.",
	}},
	{name: "apps inherited", scene: scene{accounts: []account{{name: "ann", ways: []way{through(e3, 1), through(e3, 2)}}}, rows: rows(reconcile.Row{User: upn("ann"), License: "SPE_E3", DisabledApps: "TEAMS1"})}, want: []string{
		"warning apps-inherited: staff.csv, B2 ann@contoso.com | Microsoft 365 E3 (SPE_E3) comes through the group \"Group 1\" and the group \"Group 2\": its apps are set there, and stay as they are. | Change the apps of the licence of the group.",
	}},
	{name: "apps unknown", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e3)}}}, knows: &reconcile.Knowledge{Seats: true, Origin: true, Locations: true, Accounts: true},
		rows: rows(reconcile.Row{User: upn("ann"), License: "SPE_E3", DisabledApps: "TEAMS1"})}, want: []string{
		"note not-judged:  | The source of the current assignments does not include apps: these are not checked. | Plan against the tenant or a snapshot before you apply.",
		"note apps-unknown: staff.csv, B2 ann@contoso.com | Which apps of Microsoft 365 E3 (SPE_E3) are off now is not known; they are not checked. | Plan against the tenant or a snapshot.",
	}},
	{name: "inherited licence", scene: scene{accounts: []account{{name: "ann", ways: []way{through(ems, 1)}}}, rows: rows(none("ann"))}, want: []string{
		"warning inherited-license: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) is not wanted, but comes through the group \"Group 1\". | Remove the user from the group, or the licence from the group; licet does not change groups.",
	}},
	{name: "redundant direct", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems), through(ems, 1)}}}, rows: rows(row("ann", "EMS"))}, want: []string{
		"note redundant-direct: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) is assigned directly and through the group \"Group 1\"; it is kept. | --drop-redundant removes the direct one.",
	}},
	{name: "redundant direct that cannot be dropped", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e3), {sku: e3, group: 1, off: []int{teams}}}}}, rows: rows(row("ann", "SPE_E3")),
		options: reconcile.Options{DropRedundant: true}}, want: []string{
		"note redundant-direct: staff.csv, B2 ann@contoso.com | Microsoft 365 E3 (SPE_E3) is assigned directly and through the group \"Group 1\"; it is kept. | Without the direct one the user would not have the apps that they have, or are to have.",
	}},
	{name: "seat stays", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems), through(ems, 1)}}}, rows: rows(none("ann"))}, want: []string{
		"note seat-stays: staff.csv, B2 ann@contoso.com | Enterprise Mobility + Security E3 (EMS) stays through the group \"Group 1\" when the direct one goes: no seat becomes free. | Remove the user from the group to free it.",
	}},
	{name: "group error", scene: scene{accounts: []account{{name: "ann", ways: []way{failing(ems, 1)}}}, rows: rows(row("ann", "EMS"))}, want: []string{
		"warning group-error: staff.csv, B2 ann@contoso.com | The group \"Group 1\" cannot assign Enterprise Mobility + Security E3 (EMS) (CountViolation); it is assigned directly. | What stops the group may stop the direct assignment too; fix the group.",
	}},
	{name: "unknown origin", scene: scene{accounts: []account{{name: "ann", ways: []way{unknownWay(ems)}}, {name: "bob", ways: []way{unknownWay(ems)}}}, rows: rows(row("ann", "EMS"), none("bob"))}, want: []string{
		"warning unknown-origin: staff.csv, B3 bob@contoso.com | Enterprise Mobility + Security E3 (EMS) is not wanted, but Graph does not say how the user got it: it is not removed. | Remove it in the admin centre if it is direct.",
		"note unknown-origin: staff.csv, B2 ann@contoso.com | The user has Enterprise Mobility + Security E3 (EMS), but Graph does not say how: it stays as it is. |",
	}},
	{name: "no location", scene: scene{accounts: []account{{name: "ann", location: "-"}}, rows: rows(row("ann", "EMS"))}, want: []string{
		"error no-location: staff.csv, B2 ann@contoso.com | The user has no usage location, without which no licence can be assigned. | Fill a usage location column, or use --default-location.",
	}},
	{name: "bad location", scene: scene{accounts: named("ann", "bob"), rows: rows(reconcile.Row{User: upn("ann"), License: "EMS", UsageLocation: "UK"}, reconcile.Row{User: upn("bob"), License: "EMS", UsageLocation: "Germany"})}, want: []string{
		"error bad-location: staff.csv, B2 ann@contoso.com | The usage location \"UK\" is not a country code. | The United Kingdom is GB.",
		"error bad-location: staff.csv, B3 bob@contoso.com | The usage location \"Germany\" is not a country code. | Write the two letters of ISO 3166, e.g. DE, GB, US or CN.",
	}},
	{name: "location synced", scene: scene{accounts: []account{{name: "ann", record: reconcile.UserRecord{Synced: true}}}, rows: rows(reconcile.Row{User: upn("ann"), License: "EMS", UsageLocation: "GB"})}, want: []string{
		"warning location-synced: staff.csv, B2 ann@contoso.com | The account is synchronised from on premises, which may refuse or undo a change of the usage location. | Set it in the directory that the account comes from.",
	}},
	{name: "mutually exclusive", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(callA)}}}, rows: rows(act("ann", "MCOPSTN2", reconcile.ActionAssign))}, want: []string{
		"error mutually-exclusive: staff.csv, B2 ann@contoso.com | Domestic Calling of Domestic Calling Plan (MCOPSTN1) and International Calling of International Calling Plan (MCOPSTN2) exclude each other (calling-plan). | Turn one of them off in the apps of its licence, or assign only one of the licences.",
	}},
	{name: "exclusive by a stale list", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e1)}}}, rows: rows(act("ann", "SPE_E3", reconcile.ActionAssign))}, want: []string{
		"note covered-license: staff.csv, B2 | Office 365 E1 (STANDARDPACK) appears to be covered by Microsoft 365 E3 (SPE_E3), which 1 user would have as well (ann@contoso.com first): 1 seat may be saved. | Seats, contract and region decide; the comparison is by the apps that the two contain.",
		"note mutually-exclusive: staff.csv, B2 ann@contoso.com | Exchange Online (Plan 1) of Office 365 E1 (STANDARDPACK) and Exchange Online (Plan 2) of Microsoft 365 E3 (SPE_E3) exclude each other (exchange) by a list of Microsoft's that is out of date. | It is expected to work.",
	}},
	{name: "missing dependency", scene: scene{accounts: named("ann"), rows: rows(row("ann", "Teams Phone Standard"))}, want: []string{
		"error missing-dependency: staff.csv, B2 ann@contoso.com | Teams Phone of Teams Phone Standard (MCOEV) would be on without Microsoft Teams, which it needs. | Turn it off, or assign or keep a licence that has what it needs.",
	}},
	{name: "mailbox lost", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e3), direct(ems)}}}, rows: rows(act("ann", "SPE_E3", reconcile.ActionUnassign))}, want: []string{
		"warning mailbox-lost: staff.csv, B2 ann@contoso.com | No licence with a mailbox is left: Exchange Online deletes the mailbox after about 30 days. | Convert it to a shared mailbox, or keep its content, before this is applied.",
	}},
	{name: "no way back without a location", scene: scene{accounts: []account{{name: "ann", location: "-", ways: []way{direct(ems), direct(visioSKU)}}, {name: "bob", location: "-", ways: []way{direct(ems)}}},
		rows: rows(none("ann"), reconcile.Row{User: upn("bob"), License: "EMS", Action: reconcile.ActionUnassign, UsageLocation: "DE"})}, want: []string{
		"warning no-way-back: staff.csv, B2 ann@contoso.com | The user has no usage location, without which undo cannot assign Enterprise Mobility + Security E3 (EMS) and Visio Plan 2 (VISIOCLIENT) again. | Set a usage location before, or undo with --default-location.",
	}},
	{name: "no way back to a licence", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(notOwned)}}, {name: "bob", ways: []way{direct(ems)}}, {name: "cho", ways: []way{direct(ems), through(ems, 1)}}},
		rows: rows(none("ann"), none("bob"), none("cho")), skus: func(s *reconcile.SKU) {
			if s.ID == sku(ems) {
				s.CapabilityStatus, s.Suspended, s.Enabled = "Suspended", 40, 0
			}
		}}, want: []string{
		"warning no-way-back:  | Enterprise Mobility + Security E3 (EMS): 1 seat that becomes free cannot be taken again, since more seats are in use than owned: undo could not assign as many again. | Buy seats first, if these may be needed again.",
		"note over-assigned:  | Enterprise Mobility + Security E3 (EMS): 2 seats are in use and 0 are owned. | Nobody loses a licence at once; seats that become free fill the gap first.",
		"note no-way-back: staff.csv, B2 ann@contoso.com | Undo cannot assign Project Plan 3 (PROJECTPROFESSIONAL) again: the tenant does not own it. | Renew the subscription first, if it may be needed again.",
		"note no-way-back: staff.csv, B3 bob@contoso.com | Undo cannot assign Enterprise Mobility + Security E3 (EMS) again: its subscription is suspended. | Renew the subscription first, if it may be needed again.",
		"note seat-stays: staff.csv, B4 cho@contoso.com | Enterprise Mobility + Security E3 (EMS) stays through the group \"Group 1\" when the direct one goes: no seat becomes free. | Remove the user from the group to free it.",
	}},
	{name: "no seats", scene: scene{accounts: named("ann", "bob", "cho"), seats: map[int]int{ems: 1}, rows: rows(row("ann", "EMS"), row("bob", "EMS"), row("cho", "EMS"))}, want: []string{
		"error no-seats: staff.csv, B3 | Enterprise Mobility + Security E3 (EMS) is short of 2 seats: 1 is free or becomes free, 3 are needed. Without one: bob@contoso.com (row 3), cho@contoso.com (row 4). | Buy 2 seats, free some, or assign those there are in sheet order with --partial-seats.",
	}},
	{name: "no seats, partial", scene: scene{accounts: named("ann", "bob"), seats: map[int]int{ems: 1}, rows: rows(row("ann", "EMS"), row("bob", "EMS")), options: reconcile.Options{PartialSeats: true}}, want: []string{
		"warning no-seats: staff.csv, B3 | Enterprise Mobility + Security E3 (EMS) is short of 1 seat: 1 is free or becomes free, 2 are needed. Without one: bob@contoso.com (row 3). | They are left out entirely; the others get theirs.",
	}},
	{name: "no seats, many", scene: scene{accounts: named(manyNames(14)...), seats: map[int]int{ems: 0}, rows: rows(manyRows(14, "EMS")...)}, want: []string{
		"error no-seats: staff.csv, B2 | Enterprise Mobility + Security E3 (EMS) is short of 14 seats: 0 are free or become free, 14 are needed. Without one: user00@contoso.com (row 2), user01@contoso.com (row 3), user02@contoso.com (row 4), user03@contoso.com (row 5), user04@contoso.com (row 6), user05@contoso.com (row 7), user06@contoso.com (row 8), user07@contoso.com (row 9), user08@contoso.com (row 10), user09@contoso.com (row 11), 4 more, to user13@contoso.com (row 15). | Buy 14 seats, free some, or assign those there are in sheet order with --partial-seats.",
	}},
	{name: "no seats, over-assigned", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}, {name: "bob", ways: []way{direct(ems)}}, {name: "cho"}}, seats: map[int]int{ems: 1}, rows: rows(row("cho", "EMS"), row("ann", "EMS"))}, want: []string{
		"error no-seats: staff.csv, B2 | Enterprise Mobility + Security E3 (EMS) is short of 2 seats: 1 too many is in use, 1 is needed. Without one: cho@contoso.com (row 2). | Buy 2 seats, free some, or assign those there are in sheet order with --partial-seats.",
		"note over-assigned:  | Enterprise Mobility + Security E3 (EMS): 2 seats are in use and 1 is owned. | Nobody loses a licence at once; seats that become free fill the gap first.",
	}},
	{name: "seat ring", scene: ring(reconcile.Options{}), want: []string{
		"error seat-ring: staff.csv, B2 | 2 changes wait for each other's seats, and none is spare: ann@contoso.com (row 2), bob@contoso.com (row 3). | One spare seat of Enterprise Mobility + Security E3 (EMS) or Visio Plan 2 (VISIOCLIENT) breaks the ring; --allow-gap does without, and removes the licences of as few users as possible for a moment.",
	}},
	{name: "seat ring with a gap", scene: ring(reconcile.Options{AllowGap: true}), want: []string{
		"note seat-ring: staff.csv, B2 ann@contoso.com | The change is made in two calls to break a ring of swaps: for a moment the user is without the licences that change. | One spare seat would avoid that.",
	}},
	{name: "over-assigned", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}, {name: "bob", ways: []way{direct(ems)}}}, seats: map[int]int{ems: 1}, rows: rows(row("ann", "EMS"), row("bob", "EMS"))}, want: []string{
		"note over-assigned:  | Enterprise Mobility + Security E3 (EMS): 2 seats are in use and 1 is owned. | Nobody loses a licence at once; seats that become free fill the gap first.",
	}},
	{name: "too many removals", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems), direct(visioSKU)}}, {name: "bob", ways: []way{direct(ems)}}}, rows: rows(none("ann"), none("bob")),
		options: reconcile.Options{MaxRemovals: reconcile.Limit{Set: true, Number: 2}}}, want: []string{
		"warning too-many-removals:  | The plan removes 3 of the 3 direct assignments of the users in scope; 2 are allowed: Enterprise Mobility + Security E3 (EMS): 2, Visio Plan 2 (VISIOCLIENT): 1. | If that is intended: --max-removals 3.",
	}},
	{name: "last licence", scene: scene{accounts: holders(6, ems), rows: rows(manyNone(6)...)}, want: []string{
		"warning last-license:  | 6 users lose the last licence that they have. | Leavers, or a wrong sheet? Their mailboxes and files are deleted after about 30 days.",
	}},
	{name: "no known users", scene: scene{accounts: named("ann"), rows: rows(row("zoe", "SPE_E3"), row("yan", "SPE_E3"))}, want: []string{
		"error no-known-users:  | The tenant has none of the sheet's users (2 users are named). | Is this the right file, and the right tenant?",
		"error unknown-user: staff.csv, B2 zoe@contoso.com | The tenant has no user zoe@contoso.com. | Check the spelling, or remove the row.",
		"error unknown-user: staff.csv, B3 yan@contoso.com | The tenant has no user yan@contoso.com. | Check the spelling, or remove the row.",
	}},
	{name: "no users in scope tenant", scene: scene{accounts: holders(2, ems), options: reconcile.Options{Scope: reconcile.ScopeTenant, ManageAll: true}}, want: []string{
		"error no-known-users:  | The sheet names no user, and in scope tenant everyone would lose the managed licences. | Is this the right file? `licet check` shows how it is read.",
	}},
	{name: "no known licences", scene: scene{accounts: named("ann"), rows: rows(row("ann", "Blue"))}, want: []string{
		"error no-known-licenses:  | No licence of the sheet is known. | Is the licence column the right one? `licet check` shows how the sheet is read.",
		"error unknown-license: staff.csv, B2 ann@contoso.com | No licence is named \"Blue\". | `licet skus` lists the licences of the tenant.",
	}},
	{name: "short tenant", scene: scene{accounts: named("ann"), count: 7, rows: rows(row("ann", "SPE_E3"))}, want: []string{
		"error short-tenant:  | The tenant counts 7 users and 1 was read: no plan is made from part of a tenant. | Run it again; a snapshot must be made again.",
	}},
	{name: "not judged", scene: scene{accounts: named("ann"), knows: &reconcile.Knowledge{Apps: true}, rows: rows(row("ann", "SPE_E3"))}, want: []string{
		"note not-judged:  | The source of the current assignments does not include seats, licences that come through groups, usage locations or disabled, guest and deleted accounts: these are not checked. | Plan against the tenant or a snapshot before you apply.",
	}},
	{name: "covered licence", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(e1)}}, {name: "bob", ways: []way{direct(e1)}}}, rows: rows(act("ann", "SPE_E5", reconcile.ActionAssign), act("bob", "SPE_E5", reconcile.ActionAssign))}, want: []string{
		"note covered-license: staff.csv, B2 | Office 365 E1 (STANDARDPACK) appears to be covered by Microsoft 365 E5 (SPE_E5), which 2 users would have as well (ann@contoso.com first): 2 seats may be saved. | Seats, contract and region decide; the comparison is by the apps that the two contain.",
		"note mutually-exclusive: staff.csv, B2 ann@contoso.com | Exchange Online (Plan 1) of Office 365 E1 (STANDARDPACK) and Exchange Online (Plan 2) of Microsoft 365 E5 (SPE_E5) exclude each other (exchange) by a list of Microsoft's that is out of date. | It is expected to work.",
		"note mutually-exclusive: staff.csv, B3 bob@contoso.com | Exchange Online (Plan 1) of Office 365 E1 (STANDARDPACK) and Exchange Online (Plan 2) of Microsoft 365 E5 (SPE_E5) exclude each other (exchange) by a list of Microsoft's that is out of date. | It is expected to work.",
	}},
	{name: "the reader's errors leave users out", scene: scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}, {name: "bob"}},
		findings: []reconcile.Finding{{Severity: reconcile.Error, Code: "unknown-action", At: at(3), User: "ANN@contoso.com", Message: reconcile.Verbatim("No action is named \"gvie\"."), Hint: reconcile.Verbatim("Write assign or unassign.")}},
		rows:     rows(row("bob", "EMS")), options: reconcile.Options{Scope: reconcile.ScopeTenant, SkipInvalid: true}}, want: []string{
		"warning unknown-action: staff.csv, B3 ann@contoso.com | No action is named \"gvie\". | Write assign or unassign. Left out, as --skip-invalid asks.",
	}},
	{name: "strict", scene: scene{accounts: []account{{name: "ann", record: reconcile.UserRecord{Enabled: reconcile.No}}}, rows: rows(row("ann", "SPE_E3")), options: reconcile.Options{Strict: true}}, want: []string{
		"error disabled-user: staff.csv, B2 ann@contoso.com | The account is disabled and gets a licence. | It uses a seat all the same; a shared mailbox of up to 50 GB needs none.",
	}},
}

func TestFindings(t *testing.T) {
	for _, c := range codeScenes {
		t.Run(c.name, func(t *testing.T) {
			p := c.scene.build(t)
			var got []string
			for _, f := range p.Findings {
				got = append(got, finding(f))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(c.want, "\n"); g != w {
				t.Errorf("findings:\n%s\nwant:\n%s", g, w)
			}
			for _, f := range p.Findings {
				checkSentence(t, f)
			}
		})
	}
}

// checkSentence holds each finding to the house's form: whole sentences, and a
// hint for what can be fixed.
func checkSentence(t *testing.T, f reconcile.Finding) {
	t.Helper()
	if !strings.HasSuffix(f.Message.String(), ".") {
		t.Errorf("%s: not a whole sentence: %q", f.Code, f.Message)
	}
	if f.Severity > reconcile.Note && f.Hint.IsZero() {
		t.Errorf("%s: %s without a hint", f.Code, f.Severity)
	}
	if hint := f.Hint.String(); hint != "" && !strings.HasSuffix(hint, ".") && !strings.HasSuffix(hint, "?") {
		t.Errorf("%s: hint is no sentence: %q", f.Code, f.Hint)
	}
	if text := f.Message.String() + f.Hint.String(); strings.Contains(text, "%!") || strings.Contains(text, "()") {
		t.Errorf("%s: broken text: %q %q", f.Code, f.Message, f.Hint)
	}
}

// TestEveryCodeIsProvokedAndDocumented keeps codes.go, the table above and
// docs/findings.md together.
func TestEveryCodeIsProvokedAndDocumented(t *testing.T) {
	docs, err := os.ReadFile("../../docs/findings.md")
	if err != nil {
		t.Fatal(err)
	}
	provoked := map[string]bool{string(reconcile.CodeDrift): true} // by Drift, see TestDrift
	for _, c := range codeScenes {
		for _, w := range c.want {
			code, _, _ := strings.Cut(strings.SplitN(w, " ", 2)[1], ":")
			provoked[code] = true
		}
	}
	for _, code := range declaredCodes(t) {
		if !provoked[code] {
			t.Errorf("no case provokes %s", code)
		}
		if !strings.Contains(string(docs), "`"+code+"`") {
			t.Errorf("docs/findings.md does not explain %s", code)
		}
	}
}

func declaredCodes(t *testing.T) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../codes.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var codes []string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			codes = append(codes, text)
		}
		return true
	})
	return codes
}

func named(names ...string) []account {
	var as []account
	for _, n := range names {
		as = append(as, account{name: n})
	}
	return as
}

func holders(n int, licenses ...int) []account {
	as := named(manyNames(n)...)
	for i := range as {
		for _, l := range licenses {
			as[i].ways = append(as[i].ways, direct(l))
		}
	}
	return as
}

func manyNames(n int) []string {
	var names []string
	for i := range n {
		names = append(names, fmt.Sprintf("user%02d", i))
	}
	return names
}

func manyRows(n int, license string) []reconcile.Row {
	var rs []reconcile.Row
	for _, name := range manyNames(n) {
		rs = append(rs, row(name, license))
	}
	return rs
}

func manyNone(n int) []reconcile.Row {
	var rs []reconcile.Row
	for _, name := range manyNames(n) {
		rs = append(rs, none(name))
	}
	return rs
}

// ring is two users who swap licences of which no seat is spare.
func ring(o reconcile.Options) scene {
	return scene{accounts: []account{{name: "ann", ways: []way{direct(ems)}}, {name: "bob", ways: []way{direct(visioSKU)}}},
		seats: map[int]int{ems: 1, visioSKU: 1}, options: o, rows: rows(row("ann", "VISIOCLIENT"), row("bob", "EMS"))}
}

// twoTeams is a catalogue in which two apps of E3 have one friendly name.
func twoTeams() *reconcile.Catalog {
	c := smallCatalog()
	for i := range c.Plans {
		if c.Plans[i].ID == planID(viva) {
			c.Plans[i].FriendlyName = "Microsoft Teams"
		}
	}
	return c
}
