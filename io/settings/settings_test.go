package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"licet/io/settings"
)

// file writes a configuration file and gives its path.
func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "licet.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheCommandLineNamesTheFileBeforeTheEnvironment(t *testing.T) {
	first, second := file(t, "tenant = \"first\"\n"), file(t, "tenant = \"second\"\n")
	for _, c := range []struct {
		name, variable string
		args           []string
		want           string
	}{
		{"the environment", second, []string{"plan", "a.csv"}, "second"},
		{"the command line", second, []string{"plan", "--config", first, "a.csv"}, "first"},
		{"with =", second, []string{"plan", "-config=" + first}, "first"},
		{"the last of several", "", []string{"--config", first, "--config", second}, "second"},
		{"behind -- it is an argument", second, []string{"plan", "--", "--config", first}, "second"},
		{"without its value", second, []string{"plan", "--config"}, "second"},
		{"none", second, []string{"plan", "--config", "none"}, ""},
	} {
		s := settings.Read(c.args, func(name string) string {
			if name == "LICET_CONFIG" {
				return c.variable
			}
			return ""
		})
		if got := s.Get("tenant"); got != c.want {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// TestWhatIsWrongWithTheFileIsToldWhenItIsUsed, all of it, and no secret.
func TestWhatIsWrongWithTheFileIsToldWhenItIsUsed(t *testing.T) {
	nothing := func(string) string { return "" }
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"keys that are none", "tennant = \"x\"\n[plan]\nrate = 1\n", []string{":1: there is no setting \"tennant\"", "Did you mean \"tenant\"?", ":2: "}},
		{"a secret", "\nclient-secret = \"abc\"\n", []string{":2: \"client-secret\" looks like a secret"}},
		{"a token", "tenant = \"eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6\"\n", []string{":1: tenant: this looks like a token"}},
		{"what decides about people", "yes = true\n", []string{"set it on the command line"}},
		{"a list of numbers", "ignore = [1]\n", []string{":1: ignore: a list may contain texts only"}},
		{"no TOML", "tenant = contoso.com\n", []string{":1:", "A line is: key"}},
	} {
		err := settings.Read([]string{"--config", file(t, c.text)}, nothing).Use(nil, nil)
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: wanted %q, got %v", c.name, want, err)
			}
		}
		if err != nil && (strings.Contains(err.Error(), "eyJ0") || strings.Contains(err.Error(), "\"abc\"")) {
			t.Errorf("%s: the secret is told: %v", c.name, err)
		}
	}
	if err := settings.Read([]string{"--config", "elsewhere.toml"}, nothing).Use(nil, nil); err == nil {
		t.Error("a file that is named and not there was taken for none")
	}
}

// TestTextsNumbersAndListsAreWrittenAsFlagsAre, and paths are beside the file.
func TestTextsNumbersAndListsAreWrittenAsFlagsAre(t *testing.T) {
	path := file(t, "tenant = \"contoso.com\"\nconcurrency = 8\nquota-share = 0.5\nignore = [\"SPE_E3\", \"EMS\"]\nprices = \"prices.csv\"\n")
	s := settings.Read([]string{"--config", path}, func(string) string { return "" })
	for name, want := range map[string]string{"tenant": "contoso.com", "concurrency": "8", "quota-share": "0.5", "ignore": "SPE_E3,EMS",
		"prices": filepath.Join(filepath.Dir(path), "prices.csv"), "rate": ""} {
		if got := s.Get(name); got != want {
			t.Errorf("%s: %q, wanted %q", name, got, want)
		}
	}
}
