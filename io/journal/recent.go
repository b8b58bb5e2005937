package journal

import (
	"os"
	"path/filepath"
	"slices"
	"time"

	"licet/reconcile/apply"
)

// clockSkew is how far the clock of a file server may be off.
const clockSkew = time.Hour

// RecentSends gives the writes that runs of a tenant made since a moment, oldest
// first, as far as runs can be read. Journals that have not grown since are not
// opened, so that long runs of the past cost nothing.
func RecentSends(root, tenant string, since time.Time) []apply.Sent {
	runs, err := manifests(root)
	if err != nil {
		return nil
	}
	var sends []apply.Sent
	for _, r := range runs {
		if r.Err != nil || r.Manifest.Tenant.ID != tenant || !touched(r.Dir, since.Add(-clockSkew)) {
			continue
		}
		l, err := Read(r.Dir)
		if err == nil && len(l.Sessions) > 0 && !l.Sessions[len(l.Sessions)-1].Last.Before(since) {
			sends = append(sends, l.State.Sends...)
		}
	}
	slices.SortFunc(sends, func(a, b apply.Sent) int { return a.At.Compare(b.At) })
	return sends
}

// touched reports whether the journal of a run was written to since a moment.
func touched(dir string, since time.Time) bool {
	info, err := os.Stat(filepath.Join(dir, journalName))
	return err == nil && info.ModTime().After(since)
}
