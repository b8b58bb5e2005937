package sheet_test

import (
	"context"
	"path/filepath"
	"testing"

	"licet/io/sheet"
	"licet/io/sheet/cells"
)

// The samples have the headers, encodings and oddities of files that programs
// and people make; docs/sheets.md says of which.
func TestSampleSheets(t *testing.T) {
	ticks := []string{"B2 ada@contoso.com unsaid SPE_E3", "C2 ada@contoso.com unticked EMS", "B3 müller@contoso.com unsaid SPE_E3", "C3 müller@contoso.com unticked EMS", "B4 bob@contoso.com unticked SPE_E3", "C4 bob@contoso.com unsaid EMS"}
	for _, tt := range []struct {
		file, layout, encoding string
		rows, codes            []string
	}{
		{"admin-center-32.csv", sheet.AdminCenter, cells.UTF8,
			[]string{"M2 ada@contoso.com unsaid Microsoft 365 E3 in:GB", "M2 ada@contoso.com unsaid Enterprise Mobility + Security E3 in:GB", "M3 scanner@contoso.com none"}, nil},
		{"admin-center-28.csv", sheet.AdminCenter, cells.UTF8,
			[]string{"C2 ada@contoso.com unsaid Microsoft 365 E3 in:GB", "C2 ada@contoso.com unsaid Visio Plan 2 in:GB"}, nil},
		{"entra-template.csv", sheet.Long, cells.UTF8,
			[]string{"E4 ada@contoso.com unsaid SPE_E3 in:GB"}, []string{"above-header", "example-row"}},
		{"msol-report.csv", sheet.List, cells.UTF8,
			[]string{"C3 ada@contoso.com unsaid contoso:SPE_E3", "C3 ada@contoso.com unsaid contoso:EMS", "C4 bob@contoso.com unsaid contoso:EMS"}, []string{"above-header"}},
		{"hr-german.csv", sheet.List, cells.Windows1252,
			[]string{"B4 müller@contoso.com unsaid Microsoft 365 E3", "B5 görke@contoso.com unsaid SPE_E3", "B5 görke@contoso.com unsaid EMS"}, []string{"above-header", "encoding-guessed", "total-row"}},
		{"hr-chinese.csv", sheet.Long, cells.GB18030,
			[]string{"B2 zhang@contoso.com unsaid SPE_E3", "B3 li@contoso.com none"}, []string{"encoding-guessed"}},
		{"matrix.csv", sheet.Matrix, cells.UTF8,
			[]string{"B2 ada@contoso.com unsaid SPE_E3 cleared:SWAY", "D2 ada@contoso.com unsaid EMS", "B3 bob@contoso.com unticked SPE_E3", "D3 bob@contoso.com unsaid EMS"}, nil},
		{"sheetjs.xlsx", sheet.Matrix, "", ticks, nil},
		{"sheetjs-shared.xlsx", sheet.Matrix, "", ticks, nil},
		{"exceljs.xlsx", sheet.Matrix, "", ticks, nil},
	} {
		t.Run(tt.file, func(t *testing.T) {
			s, err := sheet.Read(context.Background(), filepath.Join("..", "..", "testdata", "sheets", tt.file), nil, sheet.Options{Vocabulary: vocabulary})
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "rows", plain(s), tt.rows)
			equal(t, "findings", codes(s), tt.codes)
			if s.Info.Layout != tt.layout || s.Info.Encoding != tt.encoding {
				t.Errorf("layout %s, encoding %s; want %s, %s", s.Info.Layout, s.Info.Encoding, tt.layout, tt.encoding)
			}
		})
	}
}
