package report

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"licet/io/atomicfile"
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
	// JSON is the plan, the results, the sheets or the audit itself.
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

// Save writes a report to path in the form that its extension says, whole or
// not at all (see atomicfile.Write).
func Save(path string, r Report) error {
	k, err := KindOf(path)
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error { return Write(w, k, r) })
}
