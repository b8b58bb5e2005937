package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"licet/io/language"
	"licet/io/testenv"
)

// forged is a line that somebody would take for one of licet's.
const forged = "licet: all done"

// hostileText is text that clears the screen, turns the direction of writing, hides
// itself, and ends its line for one that looks like licet's.
const hostileText = "x\x1b[2J\x1b[31my\u202ez\u2066\u0085\u009b31m\u200b\u2028\u2029\ufeff\x07\x7f\b\r\n" + forged

// hostileHeader is what of it may stand in a header.
const hostileHeader = "y\u202ez\u2066\u0085\u200b\u2028"

// hostileFolder has everything that licet reads, full of hostile text.
type hostileFolder struct {
	dir, tenant, sheet, matrix, plan, run, prices, settings string
	server                                                  *httptest.Server
}

// planted replaces the strings of a document of JSON that stand at a name.
func planted(v any, names []string, with func(was string) string) any {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if s, ok := x.(string); ok && slices.Contains(names, k) {
				v[k] = with(s)
			} else {
				v[k] = planted(x, names, with)
			}
		}
	case []any:
		for i := range v {
			v[i] = planted(v[i], names, with)
		}
	}
	return v
}

// plant changes a file of JSON, or of lines of it, so.
func plant(t *testing.T, from, to string, names []string, with func(string) string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	if data, err = json.Marshal(planted(doc, names, with)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func newHostileFolder(t *testing.T, c *client) *hostileFolder {
	t.Helper()
	f := &hostileFolder{dir: filepath.Join(c.dir, "sheets "+hostileText)}
	if err := os.Mkdir(f.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	behind := func(was string) string { return was + hostileText }
	plain := filepath.Join(c.dir, "plain.json")
	c.want(t, exitDone, "sandbox", "create", plain)
	f.tenant = filepath.Join(f.dir, "tenant.json")
	plant(t, plain, f.tenant, []string{"displayName", "skuPartNumber", "servicePlanName", "city"}, behind)

	f.sheet = writeFile(t, f.dir, "sheet.csv", "user,license,action,"+`"`+hostileText+`"`+"\n"+
		"aarav.banerjee@contoso.com,POWER_BI_PRO,assign,x\n"+
		`"nobody`+hostileText+`@contoso.com",SPE_E3,assign,x`+"\n"+
		`aarav.subramanian@contoso.com,"SPE_`+hostileText+`",assign,x`+"\n"+
		`aarav.subramanian@contoso.com,SPE_E3,"`+hostileText+`",x`+"\n")
	f.matrix = writeFile(t, f.dir, "matrix.csv", `user,"SPE_E3`+hostileText+`",SPE_E5,"POWER_BI_PRO / `+hostileText+`"`+"\naarav.banerjee@contoso.com,x,\""+hostileText+"\",x\n")
	f.prices = writeFile(t, f.dir, "prices.csv", "part_number,price,currency,as_of\n\""+hostileText+"\",1,\""+hostileText+"\",2026-01-01\n")
	f.settings = writeFile(t, f.dir, "licet.toml", "max-removals = "+fmt.Sprintf("%q", "3\u202e\u009b")+"\n\"rate\u202e\" = \"x\"\nlang = \"en\"\n")

	good := writeFile(t, c.dir, "good.csv", "user,license,action\naarav.banerjee@contoso.com,POWER_BI_PRO,assign\naarav.subramanian@contoso.com,SPE_E3,unassign\n")
	madePlan := filepath.Join(c.dir, "made.json")
	c.want(t, exitDone, "plan", "--sandbox", plain, "--out", madePlan, good)
	f.plan = filepath.Join(f.dir, "plan.json")
	plant(t, madePlan, f.plan, []string{"displayName", "name", "message", "hint", "format", "path", "file", "word", "version", "userPrincipalName", "skuPartNumber"}, behind)
	c.want(t, exitDone, "apply", "--sandbox", plain, good)
	runs, err := filepath.Glob(filepath.Join(c.dir, "runs", "2*"))
	if err != nil || len(runs) == 0 {
		t.Fatalf("there is no run: %v", err)
	}
	f.run = runs[0]
	for _, name := range []string{"manifest.json", "plan.json"} {
		path := filepath.Join(f.run, name)
		if _, err := os.Stat(path); err == nil {
			plant(t, path, path, []string{"id", "displayName", "name", "message", "hint", "format", "path", "source", "word", "tenant", "version", "kind"}, behind)
		}
	}
	f.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Request-Id", hostileHeader)
		w.Header().Set("Retry-After", hostileHeader)
		w.WriteHeader(http.StatusForbidden)
		text, err := json.Marshal(hostileText)
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, `{"error":{"code":%s,"message":%s,"innerError":{"request-id":%s}}}`, text, text, text)
	}))
	t.Cleanup(f.server.Close)
	return f
}

