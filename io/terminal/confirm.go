package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrDeclined is the answer no: nothing is changed, and the person was told so.
var ErrDeclined = errors.New("declined")

// Confirm asks before anything is changed. Without a terminal nobody can
// answer, so it refuses; yes answers in advance.
func (c *Console) Confirm(question string, yes bool) error {
	if yes {
		return nil
	}
	if _, ok := isTerminal(c.In); !ok {
		return Problemf("this would change the tenant, and there is no terminal to ask on").
			Hint("If what is shown above is what you want, add --yes.")
	}
	fmt.Fprint(c.Err, c.Say("%s Type yes to go on: ", question))
	answer, err := bufio.NewReader(c.In).ReadString('\n')
	if err == nil && isYes(answer) {
		return nil
	}
	c.Note("nothing was changed")
	return ErrDeclined
}

// isYes reports whether an answer is yes, in any language that licet speaks.
func isYes(answer string) bool {
	return slices.Contains([]string{"yes", "y", "是"}, strings.ToLower(strings.TrimSpace(answer)))
}
