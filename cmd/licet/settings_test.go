package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"licet/io/settings"
	"licet/io/terminal"
)

// withConfigFile is a client whose user has a configuration file.
func withConfigFile(t *testing.T, text string, env ...string) (*client, string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "licet"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := writeFile(t, dir, "licet/licet.toml", text)
	return clientOn(dir, append([]string{"XDG_CONFIG_HOME=" + dir}, env...)...), path
}

// TestAFlagBeatsTheEnvironmentAndThatBeatsTheFile: the limit of removals stands
// in three places, and the nearest to the person counts.
func TestAFlagBeatsTheEnvironmentAndThatBeatsTheFile(t *testing.T) {
	t.Parallel()
	removals := writeFile(t, t.TempDir(), "none.csv", "user,license\n"+removedUsers(t))
	for _, c := range []struct {
		name string
		env  []string
		args []string
		want int
	}{
		{"the file", nil, nil, exitLimit},
		{"the environment over the file", []string{"LICET_MAX_REMOVALS=1000"}, nil, exitDone},
		{"the flag over the environment", []string{"LICET_MAX_REMOVALS=1000"}, []string{"--max-removals", "1"}, exitLimit},
		{"the flag over the file", nil, []string{"--max-removals", "1000"}, exitDone},
		{"no file", []string{"LICET_CONFIG=none"}, nil, exitDone},
	} {
		client, path := withConfigFile(t, "max-removals = 1\n", c.env...)
		args := append([]string{"plan", "--sandbox", filepath.Join(client.dir, "t.json"), removals}, c.args...)
		p := client.want(t, c.want, args...)
		said := strings.Contains(p.err, path+" has set --max-removals 1")
		if said != (c.name == "the file") {
			t.Errorf("%s: whether the file was used is not told: %v", c.name, p.err)
		}
	}
}

// removedUsers are rows that leave Contoso's first users without a licence.
func removedUsers(t *testing.T) string {
	t.Helper()
	c := clientOn(t.TempDir())
	rows := strings.Split(c.want(t, exitDone, "export", "--sandbox", filepath.Join(c.dir, "t.json")).out, "\n")
	var out strings.Builder
	for _, row := range rows[1:6] {
		user, _, _ := strings.Cut(row, ",")
		out.WriteString(user + ",none\n")
	}
	return out.String()
}

// TestFaultsOfTheFileAreToldWithTheirLines, all of them at once, and secrets
// with where they belong.
func TestFaultsOfTheFileAreToldWithTheirLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"unknown keys", "tenant = \"contoso.com\"\ntennant = \"x\"\n[plan]\nconcurrency = 3\n", []string{"licet.toml:2: there is no setting \"tennant\"", "Did you mean \"tenant\"?", "licet.toml:3:"}},
		{"a secret", "client-secret = \"abc\"\n", []string{"licet.toml:1: \"client-secret\" looks like a secret", "AZURE_CLIENT_SECRET"}},
		{"a token in another key", "\ntenant = \"eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6\"\n", []string{"licet.toml:2: tenant: this looks like a token"}},
		{"what decides about people", "scope = \"tenant\"\n", []string{"licet.toml:1: there is no setting \"scope\"", "set it on the command line"}},
		{"broken TOML", "tenant = contoso.com\n", []string{"licet.toml:1:", "A line is: key"}},
		{"twice", "tenant = \"a\"\ntenant = \"b\"\n", []string{"licet.toml:2:"}},
		{"a word that is none", "# people\nauth = \"password\"\n", []string{"licet.toml:2:", "\"password\" is not one of"}},
		{"a number out of bounds", "concurrency = 900\n", []string{"licet.toml:1:", "is not between 1 and 64"}},
		{"a text for a number", "concurrency = \"many\"\n", []string{"licet.toml:1:"}},
		{"a table", "ignore = {a = 1}\n", []string{"licet.toml:1: ignore: a text, a number or a list of texts is wanted"}},
	} {
		client, _ := withConfigFile(t, c.text)
		p := client.want(t, exitError, "apply", "--sandbox", filepath.Join(client.dir, "t.json"), onboarding)
		for _, w := range c.want {
			if !strings.Contains(p.err, w) {
				t.Errorf("%s: wanted %q, got %v", c.name, w, p.err)
			}
		}
		if strings.Contains(p.err, "eyJ0eXAi") || strings.Contains(p.err, "\"abc\"") {
			t.Errorf("%s: the secret is in the message: %s", c.name, p.err)
		}
		client.want(t, exitDone, "apply", "-h")
		client.want(t, exitDone, "--version")
	}
}

