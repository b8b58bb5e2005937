package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"time"
)

// FaultsFormat names the fault file and its version.
const FaultsFormat = "licet-faults/1"

// Duration is a time.Duration that JSON writes as text: "250ms", "2s".
type Duration time.Duration

// UnmarshalJSON reads a duration as time.ParseDuration does.
func (d *Duration) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("a duration is a text such as \"250ms\" or \"2s\", not %s", raw)
	}
	v, err := time.ParseDuration(text)
	if err == nil && v < 0 {
		err = fmt.Errorf("the duration %s is negative", text)
	}
	*d = Duration(v)
	return err
}

// Faults say what goes wrong in a Server. Build them by hand or with
// LoadFaults; give them to one Server only, for they count what they did.
type Faults struct {
	// Latency and Lag stand beside those of Options; the longer counts.
	Latency time.Duration
	Lag     Lag
	// List is the faults. Of those that are due for a call the first is met,
	// the others with the next call that they fit.
	List []Fault

	state faultState
}

// FaultKind is what a fault does.
type FaultKind string

// Kinds of faults. "Done" is Fault.Done: whether the request is carried out
// although its answer is lost. Where an answer cannot be lost alone, as in a
// batch, the item is left out of the answer.
const (
	// FaultLatency waits Delay before the request is carried out.
	FaultLatency FaultKind = "latency"
	// FaultThrottle answers 429 with RetryAfter and Scope.
	FaultThrottle FaultKind = "throttle"
	// FaultUnavailable answers 503 with RetryAfter.
	FaultUnavailable FaultKind = "unavailable"
	// FaultTimeout answers 504, after Delay, Done or not.
	FaultTimeout FaultKind = "timeout"
	// FaultServerError answers 500, Done or not.
	FaultServerError FaultKind = "server-error"
	// FaultHTML answers 502 with a page of HTML, as a proxy does; Done or not.
	FaultHTML FaultKind = "html"
	// FaultDrop ends the connection without an answer, Done or not.
	FaultDrop FaultKind = "drop"
	// FaultCut carries the request out and ends the connection in the middle of
	// the answer.
	FaultCut FaultKind = "cut"
	// FaultMissing leaves the item out of the answer to its batch, Done or not.
	FaultMissing FaultKind = "missing"
	// FaultUnauthorized answers 401; with Claims as a continuous-access
	// challenge.
	FaultUnauthorized FaultKind = "unauthorized"
	// FaultRevoke withdraws every token that the sandbox issued and answers 401.
	FaultRevoke FaultKind = "revoke"
	// FaultConflict answers 409 Directory_ConcurrencyViolation with RetryAfter.
	FaultConflict FaultKind = "conflict"
	// FaultForbidden answers 403; with SKUs only where the body names one.
	FaultForbidden FaultKind = "forbidden"
	// FaultError answers Status, Code and Message.
	FaultError FaultKind = "error"
	// FaultExpirePage refuses the page token of a list.
	FaultExpirePage FaultKind = "expire-page"
	// FaultEmptyPage gives a page without entries and with a next link.
	FaultEmptyPage FaultKind = "empty-page"
	// FaultResync answers 410 to a delta query.
	FaultResync FaultKind = "resync"
	// FaultDeleteUser soft-deletes the first of Users, or the user of the
	// request, before the request is carried out.
	FaultDeleteUser FaultKind = "delete-user"
	// FaultTakeSeat lets somebody else take Units seats (default 1, negative
	// gives back) of the first of SKUs before the request is carried out.
	FaultTakeSeat FaultKind = "take-seat"
	// FaultEdit lets somebody else give (Assign) or take (Unassign) a licence of
	// the first of Users, or the user of the request, before the request is
	// carried out.
	FaultEdit FaultKind = "edit"
	// FaultDie ends the process, Done or not.
	FaultDie FaultKind = "die"
)

