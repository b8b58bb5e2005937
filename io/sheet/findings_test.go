package sheet_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"licet/io/sheet"
	"licet/reconcile"
	"licet/reconcile/names"
)

// find gives the first finding of a code.
func find(t testing.TB, s *sheet.Sheet, code reconcile.Code) reconcile.Finding {
	t.Helper()
	for _, f := range s.Findings {
		if f.Code == code {
			return f
		}
	}
	t.Fatalf("no finding %s among %v", code, s.Findings)
	return reconcile.Finding{}
}

func TestWhatIsWrongWithASheetIsToldWithItsPlace(t *testing.T) {
	const good = "ada@contoso.com,SPE_E3\n"
	tests := []struct {
		name, text string
		code       reconcile.Code
		severity   reconcile.Severity
		place      string // cell or row
		user       string
		says       string
	}{
		{"no header", "ada@contoso.com,SPE_E3\n", sheet.CodeNoHeader, reconcile.Error, "", "", "No row has a header that is known."},
		{"no licences", "user,department\nada@contoso.com,Sales\n", sheet.CodeMissingColumn, reconcile.Error, "row 1", "", `No column for the licences was found. The headers are: "user", "department".`},
		{"no users", "licence,department\nSPE_E3,Sales\n", sheet.CodeMissingColumn, reconcile.Error, "row 1", "", "No column for the users was found."},
		{"two user columns", "user,account,license\na@contoso.com,b@contoso.com,EMS\n", sheet.CodeAmbiguousColumn, reconcile.Error, "B1", "", `Several columns may be the user column: "user" (column A), "account" (column B).`},
		{"two licence columns", "user,license,product\na@contoso.com,EMS,SPE_E3\n", sheet.CodeAmbiguousColumn, reconcile.Error, "C1", "", "Several columns may be the license column"},
		{"a column that may contain licences", "user,license,additional license\na@contoso.com,EMS,SPE_E3\n", sheet.CodeAmbiguousColumn, reconcile.Error, "C1", "", `The column "additional license" may contain licences too`},
		{"licence column and boxes", "user,license,SPE_E3\na@contoso.com,EMS,x\n", sheet.CodeAmbiguousColumn, reconcile.Error, "row 1", "", "The sheet has a column for licences and columns whose headers are licences."},
		{"service plan report", "UserPrincipalName,AccountSkuId,ServiceName,ProvisioningStatus\na@contoso.com,SPE_E3,SWAY,Success\n", sheet.CodeServicePlanReport, reconcile.Error, "row 1", "", "one row per app"},
		{"user above the header", good + "user,license\n" + good, sheet.CodeRowsAboveHeader, reconcile.Error, "row 1", "", "is above the header, which is row 2"},
		{"nothing below", "user,license\n\n", sheet.CodeNoRows, reconcile.Error, "row 1", "", "There is nothing below the header."},
		{"open quote", "user,license\n" + good + "bob@contoso.com,\"SPE_E3\neve@contoso.com,EMS\n", sheet.CodeUnterminatedQuote, reconcile.Error, "B3", "", "never closes"},
		{"text behind a quote", "user,license\nada@contoso.com,\"SPE\"_E3\n", sheet.CodeStrayQuote, reconcile.Error, "B2", "ada@contoso.com", "Text follows the closing quote"},
		{"cut off", "user,license\n" + good + "bob@contoso.com,SPE_E3", sheet.CodeCutOff, reconcile.Error, "B3", "", `may have been cut off behind "SPE_E3"`},
		{"too many cells", "user,license\nada@contoso.com,SPE_E3,EMS\n", sheet.CodeRaggedRow, reconcile.Error, "C2", "ada@contoso.com", `"EMS" is beyond the last column`},
		{"short row of a matrix", "user,SPE_E3,EMS\nada@contoso.com,x\n", sheet.CodeRaggedRow, reconcile.Error, "C2", "ada@contoso.com", "The row has 2 cells and the header 3"},
		{"huge cell", "user,license\nada@contoso.com," + strings.Repeat("x", 200_000) + "\n", sheet.CodeCellTooLong, reconcile.Error, "B2", "ada@contoso.com", "200000 characters"},
		{"a million columns", "user,license" + strings.Repeat(",", 1_000_000) + "\n" + good, sheet.CodeRaggedRow, reconcile.Error, "row 1", "", "more than 16384 columns"},
		{"nobody", "user,license\n,SPE_E3\n", sheet.CodeMissingUser, reconcile.Error, "A2", "", "The row names no user."},
		{"two users", "user,license\nada@contoso.com; bob@contoso.com,SPE_E3\n", sheet.CodeSeveralUsers, reconcile.Error, "A2", "ada@contoso.com; bob@contoso.com", "names several users"},
		{"concealed", "User principal name,Assigned products\n0F1E2D3C4B5A69788796A5B4C3D2E1F0,SPE_E3\nAAAABBBBCCCCDDDDEEEEFFFF00001111,SPE_E3\n", sheet.CodeConcealedUsers, reconcile.Error, "A2", "", "conceals who its users are (2 of them)"},
		{"object name", "user,license\nada@contoso.com,System.Object[]\n", sheet.CodeUnexpandedObject, reconcile.Error, "B2", "ada@contoso.com", `"System.Object[]"`},
		{"error value", "user,license\nada@contoso.com,#N/A\n", sheet.CodeErrorValue, reconcile.Error, "B2", "ada@contoso.com", "#N/A"},
		{"lost characters", "user,license\nm\ufffdller@contoso.com,SPE_E3\n", sheet.CodeDamagedText, reconcile.Error, "A2", "m\ufffdller@contoso.com", "Characters of the cell were lost"},
		{"unknown action", "user,license,action\nada@contoso.com,SPE_E3,keep\n", sheet.CodeUnknownAction, reconcile.Error, "C2", "ada@contoso.com", `"keep" is not an action.`},
		{"none with an action", "user,license,action\nada@contoso.com,none,remove\n", sheet.CodeNoneWithAction, reconcile.Error, "B2", "ada@contoso.com", "can mean two things"},
		{"priority", "user,license,priority\nada@contoso.com,SPE_E3,high\n", sheet.CodeBadPriority, reconcile.Error, "C2", "ada@contoso.com", `"high" is not a priority.`},
		{"neither ticked nor not", "user,SPE_E3,EMS\nada@contoso.com,maybe,x\n", sheet.CodeUnknownTick, reconcile.Error, "B2", "ada@contoso.com", `The box contains "maybe"`},
		{"app without its licence", "user,SPE_E3,SPE_E3: SWAY\nada@contoso.com,,x\n", sheet.CodeAppWithoutLicense, reconcile.Error, "C2", "ada@contoso.com", `The app "SWAY" is ticked`},
		{"app of nobody", "user,licenses,disabled apps\nada@contoso.com,SPE_E3;EMS,FOO\n", sheet.CodeAppWithoutLicense, reconcile.Error, "B2", "ada@contoso.com", `The app "FOO" is in none`},
		{"misspelt licence in a matrix", "user,SPE_E3,SPE_E33\nada@contoso.com,x,x\n", sheet.CodeUnknownLicenseColumn, reconcile.Error, "C1", "", `The column "SPE_E33" looks like a licence`},
		{"crosses in an unknown column of a matrix", "user,SPE_E3,Phone\nada@contoso.com,x,x\n", sheet.CodeUnknownLicenseColumn, reconcile.Error, "C1", "", `"Phone"`},
		{"unknown app column", "user,SPE_E3,SPE_E3 / FOO\nada@contoso.com,x,x\n", sheet.CodeUnknownAppColumn, reconcile.Error, "C1", "", "has no such app"},
		{"app column alone", "user,SPE_E3,EMS / INTUNE_A\nada@contoso.com,x,x\n", sheet.CodeUnknownAppColumn, reconcile.Error, "C1", "", `no column has the header "EMS"`},
		{"total", "user,license\n" + good + "Total,1\n", sheet.CodeTotalRow, reconcile.Note, "A3", "", "row of totals"},
		{"example", "version:v1.0,\nUser name [userPrincipalName] Required,License\nExample: chris@contoso.com,SPE_E3\n" + good, sheet.CodeExampleRow, reconcile.Note, "A3", "", "example row"},
		{"header again", "user,license\n" + good + "User,License\n" + good, sheet.CodeRepeatedHeader, reconcile.Note, "A3", "", "header is here again"},
		{"outer spaces", "user,license\n ada@contoso.com ,SPE_E3\n", sheet.CodeSpacesRemoved, reconcile.Note, "A2", "", "Spaces round the text"},
		{"zero-width space", "user,license\nada@\u200bcontoso.com,SPE_E3\n", sheet.CodeInvisibleRemoved, reconcile.Note, "A2", "", "nobody sees"},
		{"no-break space inside", "user,license\nada\u00a0@contoso.com,SPE_E3\n", sheet.CodeInvisibleRemoved, reconcile.Note, "A2", "", "nobody sees"},
		{"no-break space", "user,license\nada@contoso.com\u00a0,SPE_E3\n", sheet.CodeInvisibleRemoved, reconcile.Note, "A2", "", "nobody sees"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := read(t, tt.text, sheet.Options{})
			f := find(t, s, tt.code)
			place := strings.TrimPrefix(strings.TrimPrefix(f.At.String(), "-"), ", ")
			if f.Severity != tt.severity || place != tt.place || f.User != tt.user || !strings.Contains(f.Message.String(), tt.says) {
				t.Errorf("got %v at %q about %q: %s\nwant %v at %q about %q: %s", f.Severity, place, f.User, f.Message, tt.severity, tt.place, tt.user, tt.says)
			}
			if f.Severity == reconcile.Error && f.Hint.IsZero() {
				t.Error("an error without a hint")
			}
		})
	}
	var chinese strings.Builder
	for _, tt := range tests {
		fmt.Fprintln(&chinese, tt.name)
		tellInChinese(t, &chinese, tt.text)
	}
	golden(t, "testdata/findings.zh-CN.txt", chinese.String())
}

