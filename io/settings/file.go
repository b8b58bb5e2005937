// Package settings reads licet.toml, the user's configuration file, and gives the
// flags of commands what it holds. It knows where each value comes from: a flag on
// the command line is stronger than the environment, and that than the file.
package settings

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"licet/io/terminal"
)

// Names are the keys that the configuration file may have: what one always types.
// Never secrets, never what makes a plan remove more from more people (--scope,
// --manage, --mode, --yes), and never the address that tokens are sent to.
// docs/configuration.md tells of each.
func Names() []string {
	return []string{"tenant", "client-id", "auth", "cloud", "prices", "catalog", "default-location", "ignore", "max-removals",
		"concurrency", "batch-size", "rate", "quota-share", "stop-after", "runs-dir", "progress", "inactive", "renewals", "lang"}
}

// pathSettings are files and folders; relative ones are beside the
// configuration file.
var pathSettings = []string{"prices", "catalog", "runs-dir"}

// line is one of the configuration file.
type line struct {
	name, value string
	number      int
}

// Settings are what the configuration file holds, and the environment.
type Settings struct {
	// Path is the configuration file; empty for none.
	Path string
	// Line is what was typed, which is stronger than both.
	Line   terminal.Line
	list   []line
	getenv func(string) string
	// fromFile are the flags that the file has set.
	fromFile []string
	// err is why the file cannot be used: help works without.
	err error
}

// Get gives the value of a key; empty if the file has none.
func (s *Settings) Get(name string) string {
	if i := s.index(name); i >= 0 {
		return s.list[i].value
	}
	return ""
}

func (s *Settings) index(name string) int {
	return slices.IndexFunc(s.list, func(x line) bool { return x.name == name })
}

// usualPath is where the configuration file is looked for if nobody names
// one: in the user's configuration folder. Never in the working directory: a
// file that lies beside a sheet must not change what is done with it.
func usualPath(getenv func(string) string) string {
	dir := getenv("XDG_CONFIG_HOME")
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" || !filepath.IsAbs(dir) {
		var err error
		if dir, err = os.UserConfigDir(); err != nil {
			return ""
		}
	}
	return filepath.Join(dir, "licet", "licet.toml")
}

// Read reads the file that the command line or the environment names, or the
// usual one if there is one. The name "none" is no file. What is wrong with it is
// told by Use, so that help works without.
func Read(args []string, getenv func(string) string) *Settings {
	s := &Settings{getenv: getenv}
	named := getenv(terminal.Variable(FlagName))
	if values, _, _ := terminal.CutFlag(args, FlagName); len(values) > 0 {
		named = values[len(values)-1]
	}
	path := named
	if path == "" {
		path = usualPath(getenv)
	}
	if path == "" || path == "none" {
		return s
	}
	text, err := readFile(path)
	if named == "" && errors.Is(err, fs.ErrNotExist) {
		return s
	}
	if err != nil {
		s.err = fmt.Errorf("the configuration file: %w", err)
	} else if s.err = ownFile(path); s.err == nil {
		s.Path = path
		s.err = s.parse(text)
	}
	return s
}

// sizeLimit bounds the configuration file, of which every line is one setting.
const sizeLimit = 64 << 10

func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, sizeLimit+1))
	if err == nil && len(text) > sizeLimit {
		err = terminal.Problemf("%s is larger than %d KiB", path, sizeLimit>>10).
			Hint("Is it the configuration file? It has one setting a line.")
	}
	return text, err
}

// ownFile refuses a file that everybody on the machine may change.
func ownFile(path string) error {
	info, err := os.Stat(path)
	if err != nil || runtime.GOOS == "windows" || info.Mode().Perm()&0o002 == 0 {
		return err
	}
	return terminal.Problemf("everybody on this machine may change %s, and so what licet does", path).
		Hint("Keep it to yourself: chmod o-w %s", terminal.Quoted([]string{path}))
}

