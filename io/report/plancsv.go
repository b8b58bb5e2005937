package report

import "io"

// changeCSV is a row of a plan as CSV; the tags are its header.
type changeCSV struct {
	User          csvText `csv:"user"`
	DisplayName   csvText `csv:"display name"`
	Action        string  `csv:"action"`
	License       csvText `csv:"license"`
	SkuID         csvText `csv:"sku id"`
	EnabledApps   csvText `csv:"enabled apps"`
	DisabledApps  csvText `csv:"disabled apps"`
	UsageLocation csvText `csv:"usage location"`
	Kind          string  `csv:"planned"`
	TurnsOn       csvText `csv:"turns on"`
	TurnsOff      csvText `csv:"turns off"`
	Source        csvText `csv:"row"`
}

func planCSV(w io.Writer, d Doc) error {
	return writeCSV(w, mapped(changeRows(d.Plan), func(r changeRow) changeCSV {
		return changeCSV{
			User: csvText(r.User), DisplayName: csvText(r.DisplayName), Action: r.Action,
			License: csvText(r.License), SkuID: csvText(r.SkuID),
			EnabledApps: csvText(r.EnabledApps), DisabledApps: csvText(r.DisabledApps), UsageLocation: csvText(r.UsageLocation),
			Kind: r.Kind, TurnsOn: csvText(r.TurnsOn), TurnsOff: csvText(r.TurnsOff), Source: csvText(r.Source),
		}
	}))
}
