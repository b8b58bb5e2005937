package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"licet/io/journal"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// planText has room for the changes of all runs but the longest.
var planText = "{\"format\":\"licet-plan/1\"}" + strings.Repeat(" ", 16<<10) + "\n"

// plan writes the plan of all runs.
func plan(w io.Writer) error {
	_, err := io.WriteString(w, planText)
	return err
}

// longPlan writes one with room for so many changes.
func longPlan(changes int) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, strings.Repeat(strings.Repeat(" ", 63)+"\n", changes))
		return err
	}
}

// readPlan gives the plan of a run.
func readPlan(dir string) (got string, err error) {
	err = journal.ReadPlan(dir, func(r io.Reader) error {
		text, err := io.ReadAll(r)
		got = string(text)
		return err
	})
	return got, err
}

func manifest(changes int) journal.Manifest {
	return journal.Manifest{
		Kind: journal.KindApply, Tool: journal.Tool{Name: "licet", Version: "test"},
		Tenant: journal.Tenant{ID: "tenant", Source: "sandbox"}, Source: "contoso.json", Changes: changes,
	}
}

func create(t testing.TB, root string, changes int) *journal.Run {
	t.Helper()
	p := plan
	if changes > 500 {
		p = longPlan(changes)
	}
	r, err := journal.Create(root, manifest(changes), p, journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func jobs(changes ...int) []apply.Job {
	var out []apply.Job
	for _, c := range changes {
		out = append(out, apply.Job{Change: c})
	}
	return out
}

func settled(change int, status apply.Status) apply.Settlement {
	item := apply.Item{Change: change, Status: status, Attempts: 2, RequestID: "r", Finished: time.Date(2026, 11, 24, 9, 0, 0, 123, time.UTC)}
	class := apply.Done
	if status == apply.StatusFailed {
		class, item.Reason, item.Error, item.Hint = apply.Refused, apply.NoSeats, reconcile.Verbatim("no \"seat\"\nleft"), reconcile.Verbatim("buy")
	}
	return apply.Settlement{Job: apply.Job{Change: change}, Class: class, Item: &item}
}

func TestReadGivesWhatWasWritten(t *testing.T) {
	root := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(rt, "changes")
		r := create(t, root, n)
		want := apply.NewState(n)
		for range rapid.IntRange(0, 12).Draw(rt, "events") {
			j := apply.Job{
				Change: rapid.IntRange(0, n-1).Draw(rt, "change"),
				Part:   rapid.SampledFrom(apply.Parts()).Draw(rt, "part"),
			}
			if rapid.Bool().Draw(rt, "intend") {
				check(t, r.Intend([]apply.Job{j}))
				want.Intend(time.Time{}, []apply.Job{j})
				continue
			}
			s := apply.Settlement{Job: j, Class: rapid.SampledFrom([]apply.Class{
				apply.Done, apply.Already, apply.Retry, apply.Unknown, apply.Refused, apply.Fatal}).Draw(rt, "class")}
			switch rapid.IntRange(0, 3).Draw(rt, "result") {
			case 0:
				s.NotBefore = time.Date(2026, 11, 24, 9, 0, rapid.IntRange(0, 59).Draw(rt, "second"), 0, time.UTC)
			case 1:
				s.Item = settled(j.Change, apply.StatusFailed).Item
			case 2:
				s.Item = settled(j.Change, apply.StatusDone).Item
			}
			check(t, r.Settle([]apply.Settlement{s}))
			want.Settle(s)
		}
		check(t, r.Close())
		l, err := journal.Read(r.Dir)
		check(t, err)
		got := l.State
		for i := range got.Sends {
			got.Sends[i].At = time.Time{}
		}
		want.Ended = len(want.Pending()) == 0
		if !reflect.DeepEqual(got, want) {
			rt.Fatalf("got  %+v\nwant %+v", got, want)
		}
	})
}

