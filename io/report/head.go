package report

import (
	"time"

	"licet/reconcile"
)

// Head is what every report says of itself.
type Head struct {
	// Created is when it was made; Tool the program, with its version.
	Created time.Time
	Tool    string
	// Tenant is the tenant's name, TenantID its GUID, Source where the current
	// assignments came from: graph, sandbox or file. All are empty for a sheet
	// that was checked without a tenant.
	Tenant, TenantID, Source string
	Inputs                   []DocInput
	// Options are the flags that it was made with, as they were typed.
	Options []string
	// Next is the command to type next; empty for none.
	Next string
	// Phrases are the language of the report; nil is English.
	Phrases reconcile.Phrases
}

// DocInput is a sheet: its path, the SHA-256 of its bytes in hexadecimal, and
// its rows of data.
type DocInput struct {
	Path, SHA256 string
	Rows         int
}

func (h *Head) made() string { return h.Created.UTC().Format("2006-01-02 15:04 UTC") }

// title is that of a report: alone where there is no tenant, and else with it.
func (h *Head) title(alone, with string) string {
	if h.Tenant == "" {
		return alone
	}
	return with
}

// headFacts are the first lines of every summary.
func headFacts(h Head, title string) [][]any {
	words := h.Phrases
	return [][]any{
		{title, h.Tenant}, {words.Say("tenant id"), h.TenantID}, {words.Say("current assignments from"), word(words, h.Source)},
		{words.Say("made"), h.made()}, {words.Say("by"), h.Tool},
	}
}
