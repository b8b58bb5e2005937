package report

import (
	"io"

	"licet/reconcile"
)

// CheckFormat names what CheckJSON writes and its version.
const CheckFormat = "licet-check/1"

// CheckJSON writes d as licet-check/1, the format of check --json. It streams:
// no row is held. The only errors are those of w.
func CheckJSON(w io.Writer, d CheckDoc) error {
	o := newJSONObject(w)
	o.field("format", CheckFormat)
	jsonList(o, "sheets", convert(d.Sheets, checkSheetJSONOf))
	jsonList(o, "rows", func(yield func(checkRowJSON) bool) {
		if d.Rows == nil {
			return
		}
		for row := range d.Rows {
			if !yield(checkRowJSONOf(row)) {
				return
			}
		}
	})
	jsonList(o, "findings", convert(d.Findings, findingJSONOf))
	return o.close()
}

// The structs of licet-check/1, in the order of its fields.

type checkSheetJSON struct {
	Path      string `json:"path"`
	Kind      string `json:"kind"`
	Worksheet string `json:"worksheet"`
	Encoding  string `json:"encoding"`
	Delimiter string `json:"delimiter"`
	Layout    string `json:"layout"`
	HeaderRow int    `json:"headerRow"`
	Rows      int    `json:"rows"`
}

type checkRowJSON struct {
	Source        placeJSON `json:"source"`
	User          string    `json:"user"`
	License       string    `json:"license"`
	SkuID         string    `json:"skuId"`
	SkuPartNumber string    `json:"skuPartNumber"`
	Action        string    `json:"action"`
	EnabledApps   []string  `json:"enabledApps"`
	DisabledApps  []string  `json:"disabledApps"`
	UsageLocation string    `json:"usageLocation"`
}

type placeJSON struct {
	File      string `json:"file"`
	Worksheet string `json:"worksheet"`
	Row       int    `json:"row"`
	Column    int    `json:"column"`
}

type findingJSON struct {
	Severity string    `json:"severity"`
	Code     string    `json:"code"`
	Source   placeJSON `json:"source"`
	User     string    `json:"user"`
	Message  string    `json:"message"`
	Hint     string    `json:"hint"`
}

func checkSheetJSONOf(s *CheckSheet) checkSheetJSON {
	return checkSheetJSON{
		Path: s.Path, Kind: s.Kind, Worksheet: s.Worksheet,
		Encoding: s.Encoding, Delimiter: s.Delimiter, Layout: s.Layout,
		HeaderRow: s.HeaderRow, Rows: s.Rows,
	}
}

func checkRowJSONOf(r CheckRow) checkRowJSON {
	return checkRowJSON{
		Source: placeJSON(r.At), User: r.User, License: r.License,
		SkuID: r.SKUID, SkuPartNumber: r.SKUPartNumber, Action: r.Action.String(),
		EnabledApps: r.EnabledApps, DisabledApps: r.DisabledApps, UsageLocation: r.UsageLocation,
	}
}

func findingJSONOf(f *reconcile.Finding) findingJSON {
	return findingJSON{
		Severity: f.Severity.String(), Code: string(f.Code), Source: placeJSON(f.At),
		User: f.User, Message: f.Message, Hint: f.Hint,
	}
}
