package sheet_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"licet/io/sheet"
	"licet/io/sheet/cells"
	"licet/io/sheet/workbooks"
	"licet/io/testenv"
	"licet/reconcile"
)

func run(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, errs.String())
	}
	return string(out)
}

// soffice converts files; LibreOffice ends well also where it failed, so the
// results are looked for.
func soffice(t *testing.T, filter, out string, more []string, files ...string) {
	t.Helper()
	args := append([]string{"--headless", "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())}, more...)
	args = append(args, "--convert-to", filter, "--outdir", out)
	run(t, testenv.Program(t, "soffice"), append(args, files...)...)
	ext, _, _ := strings.Cut(filter, ":")
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), filepath.Ext(f)) + "." + ext
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// contoso is a tenant for exports.
func contoso() *reconcile.Tenant {
	t := &reconcile.Tenant{Knows: reconcile.FullKnowledge()}
	for i, part := range []string{"SPE_E3", "EMS"} {
		t.SKUs = append(t.SKUs, reconcile.SKU{ID: fmt.Sprintf(guid, i), PartNumber: part, Name: part, Owned: true,
			Plans: []reconcile.ServicePlan{{ID: fmt.Sprintf(guid, 50+i), Name: "SWAY"}}})
	}
	for i := range 300 {
		u := reconcile.User{ID: fmt.Sprint(i), UserPrincipalName: fmt.Sprintf("müller%d@contoso.com", i), DisplayName: "=Müller " + fmt.Sprint(i)}
		var as []reconcile.Assignment
		for k := range t.SKUs {
			a := reconcile.Assignment{SKU: int32(k), Group: reconcile.Direct}
			if i%3 == 0 {
				a.DisabledPlans = []string{t.SKUs[k].Plans[0].ID}
			}
			if i%2 == 0 || k == 0 {
				as = append(as, a)
			}
		}
		hold(t, &u, as)
		t.Users = append(t.Users, u)
	}
	return t
}

func exported(t *testing.T, tenant *reconcile.Tenant, kind workbooks.Kind, layout, name string) {
	t.Helper()
	var b bytes.Buffer
	if _, err := workbooks.Export(&b, tenant, workbooks.Options{Kind: kind, Layout: layout}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// same checks that a file says of a tenant what is so.
func same(t *testing.T, tenant *reconcile.Tenant, name string) *sheet.Sheet {
	t.Helper()
	s, err := sheet.Read(context.Background(), name, nil, sheet.Options{Vocabulary: wordsOf(tenant)})
	if err != nil {
		t.Fatal(err)
	}
	if n, _ := reconcile.CountFindings(s.Findings); n > 0 {
		t.Fatalf("%s: %v", name, s.Findings)
	}
	equal(t, name, stated(tenant, s), directly(tenant, false))
	return s
}

func TestLibreOfficeSavesOurExportsAndTheyReadBack(t *testing.T) {
	tenant := contoso()
	dir, out := t.TempDir(), t.TempDir()
	var ours []string
	for _, layout := range []string{sheet.Long, sheet.List, sheet.Matrix} {
		name := filepath.Join(dir, layout+".xlsx")
		exported(t, tenant, workbooks.XLSX, layout, name)
		ours = append(ours, name)
	}
	soffice(t, "xlsx", out, nil, ours...)
	for _, name := range ours {
		same(t, tenant, filepath.Join(out, filepath.Base(name)))
	}
	encodings := [][2]string{{"9,34,65535", cells.UTF16LE}, {"44,34,76", cells.UTF8}, {"59,34,1", cells.Windows1252}}
	for _, e := range encodings[:testenv.Sweep(1, len(encodings))] {
		soffice(t, "csv:Text - txt - csv (StarCalc):"+e[0], out, nil, ours...)
		for _, name := range ours {
			if s := same(t, tenant, filepath.Join(out, strings.TrimSuffix(filepath.Base(name), "xlsx")+"csv")); s.Info.Encoding != e[1] {
				t.Errorf("%s: encoding %s, want %s", e[0], s.Info.Encoding, e[1])
			}
		}
	}
}

func TestLibreOfficeReadsOurCSVAsText(t *testing.T) {
	tenant := contoso()
	dir, out := t.TempDir(), t.TempDir()
	ours := filepath.Join(dir, "staff.csv")
	exported(t, tenant, workbooks.CSV, sheet.Long, ours)
	soffice(t, "xlsx", out, []string{"--infilter=CSV:44,34,76"}, ours)
	same(t, tenant, filepath.Join(out, "staff.xlsx"))
}

func TestOldAndOpenFormatsAreNamed(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	ours := filepath.Join(dir, "staff.xlsx")
	exported(t, contoso(), workbooks.XLSX, sheet.Long, ours)
	formats := [][2]string{{"xls", "old Excel workbook"}, {"ods", "OpenDocument"}, {"fods", "OpenDocument"}, {"html", "web page"}}
	for _, f := range formats[:testenv.Sweep(2, len(formats))] {
		soffice(t, f[0], out, nil, ours)
		_, err := sheet.Read(context.Background(), filepath.Join(out, "staff."+f[0]), nil, sheet.Options{})
		if err == nil || !strings.Contains(err.Error(), f[1]) {
			t.Errorf("%s: got %v", f[0], err)
		}
	}
}

func TestGnumericReadsAndWrites(t *testing.T) {
	tenant := contoso()
	dir := t.TempDir()
	ours, theirs := filepath.Join(dir, "ours.xlsx"), filepath.Join(dir, "theirs.xlsx")
	exported(t, tenant, workbooks.XLSX, sheet.Matrix, ours)
	run(t, testenv.Program(t, "ssconvert"), ours, theirs)
	same(t, tenant, theirs)
}

func TestPythonReadsAllRowsOfOurWorkbooks(t *testing.T) {
	tenant := contoso()
	ours := filepath.Join(t.TempDir(), "ours.xlsx")
	exported(t, tenant, workbooks.XLSX, sheet.Long, ours)
	want := fmt.Sprint(len(directly(tenant, false)))
	script := "import sys,openpyxl\nw=openpyxl.load_workbook(sys.argv[1],read_only=len(sys.argv)>2)\ns=w.active\nprint(sum(1 for r in s.iter_rows(values_only=True))-1)"
	interpreter := testenv.Python(t, "openpyxl", "pandas")
	for name, got := range map[string]string{
		"openpyxl":           run(t, interpreter, "-c", script, ours),
		"openpyxl read-only": run(t, interpreter, "-c", script, ours, "ro"),
		"pandas":             run(t, interpreter, "-c", "import sys,pandas\nprint(len(pandas.read_excel(sys.argv[1])))", ours),
	} {
		if strings.TrimSpace(got) != want {
			t.Errorf("%s sees %s rows, want %s", name, strings.TrimSpace(got), want)
		}
	}
}

func TestPythonWritesAndWeReadAllRows(t *testing.T) {
	tenant := contoso()
	dir := t.TempDir()
	ours := filepath.Join(dir, "ours.xlsx")
	exported(t, tenant, workbooks.XLSX, sheet.List, ours)
	interpreter := testenv.Python(t, "openpyxl", "pandas")
	for name, script := range map[string]string{
		"openpyxl":            "import sys,openpyxl\nw=openpyxl.load_workbook(sys.argv[1])\nw.save(sys.argv[2])",
		"openpyxl write-only": "import sys,openpyxl\nw=openpyxl.load_workbook(sys.argv[1])\no=openpyxl.Workbook(write_only=True)\ns=o.create_sheet('x')\n[s.append(r) for r in w.active.iter_rows(values_only=True)]\no.save(sys.argv[2])",
		"pandas":              "import sys,pandas\npandas.read_excel(sys.argv[1]).to_excel(sys.argv[2],index=False)",
	} {
		theirs := filepath.Join(dir, strings.ReplaceAll(name, " ", "-")+".xlsx")
		run(t, interpreter, "-c", script, ours, theirs)
		same(t, tenant, theirs)
	}
}
