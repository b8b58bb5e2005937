package journal_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"licet/io/journal"
	"licet/io/testenv"
	"licet/reconcile/apply"
)

// The chain as docs/journal.md describes it, for whoever makes one of their own.

var chainEnd = regexp.MustCompile(`,"chain":"([0-9a-f]{64})"}$`)

// chainOf gives a line with its hash behind one that has another.
func chainOf(before, text string) string {
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "}")
	return fmt.Sprintf("%s,\"chain\":\"%x\"}\n", text, sha256.Sum256([]byte(before+text)))
}

// seal appends a line to a journal as licet would.
func seal(t *testing.T, dir, text string) {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(journalOf(t, dir)), "\n")
	appendTo(t, dir, chainOf(chainEnd.FindStringSubmatch(lines[len(lines)-1])[1], text))
}

// evidence is a run with a line of each kind.
func evidence(t *testing.T) string {
	t.Helper()
	return ended(t, &apply.Result{Items: items(), After: apply.After{Seats: []apply.SeatCount{{SKUID: "a", Pool: 10, Consumed: 7}}}})
}

// Whoever edits what a run did, or was to do, decides what resume and undo do to
// people: every such edit is found, and named with its line.
func TestEditsOfAJournalAreFound(t *testing.T) {
	dir := evidence(t)
	whole := journalOf(t, dir)
	lines := strings.SplitAfter(strings.TrimSuffix(whole, "\n"), "\n")
	for name, c := range map[string]struct {
		line int
		edit func([]string) []string
	}{
		"changed":           {4, func(l []string) []string { l[3] = strings.Replace(l[3], "done", "fail", 1); return l }},
		"the last, changed": {len(lines), func(l []string) []string { l[len(l)-1] = strings.Replace(l[len(l)-1], "at", "af", 1); return l }},
		"removed":           {3, func(l []string) []string { return slices.Delete(l, 2, 3) }},
		"the first removed": {1, func(l []string) []string { return l[1:] }},
		"swapped":           {3, func(l []string) []string { l[2], l[3] = l[3], l[2]; return l }},
		"doubled":           {4, func(l []string) []string { return slices.Insert(l, 3, l[2]) }},
		"inserted":          {3, func(l []string) []string { return slices.Insert(l, 2, chainOf("", l[2])) }},
		"empty":             {1, func([]string) []string { return nil }},
		"the first torn":    {1, func(l []string) []string { return []string{l[0][:99]} }},
	} {
		t.Run(name, func(t *testing.T) {
			rewrite(t, dir, "journal.jsonl", strings.Join(c.edit(slices.Clone(lines)), ""))
			_, err := journal.Read(dir)
			if !errors.Is(err, journal.ErrDamaged) || !strings.Contains(err.Error(), fmt.Sprintf("journal.jsonl, line %d:", c.line)) {
				t.Errorf("got %v, want line %d", err, c.line)
			}
		})
	}
	// What a kill can leave is no edit: each beginning that ends with a line.
	for n := 1; n <= len(lines); n++ {
		rewrite(t, dir, "journal.jsonl", strings.Join(lines[:n], ""))
		if l, err := journal.Read(dir); err != nil || l.Torn {
			t.Errorf("the first %d lines: %v", n, err)
		}
	}
}

// A plan that is exchanged together with the manifest would be carried out by
// resume --yes without another question.
func TestPlanAndManifestEditedTogetherAreFound(t *testing.T) {
	dir := evidence(t)
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	check(t, err)
	other := strings.Replace(planText, "licet", "LICET", 1)
	sum := func(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text))) }
	rewrite(t, dir, "plan.json", other)
	rewrite(t, dir, "manifest.json", strings.Replace(string(manifest), sum(planText), sum(other), 1))
	for _, err := range []error{second(journal.Read(dir)), second(journal.ReadManifest(dir)), second(readPlan(dir)), journal.Summarize(dir).Err} {
		if !errors.Is(err, journal.ErrDamaged) || !strings.Contains(err.Error(), "manifest.json is not the one") {
			t.Errorf("got %v", err)
		}
	}
	_, _, err = journal.Open(dir, journal.Options{})
	if !errors.Is(err, journal.ErrDamaged) {
		t.Errorf("opened: %v", err)
	}
}

// said is all that a run folder says.
func said(dir string) (string, error) {
	l, err := journal.Read(dir)
	if err != nil {
		return "", err
	}
	text, err := readPlan(dir)
	out := fmt.Sprintf("%+v\n%+v\n%+v\n%s", l.Manifest, *l.State, *l.Result(), text)
	for _, s := range l.Sessions {
		out += fmt.Sprintf("\n%v %v %d %+v", s.Started, s.Last, s.PID, *s.End)
	}
	return out, err
}

