package catalog_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"licet/io/catalog"
	"licet/reconcile"
)

const header = "Product_Display_Name,String_Id,GUID,Service_Plan_Name,Service_Plan_Id,Service_Plans_Included_Friendly_Names\r\n"

const (
	sku1, sku2   = "05e9a617-0261-4cee-bb44-138d3ef5d965", "99999999-0000-4000-8000-000000000001"
	plan1, plan2 = "efb87545-963c-4e0d-99df-69c6916d9eb0", "99999999-0000-4000-8000-00000000000a"
)

// published is a piece of Microsoft's CSV with the dirt that it really has.
func published() string {
	return header +
		"Microsoft 365 E3 \u2013 new name,SPE_E3," + strings.ToUpper(sku1) + ",EXCHANGE_S_ENTERPRISE," + plan1 + ",Exchange\u00a0Online (Plan 2)\r\n" +
		"New Product,NEW_ONE\u00a0," + sku2 + "\u00a0,NEW_PLAN\t," + plan2 + ",\"New, and shiny\"\r\n" +
		"New Product,NEW_ONE," + sku2 + ",NEW_PLAN_AGAIN," + plan2 + ",New\r\n"
}

func parse(t *testing.T, text string) (*reconcile.Catalog, catalog.Stats) {
	t.Helper()
	c, stats, err := catalog.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return c, stats
}

func TestParseTakesMicrosoftsFileAsItIs(t *testing.T) {
	ansi, err := charmap.Windows1252.NewEncoder().String(published())
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"utf-8":        published(),
		"utf-8 bom":    "\xef\xbb\xbf" + published(),
		"windows-1252": ansi,
		"lf":           strings.ReplaceAll(published(), "\r\n", "\n"),
	} {
		t.Run(name, func(t *testing.T) {
			c, stats := parse(t, text)
			if len(c.Products) != 2 || len(c.Plans) != 2 {
				t.Fatalf("got %d products and %d plans", len(c.Products), len(c.Plans))
			}
			if p := c.Products[0]; p.SKUID != sku1 || p.Name != "Microsoft 365 E3 – new name" {
				t.Errorf("got %+v", p)
			}
			if p := c.Products[1]; p.PartNumber != "NEW_ONE" || p.SKUID != sku2 || !slices.Equal(p.Plans, []string{plan2}) {
				t.Errorf("got %+v", p)
			}
			if p := c.Plans[0]; p.FriendlyName != "Exchange Online (Plan 2)" {
				t.Errorf("got %+v", p)
			}
			if p := c.Plans[1]; p.Name != "NEW_PLAN" || p.FriendlyName != "New, and shiny" {
				t.Errorf("got %+v", p)
			}
			if stats != (catalog.Stats{Lines: 3, Repeated: 1}) {
				t.Errorf("got %+v", stats)
			}
		})
	}
}

func TestParseTakesColumnsInAnyOrder(t *testing.T) {
	c, _ := parse(t, "GUID,String_Id,Product_Display_Name,Service_Plans_Included_Friendly_Names,service_plan_id,Service_Plan_Name,Extra\n"+
		sku1+",SPE_E3,E3,Friendly,"+plan1+",PLAN,x\n")
	want := reconcile.Product{SKUID: sku1, PartNumber: "SPE_E3", Name: "E3", Plans: []string{plan1}}
	if got := c.Products[0]; got.Name != want.Name || got.PartNumber != want.PartNumber || !slices.Equal(got.Plans, want.Plans) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestParseTellsAllBadLinesWithTheirNumber(t *testing.T) {
	_, _, err := catalog.Parse(strings.NewReader(header +
		"A,B,not-a-guid,C," + plan1 + ",D\n" +
		"A,B," + sku1 + ",C," + plan1 + ",D\n" +
		"A,," + sku1 + ",C," + plan1 + ",D\n" +
		"A,B\n"))
	for _, want := range []string{`line 2: "not-a-guid" is not a GUID`, "line 4: String_Id is empty", "line 5: it ends before GUID"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestParseRefusesOtherFiles(t *testing.T) {
	for name, text := range map[string]string{
		"empty":       "",
		"other table": "user,license\nann@contoso.com,E3\n",
		"no products": header,
		"a web page":  "<!DOCTYPE html>\n<html lang=\"en\">\n",
	} {
		t.Run(name, func(t *testing.T) {
			if c, _, err := catalog.Parse(strings.NewReader(text)); err == nil {
				t.Errorf("got %d products and no error", len(c.Products))
			}
		})
	}
}

func TestMergeKeepsWhatTheNewerFileLacks(t *testing.T) {
	base := load(t)
	const free = "f30db892-07e9-47e9-837c-80727f46fd3d"
	newer, _ := parse(t, published()+"Power Automate for All,FLOW_FREE,"+free+",FLOW,"+plan2+",Flow\n")
	merged := catalog.Merge(base, newer)
	if got, want := len(merged.Products), len(base.Products)+1; got != want {
		t.Errorf("got %d products, want %d", got, want)
	}
	e3 := product(t, merged, "SPE_E3")
	if e3.Name != "Microsoft 365 E3 – new name" || !slices.Contains(e3.Aliases, "Microsoft 365 E3") ||
		!slices.Contains(e3.Aliases, "Microsoft 365 企业版 E3") || !slices.Equal(e3.Plans, []string{plan1}) {
		t.Errorf("got %+v", e3)
	}
	if product(t, merged, "FLOW_FREE").NoCost != "free" || product(t, merged, "STREAM").NoCost != "free" || product(t, merged, "NEW_ONE").Name != "New Product" {
		t.Error("the kinds of no cost or the new product are lost")
	}
	if product(t, base, "SPE_E3").Name != "Microsoft 365 E3" {
		t.Error("the embedded catalogue was changed")
	}
	if len(merged.Exclusive) != len(base.Exclusive) || len(merged.Ladders) != len(base.Ladders) {
		t.Error("rules are lost")
	}
}

func TestLoadFileLaysTheFileOverTheEmbeddedTables(t *testing.T) {
	path := filepath.Join(t.TempDir(), "names.csv")
	if err := os.WriteFile(path, []byte(published()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := catalog.LoadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if product(t, c, "NEW_ONE").SKUID != sku2 || product(t, c, "EMS").Name == "" {
		t.Error("the two are not both there")
	}
	if c, err = catalog.LoadFile(""); err != nil || len(c.Products) != 620 {
		t.Errorf("no path: got %d products, %v", len(c.Products), err)
	}
	if _, err = catalog.LoadFile(path + ".no"); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "names.csv.no") {
		t.Errorf("got %v", err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(published())
	f.Add(header)
	f.Add("\xef\xbb\xbf" + header + "\"\n")
	f.Add(header + "\x96\xa0,b," + sku1 + ",c," + plan1 + ",d\n")
	f.Fuzz(func(t *testing.T, text string) {
		c, stats, err := catalog.Parse(strings.NewReader(text))
		if err != nil {
			return
		}
		pairs := 0
		for _, p := range c.Products {
			pairs += len(p.Plans)
			if !guid.MatchString(p.SKUID) || !slices.IsSorted(p.Plans) {
				t.Errorf("malformed product: %+v", p)
			}
		}
		if pairs+stats.Repeated != stats.Lines {
			t.Errorf("%d lines gave %d pairs and %d repetitions", stats.Lines, pairs, stats.Repeated)
		}
	})
}
