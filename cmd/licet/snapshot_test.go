package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/urfave/cli/v2"

	"licet/io/tenant"
)

// runLicet runs the program and gives what it printed, which must go well.
func runLicet(t *testing.T, licet, dir string, env []string, args ...string) (stdout, stderr string) {
	t.Helper()
	c := exec.Command(licet, args...)
	c.Dir = dir
	c.Env = append([]string{"HOME=" + dir, "XDG_STATE_HOME=" + dir, "LICET_RUNS_DIR=" + filepath.Join(dir, "runs"), "LICET_ACCESS_TOKEN=any", breaches + "=" + os.Getenv(breaches)}, env...)
	var out, told bytes.Buffer
	c.Stdout, c.Stderr = &out, &told
	if err := c.Run(); err != nil && c.ProcessState.ExitCode() != exitError {
		t.Fatalf("licet %s: %v\n%s", strings.Join(args, " "), err, told.String())
	}
	return out.String(), told.String()
}

// What may differ between a tenant and its snapshot: when a plan was made, and
// what the source is called.
var ofTheMoment = regexp.MustCompile(`"created": ?"[^"]*"|"source": ?"(sandbox|file)"|"displayName": ?"(Contoso \(sandbox\)|current assignments from a file)"`)

// Somebody takes a snapshot on a train's last minute of network, and works on
// it as on the tenant.
func TestASnapshotStandsForTheTenant(t *testing.T) {
	t.Parallel()
	licet := contractedLicet(t)
	dir, sheet := t.TempDir(), onboardingSheet(t)
	runLicet(t, licet, dir, nil, "snapshot", "--audit", "--sandbox", "contoso.json", "snapshot.json.gz")
	info, err := os.Stat(filepath.Join(dir, "snapshot.json.gz"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v: a snapshot names people, and is its owner's", info, err)
	}
	lines := [][]string{
		{"plan", "--json", sheet}, {"plan", "--json", "--scope", "tenant", "--max-removals", "100%", sheet}, {"check", "--json", sheet},
		{"export"}, {"export", "--layout", "matrix"}, {"skus", "--json", "--apps"},
	}
	if slices.ContainsFunc(commands(systemEnv()), func(c *cli.Command) bool { return c.Name == "audit" }) {
		lines = append(lines, []string{"audit", "--json"})
	}
	for _, command := range lines {
		online, _ := runLicet(t, licet, dir, nil, append(command, "--sandbox", "contoso.json")...)
		offline, _ := runLicet(t, licet, dir, nil, append(command, "--current", "snapshot.json.gz")...)
		if len(online) == 0 {
			t.Errorf("licet %s prints nothing", command)
		}
		if diff := cmp.Diff(ofTheMoment.ReplaceAllString(online, ""), ofTheMoment.ReplaceAllString(offline, "")); diff != "" {
			t.Errorf("licet %s differs (-tenant +snapshot):\n%s", command, diff)
		}
	}
}

// A refreshed snapshot is the one that would have been made now, and only those
// who changed were read for it.
func TestARefreshedSnapshotIsANewOne(t *testing.T) {
	t.Parallel()
	licet := contractedLicet(t)
	dir := t.TempDir()
	s := serveSandbox(t, licet)
	env := []string{"LICET_GRAPH_URL=" + s.url}
	text, err := os.ReadFile(onboardingSheet(t))
	if err != nil {
		t.Fatal(err)
	}
	few := strings.Join(slices.Collect(strings.Lines(string(text)))[:8], "")
	if err := os.WriteFile(filepath.Join(dir, "few.csv"), []byte(few), 0o600); err != nil {
		t.Fatal(err)
	}
	runLicet(t, licet, dir, env, "snapshot", "old.json")
	before := users(t, filepath.Join(dir, "old.json"))
	runLicet(t, licet, dir, env, "apply", "--yes", "few.csv")
	_, told := runLicet(t, licet, dir, env, "snapshot", "--refresh", "--verbose", "old.json")
	// One user is asked for to see whether any can be read.
	if n := strings.Count(told, "GET /v1.0/users 200"); n != 1 || strings.Contains(told, " 0 users changed") {
		t.Errorf("users were listed %d times:\n%s", n, told)
	}
	runLicet(t, licet, dir, env, "snapshot", "new.json")
	refreshed, fresh := users(t, filepath.Join(dir, "old.json")), users(t, filepath.Join(dir, "new.json"))
	if diff := cmp.Diff(fresh, refreshed); diff != "" {
		t.Errorf("(-new +refreshed):\n%s", diff)
	}
	if cmp.Equal(before, fresh) {
		t.Error("nothing had changed: the test shows nothing")
	}
}

// The sandbox of each command is a process of its own, with a port of its own;
// what changed is told all the same, however the process before ended.
func TestASnapshotOfASandboxFileIsRefreshed(t *testing.T) {
	t.Parallel()
	licet := contractedLicet(t)
	dir := t.TempDir()
	text, err := os.ReadFile(onboardingSheet(t))
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Collect(strings.Lines(string(text)))
	writeFile(t, dir, "first.csv", strings.Join(rows[:4], ""))
	writeFile(t, dir, "second.csv", rows[0]+strings.Join(rows[9:12], ""))
	writeFile(t, dir, "die.json", `{"format":"licet-faults/1","faults":[{"kind":"die","on":"batch","after":2}]}`)
	sandboxed := func(args ...string) string {
		_, told := runLicet(t, licet, dir, nil, append(args, "--sandbox", "contoso.json")...)
		return told
	}
	sandboxed("snapshot", "s.json")
	sandboxed("apply", "--yes", "first.csv")
	if told := sandboxed("snapshot", "--refresh", "s.json"); !strings.Contains(told, "3 users changed") {
		t.Errorf("after a run:\n%s", told)
	}
	if told := sandboxed("snapshot", "--refresh", "s.json"); !strings.Contains(told, "licet: 0 users changed") {
		t.Errorf("after nothing:\n%s", told)
	}
	killed := exec.Command(licet, "apply", "--yes", "--batch-size", "1", "--concurrency", "1", "--sandbox", "contoso.json", "--faults", "die.json", "second.csv")
	killed.Dir, killed.Env = dir, append(os.Environ(), "HOME="+dir, "LICET_RUNS_DIR="+filepath.Join(dir, "runs"))
	out, _ := killed.CombinedOutput()
	if killed.ProcessState == nil || killed.ProcessState.ExitCode() != exitDied {
		t.Fatalf("the process was to die: %v\n%s", killed.ProcessState, out)
	}
	told := sandboxed("snapshot", "--refresh", "s.json")
	if strings.Contains(told, "whole tenant") || strings.Contains(told, "licet: 0 users changed") {
		t.Errorf("after a death:\n%s", told)
	}
	sandboxed("snapshot", "new.json")
	if diff := cmp.Diff(users(t, filepath.Join(dir, "new.json")), users(t, filepath.Join(dir, "s.json"))); diff != "" {
		t.Errorf("(-new +refreshed):\n%s", diff)
	}
}

// users gives a snapshot without what is of its moment, users by id.
func users(t *testing.T, path string) *tenant.File {
	t.Helper()
	f, err := tenant.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if f.DeltaLink == "" {
		t.Errorf("%s holds no delta link", path)
	}
	f.DeltaLink = ""
	slices.SortFunc(f.Users, func(a, b tenant.User) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(f.Groups, func(a, b tenant.Group) int { return strings.Compare(a.ID, b.ID) })
	for i := range f.Groups {
		slices.SortFunc(f.Groups[i].AssignedLicenses, func(a, b tenant.AssignedLicense) int { return strings.Compare(a.SkuID, b.SkuID) })
	}
	return f
}

// A snapshot of another server, or one that is too old, is read anew and not
// patched.
func TestASnapshotThatCannotBeRefreshedIsMadeAnew(t *testing.T) {
	t.Parallel()
	licet := contractedLicet(t)
	dir := t.TempDir()
	runLicet(t, licet, dir, nil, "snapshot", "--sandbox", "contoso.json", "s.json")
	// Somebody puts another file in the place of the sandbox's.
	text, err := os.ReadFile(filepath.Join(dir, "contoso.json"))
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "contoso.json"), bytes.Replace(text, []byte(`"usageLocation":"DE"`), []byte(`"usageLocation":"FR"`), 1), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	_, told := runLicet(t, licet, dir, nil, "snapshot", "--refresh", "--sandbox", "contoso.json", "s.json")
	if !strings.Contains(told, "reading the whole tenant") || !strings.Contains(told, "s.json: 1000 users") {
		t.Errorf("it says:\n%s", told)
	}
	runLicet(t, licet, dir, nil, "sandbox", "create", "--users", "20", "--seed", "7", "other.json")
	_, told = runLicet(t, licet, dir, nil, "snapshot", "--refresh", "--sandbox", "other.json", "s.json")
	if !strings.Contains(told, "s.json is of the tenant") {
		t.Errorf("a snapshot of another tenant:\n%s", told)
	}
	_, told = runLicet(t, licet, dir, nil, "snapshot", "--sandbox", "contoso.json", "s.xlsx")
	if !strings.Contains(told, "Name a .json or a .json.gz file") {
		t.Errorf("a name that is no tenant file's:\n%s", told)
	}
}
