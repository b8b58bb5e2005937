package sandbox

import "time"

// Choices: what the sandbox does where Graph's documentation is silent and
// nothing was measured. Each is one decision; change it here when a real
// tenant has shown better.
const (
	// maxBatch is documented; the sentence and the code of the refusal are not.
	maxBatch         = 20
	messageBatchSize = "Number of batch request steps exceeds the maximum value of 20."

	// messageBadPlan: only that the refusal speaks of the plan and its SKU is known.
	messageBadPlan = "License assignment failed because service plan %s is not part of the license with SKU %s."

	// A SKU that stands twice in one call: the documents do not foresee it.
	messageTwiceAdded      = "The license %s occurs more than once in addLicenses."
	messageAddedAndRemoved = "The license %s occurs in both addLicenses and removeLicenses."

	// errorWhenFine is licenseAssignmentStates.error when nothing is wrong: the
	// documents say null, live answers say "None".
	errorWhenFine = "None"

	// deltaUnits is the cost of a delta page, by analogy with a list of users.
	// ($batch itself costs nothing; its items count alone.)
	deltaUnits = 2

	// deltaTokenLife is documented for directory objects.
	deltaTokenLife = 7 * 24 * time.Hour

	// warnThrottle is where x-ms-throttle-limit-percentage begins to be sent.
	warnThrottle = 0.8

	// answerTravel is how long after an answer that named a whole scope
	// requests are not yet blamed for coming early: they may have been under
	// way before it arrived.
	answerTravel = 100 * time.Millisecond

	// concurrencyRetry is the Retry-After of a true 409 between two writes of
	// one user; Graph is known to send one at times.
	concurrencyRetry = "1"
)

// Further choices that are code and not figures:
//
//   - order of checks of assignLicense: token, parameters, user, SKU known, SKU
//     for users, plans of the SKU, removals held and direct, location (only
//     when something is added), seats on the end state, exclusions,
//     dependencies (assign.go);
//   - an exclusion or a missing dependency that stood before the call is not
//     held against it (planrules.go);
//   - a plan with appliesTo Company may not be named in disabledPlans, unless
//     the direct assignment already has it there (assign.go);
//   - a removal of an inherited licence beside a valid addition refuses the
//     whole call; both lists empty is 200, changes nothing and counts as a write;
//   - the body of a 200 is the user with the default properties;
//   - a licence that a user has without any state is removed like a direct one;
//   - consumedUnits of the file beyond the users who hold the SKU are kept as
//     consumed by others (a count below them is raised to them);
//   - users/delta reports changes of assignedLicenses at once;
//   - a null usageLocation in a PATCH is refused like a bad one;
//   - a write item of a batch with a body but without Content-Type refuses the
//     whole batch.
