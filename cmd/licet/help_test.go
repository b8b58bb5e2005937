package main

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	columns "github.com/jedib0t/go-pretty/v6/text"

	"licet/io/terminal"
)

// helpLines runs licet with a width of 80 columns and gives the lines that it prints.
func helpLines(t *testing.T, words ...string) []string {
	t.Helper()
	c := exec.Command("licet", words...)
	c.Env = append(c.Environ(), "COLUMNS=80")
	out, err := c.Output()
	if err != nil {
		t.Fatalf("licet %s: %v", strings.Join(words, " "), err)
	}
	lines := strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	for _, line := range lines {
		if n := columns.StringWidthWithoutEscSequences(line); n > 80 {
			t.Errorf("licet %s: %d columns wide: %s", strings.Join(words, " "), n, line)
		}
	}
	return lines
}

// everyCommand gives the words of each command and subcommand.
func everyCommand() [][]string {
	var all [][]string
	for _, c := range newProgram(systemEnv()).Commands {
		all = append(all, []string{c.Name})
		for _, sub := range c.Subcommands {
			all = append(all, []string{c.Name, sub.Name})
		}
	}
	return all
}

func TestHelpOfTheProgramFitsAScreen(t *testing.T) {
	t.Parallel()
	if lines := helpLines(t, "-h"); len(lines) > 23 {
		t.Errorf("%d lines and a prompt do not fit 24:\n%s", len(lines), strings.Join(lines, "\n"))
	}
}

func TestHelpOfACommandFitsAScreen(t *testing.T) {
	t.Parallel()
	for _, words := range everyCommand() {
		lines := helpLines(t, append(words, "-h")...)
		if len(lines) > 50 {
			t.Errorf("licet %s -h has %d lines:\n%s", strings.Join(words, " "), len(lines), strings.Join(lines, "\n"))
		}
		if !strings.Contains(strings.Join(lines, "\n"), "\nExamples:\n  licet ") {
			t.Errorf("licet %s -h shows no examples", strings.Join(words, " "))
		}
	}
}

// TestHelpAllTellsEveryFlag: what the short page only names, --help-all tells,
// and each flag that is told seldom is one.
func TestHelpAllTellsEveryFlag(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	p := newProgram(systemEnv())
	for _, words := range everyCommand() {
		short := strings.Join(helpLines(t, append(words, "-h")...), "\n")
		all := strings.Join(helpLines(t, append(words, "--help-all")...), "\n")
		c := p.Command(words[0])
		if len(words) > 1 {
			c = c.Command(words[1])
		}
		for _, g := range terminal.FlagGroups(c, nil) {
			for _, it := range g.Items {
				known[it.Flag] = true
				if !strings.Contains(short, "--"+it.Flag) {
					t.Errorf("licet %s -h does not name --%s", strings.Join(words, " "), it.Flag)
				}
				if !strings.Contains(all, "  "+it.Name) {
					t.Errorf("licet %s --help-all does not tell --%s", strings.Join(words, " "), it.Flag)
				}
			}
		}
	}
	for name := range rareFlags {
		if !known[name] {
			t.Errorf("--%s is kept off the short help and is no flag of any command", name)
		}
	}
}

// TestHelpIsFoundHoweverItIsAskedFor: before and behind arguments, as a flag
// and as a word, and not where -h is the value of a flag.
func TestHelpIsFoundHoweverItIsAskedFor(t *testing.T) {
	t.Parallel()
	want := strings.Join(helpLines(t, "runs", "show", "-h"), "\n")
	for _, words := range [][]string{{"runs", "show", "--help"}, {"runs", "show", "20261124", "-h"}, {"help", "runs", "show"}} {
		if got := strings.Join(helpLines(t, words...), "\n"); got != want {
			t.Errorf("licet %s prints\n%s", strings.Join(words, " "), got)
		}
	}
	app := newProgram(systemEnv()).App
	if l := terminal.ReadLine(app, []string{"plan", "--out", "-h", "a.csv"}); l.Help {
		t.Error("the value of --out was taken for a call for help")
	}
	l := terminal.ReadLine(app, []string{"plan", "--", "-h"})
	if got := l.FlagsFirst([]string{"licet"}); l.Help || !slices.Equal(got, []string{"licet", "plan", "--", "-h"}) {
		t.Errorf("an argument behind -- was taken for a call for help: %v", got)
	}
}

// threeWords are three English words in a row, which are a sentence in help that
// is not in English, unless they name a command, as commandWords do.
var (
	threeWords   = regexp.MustCompile(`\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b`)
	commandWords = regexp.MustCompile(`\blicet( [a-z]+)+`)
)

// TestChineseHelpFitsAsTheEnglishDoes: the same lines and columns, and all of it
// in Chinese but for the examples.
func TestChineseHelpFitsAsTheEnglishDoes(t *testing.T) {
	t.Parallel()
	if lines := helpLines(t, "-h", "--lang", "zh-CN"); len(lines) > 23 {
		t.Errorf("%d lines and a prompt do not fit 24:\n%s", len(lines), strings.Join(lines, "\n"))
	}
	for _, words := range everyCommand() {
		for _, help := range []string{"-h", "--help-all"} {
			lines := helpLines(t, append(words, help, "--lang", "zh-CN")...)
			if len(lines) > 50 && help == "-h" {
				t.Errorf("licet %s -h has %d lines:\n%s", strings.Join(words, " "), len(lines), strings.Join(lines, "\n"))
			}
			text, examples, found := strings.Cut(strings.Join(lines, "\n"), "\n示例：\n  licet ")
			if !found || examples == "" {
				t.Errorf("licet %s %s shows no examples", strings.Join(words, " "), help)
			}
			if english := threeWords.FindString(commandWords.ReplaceAllString(text, "")); english != "" {
				t.Errorf("licet %s %s says %q in Chinese", strings.Join(words, " "), help, english)
			}
		}
	}
}
