package reconcile

import "slices"

// Candidate is a licence that a text may mean.
type Candidate struct {
	SKUID, PartNumber, Name string
	// Owned is true for a SKU of the tenant.
	Owned bool
}

// String gives the name with the part number, which alone tells look-alikes
// apart: SPE_F1 is Microsoft 365 F3.
func (c Candidate) String() string { return LicenseName(c.Name, c.PartNumber) }

func LicenseName(name, partNumber string) string {
	if name == "" || name == partNumber {
		return partNumber
	}
	return name + " (" + partNumber + ")"
}

// ListCandidates writes licences so that namesakes can be told apart.
func ListCandidates(cs []Candidate) []string {
	parts := make([]string, len(cs))
	for i, c := range cs {
		parts[i] = c.String()
		if slices.ContainsFunc(cs, func(o Candidate) bool { return o.PartNumber == c.PartNumber && o.SKUID != c.SKUID }) {
			parts[i] += " " + c.SKUID
		}
	}
	return parts
}

// UnusableState gives the word for a state of a subscription of which nothing
// can be assigned; empty for other states (Graph: subscribedSku,
// capabilityStatus).
func UnusableState(status string) Word {
	switch status {
	case "Suspended":
		return "suspended"
	case "LockedOut":
		return "lockedout"
	case "Deleted":
		return "deleted"
	default:
		return ""
	}
}
