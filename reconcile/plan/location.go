package plan

import (
	"strings"
)

// locationHint says how a wrong country code is written right.
func (p *planner) locationHint(text string) string {
	if strings.EqualFold(strings.TrimSpace(text), "UK") {
		return p.say("The United Kingdom is GB.")
	}
	return p.say("Write the two letters of ISO 3166, e.g. DE, GB, US or CN.")
}
