package audit

import "licet/reconcile"

// Kinds of findings that only an audit has. The others are those of plans:
// reconcile.CodeRedundantDirect, CodeCovered, CodeDisabledUser, CodeGuestUser,
// CodeGroupError, CodeNoLocation, CodeLicenseInGrace, CodeLicenseUnusable,
// CodeOverAssigned and CodeNotJudged.
const (
	// CodeSharedMailbox: a disabled account with a mailbox that nobody ever
	// signed in to.
	CodeSharedMailbox reconcile.Code = "shared-mailbox"
	// CodeNeverSignedIn: an account that could sign in and never did.
	CodeNeverSignedIn reconcile.Code = "never-signed-in"
	// CodeInactiveUser: an account that has not signed in for long.
	CodeInactiveUser reconcile.Code = "inactive-user"
	// CodeRenewal: a subscription renews soon with seats that nobody uses.
	CodeRenewal reconcile.Code = "renewal-unused-seats"
	// CodeSimilarApps: a few users have almost the apps that many have.
	CodeSimilarApps reconcile.Code = "similar-apps"
)

// Kinds are all kinds of findings, in the order in which reports show them.
func Kinds() []reconcile.Code {
	return []reconcile.Code{
		reconcile.CodeOverAssigned, reconcile.CodeLicenseUnusable, reconcile.CodeLicenseInGrace, reconcile.CodeGroupError,
		reconcile.CodeDisabledUser, CodeSharedMailbox, reconcile.CodeGuestUser, CodeNeverSignedIn, CodeInactiveUser,
		reconcile.CodeCovered, reconcile.CodeRedundantDirect, CodeRenewal, CodeSimilarApps, reconcile.CodeNoLocation, reconcile.CodeNotJudged,
	}
}

// Fixable are the kinds that a sheet can fix: it removes the licence.
func Fixable() []reconcile.Code {
	return []reconcile.Code{
		reconcile.CodeDisabledUser, CodeSharedMailbox, reconcile.CodeGuestUser, CodeNeverSignedIn, CodeInactiveUser,
		reconcile.CodeCovered, reconcile.CodeRedundantDirect,
	}
}
