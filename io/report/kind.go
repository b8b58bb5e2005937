package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"

	"licet/reconcile"
)

// Kind is a form of a report.
type Kind uint8

// Forms of a report.
const (
	// HTML is one page that needs nothing else.
	HTML Kind = iota
	// XLSX is a workbook.
	XLSX
	// CSV has a row for each user and licence.
	CSV
	// JSON is the plan itself.
	JSON
	// Markdown is short, for a ticket or a pull request.
	Markdown
)

var extensions = map[string]Kind{
	".html": HTML, ".htm": HTML, ".xlsx": XLSX, ".csv": CSV, ".json": JSON, ".md": Markdown,
}

// KindOf gives the form that the extension of path asks for. The error lists
// the extensions that there are.
func KindOf(path string) (Kind, error) {
	k, ok := extensions[strings.ToLower(filepath.Ext(path))]
	if !ok {
		return 0, fmt.Errorf("%s: a report is written as .html, .xlsx, .csv, .json or .md; name the file so", path)
	}
	return k, nil
}

// Doc is a plan with what it does not know of itself, to be shown to those who
// did not make it.
type Doc struct {
	Plan *reconcile.Plan
	// Created is when the plan was made; Tool the program, with its version.
	Created time.Time
	Tool    string
	// Tenant is the tenant's name, TenantID its GUID, Source where the current
	// assignments came from: graph, sandbox or file.
	Tenant, TenantID, Source string
	Inputs                   []DocInput
	// Next is the command that applies the plan; empty for none.
	Next string
	// JSON writes the plan itself, for the form of that name.
	JSON func(io.Writer) error
}

// DocInput is a sheet: its path, the SHA-256 of its bytes in hexadecimal, and
// its rows of data.
type DocInput struct {
	Path, SHA256 string
	Rows         int
}

// Write writes a report in one of its forms. The only errors are those of w.
func Write(w io.Writer, k Kind, d Doc) error {
	switch k {
	case HTML:
		return planHTML(w, d)
	case XLSX:
		return planXLSX(w, d)
	case CSV:
		return planCSV(w, d)
	case JSON:
		return d.JSON(w)
	case Markdown:
		return planMarkdown(w, d)
	default:
		panic(fmt.Sprintf("report: unexpected Kind %d", k))
	}
}
