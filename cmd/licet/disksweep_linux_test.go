//go:build amd64

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"licet/io/sandbox"
	"licet/io/tenant"
	"licet/io/testenv"
)

// deed is a command during which the disk fails, at each of its operations.
type deed struct {
	name string
	// before leads to where the command begins.
	before func(*testing.T, *workbench)
	args   []string
	// outputs are the files that it writes, with what stands in them before; ""
	// where there is none.
	outputs map[string]string
	// changes is true for a command that changes the tenant.
	changes bool
	// done is the state in which all is done: a tenant as the sheet says, or as it was.
	done string
}

const (
	asTheSheetSays = "planned"
	asItWas        = "as it was"
)

func deeds() []deed {
	const old = "what was there before\n"
	crashed := func(t *testing.T, w *workbench) {
		newCrashing(w.client, "intend-synced:2").want(t, exitKilled, "apply", "--batch-size", "2", "--concurrency", "1", w.sheet)
	}
	planned := func(t *testing.T, w *workbench) { w.want(t, exitDone, "plan", "--out", "saved.json", w.sheet) }
	applied := func(t *testing.T, w *workbench) { w.want(t, exitDone, "apply", w.sheet) }
	slow := []string{"--batch-size", "2", "--concurrency", "1"}
	return []deed{
		{name: "apply", args: append([]string{"apply", "--results", "results.json", "--report", "report.csv", "people.csv"}, slow...),
			outputs: map[string]string{"results.json": old, "report.csv": old}, changes: true, done: asTheSheetSays},
		{name: "apply a saved plan", before: planned, args: append([]string{"apply", "--results", "results.json", "saved.json"}, slow...),
			outputs: map[string]string{"results.json": old}, changes: true, done: asTheSheetSays},
		{name: "resume", before: crashed, args: append([]string{"resume", "--results", "results.json"}, slow...),
			outputs: map[string]string{"results.json": old}, changes: true, done: asTheSheetSays},
		{name: "undo", before: applied, args: append([]string{"undo", "--results", "results.json"}, slow...),
			outputs: map[string]string{"results.json": old}, changes: true, done: asItWas},
		{name: "plan", args: []string{"plan", "--out", "plan.json", "--report", "report.csv", "people.csv"},
			outputs: map[string]string{"plan.json": "", "report.csv": old}},
		{name: "export", args: []string{"export", "--force", "export.csv"}, outputs: map[string]string{"export.csv": old}},
		{name: "snapshot", args: []string{"snapshot", "--force", "tenant.json"}, outputs: map[string]string{"tenant.json": old}},
	}
}

// fault is a way in which operations fail.
type fault struct {
	name string
	// meets says which operations it counts.
	meets func(*fileOp) bool
	errno unix.Errno
	// lasts is true where all that follow fail as well, the first of them in the
	// middle of what it writes.
	lasts bool
	// dies is true where the program is killed instead.
	dies bool
	// step is how many operations it goes on by; 0 is one.
	step int
}

func diskFaults() []fault {
	opens := []string{"openat", "mkdirat", "unlinkat", "renameat", "renameat2", "newfstatat", "fchmod", "fchmodat", "flock"}
	return []fault{
		{name: "EIO", meets: func(*fileOp) bool { return true }, errno: unix.EIO},
		{name: "EACCES", meets: func(o *fileOp) bool { return slices.Contains(opens, o.call) }, errno: unix.EACCES, step: 3},
		{name: "ENOSPC from there on", meets: (*fileOp).writes, errno: unix.ENOSPC, lasts: true},
		{name: "SIGKILL", meets: changesDisk, dies: true},
	}
}

// changesDisk reports whether an operation leaves the disk otherwise.
func changesDisk(o *fileOp) bool {
	return o.writes() || slices.Contains([]string{"fsync", "unlinkat", "renameat", "renameat2", "close"}, o.call)
}

