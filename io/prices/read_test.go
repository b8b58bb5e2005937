package prices_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"licet/io/catalog"
	"licet/io/prices"
	"licet/reconcile"
	"licet/reconcile/names"
)

const (
	e3 = "05e9a617-0261-4cee-bb44-138d3ef5d965"
	e5 = "06ebc4ee-1bb5-47dd-8120-11324bc54e06"
)

func namesOf(t testing.TB) *names.Names {
	t.Helper()
	c, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	return names.New(c, nil)
}

func read(t testing.TB, text string) ([]reconcile.Price, error) {
	t.Helper()
	return prices.Read(strings.NewReader(text), namesOf(t))
}

func TestPricesAreRead(t *testing.T) {
	want := []reconcile.Price{
		{SKUID: e3, Cents: 3900, Currency: "USD", AsOf: "2026-11-01"},
		{SKUID: e5, Cents: 6005, Currency: "EUR"},
	}
	for name, text := range map[string]string{
		"part numbers":     "part_number,price,currency,as_of\nSPE_E3,39.00,USD,2026-11-01\nSPE_E5,60.05,EUR,\n",
		"product names":    "\ufeffprice,part_number,currency,as_of,note\n39,Microsoft 365 E3,usd,2026-11-01,\"a\nb\"\n60.05,microsoft 365 e5,EUR,,\n",
		"ids":              "sku_id,price,currency,as_of\r\n" + strings.ToUpper(e3) + ",39.0,USD,2026-11-01\r\n" + e5 + ",60.05,EUR,\r\n",
		"both, id decides": "part_number,sku_id,price,currency,as_of\nnobody knows," + e3 + ",39.0,USD,2026-11-01\nSPE_E5,,60.05,EUR,\n",
	} {
		got, err := read(t, text)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, diff)
		}
	}
	if got, err := read(t, "part_number,price,currency\n"); err != nil || got == nil || len(got) != 0 {
		t.Errorf("an empty list gave %v, %v", got, err)
	}
}

// TestEveryFaultIsToldWithItsRow: blank lines and quoted line breaks count, as
// they do in a spreadsheet program.
func TestEveryFaultIsToldWithItsRow(t *testing.T) {
	_, err := read(t, "part_number,price,currency,note\n\nSPE_E33,39,USD,\nSPE_E3,1.234,USD,\"two\nlines\"\nSPE_E5,12,dollars,\n,3,EUR,\nSPE_E3,39,USD,\nSPE_E3,40,USD,\nSPE_E5,-1,USD,\n")
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`row 3: no licence is named "SPE_E33"; did you mean`, `row 4: the price of SPE_E3: "1.234" has more than two decimals`,
		`row 6: the price of SPE_E5: "dollars" is not a currency code`, "row 7: it names no licence", "row 9: SPE_E3 has a price in row 8 already",
		`row 10: the price of SPE_E5: "-1" is not an amount`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in:\n%v", want, err)
		}
	}
}

func TestWhatIsNoPriceListIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"part_number;price;currency\nSPE_E3;39;USD\n":    "the header lacks part_number (or sku_id), price, currency",
		"part_number,price\nSPE_E3,39\n":                 "the header lacks currency",
		"part_number,price,currency\nSPE_E3,39,50,USD\n": "row 2 has another number of cells",
		"": "not a price list",
	} {
		if _, err := read(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := prices.ReadFile(filepath.Join(t.TempDir(), "none.csv"), namesOf(t)); err == nil {
		t.Error("a file that is not there was read")
	}
}

func TestAmbiguousNamesAskForTheID(t *testing.T) {
	c := &reconcile.Catalog{Products: []reconcile.Product{{SKUID: e3, PartNumber: "A", Name: "Same"}, {SKUID: e5, PartNumber: "B", Name: "Same"}}}
	_, err := prices.Read(strings.NewReader("sku_id,price,currency\nSame,1,EUR\n"), names.New(c, nil))
	if err == nil || !strings.Contains(err.Error(), e3) || !strings.Contains(err.Error(), e5) {
		t.Errorf("%v", err)
	}
}

func TestTheExampleListIsOneAndSaysSo(t *testing.T) {
	const path = "../../testdata/prices.example.csv"
	list, err := prices.ReadFile(path, namesOf(t))
	if err != nil || len(list) < 20 {
		t.Fatalf("%d prices, %v", len(list), err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), "example, not a quote"); n != len(list) {
		t.Errorf("%d of %d prices are marked as examples", n, len(list))
	}
}

func FuzzCents(f *testing.F) {
	for _, s := range []string{"0", "12", "12.5", "12.50", "12.505", "-1", "1,2", "", ".", "999999999.99", " 7.00 "} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		cents, err := prices.Cents(text)
		if err == nil && (cents < 0 || cents >= 100_000_000_000) {
			t.Errorf("%q is %d", text, cents)
		}
	})
}
