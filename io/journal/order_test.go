package journal_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"licet/io/journal"
)

// idsOf are the ids of a list, with a mark behind those that cannot be read.
func idsOf(t *testing.T, root string) (ids []string) {
	t.Helper()
	l, err := journal.List(root)
	check(t, err)
	for _, s := range l {
		id := filepath.Base(s.Dir)
		if s.Err != nil {
			id += "!"
		}
		ids = append(ids, id)
	}
	return ids
}

// Undo takes back the latest run: a clock that was set back, or two runs in one
// second, must not make it an older one.
func TestTheLatestRunIsNotAMatterOfTheClock(t *testing.T) {
	root, now := t.TempDir(), time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)
	for i, ago := range []time.Duration{0, 48 * time.Hour, 0, 0, time.Hour} {
		m := manifest(1)
		// The names, which begin with the time, are in no order either.
		m.ID, m.Created = fmt.Sprint("run", (i*2)%5), now.Add(-ago)
		r, err := journal.Create(root, m, plan, journal.Options{})
		check(t, err)
		check(t, r.Close())
	}
	if got, want := idsOf(t, root), []string{"run3", "run1", "run4", "run2", "run0"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Runs of earlier versions have no number, and stand by their time.
func TestRunsOfEarlierFormatsStandByTheirTime(t *testing.T) {
	dir := copyOf(t, finishedRun) // of 30 November
	root := filepath.Dir(dir)
	for i, day := range []int{28, 32, 29} {
		m := manifest(1)
		m.ID, m.Created = fmt.Sprint("run", i), time.Date(2026, 11, day, 9, 0, 0, 0, time.UTC)
		r, err := journal.Create(root, m, plan, journal.Options{})
		check(t, err)
		check(t, r.Close())
	}
	if got, want := idsOf(t, root), []string{"run2", "run1", filepath.Base(dir), "run0"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// A run of which nothing can be read may be the latest: it is told, it does not hide
// the others, and none is taken in its place.
func TestAnUnreadableRunIsToldAndNotPassedOver(t *testing.T) {
	const bad = "20201124-090000-abcdef"
	edit := func(name, from, to string) func(dir string) error {
		return func(dir string) error {
			path := filepath.Join(dir, name)
			data, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, []byte(strings.Replace(string(data), from, to, 1)), 0o600)
		}
	}
	for name, spoil := range map[string]func(dir string) error{
		"no manifest":        func(dir string) error { return os.Remove(filepath.Join(dir, "manifest.json")) },
		"an empty manifest":  func(dir string) error { return os.WriteFile(filepath.Join(dir, "manifest.json"), nil, 0o600) },
		"no files":           func(dir string) error { return errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)) },
		"a newer format":     edit("manifest.json", "licet-run/3", "licet-run/4"),
		"an earlier format":  edit("manifest.json", "licet-run/3", "licet-run/2"),
		"a smaller number":   edit("manifest.json", `"sequence": 2`, `"sequence": 1`),
		"another tenant":     edit("manifest.json", `"tenant"`, `"denant"`),
		"no journal":         func(dir string) error { return os.Remove(filepath.Join(dir, "journal.jsonl")) },
		"a changed plan sum": edit("journal.jsonl", `"planSha256":"`, `"planSha256":"0`),
		"no folder":          func(dir string) error { return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600)) },
		"huge changes":       edit("manifest.json", `"changes": 1`, `"changes": 900000000000000`),
		"huge sequence":      edit("manifest.json", `"sequence": 2`, `"sequence": 9000000000000000000`),
		"a copy":             func(dir string) error { return edit("manifest.json", bad, "20201124-090000-abcdee")(dir) },
	} {
		t.Run(name, func(t *testing.T) {
			root := t.TempDir()
			for i, id := range []string{"good", bad, "after"} {
				m := manifest(1)
				m.ID, m.Created = id, time.Date(2026, 11, 20+i, 9, 0, 0, 0, time.UTC)
				r, err := journal.Create(root, m, plan, journal.Options{})
				check(t, err)
				check(t, r.Close())
			}
			check(t, spoil(filepath.Join(root, bad)))
			if got, want := idsOf(t, root), []string{bad + "!", "after", "good"}; !reflect.DeepEqual(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
			s, err := journal.Latest(root, func(*journal.Summary) bool { return true })
			if err == nil || errors.Is(err, journal.ErrNoRun) || filepath.Base(s.Dir) != bad {
				t.Errorf("the latest is %s, %v", s.Dir, err)
			}
			h, err := journal.ReadHistory(root)
			check(t, err)
			if h.Runs[0].Err == nil {
				t.Errorf("the history begins with %+v", h.Runs[0])
			}
		})
	}
}

// A number in a file must not decide how much memory is taken, or how long it takes.
func TestHugeNumbersAreRefused(t *testing.T) {
	dir := copyOf(t, finishedRun)
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	check(t, err)
	for _, n := range []string{"7000", "900000000000", "9223372036854775807", "9223372036854775808", "1e18", "-1"} {
		rewrite(t, dir, "manifest.json", strings.Replace(string(manifest), `"changes": 6`, `"changes": `+n, 1))
		if _, err := journal.Read(dir); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("%s changes: %v", n, err)
		}
	}
	// Nor does a file that only looks long.
	check(t, os.Truncate(filepath.Join(dir, "plan.json"), 1<<28))
	rewrite(t, dir, "manifest.json", strings.Replace(string(manifest), `"changes": 6`, `"changes": 8000000`, 1))
	if _, err := journal.Read(dir); !errors.Is(err, journal.ErrDamaged) {
		t.Errorf("an empty plan of 256 MB: %v", err)
	}
	rewrite(t, dir, "manifest.json", string(manifest))
	good := journalOf(t, dir)
	for _, text := range []string{
		`{"event":"end","at":"2026-11-24T09:00:00Z","end":{"counts":{},"elapsedSeconds":1e300,"batches":1,"attempts":1}}`,
		`{"event":"end","at":"2026-11-24T09:00:00Z","end":{"counts":{},"elapsedSeconds":1,"batches":-1,"attempts":1}}`,
		`{"event":"intend","at":"2026-11-24T09:00:00Z","writes":[{"change":9223372036854775807,"part":"licenses"}]}`,
		strings.Repeat(" ", 17<<20) + `{"event":"open","at":"2026-11-24T09:00:00Z"}`,
	} {
		rewrite(t, dir, "journal.jsonl", good+text+"\n")
		if _, err := journal.Read(dir); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("%.80s: %v", text, err)
		}
	}
	rewrite(t, dir, "manifest.json", strings.Repeat(" ", 1<<20)+string(manifest))
	if _, err := journal.Read(dir); !errors.Is(err, journal.ErrDamaged) {
		t.Errorf("a long manifest: %v", err)
	}
}
