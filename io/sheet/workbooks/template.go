package workbooks

import (
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"licet/reconcile"
)

// Choice is a licence that a template offers.
type Choice struct {
	PartNumber string
	// Name is the product name.
	Name string
}

// templateHeader has the columns of a template.
var templateHeader = []string{"user", "license", "action", "disabled apps", "enabled apps", "usage location", "priority"}

// templateRows is the number of rows that have drop-down lists.
const templateRows = 2000

// guide explains the columns on the second worksheet.
var guide = []reconcile.Word{
	"How to fill in the worksheet Licenses",
	"One row says one thing about one person. Rows of the same person belong together.",
	"",
	"user: how the person signs in (ada@contoso.com), their object id or mail address.",
	"license: choose one of the list, or write a part number (SPE_E3), a product name or a GUID.",
	"One cell may name several licences, separated by semicolons. none removes all direct licences.",
	"action: empty says that the person is to have the licence. assign and unassign say so whatever else the sheet says.",
	"disabled apps: the full list of the apps that are off, separated by semicolons; enabled apps: the full list of those on. Fill in one of the two or neither; all turns every app on.",
	"usage location: two letters such as DE; needed where the person has none yet.",
	"priority: a whole number; where seats are short, lower numbers go first.",
	"",
	"licet check FILE says how each row is understood; licet plan FILE shows what would change.",
}

// guideName is the name of that worksheet.
const guideName reconcile.Word = "How to"

// Template writes an empty sheet: the header, and in XLSX drop-down lists with
// the licences and the actions and a worksheet that explains, in the language
// of words. The header is the same in every language.
func Template(w io.Writer, kind Kind, licenses []Choice, words func(reconcile.Word) string) error {
	if kind != XLSX {
		g := &grid{rows: [][]string{templateHeader}}
		return g.write(w, kind)
	}
	book := excelize.NewFile()
	defer book.Close()
	if err := writeTemplate(book, licenses, words); err != nil {
		return fmt.Errorf("write the template: %w", err)
	}
	return book.Write(w)
}

func writeTemplate(book *excelize.File, licenses []Choice, words func(reconcile.Word) string) error {
	if err := book.SetSheetName("Sheet1", "Licenses"); err != nil {
		return err
	}
	for _, name := range []string{words(guideName), "Lists"} {
		if _, err := book.NewSheet(name); err != nil {
			return err
		}
	}
	bold, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	if err := writeTemplateHeader(book, bold); err != nil {
		return err
	}
	if err := writeGuide(book, bold, words); err != nil {
		return err
	}
	return writeLists(book, licenses, words)
}

func writeGuide(book *excelize.File, bold int, words func(reconcile.Word) string) error {
	name, texts := words(guideName), make([]string, len(guide))
	for i, text := range guide {
		texts[i] = words(text)
	}
	if err := book.SetSheetCol(name, "A1", &texts); err != nil {
		return err
	}
	if err := book.SetColWidth(name, "A", "A", 110); err != nil {
		return err
	}
	return book.SetCellStyle(name, "A1", "A1", bold)
}

func writeTemplateHeader(book *excelize.File, bold int) error {
	if err := book.SetSheetRow("Licenses", "A1", &templateHeader); err != nil {
		return err
	}
	for i, width := range []float64{34, 44, 14, 34, 34, 16, 10} {
		column := reconcile.ColumnName(i + 1)
		if err := book.SetColWidth("Licenses", column, column, width); err != nil {
			return err
		}
	}
	if err := book.SetCellStyle("Licenses", "A1", "G1", bold); err != nil {
		return err
	}
	return book.SetPanes("Licenses", &excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// writeLists writes what the drop-downs offer on a hidden worksheet: a list in
// the cell itself may have no more than 255 characters.
func writeLists(book *excelize.File, licenses []Choice, words func(reconcile.Word) string) error {
	texts := choiceTexts(licenses)
	for i, text := range texts {
		if err := book.SetSheetRow("Lists", fmt.Sprintf("A%d", i+1), &[]string{text, licenses[i].PartNumber}); err != nil {
			return err
		}
	}
	if err := book.SetSheetVisible("Lists", false); err != nil {
		return err
	}
	actions := excelize.NewDataValidation(true)
	actions.Sqref = fmt.Sprintf("C2:C%d", templateRows+1)
	if err := actions.SetDropList([]string{"assign", "unassign"}); err != nil {
		return err
	}
	if err := book.AddDataValidation("Licenses", actions); err != nil || len(texts) == 0 {
		return err
	}
	names := excelize.NewDataValidation(true)
	names.Sqref = fmt.Sprintf("B2:B%d", templateRows+1)
	names.SetSqrefDropList(fmt.Sprintf("Lists!$A$1:$A$%d", len(texts)))
	names.SetError(excelize.DataValidationErrorStyleWarning, words("Not in the list"),
		words("The list has the licences of the tenant. Several names separated by semicolons are fine."))
	return book.AddDataValidation("Licenses", names)
}

// choiceTexts gives each licence the text that means it alone: its name, or
// its part number where another licence has the same name.
func choiceTexts(licenses []Choice) []string {
	count := map[string]int{}
	for _, l := range licenses {
		count[strings.ToLower(l.Name)]++
	}
	texts := make([]string, len(licenses))
	for i, l := range licenses {
		if texts[i] = l.Name; l.Name == "" || count[strings.ToLower(l.Name)] > 1 {
			texts[i] = l.PartNumber
		}
	}
	return texts
}