// A user with a flawed row must stay named, or else a plan for the whole tenant
// would take them for somebody whom the sheet forgot.
func TestRowsWithErrorsStillNameTheirUser(t *testing.T) {
	for _, text := range []string{
		"user,license,action\nada@contoso.com,SPE_E3,keep\n",
		"user,license\nada@contoso.com,SPE_E3,EMS\n",
		"user,SPE_E3,EMS\nada@contoso.com,x\n",
		"user,license\nada@contoso.com,#N/A\n",
		"user,license,action\nada@contoso.com,none,remove\n",
	} {
		s := read(t, text, sheet.Options{})
		if rows := plain(s); len(rows) == 0 || !strings.Contains(rows[0], "ada@contoso.com") {
			t.Errorf("%q: rows %q name nobody", text, rows)
		}
	}
}

// Somebody whose header licet does not know is told the flag that takes it, with
// their own words in it, where one column alone speaks of licences.
func TestAHeaderThatSpeaksOfLicencesIsProposed(t *testing.T) {
	for text, want := range map[string]string{
		"user,M365 licence\nada@contoso.com,SPE_E3\n":                   `--column "license=M365 licence"`,
		"user,M365 licence,licence kind\nada@contoso.com,SPE_E3,full\n": "--column license=HEADER",
		"user,department\nada@contoso.com,Sales\n":                      "--column license=HEADER",
		"M365 licence,department\nSPE_E3,Sales\n":                       "--column user=HEADER",
	} {
		for _, f := range read(t, text, sheet.Options{}).Findings {
			if f.Severity == reconcile.Error && !strings.Contains(f.Hint.String(), want) {
				t.Errorf("%q: the hint is %q, want %q in it", text, f.Hint, want)
			}
		}
	}
}