func TestAFileThatIsNamedMustBeThere(t *testing.T) {
	t.Parallel()
	client, _ := withConfigFile(t, "")
	if p := client.want(t, exitError, "skus", "--config", "elsewhere.toml", "--sandbox", filepath.Join(client.dir, "t.json")); !strings.Contains(p.err, "elsewhere.toml") {
		t.Errorf("the file is not named: %s", p.err)
	}
	if err := os.Chmod(filepath.Join(client.dir, "licet/licet.toml"), 0o666); err != nil {
		t.Fatal(err)
	}
	if p := client.want(t, exitError, "skus", "--sandbox", filepath.Join(client.dir, "t.json")); !strings.Contains(p.err, "chmod o-w") {
		t.Errorf("a file that everybody may change was taken: %s", p.err)
	}
}

// TestAFileInTheWorkingDirectoryIsNotRead: who sends somebody a folder of sheets
// must not change what is done with them.
func TestAFileInTheWorkingDirectoryIsNotRead(t *testing.T) {
	t.Parallel()
	client, _ := withConfigFile(t, "")
	writeFile(t, client.dir, "licet.toml", "max-removals = 0\n")
	cmd := client.command("skus", "--sandbox", "t.json")
	cmd.Dir = client.dir
	if p, err := runCommand(cmd); err != nil || p.code != exitDone || strings.Contains(p.err, "has set") {
		t.Errorf("%v %v", p, err)
	}
}

// TestPathsAreBesideTheFile: prices = "prices.csv" is the file beside it,
// wherever licet is started.
func TestPathsAreBesideTheFile(t *testing.T) {
	t.Parallel()
	client, path := withConfigFile(t, "prices = \"prices.csv\"\nlang = \"zh-CN\"\n")
	writeFile(t, filepath.Dir(path), "prices.csv", "part_number,price,currency,as_of\nSPE_E3,30.00,USD,2026-01-01\n")
	p := client.want(t, exitDone, "plan", "--json", "--sandbox", filepath.Join(client.dir, "t.json"), onboarding)
	if !strings.Contains(p.out, "USD") {
		t.Error("the prices of the file were not read")
	}
}

// TestDoctorTellsWhereEachSettingIsFrom.
func TestDoctorTellsWhereEachSettingIsFrom(t *testing.T) {
	t.Parallel()
	s := serveSandbox(t, "licet")
	client, path := withConfigFile(t, "tenant = \"contoso.com\"\nauth = \"token\"\nmax-removals = \"5%\"\nconcurrency = 8\n",
		"LICET_ACCESS_TOKEN=any", "LICET_GRAPH_URL="+s.url, "LICET_CONCURRENCY=2")
	p := client.want(t, exitDone, "doctor", "--tenant", "fabrikam.com")
	for _, w := range []string{"settings     " + path, "tenant = fabrikam.com (--tenant)", "auth = token (licet.toml:2)", "max-removals = 5% (licet.toml:3)", "concurrency = 2 (LICET_CONCURRENCY)"} {
		if !strings.Contains(p.out, w) {
			t.Errorf("doctor does not tell %q:\n%s", w, p.out)
		}
	}
	var d struct {
		Config   string
		Settings []settings.Setting
	}
	if err := json.Unmarshal([]byte(client.want(t, exitDone, "doctor", "--json").out), &d); err != nil {
		t.Fatal(err)
	}
	if want := (settings.Setting{Name: "tenant", Value: "contoso.com", From: "licet.toml:1"}); d.Config != path || !slices.Contains(d.Settings, want) {
		t.Errorf("settings in JSON: %q %v", d.Config, d.Settings)
	}
	client.env = append(client.env, "AZURE_TENANT_ID=11c37000-0000-4000-8000-000000000000")
	if p := client.want(t, exitDone, "doctor"); !strings.Contains(p.out, "tenant = 11c37000-0000-4000-8000-000000000000 (AZURE_TENANT_ID)") {
		t.Errorf("the environment is weaker than the file:\n%s", p.out)
	}
}

// TestEverySettingIsAFlag, so that a setting is never without effect.
func TestEverySettingIsAFlag(t *testing.T) {
	for _, name := range settings.Names() {
		found := false
		newProgram(systemEnv()).Each(func(c *cli.Command) {
			if f, ok := terminal.FindFlag(c.Flags, "--"+name).(cli.DocGenerationFlag); ok {
				found = found || slices.Contains(f.GetEnvVars(), terminal.Variable(name))
			}
		})
		if !found {
			t.Errorf("%s is a setting, and no flag of any command", name)
		}
	}
}
