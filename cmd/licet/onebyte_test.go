package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"licet/io/journal"
	"licet/io/terminal"
	"licet/io/testenv"
)

// within runs the program in this process, with nobody to answer a question.
func within(dir string, args ...string) printed {
	var out, errs bytes.Buffer
	e := &env{Console: terminal.Console{In: strings.NewReader(""), Out: &out, Err: &errs, Getenv: func(name string) string {
		return map[string]string{"HOME": dir, "LICET_RUNS_DIR": filepath.Join(dir, "runs"), "NO_COLOR": "1"}[name]
	}}}
	code := run(append([]string{"licet"}, args...), e)
	return printed{code: code, out: out.String(), err: errs.String()}
}

// cutOff makes a run on a sandbox that died in the middle, and gives its folder.
func cutOff(t *testing.T, dir string) string {
	t.Helper()
	for name, text := range map[string]string{
		"die.json": `{"format":"licet-faults/1","faults":[{"kind":"die","on":"assignLicense","after":2}]}`,
		"some.csv": "user,license\naarav.banerjee@contoso.com,SPE_E5\nanke.bohm@contoso.com,none\nantonia.brandao@contoso.com,Microsoft_365_Copilot\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := clientOn(dir)
	c.want(t, exitDied, "apply", "--sandbox", filepath.Join(dir, "contoso.json"), "--faults", filepath.Join(dir, "die.json"), "--batch-size", "1", "--concurrency", "1", filepath.Join(dir, "some.csv"))
	runs, err := journal.List(filepath.Join(dir, "runs"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("%v, %+v", err, runs)
	}
	return runs[0].Dir
}

// One byte of a run's files that is not as it was written must not remove a licence
// that the run would have left, nor show what was not: each command does the same as on
// the untouched folder, or refuses and names the run.
func TestOneByteOfARunFolderDoesNothingElse(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("XDG_STATE_HOME", dir)
	t.Setenv("HOME", dir)
	t.Setenv("LICET_RUNS_DIR", filepath.Join(dir, "runs"))
	folder := cutOff(t, dir)
	id := filepath.Base(folder)
	commands := [][]string{{"runs", "show", id}, {"undo", id}, {"undo"}, {"resume", id}, {"resume"}}
	files := map[string][]byte{}
	for _, name := range []string{"manifest.json", "plan.json", "journal.jsonl", "lock"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = data
	}
	restore := func() {
		for name, data := range files {
			if now, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(now, data) {
				put(t, filepath.Join(folder, name), data)
			}
		}
	}
	want := map[string]printed{}
	for _, command := range commands {
		want[fmt.Sprint(command)] = within(dir, command...)
		restore()
	}
	if p := want["[resume]"]; !strings.Contains(p.out, "What is left of run "+id) {
		t.Fatalf("the untouched folder is resumed with %v", p)
	}
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	t.Logf("seed %d", seed)
	refused := 0
	for _, name := range []string{"manifest.json", "plan.json", "journal.jsonl"} {
		data := files[name]
		positions := random.Perm(len(data) + 1)
		for _, i := range positions[:min(len(positions), testenv.ProgramSweep(4, 300))] {
			edited := edit(data, i, random)
			put(t, filepath.Join(folder, name), edited)
			command := commands[random.IntN(len(commands))]
			got := within(dir, command...)
			switch was := want[fmt.Sprint(command)]; {
			case got.code == was.code && got.out == was.out:
			case got.code == exitError && got.out == "" && strings.Contains(got.err, id):
				refused++
			default:
				t.Errorf("licet %s, with byte %d of %s edited (%q), says\n%v\nwant\n%v",
					strings.Join(command, " "), i, name, edited[max(0, i-20):min(len(edited), i+20)], got, was)
			}
			restore()
		}
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
}

// edit changes, removes or puts in a byte at i.
func edit(data []byte, i int, random *rand.Rand) []byte {
	b := byte(random.IntN(256))
	switch kind := random.IntN(3); {
	case i == len(data) || kind == 0:
		return slices.Insert(bytes.Clone(data), i, b)
	case kind == 1:
		return slices.Delete(bytes.Clone(data), i, i+1)
	default:
		edited := bytes.Clone(data)
		edited[i] ^= max(b, 1)
		return edited
	}
}

// put puts data in a file without emptying it first, for which disks may wait.
func put(t *testing.T, path string, data []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err == nil {
		_, err = f.Write(data)
	}
	if err == nil {
		err = f.Truncate(int64(len(data)))
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}
