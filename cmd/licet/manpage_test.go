package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"

	"licet/io/terminal"
)

// manPage is the manual as it stands in the repository.
const manPage = "../../docs/man/licet.1"

// TestManPageIsWhatTheProgramIs: the manual tells every command, flag, exit code
// and default, as they are. go test ./cmd/licet -run TestManPage -update writes
// it anew.
func TestManPageIsWhatTheProgramIs(t *testing.T) {
	want := manual(newProgram(systemEnv()))
	if *update {
		if err := os.WriteFile(manPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(manPage)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Error("docs/man/licet.1 is not what the program is; write it anew with: go test ./cmd/licet -run TestManPage -update")
	}
	for _, words := range everyCommand() {
		if !strings.Contains(want, "\n.Ss licet "+strings.Join(words, " ")+"\n") {
			t.Errorf("licet %s is missing", strings.Join(words, " "))
		}
	}
}

// manual is the manual in mdoc, the language of manuals that mandoc and groff
// read.
func manual(app *terminal.Program) string {
	var b strings.Builder
	b.WriteString(".\\\" Written by cmd/licet/manpage_test.go from the program.\n.Dd November 25, 2026\n.Dt LICET 1\n.Os\n.Sh NAME\n.Nm licet\n.Nd " + roff(app.Usage) + "\n" +
		".Sh SYNOPSIS\n.Nm\n.Ar command\n.Op Ar flags\n.Op Ar arguments\n.Sh DESCRIPTION\n" +
		"Each command has flags of its own, which may stand before or behind the\narguments.\nStandard output carries the result, standard error everything else.\n.Sh COMMANDS\n")
	for _, c := range app.Commands {
		manualCommand(&b, []*cli.Command{c})
		for _, sub := range c.Subcommands {
			manualCommand(&b, []*cli.Command{c, sub})
		}
	}
	b.WriteString(".Sh ENVIRONMENT\nEvery flag can be set by an environment variable:\n.Fl -max-removals\nis\n.Ev LICET_MAX_REMOVALS .\n.Pp\n" +
		".Ev NO_COLOR ,\n.Ev CLICOLOR\nand\n.Ev CLICOLOR_FORCE\nturn colours off and on;\n.Ev COLUMNS\nis the width of the terminal.\n.Sh EXIT STATUS\n.Bl -tag -width 3n\n")
	for _, x := range exitCodes {
		fmt.Fprintf(&b, ".It %d\n%s\n", x.Code, roff(string(x.Means)))
	}
	b.WriteString(".El\n")
	return b.String()
}

func manualCommand(b *strings.Builder, path []*cli.Command) {
	var names []string
	for _, c := range path {
		names = append(names, c.Name)
	}
	c := path[len(path)-1]
	words, examples, _ := strings.Cut("\n"+c.Description, "\nExamples:\n")
	fmt.Fprintf(b, ".Ss licet %s\n%s.\n", strings.Join(names, " "), roff(c.Usage))
	for way := range strings.SplitSeq(c.UsageText, "\n") {
		if way = strings.TrimSpace(way); way != "" {
			fmt.Fprintf(b, ".Dl %s\n", roff(way))
		}
	}
	for paragraph := range strings.SplitSeq(strings.TrimSpace(words), "\n\n") {
		if paragraph != "" {
			fmt.Fprintf(b, ".Pp\n%s\n", sentences(paragraph))
		}
	}
	if len(c.Flags) > 0 {
		b.WriteString(".Bl -tag -width Ds\n")
		for _, g := range terminal.FlagGroups(c, nil) {
			for _, it := range g.Items {
				fmt.Fprintf(b, ".It %s\n%s\n", roff(it.Name), roff(it.Usage))
			}
		}
		b.WriteString(".El\n")
	}
	if examples != "" {
		b.WriteString(".Pp\nExamples:\n.Bd -literal -offset indent\n")
		for line := range strings.SplitSeq(examples, "\n") {
			b.WriteString(roff(strings.TrimSpace(line)) + "\n")
		}
		b.WriteString(".Ed\n")
	}
}

// sentences writes a paragraph with each sentence on a line of its own, as mdoc
// wants it.
func sentences(paragraph string) string {
	text := roff(strings.Join(strings.Fields(paragraph), " "))
	return strings.ReplaceAll(text, ". ", ".\n")
}

// roff writes text so that the formatter takes none of it for an instruction.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, `"`, `\(dq`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
