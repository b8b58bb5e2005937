package report

import (
	"io"
	"slices"
	"strings"

	"licet/reconcile"
)

// CheckReport is how licet check understood some sheets, for others to see.
type CheckReport struct {
	Head
	Check CheckDoc
}

func (d CheckReport) write(w io.Writer, k Kind) error {
	switch k {
	case HTML:
		return writePage(w, checkPage(d))
	case XLSX:
		return checkXLSX(w, d)
	case CSV:
		return writeCSV(w, mapped(d.Check.rows(), checkCSVOf))
	case JSON:
		return CheckJSON(w, d.Check)
	case Markdown:
		return checkMarkdown(w, d)
	default:
		panic(unknownKind(k))
	}
}

// rows are the rows, of which there may be none.
func (d *CheckDoc) rows() func(func(CheckRow) bool) {
	if d.Rows == nil {
		return func(func(CheckRow) bool) {}
	}
	return d.Rows
}

func checkPage(d CheckReport) webPage {
	errors, warnings := reconcile.CountFindings(d.Check.Findings)
	page := webPage{
		Head: d.Head, Heading: "How sheets are understood",
		Sentences: []string{checkSums(d.Check)},
		Figures:   []figure{{"people", d.Check.People}, {"licences", d.Check.Licenses}, {"errors", errors}, {"warnings", warnings}},
		Tables:    []textTable{sheetTable(d.Check.Sheets)},
		Groups:    findingGroups(d.Check.Findings),
		CardTitle: "Rows", NoCards: "No row says anything.",
		Kinds:    []cardKind{{classAssign, "+ assign"}, {classUnassign, "− unassign"}, {classSkipped, "? not known"}},
		Sections: sectioned(mapped(d.Check.rows(), checkCard)),
	}
	if d.Tenant != "" {
		page.Heading += ", for"
	}
	return page
}

// sheetTable says what was found in each sheet.
func sheetTable(sheets []CheckSheet) textTable {
	t := textTable{ID: "sheets", Title: "Sheets", Columns: slices.Concat(
		textColumns("sheet", "kind", "encoding", "delimiter", "layout"), numberTextColumns("header row", "rows"), textColumns("columns", "ignored"))}
	for i := range sheets {
		s := &sheets[i]
		name := short(s.Path)
		if s.Worksheet != "" {
			name += ", worksheet " + short(s.Worksheet)
		}
		t.Rows = append(t.Rows, []string{
			name, short(s.Kind), short(s.Encoding), short(delimiterWord(s.Delimiter)), short(s.Layout), number(s.HeaderRow), number(s.Rows),
			columnsUsed(s.Columns), strings.Join(each(s.Ignored, short), ", "),
		})
	}
	return t
}

func checkCard(r CheckRow) userCard {
	c := chip{Mark: "+", Class: classAssign, Text: short(r.License), Detail: short(r.SKUPartNumber)}
	switch {
	case r.SKUID == "" && r.Action != reconcile.ActionNone:
		c.Mark, c.Class, c.Detail = "?", classSkipped, "not known"
	case r.Action == reconcile.ActionUnassign:
		c.Mark, c.Class = "−", classUnassign
	case r.Action == reconcile.ActionNone:
		c.Mark, c.Class, c.Text, c.Detail = "−", classUnassign, "no licences", ""
	}
	for _, apps := range []struct {
		word  string
		names []string
	}{{"on: ", r.EnabledApps}, {"off: ", r.DisabledApps}} {
		if apps.names != nil {
			c.Detail += "; " + apps.word + strings.Join(each(apps.names, short), ", ")
		}
	}
	card := userCard{Name: short(r.User), Source: short(r.At.String()), Chips: []chip{c}}
	if r.UsageLocation != "" {
		card.Chips = append(card.Chips, chip{"~", classUpdate, "usage location", short(r.UsageLocation)})
	}
	return card
}

// checkCSV is a row of the report as CSV; the tags are its header.
type checkCSV struct {
	User          csvText `csv:"user"`
	License       csvText `csv:"license"`
	SkuID         csvText `csv:"sku id"`
	PartNumber    csvText `csv:"part number"`
	Action        string  `csv:"action"`
	EnabledApps   csvText `csv:"enabled apps"`
	DisabledApps  csvText `csv:"disabled apps"`
	UsageLocation csvText `csv:"usage location"`
	Source        csvText `csv:"row"`
}

func checkCSVOf(r CheckRow) checkCSV {
	return checkCSV{
		User: csvText(r.User), License: csvText(r.License), SkuID: csvText(r.SKUID), PartNumber: csvText(r.SKUPartNumber), Action: r.Action.String(),
		EnabledApps: csvText(strings.Join(r.EnabledApps, "; ")), DisabledApps: csvText(strings.Join(r.DisabledApps, "; ")),
		UsageLocation: csvText(r.UsageLocation), Source: csvText(r.At.String()),
	}
}

// checkXLSX writes a workbook: Summary, Sheets, Rows and Findings.
func checkXLSX(w io.Writer, d CheckReport) error {
	errors, warnings := reconcile.CountFindings(d.Check.Findings)
	facts := append(headFacts(d.Head, "How sheets are understood"), []any{"people", d.Check.People}, []any{"licences", d.Check.Licenses}, []any{"errors", errors}, []any{"warnings", warnings})
	return bookOf(w, facts, []part{
		{name: "Sheets", columns: []column{{"path", 40}, {"worksheet", 16}, {"kind", 8}, {"encoding", 12}, {"delimiter", 12}, {"layout", 14}, {"header row", 12}, {"rows", 10}}, rows: convert(d.Check.Sheets, func(s *CheckSheet) []any {
			return []any{s.Path, s.Worksheet, s.Kind, s.Encoding, delimiterWord(s.Delimiter), s.Layout, s.HeaderRow, s.Rows}
		})},
		{name: "Rows", columns: []column{{"user", 34}, {"license", 34}, {"sku id", 38}, {"part number", 28}, {"action", 12}, {"enabled apps", 30}, {"disabled apps", 30}, {"usage location", 14}, {"row", 28}}, rows: mapped(d.Check.rows(), func(r CheckRow) []any {
			return []any{r.User, r.License, r.SKUID, r.SKUPartNumber, r.Action.String(), strings.Join(r.EnabledApps, "; "), strings.Join(r.DisabledApps, "; "), r.UsageLocation, r.At.String()}
		})},
		findingPart(d.Check.Findings),
	}, nil)
}

func checkMarkdown(w io.Writer, d CheckReport) error {
	out := newPage(w, Style{})
	out.line("# %s", md(d.of("How sheets are understood", "for")))
	out.line("")
	out.line("%s", md(checkSums(d.Check)))
	markdownTable(out, sheetTable(d.Check.Sheets))
	markdownList(out, d.Check.Findings)
	markdownFoot(out, d.Head)
	return out.close()
}
