package catalog_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"licet/io/catalog"
	"licet/reconcile"
)

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func load(tb testing.TB) *reconcile.Catalog {
	tb.Helper()
	c, err := catalog.Load()
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func product(tb testing.TB, c *reconcile.Catalog, part string) reconcile.Product {
	tb.Helper()
	i := slices.IndexFunc(c.Products, func(p reconcile.Product) bool { return p.PartNumber == part })
	if i < 0 {
		tb.Fatalf("no product %s", part)
	}
	return c.Products[i]
}

// planIDs gives the ids of all plans by id.
func planIDs(c *reconcile.Catalog) map[string]string {
	names := map[string]string{}
	for _, p := range c.Plans {
		names[p.ID] = p.Name
	}
	return names
}

func TestCatalogueIsWhole(t *testing.T) {
	c := load(t)
	pairs, noCost := 0, 0
	for _, p := range c.Products {
		pairs += len(p.Plans)
		if p.NoCost != "" {
			noCost++
		}
	}
	members := 0
	for _, g := range c.Exclusive {
		members += len(g.Plans)
	}
	for _, count := range []struct {
		what      string
		got, want int
	}{
		{"products", len(c.Products), 620},
		{"plans", len(c.Plans), 796},
		{"pairs", pairs, 5971},
		{"no-cost products", noCost, 51},
		{"exclusive groups", len(c.Exclusive), 8},
		{"exclusive plans", members, 38},
		{"dependencies", len(c.Dependencies), 9},
		{"rungs", len(c.Ladders), 89},
		{"ambient plans", len(c.Ambient), 28},
	} {
		if count.got != count.want {
			t.Errorf("%s: got %d, want %d", count.what, count.got, count.want)
		}
	}
}

func TestProductsAreWellFormed(t *testing.T) {
	c := load(t)
	plans, seen, used := planIDs(c), map[string]bool{}, map[string]bool{}
	for _, p := range c.Products {
		if !guid.MatchString(p.SKUID) || p.PartNumber == "" || p.Name == "" || len(p.Plans) == 0 {
			t.Errorf("malformed product: %+v", p)
		}
		if seen[p.SKUID] {
			t.Errorf("%s stands there twice", p.SKUID)
		}
		seen[p.SKUID] = true
		if !slices.IsSorted(p.Plans) || len(slices.Compact(slices.Clone(p.Plans))) != len(p.Plans) {
			t.Errorf("%s: plans are not a sorted set", p.PartNumber)
		}
		for _, id := range p.Plans {
			used[id] = true
			if plans[id] == "" {
				t.Errorf("%s: unknown plan %s", p.PartNumber, id)
			}
		}
		for _, text := range append([]string{p.PartNumber, p.Name}, p.Aliases...) {
			if text != strings.Join(strings.Fields(text), " ") {
				t.Errorf("stray blank in %q", text)
			}
		}
	}
	if len(plans) != len(c.Plans) {
		t.Errorf("%d plans have %d ids", len(c.Plans), len(plans))
	}
	for _, p := range c.Plans {
		if !guid.MatchString(p.ID) || p.Name == "" || p.FriendlyName == "" {
			t.Errorf("malformed plan: %+v", p)
		}
		if !used[p.ID] {
			t.Errorf("plan %s is in no product", p.Name)
		}
	}
}

// The tables carry part numbers and plan names for the reader; a slip there
// would make a row say something else than its id does.
func TestRemarkColumnsAgreeWithTheirIDs(t *testing.T) {
	c := load(t)
	plans := planIDs(c)
	parts := map[string]string{}
	for _, p := range c.Products {
		parts[p.SKUID] = p.PartNumber
	}
	for _, table := range []struct {
		file     string
		id, name int
		names    map[string]string
	}{
		{"aliases.csv", 0, 1, parts},
		{"no_cost.csv", 0, 1, parts},
		{"exclusive.csv", 2, 3, plans},
		{"dependencies.csv", 0, 1, plans},
		{"dependencies.csv", 2, 3, plans},
		{"ladders.csv", 2, 3, plans},
		{"ambient.csv", 0, 1, plans},
	} {
		for i, row := range rows(t, table.file) {
			ids, names := []string{row[table.id]}, []string{row[table.name]}
			if table.id == 2 && table.file == "dependencies.csv" {
				ids, names = strings.Fields(row[2]), strings.Fields(row[3])
			}
			for j, id := range ids {
				// Microsoft's list of exclusions names four plans that are in no product.
				if known, ok := table.names[id]; ok && known != names[j] || !ok && table.file != "exclusive.csv" {
					t.Errorf("%s, line %d: %s is %q, not %q", table.file, i+2, id, known, names[j])
				}
			}
		}
	}
}

func rows(tb testing.TB, file string) [][]string {
	tb.Helper()
	f, err := os.Open(filepath.Join("data", file))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		tb.Fatal(err)
	}
	return all[1:]
}