// One letter too many over a column of crosses is a licence that nobody gets:
// the licences that may be meant are named, and nothing where none is near.
func TestAMisspeltColumnIsToldWithWhatMayBeMeant(t *testing.T) {
	all := names.New(loadCatalog(t), nil)
	for header, want := range map[string]string{
		"SPE_E33":           "(SPE_E3)",
		"Microsft 365 E5":   "Microsoft 365 E5 (SPE_E5)",
		"Visio Online Plan": "Visio",
		"Parking space":     "",
	} {
		s := read(t, "user,EMS,"+header+"\nada@contoso.com,x,x\n", sheet.Options{Vocabulary: all})
		hint, meant := find(t, s, sheet.CodeUnknownLicenseColumn).Hint.String(), ""
		if rest, ok := strings.CutPrefix(hint, "Did you mean "); ok {
			meant, hint, _ = strings.Cut(rest, "? ")
		}
		if (meant == "") != (want == "") || !strings.Contains(meant, want) || !strings.HasPrefix(hint, "Correct the name") {
			t.Errorf("%q: may be %q, want %q in it, and then: %q", header, meant, want, hint)
		}
	}
}

func TestManyNotesOfOneKindAreCounted(t *testing.T) {
	var b strings.Builder
	b.WriteString("user,license\n")
	for i := range 100 {
		fmt.Fprintf(&b, " user%d@contoso.com,SPE_E3\n", i)
	}
	s := read(t, b.String(), sheet.Options{})
	if len(s.Findings) != 10 {
		t.Fatalf("%d findings, want 10", len(s.Findings))
	}
	if last := s.Findings[9].Message.String(); !strings.Contains(last, "in 90 more places") {
		t.Errorf("the others are not counted: %s", last)
	}
}