// The disk fails at each operation on a file in turn, once or for good. A script
// goes by the exit code, so that it must be true; no file is half written, the old one
// stays until the new one is whole; and whatever the journal could not hold, resume
// finds out. The sandbox counts that nothing is written twice.
func TestADiskThatFailsAtEachOperation(t *testing.T) {
	t.Parallel()
	for k, d := range deeds() {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			w := newWorkbench(t, &d)
			clean := w.clean(t)
			runs := 0
			for i, f := range diskFaults() {
				met := 0
				for _, op := range clean {
					if f.meets(&op) {
						met++
					}
				}
				first, step := 1, max(1, f.step)
				if testenv.ProgramSweep(1, 0) > 0 { // one fault each where somebody waits for the tests
					if i != k%len(diskFaults()) {
						continue
					}
					first, step = 1+met/2, met
				}
				for n := first; n <= met; n += step {
					w.fail(t, &f, n)
					runs++
				}
			}
			t.Logf("%d operations on files, %d runs", len(clean), runs)
		})
	}
}

// workbench is where a deed is done again and again, each time on the same folder
// and the same tenant.
type workbench struct {
	*client
	deed  *deed
	sheet string
	// kept and keptTenant are folder and tenant before the deed.
	kept       string
	keptTenant *tenant.File
	before     string
	server     atomic.Pointer[sandbox.Server]
	store      *sandbox.Store
	// written are the outputs of a run without faults.
	written map[string][]byte
	licet   string
}

// peopleSheet makes changes of all kinds: swaps, assignments, a location first.
const peopleSheet = "user,license,usage location\nu1@contoso.com,SKU_B,\nu2@contoso.com,SKU_B,\nu5@contoso.com,SKU_A,\nu6@contoso.com,SKU_A,\nu7@contoso.com,SKU_A,DE\n"

func newWorkbench(t *testing.T, d *deed) *workbench {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &workbench{deed: d, kept: t.TempDir(), licet: shippedLicet(t)}
	front := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.server.Load().ServeHTTP(rw, r) }))
	t.Cleanup(front.Close)
	w.client = onServer(filepath.Join(dir, "desk"), &server{url: front.URL})
	w.client.env = append(w.client.env, "GODEBUG=asyncpreemptoff=1", "LICET="+w.licet, "LICET_PROGRESS=none")
	if err := os.Mkdir(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	w.sheet = writeFile(t, w.dir, "people.csv", peopleSheet)
	for name, text := range d.outputs {
		if text != "" {
			writeFile(t, w.dir, name, text)
		}
	}
	path := filepath.Join(dir, "tenant.json")
	if w.store, err = sandbox.OpenStore(path, func() (*tenant.File, error) { return fewPeople(), nil }); err != nil {
		t.Fatal(err)
	}
	w.server.Store(sandbox.New(w.store, sandbox.Options{}))
	w.before = w.want(t, exitDone, "export", "-").out
	if d.before != nil {
		d.before(t, w)
	}
	err = w.store.Close()
	if err == nil {
		w.keptTenant, err = tenant.ReadFile(path)
	}
	if err == nil {
		err = os.CopyFS(w.kept, os.DirFS(w.dir))
	}
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *workbench) want(t *testing.T, code int, args ...string) printed {
	t.Helper()
	cmd := w.command(args...)
	cmd.Path, cmd.Dir = w.licet, w.dir
	p, err := runCommand(cmd)
	if err != nil {
		t.Fatal(err)
	}
	if p.code != code {
		t.Fatalf("licet %s: want exit %d, got %v", strings.Join(args, " "), code, p)
	}
	return p
}