// Whoever writes a name into a sheet or a tenant must not write on the screen of
// whoever licenses them: no escape, no turned text, and no line of licet's own.
func TestNothingForeignMovesTheTerminal(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files cannot be called so")
	}
	c := clientOn(t.TempDir(), "LICET_ACCESS_TOKEN="+"any")
	c.licet = shippedLicet(t)
	f := newHostileFolder(t, c)
	at := func(args ...string) []string { return append(args, "--sandbox", f.tenant) }
	ask := func(args ...string) []string { return append(args, "--graph-url", f.server.URL) }
	step := testenv.Sweep(4, 1)
	first := rand.IntN(step)
	for i, x := range []struct {
		env  string
		args []string
	}{
		{"", at("plan", f.sheet)}, {"", at("plan", f.matrix)}, {"", at("plan", "--mode", "add", "--skip-invalid", "--json", f.sheet)},
		{"", at("plan", "--skip-invalid", "--mode", "add", "--explain", "aarav.banerjee@contoso.com", f.sheet)},
		{"", at("plan", "--explain", hostileText, f.sheet)}, {"", at("plan", "--skip-invalid", "--prices", f.prices, f.sheet)},
		{"", at("plan", filepath.Join(f.dir, "none"+hostileText))}, {"", at("plan", "--worksheet", hostileText, f.sheet)},
		{"", at("plan", "--column", "user="+hostileText, f.sheet)}, {"", at("plan", "--manage", hostileText, f.sheet)},
		{"", at("plan", "--default-location", hostileText, f.sheet)}, {"", at("plan", "--out", filepath.Join(f.dir, "no"+hostileText, "x"), f.sheet)},
		{"", at("plan", "--report", filepath.Join(f.dir, hostileText+".doc"), f.sheet)}, {"", at("apply", "--skip-invalid", f.sheet)},
		{"", at("apply", "--mode", "add", "--skip-invalid", "--progress", "plain", f.sheet)}, {"", at("apply", f.plan)},
		{"", []string{"check", f.sheet, f.matrix}}, {"", []string{"check", "--json", f.sheet}}, {"", at("check", "--verbose", f.sheet)},
		{"", at("export", filepath.Join(f.dir, hostileText+".xls"))}, {"", at("export", filepath.Join(f.dir, "e.csv"))},
		{"", at("template", filepath.Join(f.dir, "t.csv"))}, {"", at("swap", "SPE_E3", hostileText, filepath.Join(f.dir, "s.csv"))},
		{"", at("skus")}, {"", at("skus", "--json")}, {"", at("audit")}, {"", at("audit", "--json")}, {"", at("doctor")}, {"", at("doctor", "--json")},
		{"", at("snapshot", filepath.Join(f.dir, "snap.json"))}, {"", at("audit", "--since", f.plan)},
		{"", []string{"runs"}}, {"", []string{"runs", "show", filepath.Base(f.run)}}, {"", []string{"runs", "show", hostileText}}, {"", []string{"resume"}},
		{"", []string{"resume", hostileText}}, {"", []string{"undo"}}, {"", []string{"undo", hostileText}}, {"", []string{"undo", filepath.Base(f.run)}},
		{"", []string{hostileText}}, {"", []string{"aply" + hostileText}}, {"", []string{"plan", "--" + hostileText}}, {"", []string{"plan", "--mode", hostileText, f.sheet}},
		{"", []string{"plan", "--max-removals", hostileText, f.sheet}}, {"", []string{"plan", "--sandbox-quota", hostileText, "--sandbox", f.tenant, f.sheet}},
		{"", []string{"help", hostileText}}, {"", []string{"runs", hostileText}}, {"", []string{"completion", hostileText}}, {"", []string{"--lang", hostileText, "plan"}},
		{"", []string{"plan", "--config", f.settings, f.sheet}}, {"", []string{"doctor", "--config", f.settings}}, {"", []string{"plan", "--config", hostileText, f.sheet}},
		{"", ask("plan", f.sheet)}, {"", ask("apply", f.sheet)}, {"", ask("doctor")}, {"", ask("skus")}, {"", ask("plan", "--verbose", f.sheet)}, {"", ask("snapshot", filepath.Join(f.dir, "s.json"))},
		{"", []string{"plan", "--graph-url", "https://" + hostileText, f.sheet}}, {"", []string{"plan", "--current", f.tenant, f.sheet}}, {"", []string{"plan", "--current", f.matrix, f.sheet}},
		{"", []string{"sandbox", "serve", "--addr", hostileText}}, {"", []string{"sandbox", "serve", "--tenant", hostileText}}, {"", []string{"sandbox", "create", filepath.Join(f.dir, "no", hostileText)}},
		{"LICET_MAX_REMOVALS=" + hostileText, at("plan", f.sheet)}, {"LICET_" + hostileHeader + "=1", at("plan", f.sheet)}, {"LICET_LANG=" + hostileText, at("plan", f.sheet)},
		{"LICET_GRAPH_URL=" + hostileText, []string{"plan", f.sheet}}, {"LICET_AUTH=" + hostileText, []string{"plan", f.sheet}}, {"LICET_RUNS_DIR=" + filepath.Join(f.dir, hostileText), []string{"runs"}},
		{"LICET_RUNS_DIR=" + filepath.Join(f.tenant, hostileText), at("apply", "--skip-invalid", f.sheet)}, {"LICET_LANG=zh-CN", at("plan", f.sheet)},
		{"", []string{"__complete", "plan", "--sandbox", f.tenant, "--manage", ""}}, {"", []string{"__complete", "undo", ""}},
	} {
		if i%step != first {
			continue
		}
		cmd := c.command(x.args...)
		cmd.Env = append(cmd.Env, x.env)
		if x.env == "" {
			cmd.Env = c.env
		}
		p, err := runCommand(cmd)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{p.out, p.err} {
			if moves(text) {
				t.Errorf("%q licet %q: exit %d, and the terminal would be moved by %q", x.env, x.args, p.code, text)
			}
		}
		if strings.Contains(p.err, "goroutine") {
			t.Errorf("licet %q crashed: %s", x.args, p.err)
		}
	}
}

// moves reports whether a text does more to a terminal than to write lines of
// licet's on it.
func moves(text string) bool {
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), forged) {
			return true
		}
	}
	return strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && r != '\t' && language.IsHidden(r) })
}
