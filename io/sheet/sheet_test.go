package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"licet/io/sheet"
	"licet/reconcile"
	"licet/reconcile/names"
)

// words is a small Vocabulary: licences, each with its apps.
type words map[string][]string

func (w words) IsLicense(text string) bool {
	if _, part, ok := strings.Cut(text, ":"); ok && w.IsLicense(strings.TrimSpace(part)) && !strings.Contains(part, " ") {
		return true
	}
	for name := range w {
		if strings.EqualFold(name, text) {
			return true
		}
	}
	return false
}

func (words) Near(string) []string { return nil }

func (w words) IsApp(license, app string) bool {
	for name, apps := range w {
		if strings.EqualFold(name, license) {
			return slices.ContainsFunc(apps, func(a string) bool { return strings.EqualFold(a, app) })
		}
	}
	return false
}

var vocabulary = words{
	"SPE_E3": {"SWAY", "YAMMER_ENTERPRISE", "EXCHANGE_S_ENTERPRISE"}, "SPE_E5": {"SWAY", "THREAT_INTELLIGENCE"}, "EMS": {"INTUNE_A"}, "VISIOCLIENT": {"VISIO_CLIENT"},
	"Microsoft 365 E3": {"Sway"}, "Microsoft 365 E5": nil, "Enterprise Mobility + Security E3": {"INTUNE_A"}, "Visio Plan 2": nil,
	"O365_w/o Teams Bundle_M3": {"SWAY"}, "Dynamics 365, attach": nil,
	"05e9a617-0261-4cee-bb44-138d3ef5d965": nil,
}

// tester is what helpers need of *testing.T, *testing.B and *rapid.T.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}

func read(t tester, text string, o sheet.Options) *sheet.Sheet {
	t.Helper()
	if o.Vocabulary == nil {
		o.Vocabulary = vocabulary
	}
	s, err := sheet.Read(context.Background(), "-", strings.NewReader(text), o)
	if err != nil {
		t.Fatalf("read %q: %v", text, err)
	}
	return s
}

// plain gives the rows in short: "B2 ada@contoso.com assign SPE_E3 off:SWAY".
func plain(s *sheet.Sheet) []string {
	var rows []string
	for r := range s.Rows.All() {
		text := fmt.Sprintf("%s%d %s %s", reconcile.ColumnName(r.At.Column), r.At.Row, r.User, action(r.Action))
		if r.License != "" {
			text += " " + r.License
		}
		for _, part := range []struct{ name, value string }{
			{"on", r.EnabledApps}, {"off", r.DisabledApps}, {"ticked", strings.Join(r.AppsOn, ",")}, {"cleared", strings.Join(r.AppsOff, ",")}, {"in", r.UsageLocation},
		} {
			if part.value != "" {
				text += " " + part.name + ":" + part.value
			}
		}
		if r.HasPriority {
			text += fmt.Sprintf(" first:%d", r.Priority)
		}
		rows = append(rows, text)
	}
	return rows
}

func action(a reconcile.Action) string {
	return [...]string{"unsaid", "unticked", "assign", "unassign", "none"}[a]
}

// codes gives the codes of the findings, errors with a mark.
func codes(s *sheet.Sheet) []string {
	var cs []string
	for _, f := range s.Findings {
		mark := map[reconcile.Severity]string{reconcile.Error: "!", reconcile.Warning: "?", reconcile.Note: ""}[f.Severity]
		cs = append(cs, mark+string(f.Code))
	}
	slices.Sort(cs)
	return slices.Compact(cs)
}

func equal(t testing.TB, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s:\n got %q\nwant %q", what, got, want)
	}
}

// workbook makes an XLSX file with one worksheet.
func workbook(t tester, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	return saved(t, f)
}

