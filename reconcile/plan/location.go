package plan

import (
	"strings"

	"licet/reconcile"
)

// locationHint says how a wrong country code is written right.
func locationHint(text string) reconcile.Sentence {
	if strings.EqualFold(strings.TrimSpace(text), "UK") {
		return reconcile.Say("The United Kingdom is GB.")
	}
	return reconcile.Say("Write the two letters of ISO 3166, e.g. DE, GB, US or CN.")
}