func TestATornLastLineIsUnderstoodWhereverItIsTorn(t *testing.T) {
	root := t.TempDir()
	r := create(t, root, 3)
	check(t, r.Intend(jobs(0, 1)))
	check(t, r.Settle([]apply.Settlement{settled(0, apply.StatusDone)}))
	check(t, r.Intend(jobs(2)))
	check(t, r.Close())
	path := filepath.Join(r.Dir, "journal.jsonl")
	whole, err := os.ReadFile(path)
	check(t, err)
	last := bytes.LastIndexByte(whole[:len(whole)-1], '\n') + 1
	for cut := last; cut <= len(whole); cut++ {
		check(t, os.WriteFile(path, whole[:cut], 0o600))
		l, err := journal.Read(r.Dir)
		check(t, err)
		// A line that lacks no more than its end is whole.
		if torn := cut > last && cut < len(whole)-1; l.Torn != torn {
			t.Fatalf("cut at %d of %d: torn %v", cut, len(whole), l.Torn)
		}
		if open := l.State.Tracks[2].Open != 0; open != (cut >= len(whole)-1) {
			t.Fatalf("cut at %d of %d: change 2 is open: %v", cut, len(whole), open)
		}
		if !l.State.Settled(0) || l.State.Tracks[1].Open == 0 {
			t.Fatalf("cut at %d of %d: %+v", cut, len(whole), l.State.Tracks)
		}
		again, log, err := journal.Open(r.Dir, journal.Options{})
		check(t, err)
		if log.Torn != l.Torn {
			t.Fatalf("open says torn: %v", log.Torn)
		}
		check(t, again.Intend(jobs(1)))
		check(t, again.Close())
		mended, err := journal.Read(r.Dir)
		if err != nil || mended.Torn || len(mended.Sessions) != 2 {
			t.Fatalf("cut at %d of %d, then opened: %v, %+v", cut, len(whole), err, mended)
		}
	}
}

func TestATailOfZerosIsATornLine(t *testing.T) {
	r := create(t, t.TempDir(), 1)
	check(t, r.Close())
	appendTo(t, r.Dir, string(make([]byte, 4096)))
	if l, err := journal.Read(r.Dir); err != nil || !l.Torn {
		t.Fatalf("%v, %+v", err, l)
	}
}

func appendTo(t *testing.T, dir, text string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "journal.jsonl"), os.O_APPEND|os.O_WRONLY, 0)
	check(t, err)
	_, err = f.WriteString(text)
	check(t, errors.Join(err, f.Close()))
}

func TestDamageIsToldWithItsLine(t *testing.T) {
	for name, text := range map[string]string{
		"half a line in the middle": "{\"event\":\"inte\n",
		"an unknown event":          `{"event":"dance","at":"2026-11-24T09:00:00Z"}` + "\n",
		"an unknown field":          `{"event":"intend","at":"2026-11-24T09:00:00Z","mood":1}` + "\n",
		"a change too many":         `{"event":"intend","at":"2026-11-24T09:00:00Z","writes":[{"change":1,"part":"licenses"}]}` + "\n",
		"an unknown part":           `{"event":"intend","at":"2026-11-24T09:00:00Z","writes":[{"change":0,"part":"x"}]}` + "\n",
		"an unknown class":          `{"event":"settle","at":"2026-11-24T09:00:00Z","outcomes":[{"change":0,"part":"licenses","class":"x"}]}` + "\n",
		"an unknown status":         `{"event":"settle","at":"2026-11-24T09:00:00Z","outcomes":[{"change":0,"part":"licenses","class":"done","result":{"status":"x"}}]}` + "\n",
		"an end without figures":    `{"event":"end","at":"2026-11-24T09:00:00Z"}` + "\n",
		"an empty finding":          `{"event":"finding","at":"2026-11-24T09:00:00Z"}` + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := create(t, t.TempDir(), 1)
			check(t, r.Close())
			unsealed := journalOf(t, r.Dir)
			appendTo(t, r.Dir, text)
			_, err := journal.Read(r.Dir)
			if !errors.Is(err, journal.ErrDamaged) || !strings.Contains(err.Error(), "journal.jsonl, line 3") {
				t.Fatalf("got %v", err)
			}
			// Whoever makes a chain of their own does not get further.
			rewrite(t, r.Dir, "journal.jsonl", unsealed)
			seal(t, r.Dir, text)
			_, err = journal.Read(r.Dir)
			if !errors.Is(err, journal.ErrDamaged) || !strings.Contains(err.Error(), "journal.jsonl, line 3") || strings.Contains(err.Error(), "that was written there") {
				t.Fatalf("sealed: got %v", err)
			}
		})
	}
}

