package planfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"licet/reconcile"
)

// FormatError says that a file is no plan of this version.
type FormatError struct {
	// Found is the format that the file names; empty if it names none.
	Found string
}

// Error names the format that was found and the one that is read.
func (e *FormatError) Error() string {
	if e.Found == "" {
		return fmt.Sprintf("this is not a plan file: it does not begin with a \"format\"; this licet reads %s", Format)
	}
	return fmt.Sprintf("this is a file of format %q; this licet reads %s", e.Found, Format)
}

// Fault is one thing that is wrong in a plan file.
type Fault struct {
	// Line is the line of the file, 1 being the first, where the faulty value
	// begins; 0 if the fault is about the whole file.
	Line int
	// Where is the path to the value, e.g. "changes[3].assign[0].skuId"; empty
	// if the fault is about the whole file.
	Where string
	// Message says what is wrong.
	Message string
}

// String gives the fault on one line, its place first.
func (f Fault) String() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "line %d, ", f.Line)
	}
	if f.Where != "" {
		b.WriteString(f.Where + ": ")
	}
	b.WriteString(f.Message)
	return b.String()
}

// FaultsError says all that is wrong in a plan file that is well-formed JSON.
type FaultsError struct {
	// Faults are in the order of the file, the first thousand of them.
	Faults []Fault
	// More is the number of faults beyond those.
	More int
}

// spot is an item of a list of the file, 0 being the first; the zero spot is none.
type spot struct {
	list  string
	index int
}

// path gives the path to a field of the item.
func (s spot) path(field string) string {
	if s.list == "" {
		return field
	}
	return strings.TrimSuffix(fmt.Sprintf("%s[%d].%s", s.list, s.index, field), ".")
}

const (
	keptFaults  = 1000
	shownFaults = 20
)

// Error lists the first twenty faults, one a line.
func (e *FaultsError) Error() string { return e.Sentence().String() }

// Sentence implements reconcile.Spoken.
func (e *FaultsError) Sentence() reconcile.Sentence {
	said := reconcile.Say("the plan file is not as licet writes it; make the plan again, or fix:")
	for _, f := range e.Faults[:min(shownFaults, len(e.Faults))] {
		said = reconcile.Say("%s\n  %s", said, f.String())
	}
	if rest := len(e.Faults) - shownFaults + e.More; rest > 0 {
		said = reconcile.Say("%s\n  and %d more", said, rest)
	}
	return said
}

func (e *FaultsError) add(f Fault) {
	if len(e.Faults) < keptFaults {
		e.Faults = append(e.Faults, f)
	} else {
		e.More++
	}
}

// decodeMessage says for people what encoding/json found wrong in a value.
func decodeMessage(err error) string {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return strings.TrimPrefix(err.Error(), "json: ")
	}
	what := fmt.Sprintf("%s is expected, not %s", kindWord(wrong.Type.Kind()), wrong.Value)
	if wrong.Field == "" {
		return what
	}
	return wrong.Field + ": " + what
}

func kindWord(k reflect.Kind) string {
	switch k {
	case reflect.Int:
		return "a whole number"
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "an object"
	default:
		return k.String()
	}
}
