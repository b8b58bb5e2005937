package main

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"net"

	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"licet/io/testenv"
)

// notRun are the commands of scripts that a page may show and this test does
// not run, by their first words, each with the reason.
var notRun = map[string]string{
	"go test ./...": "this is go test",
	"go build ":     "TestReadmeFromACleanClone builds as the README says",
	"go install ":   "TestReadmeFromACleanClone builds as the README says",
	"go -C licet ":  "there is no second clone here",
	"git clone ":    "there is no network",
	".ci/run":       "it runs this test",
	"az login":      "nobody is here to sign in",
	"docker ":       "there is no container engine",
	"kubectl ":      "there is no cluster",
	"goreleaser ":   "it is no part of the tests",
}

// script runs a block that is no console block.
func (p *docPage) script(b block) {
	p.t.Helper()
	switch b.language {
	case "sh":
		p.bash(b.text)
	case "zsh", "fish":
		p.t.Run(b.language, func(t *testing.T) {
			testenv.Program(t, b.language)
			p.interpret([]string{b.language, "-c", p.prepared(b.text)}, b.text)
		})
	case "powershell":
		p.powershell(b.text)
	case "yaml":
		p.pipeline(b.text)
	}
}

// bash runs a script as pipelines do: the first command that fails ends it. A
// script that ends with a server is left running until the page is over.
func (p *docPage) bash(text string) {
	p.t.Helper()
	script := p.prepared(text)
	lines := strings.Split(strings.TrimSpace(script), "\n")
	if strings.HasPrefix(lines[len(lines)-1], "licet sandbox serve") {
		p.serve(script)
		return
	}
	p.interpret([]string{"bash", "-e", "-o", "pipefail", "-c", script}, text)
}

func (p *docPage) interpret(words []string, text string) {
	p.t.Helper()
	c := exec.Command(words[0], words[1:]...)
	c.Dir, c.Env = p.dir, p.environment()
	if out, err := c.CombinedOutput(); err != nil {
		p.t.Errorf("%v:\n%s\nit prints:\n%s", err, text, out)
	}
}