func TestAnotherVersionIsRefusedByNamingBoth(t *testing.T) {
	r := create(t, t.TempDir(), 1)
	check(t, r.Close())
	path := filepath.Join(r.Dir, "manifest.json")
	data, err := os.ReadFile(path)
	check(t, err)
	check(t, os.WriteFile(path, bytes.Replace(data, []byte("licet-run/3"), []byte("licet-run/7"), 1), 0o600))
	for _, err := range []error{second(journal.ReadManifest(r.Dir)), second(journal.Read(r.Dir)), second(readPlan(r.Dir))} {
		if !errors.Is(err, journal.ErrFormat) || !strings.Contains(err.Error(), "licet-run/7") || !strings.Contains(err.Error(), "licet-run/3") {
			t.Errorf("got %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestThePlanComesBackByteForByteOrNotAtAll(t *testing.T) {
	r := create(t, t.TempDir(), 1)
	check(t, r.Close())
	if got, err := readPlan(r.Dir); err != nil || got != planText {
		t.Fatalf("%q, %v", got, err)
	}
	wrong := errors.New("no plan")
	if err := journal.ReadPlan(r.Dir, func(io.Reader) error { return wrong }); !errors.Is(err, wrong) {
		t.Errorf("a plan that its reader refuses gave %v", err)
	}
	check(t, os.WriteFile(filepath.Join(r.Dir, "plan.json"), []byte("{}"), 0o600))
	if _, err := readPlan(r.Dir); !errors.Is(err, journal.ErrDamaged) {
		t.Errorf("a changed plan gave %v", err)
	}
	if err := journal.ReadPlan(r.Dir, func(io.Reader) error { return wrong }); !errors.Is(err, journal.ErrDamaged) {
		t.Errorf("a changed plan that its reader refuses gave %v", err)
	}
}

func TestFilesAreReadableByTheirOwnerOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such modes")
	}
	r := create(t, t.TempDir(), 1)
	defer r.Close()
	check(t, filepath.Walk(r.Dir, func(path string, info os.FileInfo, err error) error {
		want := os.FileMode(0o600)
		if info.IsDir() {
			want = 0o700
		}
		if info.Mode().Perm() != want {
			t.Errorf("%s has mode %o", path, info.Mode().Perm())
		}
		return err
	}))
}

func TestARunThatCannotBeMadeLeavesNothingBehind(t *testing.T) {
	root := t.TempDir()
	m := manifest(1)
	m.ID = "taken"
	check(t, os.Mkdir(filepath.Join(root, "taken"), 0o700))
	if _, err := journal.Create(root, m, plan, journal.Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("got %v", err)
	}
	entries, err := os.ReadDir(root)
	check(t, err)
	if len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
	file := filepath.Join(root, "file")
	check(t, os.WriteFile(file, nil, 0o600))
	if _, err := journal.Create(filepath.Join(file, "runs"), m, plan, journal.Options{}); err == nil || !strings.Contains(err.Error(), "--runs-dir") {
		t.Errorf("got %v", err)
	}
}

func TestARunIsOpenOnce(t *testing.T) {
	root := t.TempDir()
	r := create(t, root, 1)
	if _, _, err := journal.Open(r.Dir, journal.Options{}); !errors.Is(err, journal.ErrRunning) {
		t.Errorf("got %v", err)
	}
	if s := journal.Summarize(r.Dir); !s.Running || s.Finished || s.Err != nil {
		t.Errorf("got %+v", s)
	}
	check(t, r.Close())
	if s := journal.Summarize(r.Dir); s.Running {
		t.Errorf("got %+v", s)
	}
}

func TestAListHasTheLatestFirstAndSaysWhatBecameOfThem(t *testing.T) {
	root := t.TempDir()
	if l, err := journal.List(filepath.Join(root, "none")); err != nil || l != nil {
		t.Fatalf("%v, %v", l, err)
	}
	for i, id := range []string{"one", "two", "broken"} {
		m := manifest(2)
		m.ID, m.Created = id, time.Date(2026, 11, 20+i, 9, 0, 0, 0, time.UTC)
		r, err := journal.Create(root, m, plan, journal.Options{})
		check(t, err)
		check(t, r.Intend(jobs(0, 1)))
		check(t, r.Settle([]apply.Settlement{settled(0, apply.StatusDone)}))
		if id == "two" {
			check(t, r.Settle([]apply.Settlement{settled(1, apply.StatusFailed)}))
			check(t, r.Finish(&apply.Result{
				Items:    []apply.Item{{Status: apply.StatusDone}, {Status: apply.StatusFailed}},
				Stopped:  errors.New("reason"),
				Findings: []reconcile.Finding{{Severity: reconcile.Warning, Code: "x", Message: reconcile.Verbatim("m")}},
			}))
		}
		check(t, r.Close())
	}
	appendTo(t, filepath.Join(root, "broken"), "nonsense\n")
	check(t, os.MkdirAll(filepath.Join(root, ".new-123"), 0o700))
	check(t, os.MkdirAll(filepath.Join(root, "somebody-else's"), 0o700))
	l, err := journal.List(root)
	check(t, err)
	var got []string
	for _, s := range l {
		n := s.Counts
		got = append(got, fmt.Sprintf("%s %v %d of %d done, %d failed, %d unknown %v", s.Manifest.ID, s.Finished, n.Done, n.Changes, n.Failed, n.Unknown, s.Err != nil))
	}
	want := []string{"broken false 0 of 0 done, 0 failed, 0 unknown true", "two true 1 of 2 done, 1 failed, 0 unknown false",
		"one false 1 of 2 done, 0 failed, 1 unknown false"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	log, err := journal.Read(filepath.Join(root, "two"))
	check(t, err)
	end := log.Sessions[0].End
	if end == nil || end.Stopped != "reason" || end.Counts[apply.StatusDone] != 1 || len(log.Findings) != 1 || log.Findings[0].Severity != reconcile.Warning {
		t.Errorf("end %+v, findings %+v", end, log.Findings)
	}
	for name, want := range map[string]string{"tw": "two", "one": "one", "o": "one", filepath.Join(root, "two"): "two"} {
		if dir, err := journal.Find(root, name); err != nil || filepath.Base(dir) != want {
			t.Errorf("find %q: %s, %v", name, dir, err)
		}
	}
	for _, name := range []string{"", "x"} {
		if _, err := journal.Find(root, name); !errors.Is(err, journal.ErrNoRun) {
			t.Errorf("find %q: %v", name, err)
		}
	}
}

func TestManyWritersShareTheJournal(t *testing.T) {
	defer goleak.VerifyNone(t)
	r := create(t, t.TempDir(), 400)
	var wg sync.WaitGroup
	for w := range 8 {
		wg.Go(func() {
			for i := w * 50; i < w*50+50; i++ {
				if err := r.Intend(jobs(i)); err != nil {
					t.Error(err)
				}
				if err := r.Settle([]apply.Settlement{settled(i, apply.StatusDone)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	check(t, r.Close())
	l, err := journal.Read(r.Dir)
	check(t, err)
	if !l.State.Ended {
		t.Errorf("%d pending", len(l.State.Pending()))
	}
}

func TestOneRunATenant(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "locks")
	l, err := journal.LockTenant(dir, "contoso", "run-1")
	check(t, err)
	_, err = journal.LockTenant(dir, "contoso", "run-2")
	if !errors.Is(err, journal.ErrLocked) {
		t.Fatalf("got %v", err)
	}
	for _, part := range []string{"contoso", "run-1", fmt.Sprint(os.Getpid())} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("%q does not name %s", err, part)
		}
	}
	other, err := journal.LockTenant(dir, "fabrikam", "run-3")
	check(t, err)
	check(t, other.Unlock())
	check(t, l.Unlock())
	again, err := journal.LockTenant(dir, "contoso", "run-2")
	check(t, err)
	check(t, again.Unlock())
}

func TestEveryLineIsJSON(t *testing.T) {
	r := create(t, t.TempDir(), 2)
	check(t, r.Intend(jobs(0, 1)))
	check(t, r.Settle([]apply.Settlement{settled(0, apply.StatusFailed)}))
	check(t, r.Finish(&apply.Result{Items: []apply.Item{{Status: apply.StatusFailed}, {Change: 1, Status: apply.StatusUnknown}}}))
	check(t, r.Close())
	data, err := os.ReadFile(filepath.Join(r.Dir, "journal.jsonl"))
	check(t, err)
	lines := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
	if len(lines) != 6 {
		t.Errorf("%d lines", len(lines))
	}
	for _, l := range lines {
		if !json.Valid([]byte(l)) {
			t.Errorf("not JSON: %s", l)
		}
	}
}

func FuzzRead(f *testing.F) {
	r := create(f, f.TempDir(), 3)
	check(f, r.Intend(jobs(0, 1, 2)))
	check(f, r.Settle([]apply.Settlement{settled(0, apply.StatusDone), settled(1, apply.StatusFailed)}))
	check(f, r.Close())
	path := filepath.Join(r.Dir, "journal.jsonl")
	whole, err := os.ReadFile(path)
	check(f, err)
	begin, rest, _ := strings.Cut(string(whole), "\n")
	f.Add(whole, false)
	f.Add(whole[:len(whole)-7], false)
	f.Add([]byte("{}\n"), false)
	f.Add([]byte(regexp.MustCompile(`,"chain":"[0-9a-f]{64}"`).ReplaceAllString(rest, "")), true)
	f.Fuzz(func(t *testing.T, data []byte, sealed bool) {
		if sealed {
			// What stands behind the hashes is read, and not only they.
			before, out := chainEnd.FindStringSubmatch(begin)[1], begin+"\n"
			for text := range strings.Lines(string(data)) {
				text = chainOf(before, text)
				before, out = chainEnd.FindStringSubmatch(strings.TrimSuffix(text, "\n"))[1], out+text
			}
			data = []byte(out)
		}
		check(t, os.WriteFile(path, data, 0o600))
		l, err := journal.Read(r.Dir)
		if err == nil && len(l.State.Tracks) != 3 {
			t.Fatalf("%d tracks", len(l.State.Tracks))
		}
	})
}
