package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"licet/io/journal"
)

// begun makes a run of a tenant that has sent some writes and ended.
func begun(t *testing.T, root, id, tenant string, created time.Time, writes int) *journal.Run {
	t.Helper()
	m := manifest(writes)
	m.ID, m.Tenant.ID, m.Created = id, tenant, created
	r, err := journal.Create(root, m, plan, journal.Options{})
	check(t, err)
	changes := make([]int, writes)
	for i := range changes {
		changes[i] = i
	}
	check(t, r.Intend(jobs(changes...)))
	check(t, r.Close())
	return r
}

// What is left out here is sent beyond Graph's quota; what is read for nothing
// makes each run slower than the one before.
func TestRecentSendsAreThoseOfTheTenantInTheLatestMinutes(t *testing.T) {
	root, now := t.TempDir(), time.Now()
	begun(t, root, "mine", "tenant", now, 3)
	begun(t, root, "also-mine", "tenant", now.Add(-time.Minute), 4)
	begun(t, root, "theirs", "another", now, 5)
	old := begun(t, root, "old", "tenant", now.Add(-48*time.Hour), 6)
	path := filepath.Join(old.Dir, "journal.jsonl")
	check(t, os.Chtimes(path, now.Add(-48*time.Hour), now.Add(-48*time.Hour)))
	sends := journal.RecentSends(root, "tenant", now.Add(-5*time.Minute))
	if len(sends) != 2 || sends[0].Writes+sends[1].Writes != 7 || sends[1].At.Before(sends[0].At) {
		t.Errorf("got %+v", sends)
	}
	if sends := journal.RecentSends(root, "tenant", time.Now().Add(time.Minute)); len(sends) != 0 {
		t.Errorf("sends of earlier than that: %+v", sends)
	}
	if sends := journal.RecentSends(filepath.Join(root, "none"), "tenant", now); sends != nil {
		t.Errorf("no runs gave %+v", sends)
	}
}

// A run that cannot be read and may be the one is not passed over: the one before it
// is not what somebody wants to have undone.
func TestTheLatestRunIsTheLatestThatFits(t *testing.T) {
	root, now := t.TempDir(), time.Now()
	begun(t, root, "a", "tenant", now, 1)
	begun(t, root, "b", "tenant", now.Add(-time.Hour), 2)
	broken := begun(t, root, "c", "tenant", now.Add(time.Hour), 3)
	appendTo(t, broken.Dir, "nonsense\n")
	for _, c := range []struct {
		changes int
		want    string
		damaged bool
	}{{0, "c", true}, {1, "a", false}, {2, "b", false}, {3, "c", true}, {4, "", false}} {
		s, err := journal.Latest(root, func(s *journal.Summary) bool { return c.changes == 0 || s.Manifest.Changes == c.changes })
		if s.Manifest.ID != c.want || errors.Is(err, journal.ErrNoRun) != (c.want == "") || errors.Is(err, journal.ErrDamaged) != c.damaged {
			t.Errorf("of %d changes: got %q, %v", c.changes, s.Manifest.ID, err)
		}
	}
}
