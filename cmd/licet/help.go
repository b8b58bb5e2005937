package main

import (
	"fmt"
	"strings"
)

const commandHelp = `{{.HelpName}} - {{.Usage}}

Usage:
   {{if .UsageText}}{{.UsageText}}{{else}}{{.HelpName}} [flags]{{end}}
{{if .VisibleFlags}}
Flags:{{template "visibleFlagCategoryTemplate" .}}{{end}}
{{if .Description}}
{{.Description}}
{{end}}`

const groupHelp = `{{.HelpName}} - {{.Usage}}

Commands:{{range .VisibleCommands}}
   {{join .Names ", "}}{{"\t"}}{{.Usage}}{{end}}
{{if .Description}}
{{.Description}}
{{end}}`

func appHelp() string {
	var codes strings.Builder
	for _, x := range exitCodes {
		fmt.Fprintf(&codes, "   %3d  %s\n", x.code, x.means)
	}
	return `licet - {{.Usage}}

Usage:
   {{.UsageText}}

Commands:{{range .VisibleCommands}}
   {{join .Names ", "}}{{"\t"}}{{.Usage}}{{end}}

Every flag can be set by an environment variable: --max-removals is
LICET_MAX_REMOVALS. ` + "`licet COMMAND -h`" + ` shows the flags of a command.

Exit codes:
` + codes.String() + `
Examples:
   licet apply --sandbox contoso.json testdata/onboarding.csv
   licet plan --out plan.json staff.xlsx
`
}

// examples writes the end of a command's help.
func examples(lines ...string) string {
	return "Examples:\n   " + strings.Join(lines, "\n   ")
}
