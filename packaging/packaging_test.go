// Package packaging_test reads what a release hands to others, as those who get
// it do.
package packaging_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"licet/io/testenv"
)

// filled is a template with its placeholders filled in.
func filled(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	out := strings.NewReplacer("@VERSION@", "1.2.3", "@HOMEPAGE@", "https://licet.example", "@PUBLISHER@", "Contoso").Replace(string(text))
	out = regexp.MustCompile(`@SHA256_[A-Z0-9_]+@`).ReplaceAllString(out, strings.Repeat("ab", 32))
	if left := regexp.MustCompile(`@[A-Z0-9_]+@`).FindString(out); left != "" {
		t.Errorf("%s: nobody fills in %s", path, left)
	}
	return out
}

// archives are the names that .goreleaser.yaml gives the archives of 1.2.3.
func archives(t *testing.T) map[string]bool {
	t.Helper()
	var config struct {
		Builds []struct {
			Main         string
			Goos, Goarch []string
			Flags        []string
		}
		Archives []struct {
			NameTemplate    string `yaml:"name_template"`
			FormatOverrides []struct {
				Goos    string
				Formats []string
			} `yaml:"format_overrides"`
			Files []struct{ Src string }
		}
	}
	text, err := os.ReadFile("../.goreleaser.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	for _, f := range config.Archives[0].Files {
		// The completions are made by its first step.
		if found, err := filepath.Glob("../" + f.Src); !strings.HasPrefix(f.Src, "dist-extra/") && (err != nil || len(found) == 0) {
			t.Errorf(".goreleaser.yaml packs %s, which is not there", f.Src)
		}
	}
	if _, err := os.Stat("../" + config.Builds[0].Main + "/main.go"); err != nil {
		t.Error(err)
	}
	out := map[string]bool{}
	for _, system := range config.Builds[0].Goos {
		for _, arch := range config.Builds[0].Goarch {
			name := strings.NewReplacer("{{ .Version }}", "1.2.3", "{{ .Os }}", system, "{{ .Arch }}", arch).Replace(config.Archives[0].NameTemplate)
			ending := ".tar.gz"
			if system == config.Archives[0].FormatOverrides[0].Goos {
				ending = "." + config.Archives[0].FormatOverrides[0].Formats[0]
			}
			out[name+ending] = true
		}
	}
	return out
}

// TestPackagersFindWhatAReleaseMakes: each address of a template ends in the name
// of an archive, and every archive is asked for by somebody.
func TestPackagersFindWhatAReleaseMakes(t *testing.T) {
	made, asked := archives(t), map[string]bool{}
	for _, path := range []string{"homebrew/licet.rb", "scoop/licet.json", "winget/licet.installer.yaml"} {
		text := filled(t, path)
		for _, m := range regexp.MustCompile(`/releases/download/v1\.2\.3/([^"]+)`).FindAllStringSubmatch(text, -1) {
			asked[m[1]] = true
			if !made[m[1]] {
				t.Errorf("%s asks for %s, which no release makes", path, m[1])
			}
		}
	}
	if len(made) != 6 || len(asked) != 6 {
		t.Errorf("%d archives are made and %d asked for, want 6", len(made), len(asked))
	}
}

func TestTheFormulaIsRuby(t *testing.T) {
	c := exec.Command(testenv.Program(t, "ruby"), "-c")
	c.Stdin = strings.NewReader(filled(t, "homebrew/licet.rb"))
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestTheScoopManifestIsJSON(t *testing.T) {
	var manifest struct {
		Version, Bin string
		Architecture map[string]struct{ URL, Hash string }
	}
	if err := json.Unmarshal([]byte(filled(t, "scoop/licet.json")), &manifest); err != nil {
		t.Fatal(err)
	}
	if manifest.Version != "1.2.3" || len(manifest.Architecture) != 2 || len(manifest.Architecture["arm64"].Hash) != 64 {
		t.Errorf("%+v", manifest)
	}
}

// TestTheWingetManifestsBelongTogether: winget takes the three files of one
// package and one version only.
func TestTheWingetManifestsBelongTogether(t *testing.T) {
	kinds := map[string]bool{}
	for _, path := range []string{"winget/licet.yaml", "winget/licet.installer.yaml", "winget/licet.locale.en-US.yaml"} {
		var m struct {
			PackageIdentifier string `yaml:"PackageIdentifier"`
			PackageVersion    string `yaml:"PackageVersion"`
			ManifestType      string `yaml:"ManifestType"`
			ManifestVersion   string `yaml:"ManifestVersion"`
		}
		if err := yaml.Unmarshal([]byte(filled(t, path)), &m); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if m.PackageIdentifier != "Contoso.licet" || m.PackageVersion != "1.2.3" || m.ManifestVersion != "1.6.0" {
			t.Errorf("%s: %+v", path, m)
		}
		kinds[m.ManifestType] = true
	}
	if !kinds["version"] || !kinds["installer"] || !kinds["defaultLocale"] {
		t.Errorf("kinds: %v", kinds)
	}
}

// TestTheContainerHasWhatLicetNeeds: certificates to trust Graph by, a place for
// journals that outlives it, and no root.
func TestTheContainerHasWhatLicetNeeds(t *testing.T) {
	text, err := os.ReadFile("../Containerfile")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{"FROM": true, "ARG": true, "WORKDIR": true, "COPY": true, "RUN": true, "ENV": true, "VOLUME": true, "USER": true, "ENTRYPOINT": true}
	lines := strings.Split(strings.ReplaceAll(string(text), "\\\n", " "), "\n")
	last := map[string]string{}
	for _, line := range lines {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		word, rest, _ := strings.Cut(line, " ")
		if !known[word] {
			t.Errorf("%q is no instruction", line)
		}
		if word == "COPY" && strings.Contains(rest, "ca-certificates") {
			last["certificates"] = rest
		}
		last[word] = rest
	}
	var entry []string
	if err := json.Unmarshal([]byte(last["ENTRYPOINT"]), &entry); err != nil || len(entry) != 1 {
		t.Errorf("ENTRYPOINT %s: %v", last["ENTRYPOINT"], err)
	}
	if last["FROM"] != "scratch" || last["certificates"] == "" || last["VOLUME"] != "/state" || last["USER"] != "65532:65532" || !strings.Contains(last["ENV"], "XDG_STATE_HOME=/state") {
		t.Errorf("%v", last)
	}
}