// fewPeople is a tenant of eight.
func fewPeople() *tenant.File {
	sku := func(id, name string) tenant.SubscribedSku {
		return tenant.SubscribedSku{SkuID: id, SkuPartNumber: name, AppliesTo: "User", CapabilityStatus: "Enabled",
			PrepaidUnits: tenant.PrepaidUnits{Enabled: 10}, ServicePlans: []tenant.ServicePlan{{ID: strings.Replace(id, "aaaa", "bbbb", 1), Name: "PLAN_" + name, ProvisioningStatus: "Success", AppliesTo: "User"}}}
	}
	const a, b = "aaaaaaaa-0000-4000-8000-00000000000a", "aaaaaaaa-0000-4000-8000-00000000000b"
	f := &tenant.File{Format: tenant.Format, Tenant: tenant.Organization{ID: "eeeeeeee-0000-4000-8000-000000000001", DisplayName: "Contoso"},
		SubscribedSkus: []tenant.SubscribedSku{sku(a, "SKU_A"), sku(b, "SKU_B")}}
	for i := 1; i <= 8; i++ {
		u := tenant.User{ID: fmt.Sprintf("cccccccc-0000-4000-8000-%012d", i), UserPrincipalName: fmt.Sprintf("u%d@contoso.com", i), DisplayName: fmt.Sprint("User ", i), UsageLocation: "DE"}
		if i <= 4 {
			u.LicenseAssignmentStates = []tenant.LicenseAssignmentState{{SkuID: a, State: "Active", Error: "None"}}
		}
		if i == 7 {
			u.UsageLocation = ""
		}
		f.Users = append(f.Users, u)
	}
	return f
}