// prepared is a script as this test runs it: with the free ports in place of
// those that it names, and without what cannot be run here.
func (p *docPage) prepared(text string) string {
	text = strings.NewReplacer("AZURE_TENANT_ID=...", "AZURE_TENANT_ID="+appTenant,
		"AZURE_CLIENT_ID=...", "AZURE_CLIENT_ID="+appID, "AZURE_CLIENT_SECRET=...", "AZURE_CLIENT_SECRET=any").Replace(text)
	text = localPort.ReplaceAllStringFunc(text, func(named string) string {
		if p.ports[named] == "" {
			p.ports[named] = freeAddress(p.t)
		}
		return p.ports[named]
	})
	if !p.whole {
		text = strings.ReplaceAll(text, "go run ./cmd/licet", "licet")
	}
	var kept []string
	for _, line := range strings.Split(text, "\n") {
		run := true
		for first := range notRun {
			run = run && (!strings.HasPrefix(strings.TrimSpace(line), first) || p.whole && strings.HasPrefix(first, "go build"))
		}
		if run {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

var localPort = regexp.MustCompile(`127\.0\.0\.1:[1-9]\d+`)

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// serve runs a script that ends with a server, waits until it listens, and
// gives its address.
func (p *docPage) serve(script string) string {
	p.t.Helper()
	c := exec.Command("bash", "-e", "-c", strings.Replace(script, "licet sandbox serve", "exec licet sandbox serve", 1))
	c.Dir, c.Env = p.dir, p.environment()
	var problems bytes.Buffer
	c.Stderr = &problems
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if address, ok := strings.CutPrefix(line, "listening "); ok {
			go func() { _, _ = io.Copy(io.Discard, r) }()
			return strings.TrimSpace(address)
		}
		if err != nil {
			p.t.Fatalf("%s\nthe server does not listen: %v\n%s", script, err, &problems)
		}
	}
}

// signIn starts a tenant that is signed in to as to a real one, and gives the
// environment with which an administrator would.
func (p *docPage) signIn() []string {
	p.t.Helper()
	aside := p.t.TempDir()
	ca := filepath.Join(aside, "ca.pem")
	url := p.serve("licet sandbox serve --tls " + ca)
	return []string{"LICET_GRAPH_URL=" + url, "AZURE_AUTHORITY_HOST=" + url + "/", "SSL_CERT_FILE=" + ca, "LICET_YES=true", "LICET_PROGRESS=none",
		"AZURE_TENANT_ID=" + appTenant, "AZURE_CLIENT_ID=" + appID, "AZURE_CLIENT_SECRET=any",
		"GITHUB_STEP_SUMMARY=" + filepath.Join(aside, "summary"), "GITHUB_PATH=" + filepath.Join(aside, "path"), "RUNNER_TEMP=" + aside}
}

var (
	psCommand  = regexp.MustCompile(`^\s*(?:\$\w+ = )?(licet [^|\n]+)`)
	psVariable = regexp.MustCompile(`^\s*\$env:(\w+) = '([^']*)'`)
)

// powershell runs the commands of a PowerShell script, one after the other. The
// script itself is only looked at: its quotes and brackets close.
func (p *docPage) powershell(text string) {
	p.t.Helper()
	if err := balanced(text); err != nil {
		p.t.Errorf("%v:\n%s", err, text)
	}
	for _, line := range strings.Split(text, "\n") {
		if m := psVariable.FindStringSubmatch(line); m != nil && m[2] != "..." {
			p.env = append(p.env, m[1]+"="+m[2])
		}
		m := psCommand.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		c := exec.Command("sh", "-c", m[1])
		c.Dir, c.Env = p.dir, p.environment()
		out, err := c.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != exitChanges) {
			p.t.Errorf("%v: %s\nit prints:\n%s", err, m[1], out)
		}
	}
}

// balanced looks whether the quotes and brackets of a PowerShell script close.
func balanced(text string) error {
	var open []rune
	closes := map[rune]rune{')': '(', ']': '[', '}': '{'}
	quote, comment := rune(0), false
	for _, r := range text {
		switch {
		case comment:
			comment = r != '\n'
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '#':
			comment = true
		case r == '\'' || r == '"':
			quote = r
		case strings.ContainsRune("([{", r):
			open = append(open, r)
		case closes[r] != 0:
			if len(open) == 0 || open[len(open)-1] != closes[r] {
				return errors.New("a bracket closes that did not open")
			}
			open = open[:len(open)-1]
		}
	}
	if quote != 0 || len(open) > 0 {
		return errors.New("a quote or bracket does not close")
	}
	return nil
}

// pipeline reads a YAML file of a CI system and runs the scripts of its steps.
func (p *docPage) pipeline(text string) {
	p.t.Helper()
	d := yaml.NewDecoder(strings.NewReader(text))
	for {
		var node yaml.Node
		err := d.Decode(&node)
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			p.t.Errorf("%v:\n%s", err, text)
			return
		}
		p.steps(&node)
	}
}

// steps runs what stands under the keys by which GitHub and Azure name scripts.
func (p *docPage) steps(n *yaml.Node) {
	p.t.Helper()
	if n.Kind != yaml.MappingNode {
		for _, inner := range n.Content {
			p.steps(inner)
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1]
		switch {
		case value.Kind != yaml.ScalarNode:
			p.steps(value)
		case key == "run" || key == "bash" || key == "script":
			if strings.Contains(value.Value, "${{") {
				p.t.Errorf("an expression inside a script is how others get into a pipeline; hand it over in env:\n%s", value.Value)
			}
			p.bash(value.Value)
		case key == "pwsh" || key == "powershell":
			p.powershell(value.Value)
		}
	}
}

// Shell scripts that people copy have no mistakes that a linter finds.
func TestShellScriptsOfPagesAreClean(t *testing.T) {
	t.Parallel()
	linter := testenv.Program(t, "shellcheck")
	for _, path := range documents(t) {
		for _, b := range blocks(read(t, path)) {
			if b.language != "sh" {
				continue
			}
			c := exec.Command(linter, "--shell=bash", "--severity=warning", "-")
			c.Stdin = strings.NewReader(b.text)
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%s, line %d: %v\n%s", pageName(path), b.line, err, out)
			}
		}
	}
}