func TestNoProductBreaksTheExclusionsByItself(t *testing.T) {
	c := load(t)
	for _, p := range c.Products {
		for _, g := range c.Exclusive {
			var both []string
			for _, id := range g.Plans {
				if slices.Contains(p.Plans, id) {
					both = append(both, id)
				}
			}
			if len(both) > 1 {
				t.Errorf("%s has %v of group %s", p.PartNumber, both, g.Name)
			}
		}
	}
}

func TestSeveritiesFollowTheEvidence(t *testing.T) {
	c := load(t)
	for _, g := range c.Exclusive {
		want := reconcile.Error
		if slices.Contains([]string{"exchange", "sharepoint", "skype"}, g.Name) {
			want = reconcile.Note
		}
		if g.Severity != want {
			t.Errorf("group %s: got %s, want %s", g.Name, g.Severity, want)
		}
	}
	verified := 0
	for _, d := range c.Dependencies {
		switch d.Severity {
		case reconcile.Error:
			verified++
		case reconcile.Warning:
		default:
			t.Errorf("dependency of %s is a %s", d.Plan, d.Severity)
		}
	}
	if verified != 4 {
		t.Errorf("%d dependencies are verified, want 4", verified)
	}
}

func TestNamesOfOtherYearsAndLanguagesAreAliases(t *testing.T) {
	c := load(t)
	for name, want := range map[string][]string{
		"Azure Active Directory Premium P2": {"AAD_PREMIUM_P2"},
		"Power BI (free)":                   {"POWER_BI_STANDARD"},
		"Windows 10 Enterprise E3":          {"WIN10_PRO_ENT_SUB", "WIN10_VDA_E3"},
		"Microsoft 365 Copilot":             {"M365_Copilot", "Microsoft_365_Copilot"},
		"Office 365 ProPlus":                {"OFFICESUBSCRIPTION"},
		"Microsoft 365 商业基础版":               {"O365_BUSINESS_ESSENTIALS"},
		"企业移动性 + 安全性 E3":                    {"EMS"},
		// These words meant Business Standard until April 2020; they are
		// Business Premium now unless the old brand stands before them.
		"商业高级版":               {"SPB"},
		"Microsoft 365 商业高级版": {"SPB"},
		"Office 365 商业高级版":    {"O365_BUSINESS_PREMIUM"},
	} {
		var got []string
		for _, p := range c.Products {
			if slices.Contains(p.Aliases, name) {
				got = append(got, p.PartNumber)
			}
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

func TestNoAliasRepeatsItsProductsName(t *testing.T) {
	for _, p := range load(t).Products {
		set := map[string]bool{p.Name: true}
		for _, a := range p.Aliases {
			if set[a] {
				t.Errorf("%s: %q stands there twice", p.PartNumber, a)
			}
			set[a] = true
		}
	}
}

func TestMisleadingPartNumbersHaveTheirRealNames(t *testing.T) {
	c := load(t)
	for part, name := range map[string]string{
		"SPE_F1":                   "Microsoft 365 F3",
		"O365_BUSINESS_PREMIUM":    "Microsoft 365 Business Standard",
		"SPB":                      "Microsoft 365 Business Premium",
		"O365_BUSINESS_ESSENTIALS": "Microsoft 365 Business Basic",
		"DESKLESSPACK":             "Office 365 F3",
	} {
		if got := product(t, c, part).Name; got != name {
			t.Errorf("%s: got %q, want %q", part, got, name)
		}
	}
}

func TestEachLoadIsItsOwn(t *testing.T) {
	first := load(t)
	first.Products[0].Name = "changed"
	first.Products[0].Plans[0] = "changed"
	if second := load(t); second.Products[0].Name == "changed" || second.Products[0].Plans[0] == "changed" {
		t.Error("a caller's change is seen by the next one")
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		load(b)
	}
}

func TestExamplePricesAreForKnownProducts(t *testing.T) {
	c := load(t)
	file, err := os.Open(filepath.Join("..", "..", "testdata", "prices.example.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) < 30 || !strings.Contains(lines[1][4], "example") {
		t.Fatalf("%d lines, the first %q", len(lines), lines[1])
	}
	for _, cells := range lines[1:] {
		if p := product(t, c, cells[0]); p.NoCost != "" {
			t.Errorf("%s costs nothing", cells[0])
		}
	}
}
