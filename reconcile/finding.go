package reconcile

import (
	"cmp"
	"slices"
)

// Severity says what a finding does to the plan.
type Severity uint8

const (
	// Note is something worth knowing; it changes nothing.
	Note Severity = iota
	// Warning is something that may go wrong; it changes nothing.
	Warning
	// Error stops the plan, or with Options.SkipInvalid leaves its user out.
	Error
)

// String gives the word of the file formats: note, warning, error.
func (s Severity) String() string { return WordOf("Severity", s, "note", "warning", "error") }

// Code names a kind of finding for programs and for docs/findings.md. Codes
// are stable: they are never renamed or reused.
type Code string

// Finding is something that the reader can fix or should know: in the sheet,
// in the tenant, or in the plan.
type Finding struct {
	Severity Severity
	Code     Code
	// At is where it stands; the zero Place when it is about no row.
	At Place
	// User is the user that it is about, as the plan names them (the user
	// principal name where known, else as written); empty if about none.
	User string
	// Message says what is so, in one sentence.
	Message Sentence
	// Hint says what to do about it; may say nothing.
	Hint Sentence
}

// SortFindings orders findings for people: worst first, then by place, code,
// user and message. The order is total, so that equal plans are equal bytes.
func SortFindings(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		if c := cmp.Or(-cmp.Compare(a.Severity, b.Severity), a.At.Compare(b.At)); c != 0 {
			return c // nearly always: texts are looked at where they decide
		}
		return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.User, b.User), cmp.Compare(a.Message.String(), b.Message.String()))
	})
}

// CountFindings counts errors and warnings.
func CountFindings(fs []Finding) (errors, warnings int) {
	for _, f := range fs {
		switch f.Severity {
		case Error:
			errors++
		case Warning:
			warnings++
		case Note:
		}
	}
	return errors, warnings
}
