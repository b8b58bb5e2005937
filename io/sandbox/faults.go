package sandbox

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"slices"
	"sync"
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

	mu     sync.Mutex
	began  time.Time
	counts []faultCount
}

// FaultKind is what a fault does.
type FaultKind string

// Kinds of faults. Where an answer cannot be lost alone, as in a batch, the item is
// left out of the answer.
const (
	FaultLatency      FaultKind = "latency"      // waits Delay before the request is carried out
	FaultThrottle     FaultKind = "throttle"     // answers 429 with RetryAfter and Scope
	FaultUnavailable  FaultKind = "unavailable"  // answers 503 with RetryAfter
	FaultTimeout      FaultKind = "timeout"      // answers 504, after Delay
	FaultServerError  FaultKind = "server-error" // answers 500
	FaultHTML         FaultKind = "html"         // answers 502 with a page of HTML, as a proxy does
	FaultDrop         FaultKind = "drop"         // ends the connection without an answer
	FaultCut          FaultKind = "cut"          // ends the connection in the middle of the answer
	FaultMissing      FaultKind = "missing"      // leaves the item out of the answer to its batch
	FaultUnauthorized FaultKind = "unauthorized" // answers 401; with Claims as a continuous-access challenge
	FaultRevoke       FaultKind = "revoke"       // withdraws every token that the sandbox issued and answers 401
	FaultConflict     FaultKind = "conflict"     // answers 409 Directory_ConcurrencyViolation with RetryAfter
	FaultForbidden    FaultKind = "forbidden"    // answers 403; with SKUs only where the body names one
	FaultError        FaultKind = "error"        // answers Status, Code and Message
	FaultExpirePage   FaultKind = "expire-page"  // refuses the page token of a list
	FaultEmptyPage    FaultKind = "empty-page"   // gives a page without entries and with a next link
	FaultResync       FaultKind = "resync"       // answers 410 to a delta query

	// These do something before the request is carried out, to the first of Users or
	// else the user of the request: soft-delete them; let somebody else take Units
	// seats (default 1, negative gives back) of the first of SKUs; let somebody else
	// give (Assign) or take (Unassign) a licence.
	FaultDeleteUser FaultKind = "delete-user"
	FaultTakeSeat   FaultKind = "take-seat"
	FaultEdit       FaultKind = "edit"

	FaultDie FaultKind = "die" // ends the process
)

// faultKind is what a kind does to a request.
type faultKind struct {
	// carriesOut is true where the request is carried out, mayBeDone where Done says
	// whether it is although its answer is lost.
	carriesOut, mayBeDone bool
	// status, code and message are the answer of those that are told in one way.
	status        int
	code, message string
}

var faultKinds = map[FaultKind]faultKind{
	FaultLatency:      {carriesOut: true},
	FaultThrottle:     {status: http.StatusTooManyRequests, code: "TooManyRequests", message: "Please retry again later."},
	FaultUnavailable:  {status: http.StatusServiceUnavailable, code: "serviceNotAvailable", message: "The service is temporarily unavailable."},
	FaultTimeout:      {mayBeDone: true, status: http.StatusGatewayTimeout, code: "UnknownError"},
	FaultServerError:  {mayBeDone: true, status: http.StatusInternalServerError, code: codeInternal, message: "Encountered an internal server error."},
	FaultHTML:         {mayBeDone: true},
	FaultDrop:         {mayBeDone: true},
	FaultCut:          {carriesOut: true},
	FaultMissing:      {mayBeDone: true},
	FaultUnauthorized: {},
	FaultRevoke:       {},
	FaultConflict:     {status: http.StatusConflict, code: codeConcurrency, message: messageConcurrent},
	FaultForbidden:    {status: http.StatusForbidden, code: "Authorization_RequestDenied", message: messageDenied},
	FaultError:        {},
	FaultExpirePage:   {status: http.StatusBadRequest, code: "Directory_ExpiredPageToken", message: messageExpiredPage},
	FaultEmptyPage:    {carriesOut: true},
	FaultResync:       {carriesOut: true},
	FaultDeleteUser:   {carriesOut: true},
	FaultTakeSeat:     {carriesOut: true},
	FaultEdit:         {carriesOut: true},
	FaultDie:          {mayBeDone: true},
}

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
	data, err := readFaults(path)
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
	l := &in.Lag
	f := &Faults{Latency: time.Duration(in.Latency), List: in.Faults, Lag: Lag{
		time.Duration(l.ByID), time.Duration(l.List), time.Duration(l.Counts), time.Duration(l.Location)}}
	if err := f.Check(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// faultsLimit bounds a fault file, which somebody writes by hand.
const faultsLimit = 1 << 20

func readFaults(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, faultsLimit+1))
	if err == nil && len(data) > faultsLimit {
		err = fmt.Errorf("%s is larger than %d MiB, and no fault file is", path, faultsLimit>>20)
	}
	return data, err
}

// carriesOut reports whether the request is carried out.
func (f *Fault) carriesOut() bool { return faultKinds[f.Kind].carriesOut || f.Done }

// title names a fault for people.
func (f *Fault) title(i int) string {
	if f.Name != "" {
		return f.Name
	}
	return fmt.Sprintf("fault %d (%s)", i+1, f.Kind)
}

// mostProblems bounds how much is told at once of a file that is wrong throughout.
const mostProblems = 50

// Check tells what is wrong with the faults, all at once.
func (f *Faults) Check() error {
	var problems []error
	for i := range f.List {
		if len(problems) >= mostProblems {
			problems = append(problems, fmt.Errorf("and more, from fault %d on", i+1))
			break
		}
		f.List[i].check(func(format string, a ...any) {
			problems = append(problems, fmt.Errorf(f.List[i].title(i)+": "+format, a...))
		})
	}
	return errors.Join(problems...)
}

func (f *Fault) check(problem func(format string, a ...any)) {
	if _, ok := faultKinds[f.Kind]; !ok {
		problem("the kind %q is not known; known are %v", f.Kind, slices.Sorted(maps.Keys(faultKinds)))
	}
	if f.On != "" && !slices.Contains(faultTargets(), f.On) {
		problem("\"on\" is %q; known are %v", f.On, faultTargets())
	}
	if f.Done && !faultKinds[f.Kind].mayBeDone {
		problem("\"done\" means nothing for this kind")
	}
	if f.After < 0 || f.Every < 0 || f.Times < -1 || f.Probability < 0 || f.Probability > 1 {
		problem("after, every and probability may not be negative, times not below -1, probability not above 1")
	}
	if _, err := f.retryAfter(time.Time{}); err != nil {
		problem("%v", err)
	}
	if _, ok := throttleScopes[f.Scope]; !ok && f.Scope != "" && f.Scope != "item" {
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
