package journal

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
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
		if sent, last, err := sent(r.Dir); err == nil && !last.Before(since) {
			sends = append(sends, sent...)
		}
	}
	slices.SortFunc(sends, func(a, b apply.Sent) int { return a.At.Compare(b.At) })
	return sends
}

// sent reads of a journal when which number of writes was sent, as far back from
// its last line as that matters, and the time of that line. What became of the
// writes is not looked at.
func sent(dir string) (sends []apply.Sent, last time.Time, err error) {
	f, err := os.Open(filepath.Join(dir, journalName))
	if err != nil {
		return nil, last, err
	}
	defer f.Close()
	for r := bufio.NewReaderSize(f, 1<<16); ; {
		text, err := r.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return sends, last, nil
		}
		var x struct {
			Event  string     `json:"event"`
			At     time.Time  `json:"at"`
			Writes []struct{} `json:"writes"`
		}
		if err == nil {
			err = json.Unmarshal(text, &x)
		}
		if err != nil {
			return nil, last, err
		}
		last = x.At
		if x.Event == eventIntend {
			sends = append(sends, apply.Sent{At: x.At, Writes: len(x.Writes)})
		}
		for len(sends) > 0 && last.Sub(sends[0].At) > sendsKept {
			sends = sends[1:]
		}
	}
}

// touched reports whether the journal of a run was written to since a moment.
func touched(dir string, since time.Time) bool {
	info, err := os.Stat(filepath.Join(dir, journalName))
	return err == nil && info.ModTime().After(since)
}
