package report_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"licet/io/report"
)

// documents are one of every kind, in English and in Chinese.
func documents() map[string]report.Report {
	return map[string]report.Report{
		"plan": doc(priced()), "run": runDoc(), "audit": auditDoc(), "check": checkReport(),
		"plan in Chinese": chineseDoc(priced()), "run in Chinese": chineseRun(),
		"audit in Chinese": chineseAudit(), "check in Chinese": chineseCheck(),
	}
}

// TestTablesOfAPageAreThoseOfMarkdown: people read the same tables in both, of
// the same columns and cells. Only a page has columns that are drawn.
func TestTablesOfAPageAreThoseOfMarkdown(t *testing.T) {
	for name, r := range documents() {
		page, markdown := pageTables(string(written(t, report.HTML, r))), markdownTables(string(written(t, report.Markdown, r)))
		if len(page) == 0 {
			t.Errorf("%s: the page has no table", name)
		}
		if diff := cmp.Diff(page, markdown); diff != "" {
			t.Errorf("%s (-page +Markdown):\n%s", name, diff)
		}
	}
}

var (
	pageTable = regexp.MustCompile(`(?s)<table>.*?</table>`)
	pageRow   = regexp.MustCompile(`(?s)<tr>.*?</tr>`)
	pageCell  = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	pageMark  = regexp.MustCompile(`<[^>]*>`)
)

func pageTables(page string) (tables [][][]string) {
	for _, table := range pageTable.FindAllString(page, -1) {
		var rows [][]string
		for _, row := range pageRow.FindAllString(table, -1) {
			var cells []string
			for _, cell := range pageCell.FindAllStringSubmatch(row, -1) {
				cells = append(cells, html.UnescapeString(pageMark.ReplaceAllString(cell[1], "")))
			}
			if len(cells) == 10 {
				cells = slices.Delete(cells, 2, 4)
			}
			rows = append(rows, cells)
		}
		tables = append(tables, rows)
	}
	return tables
}

func markdownTables(text string) (tables [][][]string) {
	inside := false
	unescape := strings.NewReplacer(`\_`, "_", `\|`, "|", `\~`, "~", `\!`, "!", "&lt;", "<", "&amp;", "&")
	for line := range strings.Lines(text) {
		cells, isRow := strings.CutPrefix(strings.TrimSpace(line), "| ")
		switch {
		case strings.HasPrefix(line, "|--"):
			continue
		case isRow && !inside:
			tables = append(tables, nil)
		}
		if inside = isRow; !isRow {
			continue
		}
		var row []string
		for cell := range strings.SplitSeq(strings.TrimSuffix(cells, "|"), " | ") {
			row = append(row, unescape.Replace(strings.TrimSpace(cell)))
		}
		tables[len(tables)-1] = append(tables[len(tables)-1], row)
	}
	return tables
}

// TestFilesHaveTheSameCells: the rows of CSV, and the lists of JSON, are a
// worksheet of the workbook, column by column and cell by cell.
func TestFilesHaveTheSameCells(t *testing.T) {
	for name, want := range map[string]struct {
		doc report.Report
		// csv is the worksheet that CSV is of, lists those that a list of JSON is of.
		csv   string
		lists map[string]string
		// beyond is what CSV has below the worksheet.
		beyond int
		// atLeast is the number of columns that JSON and the workbook both have.
		atLeast int
	}{
		"plan":  {doc: doc(priced()), csv: "Changes"},
		"run":   {runDoc(), "Results", map[string]string{"results": "Results", "findings": "Findings"}, 0, 17},
		"check": {checkReport(), "Rows", map[string]string{"rows": "Rows", "sheets": "Sheets", "findings": "Findings"}, 0, 21},
		"audit": {auditDoc(), "Findings", map[string]string{"findings": "Findings", "licenses": "Licences", "kinds": "Savings"}, 2, 25},
	} {
		t.Run(name, func(t *testing.T) {
			book := sheetsOf(t, written(t, report.XLSX, want.doc))
			rows := csvRows(t, written(t, report.CSV, want.doc))
			if diff := cmp.Diff(book[want.csv], plainRows(rows[:len(rows)-want.beyond])); diff != "" {
				t.Errorf("-workbook +CSV:\n%s", diff)
			}
			if want.lists == nil {
				return
			}
			var lists map[string]json.RawMessage
			if err := json.Unmarshal(written(t, report.JSON, want.doc), &lists); err != nil {
				t.Fatal(err)
			}
			compared := 0
			for list, sheet := range want.lists {
				compared += sameColumns(t, list, lists[list], book[sheet])
			}
			if compared != want.atLeast {
				t.Errorf("%d columns were compared, want %d", compared, want.atLeast)
			}
		})
	}
}

