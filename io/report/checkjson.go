package report

import "io"

// CheckFormat names what CheckJSON writes and its version.
const CheckFormat = "licet-check/1"

// CheckJSON writes d as licet-check/1, the format of check --json. It streams:
// no row is held. The only errors are those of w.
func CheckJSON(w io.Writer, d CheckDoc) error {
	o := newJSONObject(w)
	o.field("format", CheckFormat)
	o.list("sheets", sheetTable(d.Sheets))
	o.list("rows", d.rowTable().led("source"))
	o.list("findings", findingTable(d.Findings))
	return o.close()
}