func TestColumnsAreTold(t *testing.T) {
	s := read(t, "Department,User,Manager,Product\nSales,ada@contoso.com,bob@contoso.com,SPE_E3\n", sheet.Options{})
	got := fmt.Sprint(s.Info.Columns, s.Info.Ignored)
	if want := "[{2 User user} {4 Product license}] [{1 Department } {3 Manager }]"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestColumnOptionDecides(t *testing.T) {
	o := sheet.Options{Columns: map[string]string{"user": "Who", "licence": "what they get"}}
	s := read(t, "User,Who,License,What they get\nx,ada@contoso.com,EMS,SPE_E3\n", o)
	equal(t, "rows", plain(s), []string{"D2 ada@contoso.com unsaid SPE_E3"})
	equal(t, "findings", codes(s), nil)
	s = read(t, "user,license\nada@contoso.com,EMS\n", sheet.Options{Columns: map[string]string{"action": "Todo", "colour": "license"}})
	if f := find(t, s, sheet.CodeColumnNotFound); f.Severity != reconcile.Error {
		t.Errorf("got %+v", f)
	}
}

func TestLayoutOptionDecides(t *testing.T) {
	text := "user,license\nada@contoso.com,SPE_E3;EMS\n"
	equal(t, "long", plain(read(t, text, sheet.Options{Layout: "long"})), []string{"B2 ada@contoso.com unsaid SPE_E3;EMS"})
	equal(t, "list", plain(read(t, text, sheet.Options{Layout: "list"})), []string{"B2 ada@contoso.com unsaid SPE_E3", "B2 ada@contoso.com unsaid EMS"})
	mixed := "user,license,SPE_E3\nada@contoso.com,EMS,x\n"
	equal(t, "matrix", plain(read(t, mixed, sheet.Options{Layout: "matrix"})), []string{"C2 ada@contoso.com unsaid SPE_E3"})
	if _, err := sheet.Read(context.Background(), "-", strings.NewReader(text), sheet.Options{Layout: "wide"}); err == nil || !strings.Contains(err.Error(), "choose long, list, matrix") {
		t.Errorf("an unknown layout gives %v", err)
	}
}

func TestYesNoColumnsAreNoMatrix(t *testing.T) {
	s := read(t, "User principal name,Has Exchange license,Has Teams license\nada@contoso.com,True,False\n", sheet.Options{})
	find(t, s, sheet.CodeMissingColumn)
	equal(t, "rows", plain(s), nil)
}

func TestUsageReportsAreReadByTheirProducts(t *testing.T) {
	s := read(t, "Report Refresh Date,User Principal Name,Display Name,Is Deleted,Has Exchange License,Exchange License Assign Date,Assigned Products\n2026-11-01,ada@contoso.com,Ada,False,True,2026-01-01,MICROSOFT 365 E3+VISIO PLAN 2\n", sheet.Options{})
	equal(t, "rows", plain(s), []string{"G2 ada@contoso.com unsaid MICROSOFT 365 E3", "G2 ada@contoso.com unsaid VISIO PLAN 2"})
	equal(t, "findings", codes(s), nil)
}

func TestMergedCellsAreRefusedWhereTheyMatter(t *testing.T) {
	f := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "Licences of spring", "A2": "user", "B2": "license", "C2": "room", "A3": "ada@contoso.com", "B3": "SPE_E3", "B4": "EMS", "C3": "1"} {
		if err := f.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range [][2]string{{"A1", "C1"}, {"C3", "C4"}} {
		if err := f.MergeCell("Sheet1", r[0], r[1]); err != nil {
			t.Fatal(err)
		}
	}
	s := read(t, string(saved(t, f)), sheet.Options{})
	equal(t, "title and unused column merged", codes(s), []string{"!missing-user", "above-header"})
	if err := f.MergeCell("Sheet1", "A3", "A4"); err != nil {
		t.Fatal(err)
	}
	s = read(t, string(saved(t, f)), sheet.Options{})
	if m := find(t, s, sheet.CodeMergedCells); m.At.String() != "-, Sheet1, A3" || !strings.Contains(m.Message.String(), "A3 to A4") {
		t.Errorf("got %+v", m)
	}
}

func TestFormulasWithoutValueAreRefused(t *testing.T) {
	f := excelize.NewFile()
	row := []any{"user", "license", "note"}
	if err := f.SetSheetRow("Sheet1", "A1", &row); err != nil {
		t.Fatal(err)
	}
	if err := f.SetCellStr("Sheet1", "A2", "ada@contoso.com"); err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"B2", "C2"} {
		if err := f.SetCellFormula("Sheet1", cell, "1+1"); err != nil {
			t.Fatal(err)
		}
	}
	s := read(t, string(saved(t, f)), sheet.Options{})
	if m := find(t, s, sheet.CodeFormulaWithoutValue); m.At.String() != "-, Sheet1, B2" || m.User != "ada@contoso.com" {
		t.Errorf("got %+v", m)
	}
}