// headed are the titles of columns that are not their keys in words.
var headed = map[string]string{
	"name": "licence", "skuPartNumber": "part number", "capabilityStatus": "status", "priceCents": "price a month",
	"ownedCents": "owned a month", "usedCents": "used a month", "freeCents": "free a month", "licenses.skuId": "id",
	"kinds.code": "kind", "kinds.fixable": "by a sheet", "findings.code": "kind", "fixable": "a sheet can fix it",
}

// sameColumns compares a list of JSON with a worksheet, and counts the columns
// that both have. What is not known may be 0 in JSON and is empty in the other.
func sameColumns(t *testing.T, list string, raw json.RawMessage, sheet [][]string) int {
	t.Helper()
	var items []map[string]any
	if err := json.Unmarshal(raw, &items); err != nil {
		t.Fatal(err)
	}
	if len(items) == 0 || len(items) != len(sheet)-1 {
		t.Fatalf("%s: %d items of JSON, %d rows of the workbook", list, len(items), len(sheet)-1)
	}
	columns := 0
	for key := range items[0] {
		at := slices.Index(sheet[0], inWords(key))
		for _, other := range []string{list + "." + key, key} {
			if title, ok := headed[other]; ok && at < 0 {
				at = slices.Index(sheet[0], title)
			}
		}
		if at < 0 {
			continue
		}
		columns++
		for i, item := range items {
			got, want := jsonCell(key, item[key]), sheet[i+1][at]
			if got != want && !(want == "" && got == "0") {
				t.Errorf("%s %d: %s is %q in JSON, %q in the workbook", list, i, key, got, want)
			}
		}
	}
	return columns
}

// inWords writes a key as a header: skuId as "sku id".
func inWords(key string) string {
	var out strings.Builder
	for _, r := range key {
		if unicode.IsUpper(r) {
			out.WriteByte(' ')
		}
		out.WriteRune(unicode.ToLower(r))
	}
	return out.String()
}

func jsonCell(key string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return map[bool]string{true: "yes", false: "no"}[v]
	case float64:
		if strings.HasSuffix(key, "Cents") {
			v /= 100
		}
		return plainCell(fmt.Sprint(v))
	case []any:
		var parts []string
		for _, part := range v {
			parts = append(parts, part.(string))
		}
		return strings.Join(parts, "; ")
	case string:
		if v == "," && key == "delimiter" {
			return "comma"
		}
		return plainCell(v)
	default:
		return fmt.Sprint(v)
	}
}

// sheetsOf gives the cells of each worksheet, numbers as they are.
func sheetsOf(t *testing.T, book []byte) map[string][][]string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := map[string][][]string{}
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range rows {
			for len(rows[i]) < len(rows[0]) {
				rows[i] = append(rows[i], "")
			}
		}
		sheets[name] = plainRows(rows)
	}
	return sheets
}

func plainRows(rows [][]string) [][]string {
	out := make([][]string, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			out[i] = append(out[i], plainCell(cell))
		}
	}
	return out
}

// plainCell writes a number in one way, and takes the guard from before a text.
func plainCell(cell string) string {
	if n, err := strconv.ParseFloat(cell, 64); err == nil {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strings.TrimPrefix(cell, "'")
}
