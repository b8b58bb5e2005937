package graph

import (
	"fmt"
	"slices"
	"strings"

	"licet/io/graph/signin"
	"licet/reconcile"
)

// Permission is one thing that licet asks of Graph and what has to be granted
// for it (Graph: Permissions reference; the pages of the single calls).
type Permission struct {
	// For says in words what cannot be done without.
	For reconcile.Word
	// Least is the smallest permission that does, Also are wider ones.
	Least string
	Also  []string
	// Needed is true where nothing works without.
	Needed bool
	// role is the id of Least as an application permission of Graph.
	role string
}

// Permissions are all of them, those that are needed first.
func Permissions() []Permission {
	return []Permission{
		{For: "read users and their licences", Least: needsUsers, Needed: true, role: "df021288-bdef-4463-88db-98f22de89214",
			Also: []string{"User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}},
		{For: "read licences and seats", Least: needsSKUs, Needed: true, role: "e2f98668-2877-4f38-a2f4-8202e0717aa1",
			Also: []string{"LicenseAssignment.ReadWrite.All", needsOrganization, "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}},
		{For: "assign and remove licences", Least: "LicenseAssignment.ReadWrite.All", role: "5facf0c1-8979-4e95-abcf-ff3d079771c0",
			Also: []string{"User.ReadWrite.All", "Directory.ReadWrite.All"}},
		{For: "set usage locations", Least: "User.ReadWrite.All", role: "741f803b-c850-494e-b5df-cde7c675a1ca",
			Also: []string{"Directory.ReadWrite.All"}},
		{For: "name the tenant, and say when licences renew", Least: needsOrganization, role: "498476ce-e0fe-48b0-b801-37ba7e2685c6",
			Also: []string{"Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}},
		{For: "name groups that assign licences", Least: needsGroups, role: "98830695-27a2-44f7-8c18-0c3ebc9698f6",
			Also: []string{"GroupMember.ReadWrite.All", "Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}},
		{For: "audit when users signed in last", Least: needsSignIns, role: "b0afded3-3588-46d8-8b3d-9842eff778da"},
	}
}

// Profile is a kind of work and the permissions that it takes together.
type Profile struct {
	// Work says in words what it is, with the commands that do it.
	Work  reconcile.Word
	Needs []Permission
}

// Profiles are the kinds of work, the humblest first.
func Profiles() []Profile {
	all := Permissions()
	read, assign, locate, audit := all[:2], all[2], all[3], all[6]
	return []Profile{
		{Work: "read (plan, check, export, skus, snapshot)", Needs: read},
		{Work: "apply", Needs: append(slices.Clone(read), assign)},
		{Work: "apply with usage locations", Needs: append(slices.Clone(read), assign, locate)},
		{Work: "audit with last sign-ins", Needs: append(slices.Clone(read), audit)},
	}
}

// Missing gives what a token with these permissions lacks for it.
func (p Profile) Missing(permissions []string) []Permission {
	var missing []Permission
	for _, need := range p.Needs {
		if !need.Granted(permissions) {
			missing = append(missing, need)
		}
	}
	return missing
}

// Granted reports whether a token with these permissions may do it.
func (p Permission) Granted(permissions []string) bool {
	return slices.ContainsFunc(permissions, func(have string) bool {
		return strings.EqualFold(have, p.Least) || slices.ContainsFunc(p.Also, func(also string) bool { return strings.EqualFold(have, also) })
	})
}

// graphApp is Microsoft Graph as an application of every tenant.
const graphApp = "00000003-0000-0000-c000-000000000000"

// Grant gives the one line that grants it to whoever the token is for. An
// application gets it by the Azure CLI; a person's token has what the program
// asked for that fetched it.
func (p Permission) Grant(c signin.Claims) reconcile.Sentence {
	if c.AppID == "" || c.User != "" {
		return reconcile.Say("Entra admin centre, App registrations, your application, API permissions: add Microsoft Graph %s and grant admin consent", p.Least)
	}
	return reconcile.Verbatim(fmt.Sprintf("az ad app permission add --id %s --api %s --api-permissions %s=Role && az ad app permission admin-consent --id %s", c.AppID, graphApp, p.role, c.AppID))
}