// anew puts folder and tenant back to where the deed begins.
func (w *workbench) anew(t *testing.T) {
	t.Helper()
	err := os.RemoveAll(w.dir)
	if err == nil {
		err = os.CopyFS(w.dir, os.DirFS(w.kept))
	}
	if err == nil {
		err = filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			return os.Chmod(path, map[bool]os.FileMode{true: 0o700, false: 0o600}[d.IsDir()])
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	w.server.Store(sandbox.New(sandbox.NewStore(w.keptTenant), sandbox.Options{}))
}

// on does the deed on a disk.
func (w *workbench) on(t *testing.T, answer func(*fileOp) diskAnswer) printed {
	t.Helper()
	w.anew(t)
	cmd := exec.Command("licet-on-faulty-disk", w.deed.args...)
	cmd.Env, cmd.Dir = w.env, w.dir
	disk := &faultyDisk{dir: w.dir, answer: answer}
	late := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	p, err := disk.run(cmd)
	if err != nil {
		t.Fatal(err, p)
	}
	if !late.Stop() {
		t.Fatalf("it never ends: %v", p)
	}
	return p
}

// clean does the deed on a disk without faults, keeps what it wrote, and gives its
// operations.
func (w *workbench) clean(t *testing.T) []fileOp {
	t.Helper()
	var ops []fileOp
	p := w.on(t, func(op *fileOp) diskAnswer {
		ops = append(ops, *op)
		return diskAnswer{}
	})
	if p.code != exitDone {
		t.Fatalf("without a fault: %v", p)
	}
	w.written = map[string][]byte{}
	for name, old := range w.deed.outputs {
		text := w.read(t, name)
		if text == old {
			t.Fatalf("%s was not written: %v", name, p)
		}
		w.written[name] = apart(text)
	}
	w.judgeEnd(t, "no fault", p)
	return ops
}

// apart leaves out of a file what differs from run to run.
func apart(text string) []byte {
	return regexp.MustCompile(`"time":\{[^}]*\}|\$deltatoken=[^"&]*|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:\d\d)?|\d{8}[T-]\d{6}Z?[-\w]*|[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`).
		ReplaceAll([]byte(text), []byte("…"))
}

// read gives a file of the folder, "" where there is none.
func (w *workbench) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(w.dir, name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

// fail does the deed with a fault at the n-th operation that it meets, and judges
// what comes of it.
func (w *workbench) fail(t *testing.T, f *fault, n int) {
	t.Helper()
	what := ""
	met := 0
	p := w.on(t, func(op *fileOp) diskAnswer {
		if !f.meets(op) {
			return diskAnswer{}
		}
		met++
		switch {
		case met == n:
			what = fmt.Sprintf("%s at %s %s (the %d. of its operations)", f.name, op.call, strings.TrimPrefix(op.path, w.dir), n)
			if f.dies {
				return diskAnswer{dies: true}
			}
			if f.lasts && op.size > 1 {
				return diskAnswer{half: true}
			}
			return diskAnswer{errno: f.errno}
		case met > n && f.lasts:
			return diskAnswer{errno: f.errno}
		}
		return diskAnswer{}
	})
	if what == "" {
		return
	}
	w.judgeFiles(t, what, f, p)
	w.judgeEnd(t, what, p)
}

// judgeFiles wants an exit code that is true, and files that are whole.
func (w *workbench) judgeFiles(t *testing.T, what string, f *fault, p printed) {
	t.Helper()
	stats := w.server.Load().Stats()
	switch {
	case f.dies && p.code == exitKilled:
	case p.code != exitDone && p.code != exitError && p.code != exitFailed || strings.Contains(p.err, "goroutine "):
		t.Errorf("%s: %v", what, p)
	case p.code == exitError && stats.Writes > 0:
		t.Errorf("%s: %d writes were sent, and the code says that nothing was changed: %v", what, stats.Writes, p)
	case p.code != exitDone && p.err == "" && p.out == "":
		t.Errorf("%s: nothing is said: %v", what, p)
	}
	left, err := filepath.Glob(filepath.Join(w.dir, ".*.tmp"))
	if err != nil || len(left) > 0 && !f.dies && !strings.Contains(what, "unlinkat") {
		t.Errorf("%s: %q are left behind, %v: %v", what, left, err, p)
	}
	for name, old := range w.deed.outputs {
		got := w.read(t, name)
		whole := bytes.Equal(apart(got), w.written[name])
		switch {
		case p.code == exitDone && !whole:
			t.Errorf("%s: the code says that all is done, and %s is not right: %v\nit is\n%s\nwant\n%s", what, name, p, got, w.written[name])
		case got != old && !whole && (p.code != exitFailed || !complete(name, got)):
			t.Errorf("%s: %s is neither the old one nor whole: %v\nit is\n%s\nwant\n%s", what, name, p, got, w.written[name])
		}
	}
}

// complete reports whether a file that tells of less than all is at least all of a
// file.
func complete(name, text string) bool {
	if strings.HasSuffix(name, ".json") {
		return strings.HasSuffix(text, "}\n")
	}
	return strings.HasSuffix(text, "\n")
}

// judgeEnd goes on as somebody would whose command failed, on a disk that works
// again, and wants everything as it should be in the end.
func (w *workbench) judgeEnd(t *testing.T, what string, p printed) {
	t.Helper()
	failed := t.Failed()
	if w.deed.changes && p.code != exitDone {
		w.want(t, exitDone, "runs")
		w.want(t, exitDone, "resume", "--no-verify")
	}
	if (p.code == exitError || p.code == exitKilled) && w.server.Load().Stats().Writes == 0 {
		for name := range w.deed.outputs {
			_ = os.Remove(filepath.Join(w.dir, name))
		}
		w.want(t, exitDone, w.deed.args...)
	}
	switch w.deed.done {
	case asTheSheetSays:
		w.want(t, exitDone, "plan", "--detailed-exitcode", w.sheet)
	case asItWas:
		if after := w.want(t, exitDone, "export", "-").out; after != w.before {
			t.Errorf("%s: the tenant is not as it was:\n%s\nwant\n%s", what, after, w.before)
		}
	}
	s := w.server.Load().Stats()
	if s.Early+s.Overlapping+s.ServiceGaps+s.Unchanged+s.WrittenTwice+s.SeatRefusals+s.NotHeld+s.InheritedRemovals > 0 {
		t.Errorf("%s: the sandbox saw what no client should do: %+v", what, s)
	}
	if !failed && t.Failed() {
		t.Logf("%s, after %v", what, p)
	}
}
