package tenant

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"slices"
)

// Write writes f as a tenant file. The same File gives the same bytes.
func Write(w io.Writer, f *File) error {
	return WriteSeq(w, f, pointers(f.Users))
}

// WriteSeq writes a tenant file of which users gives the users, one by one, so
// that a large tenant is never held whole. The users of head are not written.
func WriteSeq(w io.Writer, head *File, users iter.Seq[*User]) error {
	e := newEncoder(w)
	e.text(`{"format":`)
	e.json(Format)
	e.text(",\n" + `"tenant":`)
	e.json(&head.Tenant)
	writeLink(e, head.DeltaLink)
	writeList(e, "subscribedSkus", pointers(head.SubscribedSkus))
	writeList(e, "groups", pointers(head.Groups))
	if len(head.Subscriptions) > 0 {
		writeList(e, "subscriptions", pointers(head.Subscriptions))
	}
	if len(head.DeletedUsers) > 0 {
		writeList(e, "deletedUsers", mapped(pointers(head.DeletedUsers)))
	}
	writeList(e, "users", mapped(users))
	e.text("}\n")
	return e.flush()
}

func writeLink(e *encoder, link string) {
	if link != "" {
		e.text(",\n" + `"deltaLink":`)
		e.json(link)
	}
}

// encoder writes pieces of JSON and keeps the first error.
type encoder struct {
	out  *bufio.Writer
	buf  bytes.Buffer
	json func(v any)
	err  error
}

func newEncoder(w io.Writer) *encoder {
	e := &encoder{out: bufio.NewWriterSize(w, windowSize)}
	values := json.NewEncoder(&e.buf)
	values.SetEscapeHTML(false)
	e.json = func(v any) {
		e.buf.Reset()
		if err := values.Encode(v); err != nil && e.err == nil {
			e.err = err
		}
		e.bytes(bytes.TrimSuffix(e.buf.Bytes(), []byte("\n")))
	}
	return e
}

func (e *encoder) text(s string) { e.bytes([]byte(s)) }

func (e *encoder) bytes(b []byte) {
	if e.err == nil {
		_, e.err = e.out.Write(b)
	}
}

func (e *encoder) flush() error {
	if e.err != nil {
		return e.err
	}
	return e.out.Flush()
}

// writeList writes a member that is an array, one entry a line.
func writeList[T any](e *encoder, name string, entries iter.Seq[*T]) {
	e.text(",\n")
	e.json(name)
	e.text(":[")
	separator := "\n"
	for entry := range entries {
		e.text(separator)
		e.json(entry)
		separator = ",\n"
		if e.err != nil {
			return
		}
	}
	if separator != "\n" {
		e.text("\n")
	}
	e.text("]")
}

func pointers[T any](list []T) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for i := range list {
			if !yield(&list[i]) {
				return
			}
		}
	}
}

// mapped gives users whose lists of disabled plans are never null, as Graph
// has it (Graph: assignedLicense, disabledPlans is not nullable).
func mapped(users iter.Seq[*User]) iter.Seq[*User] {
	return func(yield func(*User) bool) {
		for u := range users {
			if !yield(withoutNull(u)) {
				return
			}
		}
	}
}

func withoutNull(u *User) *User {
	license := func(l AssignedLicense) bool { return l.DisabledPlans == nil }
	state := func(s LicenseAssignmentState) bool { return s.DisabledPlans == nil }
	if !slices.ContainsFunc(u.AssignedLicenses, license) && !slices.ContainsFunc(u.LicenseAssignmentStates, state) {
		return u
	}
	full := *u
	full.AssignedLicenses = slices.Clone(u.AssignedLicenses)
	for i := range full.AssignedLicenses {
		full.AssignedLicenses[i].DisabledPlans = nonNil(full.AssignedLicenses[i].DisabledPlans)
	}
	full.LicenseAssignmentStates = slices.Clone(u.LicenseAssignmentStates)
	for i := range full.LicenseAssignmentStates {
		full.LicenseAssignmentStates[i].DisabledPlans = nonNil(full.LicenseAssignmentStates[i].DisabledPlans)
	}
	return &full
}

func nonNil(plans []string) []string {
	if plans == nil {
		return []string{}
	}
	return plans
}
