package main

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
)

// errDeclined is the answer no: not an error, and nothing is changed.
var errDeclined = &exit{code: exitDone}

// confirm asks before anything is changed. Without a terminal nobody can
// answer, so it refuses; yes answers in advance.
func confirm(e *env, question string, yes bool) error {
	if yes {
		return nil
	}
	if _, ok := isTerminal(e.stdin); !ok {
		return &told{problem: later("this would change the tenant, and there is no terminal to ask on"),
			hint: later("If what is shown above is what you want, add --yes.")}
	}
	fmt.Fprint(e.stderr, e.say("%s Type yes to go on: ", question))
	answer, err := bufio.NewReader(e.stdin).ReadString('\n')
	if err == nil && isYes(answer) {
		return nil
	}
	e.note("nothing was changed")
	return errDeclined
}

// isYes reports whether an answer is yes, in any language that licet speaks.
func isYes(answer string) bool {
	return slices.Contains([]string{"yes", "y", "是"}, strings.ToLower(strings.TrimSpace(answer)))
}
