package report

import (
	"io"

	"licet/reconcile"
)

// Doc is a plan with what it does not know of itself, to be shown to those who
// did not make it.
type Doc struct {
	Head
	Plan *reconcile.Plan
	// JSON writes the plan itself, for the form of that name.
	JSON func(io.Writer) error
}

func (d Doc) write(w io.Writer, k Kind) error {
	switch k {
	case HTML:
		return writePage(w, planPage(d))
	case XLSX:
		return planXLSX(w, d)
	case CSV:
		return writeCSV(w, changeTable(d.Plan))
	case JSON:
		return d.JSON(w)
	case Markdown:
		return planMarkdown(w, d)
	default:
		panic(unknownKind(k))
	}
}