func (s *Settings) parse(text []byte) error {
	var read map[string]any
	if err := toml.Unmarshal(text, &read); err != nil {
		return broken(s.Path, err)
	}
	var errs []error
	keys := slices.SortedFunc(maps.Keys(read), func(a, b string) int {
		return cmp.Or(cmp.Compare(lineOf(text, a), lineOf(text, b)), strings.Compare(a, b))
	})
	for _, key := range keys {
		x := line{name: strings.ToLower(key), number: lineOf(text, key)}
		if !slices.Contains(Names(), x.name) {
			errs = append(errs, unknownSetting(s.Path, x.number, key))
			continue
		}
		var err error
		if x.value, err = settingText(read[key]); err == nil {
			err = noSecret(x.value)
		}
		if err != nil {
			errs = append(errs, terminal.Problemf("%s:%d: %s: %s", s.Path, x.number, x.name, err))
		}
		if slices.Contains(pathSettings, x.name) && !filepath.IsAbs(x.value) {
			x.value = filepath.Join(filepath.Dir(s.Path), x.value)
		}
		s.list = append(s.list, x)
	}
	slices.SortFunc(s.list, func(x, y line) int {
		return cmp.Compare(slices.Index(Names(), x.name), slices.Index(Names(), y.name))
	})
	return errors.Join(errs...)
}

// settingText writes a value as it would stand on the command line.
func settingText(value any) (string, error) {
	switch v := value.(type) {
	case string:
		return v, nil
	case int64, float64:
		return fmt.Sprint(v), nil
	case []any:
		words := make([]string, len(v))
		for i, x := range v {
			word, ok := x.(string)
			if !ok {
				return "", terminal.Problemf("a list may contain texts only")
			}
			words[i] = word
		}
		return strings.Join(words, ","), nil
	default:
		return "", terminal.Problemf("a text, a number or a list of texts is wanted")
	}
}

// noSecret refuses what looks like a JSON web token.
func noSecret(value string) error {
	if strings.HasPrefix(value, "eyJ") && len(value) > 40 {
		return terminal.Problemf("this looks like a token; secrets do not belong into a file")
	}
	return nil
}

var secretName = regexp.MustCompile(`(?i)secret|passw|token|credential|private`)

// broken tells where a file is no TOML.
func broken(path string, err error) error {
	var at *toml.DecodeError
	if !errors.As(err, &at) {
		return fmt.Errorf("%s: %w", path, err)
	}
	line, column := at.Position()
	return terminal.Problemf("%s:%d:%d: %s", path, line, column, strings.TrimPrefix(at.Error(), "toml: ")).
		Hint(`A line is: key = "text", or: key = 20.`).Because(err)
}

func unknownSetting(path string, line int, key string) error {
	t := terminal.Problemf("%s:%d: there is no setting %q", path, line, key).
		Hint("The settings: %s.", strings.Join(Names(), ", "))
	switch near := terminal.Nearest(key, Names()); {
	case secretName.MatchString(key):
		t = terminal.Problemf("%s:%d: %q looks like a secret, which does not belong into a file", path, line, key)
		t = t.Hint("Set it in the environment: LICET_ACCESS_TOKEN, AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH; see docs/sign-in.md.")
	case slices.Contains([]string{"yes", "mode", "scope", "manage", "skip-invalid", "allow-gap", "drop-redundant", "partial-seats", "graph-url"}, key):
		t = t.Hint("It decides what is done to whom, or where tokens go: set it on the command line, where it is seen.")
	case near != "":
		t = t.Hint("Did you mean %q?", near)
	}
	return t
}

// lineOf is the line of the file on which a key stands, or the first of a table; 0
// if it is not found.
func lineOf(text []byte, key string) int {
	for i, line := range strings.Split(string(text), "\n") {
		name, _, _ := strings.Cut(line, "=")
		name, _, _ = strings.Cut(strings.Trim(name, " \t\r[]"), ".")
		if strings.Trim(name, `"' `) == key {
			return i + 1
		}
	}
	return 0
}