func saved(t tester, f *excelize.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var _ sheet.Vocabulary = (*names.Names)(nil)

func TestReadUnderstandsEachLayout(t *testing.T) {
	tests := []struct {
		name, text, layout string
		want               []string
	}{
		{"long", "user,license\nada@contoso.com,SPE_E3\nbob@contoso.com,EMS\n", "long",
			[]string{"B2 ada@contoso.com unsaid SPE_E3", "B3 bob@contoso.com unsaid EMS"}},
		{"long with all columns", "User,License,Action,Disabled Apps,Enabled Apps,Usage Location,Priority\nada@contoso.com,SPE_E3,remove,SWAY,,DE,2\nbob@contoso.com,SPE_E3,Assign,,all,,\n", "long",
			[]string{"B2 ada@contoso.com unassign SPE_E3 off:SWAY in:DE first:2", "B3 bob@contoso.com assign SPE_E3 on:all"}},
		{"list by semicolons", "UPN;Licenses\nada@contoso.com;\"SPE_E3; EMS|VISIOCLIENT\"\n", "list",
			[]string{"B2 ada@contoso.com unsaid SPE_E3", "B2 ada@contoso.com unsaid EMS", "B2 ada@contoso.com unsaid VISIOCLIENT"}},
		{"list by line breaks", "UPN,Licenses\nada@contoso.com,\"SPE_E3\nEMS\"\nbob@contoso.com,EMS\n", "list",
			[]string{"B2 ada@contoso.com unsaid SPE_E3", "B2 ada@contoso.com unsaid EMS", "B3 bob@contoso.com unsaid EMS"}},
		{"list by plus signs, one of them in a name", "UPN,Licenses\nada@contoso.com,Microsoft 365 E3+Enterprise Mobility + Security E3+Visio Plan 2\n", "list",
			[]string{"B2 ada@contoso.com unsaid Microsoft 365 E3", "B2 ada@contoso.com unsaid Enterprise Mobility + Security E3", "B2 ada@contoso.com unsaid Visio Plan 2"}},
		{"a name with a comma is one", "UPN\tLicenses\nada@contoso.com\tDynamics 365, attach, SPE_E3\n", "list",
			[]string{"B2 ada@contoso.com unsaid Dynamics 365, attach", "B2 ada@contoso.com unsaid SPE_E3"}},
		{"an unknown part is a row of its own", "UPN,Licenses\nada@contoso.com,\"Microsoft 365 E3, Visoi Plan 2\"\nbob@contoso.com,\"Foo, Bar\"\n", "list",
			[]string{"B2 ada@contoso.com unsaid Microsoft 365 E3", "B2 ada@contoso.com unsaid Visoi Plan 2", "B3 bob@contoso.com unsaid Foo, Bar"}},
		{"none in several languages", "user,license\na@contoso.com,none\nb@contoso.com,Unlicensed\nc@contoso.com,无\nd@contoso.com,なし\n", "long",
			[]string{"B2 a@contoso.com none", "B3 b@contoso.com none", "B4 c@contoso.com none", "B5 d@contoso.com none"}},
		{"an empty licence is passed on", "user,license\nada@contoso.com,\n", "long", []string{"B2 ada@contoso.com unsaid"}},
		{"numbered columns all count", "user,License 1,License 2\nada@contoso.com,SPE_E3,EMS\nbob@contoso.com,,EMS\n", "long",
			[]string{"B2 ada@contoso.com unsaid SPE_E3", "C2 ada@contoso.com unsaid EMS", "C3 bob@contoso.com unsaid EMS"}},
		{"Add beside Remove", "user,Add,Remove\nada@contoso.com,SPE_E5,SPE_E3\nbob@contoso.com,,EMS\n", "long",
			[]string{"B2 ada@contoso.com assign SPE_E5", "C2 ada@contoso.com unassign SPE_E3", "C3 bob@contoso.com unassign EMS"}},
		{"none to add is no word about licences", "user,Add,Remove\nada@contoso.com,none,SPE_E3\n", "long", []string{"C2 ada@contoso.com unassign SPE_E3"}},
		{"a note that begins like an example is no example", "user,license,note\nada@contoso.com,SPE_E3,Example: for Bob\n", "long", []string{"B2 ada@contoso.com unsaid SPE_E3"}},
		{"apps of several licences in one cell", "user,licenses,disabled apps\nada@contoso.com,SPE_E3;EMS,SPE_E3 / SWAY; INTUNE_A\n", "list",
			[]string{"B2 ada@contoso.com unsaid SPE_E3 off:SWAY", "B2 ada@contoso.com unsaid EMS off:INTUNE_A"}},
		{"matrix", "user,SPE_E3,SPE_E3 / SWAY,EMS,Department\nada@contoso.com,x,no,,Sales\nbob@contoso.com,,,✓,Ops\n", "matrix",
			[]string{"B2 ada@contoso.com unsaid SPE_E3 cleared:SWAY", "D2 ada@contoso.com unticked EMS", "B3 bob@contoso.com unticked SPE_E3", "D3 bob@contoso.com unsaid EMS"}},
		{"users lose every no-break and zero-width space", "user,license\n\u00a0a\u200bda\u00a0@contoso.com\u00a0,Microsoft\u00a0365 E3\n", "long", []string{"B2 ada@contoso.com unsaid Microsoft 365 E3"}},
		{"Chinese", "用户主体名称,许可证,操作\nada@contoso.com,SPE_E3,分配\n", "long", []string{"B2 ada@contoso.com assign SPE_E3"}},
		{"German", "Benutzerprinzipalname;Lizenzen;Aktion\nada@contoso.com;SPE_E3;hinzufügen\n", "long", []string{"B2 ada@contoso.com assign SPE_E3"}},
		{"French", "Utilisateur;Licences\nada@contoso.com;SPE_E3\n", "long", []string{"B2 ada@contoso.com unsaid SPE_E3"}},
		{"Spanish", "Correo electrónico,Licencias,Ubicación de uso\nada@contoso.com,SPE_E3,ES\n", "long", []string{"B2 ada@contoso.com unsaid SPE_E3 in:ES"}},
		{"Japanese", "ユーザー プリンシパル名,ライセンス\nada@contoso.com,SPE_E3\n", "long", []string{"B2 ada@contoso.com unsaid SPE_E3"}},
		{"PowerShell", "\"UserPrincipalName\",\"AccountSkuId\"\n\"ada@contoso.com\",\"contoso:SPE_E3, contoso:EMS\"\n", "list",
			[]string{"B2 ada@contoso.com unsaid contoso:SPE_E3", "B2 ada@contoso.com unsaid contoso:EMS"}},
		{"PowerShell list in braces", "UserPrincipalName,Licenses\nada@contoso.com,\"{contoso:SPE_E3, contoso:EMS}\"\n", "list",
			[]string{"B2 ada@contoso.com unsaid contoso:SPE_E3", "B2 ada@contoso.com unsaid contoso:EMS"}},
		{"the user column that holds an address counts", "User,Email,License\nAda Lovelace,ada@contoso.com,SPE_E3\n", "long", []string{"C2 ada@contoso.com unsaid SPE_E3"}},
		{"a GUID, a part number and a name are one licence", "UserPrincipalName,SkuId,SkuPartNumber,ProductName\nada@contoso.com,05e9a617-0261-4cee-bb44-138d3ef5d965,SPE_E3,Microsoft 365 E3\nbob@contoso.com,,EMS,\n", "long",
			[]string{"B2 ada@contoso.com unsaid 05e9a617-0261-4cee-bb44-138d3ef5d965", "C3 bob@contoso.com unsaid EMS"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := read(t, tt.text, sheet.Options{})
			equal(t, "rows", plain(s), tt.want)
			if s.Info.Layout != tt.layout {
				t.Errorf("layout %q, want %q", s.Info.Layout, tt.layout)
			}
			for _, f := range s.Findings {
				if f.Severity == reconcile.Error {
					t.Errorf("unexpected finding: %+v", f)
				}
			}
		})
	}
}

func TestRowNumbersAreThoseOfTheSpreadsheet(t *testing.T) {
	for name, end := range map[string]string{"LF": "\n", "CRLF": "\r\n", "CR": "\r"} {
		t.Run(name, func(t *testing.T) {
			lines := []string{"Licences of spring", "", `user,"license"`, `ada@contoso.com,"SPE_E3` + end + `EMS"`, "", `"bob@contoso.com",EMS`, ""}
			s := read(t, strings.Join(lines, end), sheet.Options{})
			equal(t, "rows", plain(s), []string{"B4 ada@contoso.com unsaid SPE_E3", "B4 ada@contoso.com unsaid EMS", "B6 bob@contoso.com unsaid EMS"})
			if s.Info.HeaderRow != 3 || s.Info.Rows != 2 {
				t.Errorf("header in row %d, %d rows; want 3 and 2", s.Info.HeaderRow, s.Info.Rows)
			}
			equal(t, "findings", codes(s), []string{"above-header"})
		})
	}
}

func TestADashIsStandardInputAlsoBesideAFileOfThatName(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("-", []byte("user,license\nbob@contoso.com,EMS\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := sheet.WithChunks(sheet.Options{Vocabulary: vocabulary}, 64)
	s, err := sheet.Read(t.Context(), "-", strings.NewReader("user,license\nada@contoso.com,SPE_E3\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "rows", plain(s), []string{"B2 ada@contoso.com unsaid SPE_E3"})
}

func TestRowsCanBeReadAgain(t *testing.T) {
	s := read(t, "user,license\nada@contoso.com,SPE_E3\nbob@contoso.com,EMS\n", sheet.Options{})
	first := plain(s)
	for range s.Rows.All() {
		break
	}
	equal(t, "second reading", plain(s), first)
	for range s.Rows.All() {
		equal(t, "reading within a reading", plain(s), first)
	}
}

func TestWorkbooksAreReadLikeText(t *testing.T) {
	data := workbook(t, []any{"Licences"}, []any{}, []any{"user", "SPE_E3", "EMS"}, []any{"ada@contoso.com", true, nil}, []any{"bob@contoso.com", 0, 1})
	s := read(t, string(data), sheet.Options{})
	equal(t, "rows", plain(s), []string{"B4 ada@contoso.com unsaid SPE_E3", "C4 ada@contoso.com unticked EMS", "B5 bob@contoso.com unticked SPE_E3", "C5 bob@contoso.com unsaid EMS"})
	if s.Info.Kind != "xlsx" || s.Info.Worksheet != "Sheet1" || s.Info.HeaderRow != 3 {
		t.Errorf("understood as %+v", s.Info)
	}
}
