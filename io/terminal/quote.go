package terminal

import "strings"

// Quoted writes words so that a shell reads them as they are.
func Quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w
		if w == "" || strings.ContainsAny(w, " \t\"'$&|;<>()*?!#~`\\") {
			out[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(w) + `"`
		}
	}
	return strings.Join(out, " ")
}