func TestWorksheets(t *testing.T) {
	f := excelize.NewFile()
	for _, name := range []string{"Notes", "Spring", "Old"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	fill := func(name, license string) {
		for cell, text := range map[string]string{"A1": "user", "B1": "license", "A2": "ada@contoso.com", "B2": license} {
			if err := f.SetCellStr(name, cell, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	fill("Spring", "SPE_E3")
	fill("Old", "EMS")
	if err := f.SetSheetVisible("Old", false); err != nil {
		t.Fatal(err)
	}
	s := read(t, string(saved(t, f)), sheet.Options{})
	equal(t, "the visible one", plain(s), []string{"B2 ada@contoso.com unsaid SPE_E3"})
	equal(t, "findings", codes(s), []string{"other-worksheets"})
	s = read(t, string(saved(t, f)), sheet.Options{Worksheet: "old"})
	equal(t, "the one that was asked for", plain(s), []string{"B2 ada@contoso.com unsaid EMS"})
	if err := f.SetSheetVisible("Old", true); err != nil {
		t.Fatal(err)
	}
	s = read(t, string(saved(t, f)), sheet.Options{})
	equal(t, "two visible ones", codes(s), []string{"!several-worksheets"})
	equal(t, "rows of two", plain(s), nil)
	var u *sheet.Unreadable
	if _, err := sheet.Read(context.Background(), "-", strings.NewReader(string(saved(t, f))), sheet.Options{Worksheet: "Summer"}); !errors.As(err, &u) || !strings.Contains(u.Hint.String(), `"Spring"`) {
		t.Errorf("got %v", err)
	}
}

// The beginning of a word must never mean the other side than the word.
func TestWordsDoNotChangeSidesWhenCutOff(t *testing.T) {
	for _, word := range []string{"unassign", "remove", "assign", "add", "delete", "取消分配", "entfernen", "割り当て解除"} {
		whole := plain(read(t, "user,license,action\nada@contoso.com,SPE_E3,"+word+"\n", sheet.Options{}))
		for i := range word {
			s := read(t, "user,license,action\nada@contoso.com,SPE_E3,"+word[:i], sheet.Options{Encoding: "utf-8"})
			if n, _ := reconcile.CountFindings(s.Findings); n == 0 && plain(s)[0] != whole[0] {
				t.Errorf("%q cut to %q reads as %q", word, word[:i], plain(s))
			}
		}
	}
}