// Fault is one thing that goes wrong, and when.
type Fault struct {
	// Name tells faults apart in Unmet; without one they are told by number.
	Name string    `json:"name,omitempty"`
	Kind FaultKind `json:"kind"`
	// On is the operation: batch (the whole call), assignLicense, patchUser,
	// reprocess, listUsers, getUser, ... (docs/sandbox.md), or read, write, any
	// (none of which means batch). Default: write.
	On string `json:"on,omitempty"`
	// Users and SKUs narrow it: requests about one of the users (id or UPN),
	// requests whose body names one of the SKUs.
	Users []string `json:"users,omitempty"`
	SKUs  []string `json:"skus,omitempty"`
	// After lets that many fitting requests pass first; Every is met by each
	// n-th after that (default 1); Times is how often in all (default 1; -1:
	// always). Probability, between 0 and 1, decides instead of Every.
	After       int     `json:"after,omitempty"`
	Every       int     `json:"every,omitempty"`
	Times       int     `json:"times,omitempty"`
	Probability float64 `json:"probability,omitempty"`
	// NotBefore is the least time since the server began.
	NotBefore Duration `json:"notBefore,omitempty"`

	// RetryAfter is "7", "2.128", "date:7" (a date in 7 s), or "none" (also
	// the default).
	RetryAfter string `json:"retryAfter,omitempty"`
	// Scope is what a throttled client has to hold back: item (default),
	// writes, all. The throttle-scope header says the latter two.
	Scope  string   `json:"scope,omitempty"`
	Delay  Duration `json:"delay,omitempty"`
	Done   bool     `json:"done,omitempty"`
	Claims bool     `json:"claims,omitempty"`
	// Units is for take-seat; Assign and Unassign are SKUs for edit.
	Units    int    `json:"units,omitempty"`
	Assign   string `json:"assign,omitempty"`
	Unassign string `json:"unassign,omitempty"`
	// Status, Code and Message are for error.
	Status  int    `json:"status,omitempty"`
	Code    string `json:"code,omitempty"`
	Message string `json:"message,omitempty"`
}

// LoadFaults reads a fault file (docs/sandbox.md describes it). Every problem
// is told at once, each with the fault it is in.
func LoadFaults(path string) (*Faults, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var in struct {
		Format  string   `json:"format"`
		Latency Duration `json:"latency"`
		Lag     struct {
			ByID, List, Counts, Location Duration
		} `json:"lag"`
		Faults []Fault `json:"faults"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&in); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if in.Format != FaultsFormat {
		return nil, fmt.Errorf("%s: the format is %q; this version reads %q", path, in.Format, FaultsFormat)
	}
	f := &Faults{
		Latency: time.Duration(in.Latency),
		Lag: Lag{
			time.Duration(in.Lag.ByID), time.Duration(in.Lag.List),
			time.Duration(in.Lag.Counts), time.Duration(in.Lag.Location),
		},
		List: in.Faults,
	}
	if err := f.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// kinds gives every kind with whether the request is carried out when Done is
// not set.
var kinds = map[FaultKind]bool{
	FaultLatency: true, FaultThrottle: false, FaultUnavailable: false, FaultTimeout: false,
	FaultServerError: false, FaultHTML: false, FaultDrop: false, FaultCut: true, FaultMissing: false,
	FaultUnauthorized: false, FaultRevoke: false, FaultConflict: false, FaultForbidden: false,
	FaultError: false, FaultExpirePage: false, FaultEmptyPage: true, FaultResync: true,
	FaultDeleteUser: true, FaultTakeSeat: true, FaultEdit: true, FaultDie: false,
}

// mayBeDone are the kinds for which Done means something.
var mayBeDone = []FaultKind{FaultTimeout, FaultServerError, FaultHTML, FaultDrop, FaultMissing, FaultDie}

// carriesOut reports whether the request is carried out.
func (f *Fault) carriesOut() bool { return kinds[f.Kind] || f.Done }

// title names a fault for people.
func (f *Fault) title(i int) string {
	if f.Name != "" {
		return f.Name
	}
	return fmt.Sprintf("fault %d (%s)", i+1, f.Kind)
}

// Check tells what is wrong with the faults, all at once.
func (f *Faults) Check() error {
	var problems []error
	for i := range f.List {
		f.List[i].check(func(format string, a ...any) {
			problems = append(problems, fmt.Errorf(f.List[i].title(i)+": "+format, a...))
		})
	}
	return errors.Join(problems...)
}

func (f *Fault) check(problem func(format string, a ...any)) {
	if _, ok := kinds[f.Kind]; !ok {
		problem("the kind %q is not known; known are %v", f.Kind, slices.Sorted(maps.Keys(kinds)))
	}
	if f.On != "" && !slices.Contains(faultTargets(), f.On) {
		problem("\"on\" is %q; known are %v", f.On, faultTargets())
	}
	if f.Done && !slices.Contains(mayBeDone, f.Kind) {
		problem("\"done\" means nothing for this kind")
	}
	if f.After < 0 || f.Every < 0 || f.Times < -1 || f.Probability < 0 || f.Probability > 1 {
		problem("after, every and probability may not be negative, times not below -1, probability not above 1")
	}
	if _, _, err := f.retryAfter(time.Time{}); err != nil {
		problem("%v", err)
	}
	if !slices.Contains([]string{"", "item", "writes", "all"}, f.Scope) {
		problem("\"scope\" is %q; known are item, writes, all", f.Scope)
	}
	switch {
	case f.Kind == FaultTakeSeat && len(f.SKUs) == 0:
		problem("take-seat needs a SKU in \"skus\"")
	case f.Kind == FaultError && f.Status < 400:
		problem("error needs a \"status\" of 400 or more")
	case f.Kind == FaultEdit && f.Assign == "" && f.Unassign == "":
		problem("edit needs \"assign\" or \"unassign\"")
	}
}