// One byte of a file that is not as it was written must not make licet do something
// else than what was written: it does the same, or refuses.
func TestOneByteOfARunFolderChangesNothingThatIsSaid(t *testing.T) {
	dir := evidence(t)
	rewrite(t, dir, "plan.json", planText[:160]+"\n")
	dir = resealed(t, dir)
	want, err := said(dir)
	check(t, err)
	step := testenv.Sweep(37, 1)
	same, refused := 0, 0
	for _, name := range []string{"manifest.json", "plan.json", "journal.jsonl", "lock"} {
		whole, err := os.ReadFile(filepath.Join(dir, name))
		check(t, err)
		for i := 0; i <= len(whole); i += step {
			for _, edited := range oneByte(whole, i) {
				overwrite(t, filepath.Join(dir, name), edited)
				got, err := said(dir)
				if err != nil {
					refused++
				} else if same++; got != want {
					t.Fatalf("%s with byte %d edited, %q, says\n%s\nwant\n%s", name, i, edited[max(0, i-20):min(len(edited), i+20)], got, want)
				}
			}
		}
		overwrite(t, filepath.Join(dir, name), whole)
	}
	if refused == 0 || same == 0 {
		t.Errorf("%d edits changed nothing, %d were refused", same, refused)
	}
}

// overwrite puts data in a file without emptying it first, for which disks may wait.
func overwrite(t *testing.T, path string, data []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	check(t, err)
	_, err = f.Write(data)
	check(t, errors.Join(err, f.Truncate(int64(len(data))), f.Close()))
}

// oneByte gives what one edit of a byte at i makes of a file.
func oneByte(whole []byte, i int) (out [][]byte) {
	for _, b := range []byte{'0', ' ', '\n', '}', '{', 0, 'x'} {
		out = append(out, slices.Insert(slices.Clone(whole), i, b))
		if i < len(whole) && whole[i] != b {
			edited := bytes.Clone(whole)
			edited[i] = b
			out = append(out, edited)
		}
	}
	if i < len(whole) {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 1
		cased := bytes.Clone(whole)
		cased[i] ^= 0x20
		out = append(out, slices.Delete(slices.Clone(whole), i, i+1), flipped, cased)
	}
	return slices.DeleteFunc(out, func(e []byte) bool { return bytes.Equal(e, whole) })
}

// resealed makes the manifest and the chain of a run fit its plan, as only somebody can
// who may write all of its files.
func resealed(t *testing.T, dir string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	check(t, err)
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	check(t, err)
	sum := fmt.Sprintf("%x", sha256.Sum256(text))
	manifest = regexp.MustCompile(`("planSha256": ")[0-9a-f]{64}`).ReplaceAll(manifest, []byte("${1}"+sum))
	rewrite(t, dir, "manifest.json", string(manifest))
	before, out := "", ""
	for line := range strings.Lines(journalOf(t, dir)) {
		line = chainEnd.ReplaceAllString(strings.TrimSuffix(line, "\n"), "}")
		line = regexp.MustCompile(`("planSha256":")[0-9a-f]{64}`).ReplaceAllString(line, "${1}"+sum)
		line = regexp.MustCompile(`("manifestSha256":")[0-9a-f]{64}`).ReplaceAllString(line, fmt.Sprintf("${1}%x", sha256.Sum256(manifest)))
		line = chainOf(before, line)
		before = chainEnd.FindStringSubmatch(strings.TrimSuffix(line, "\n"))[1]
		out += line
	}
	rewrite(t, dir, "journal.jsonl", out)
	return dir
}

// A run that was killed and goes on keeps its chain, also behind a line that lacks its
// end.
func TestTheChainGoesOnWithTheRun(t *testing.T) {
	dir := evidence(t)
	whole := journalOf(t, dir)
	for _, cut := range []int{0, 1, 2, 40} {
		rewrite(t, dir, "journal.jsonl", whole[:len(whole)-cut])
		r, _, err := journal.Open(dir, journal.Options{})
		check(t, err)
		check(t, r.Settle([]apply.Settlement{settled(3, apply.StatusDone)}))
		check(t, r.Close())
		l, err := journal.Read(dir)
		check(t, err)
		if !l.State.Settled(3) || len(l.Sessions) != 2 {
			t.Errorf("cut by %d: %+v", cut, l.Sessions)
		}
	}
	if l, err := journal.Read(resealed(t, dir)); err != nil || !reflect.DeepEqual(l.State.Pending(), []int{2}) {
		t.Errorf("%v", err)
	}
}
