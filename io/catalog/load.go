package catalog

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"os"
	"strconv"
	"strings"

	"licet/reconcile"
)

//go:embed data/*.csv
var data embed.FS

// Load gives the embedded catalogue, a fresh one at each call. An error means
// that the program was built from broken tables.
func Load() (*reconcile.Catalog, error) {
	l := loader{products: map[string]int{}, groups: map[string]int{}}
	for _, t := range []struct {
		name, header string
		line         func(cells []string) error
	}{
		{"products", "sku_id,part_number,name,service_plan_ids", l.product},
		{"service_plans", "service_plan_id,service_plan_name,friendly_name", l.plan},
		{"aliases", "sku_id,part_number,alias,origin", l.alias},
		{"no_cost", "sku_id,part_number,kind", l.noCost},
		{"exclusive", "group,severity,service_plan_id,service_plan_name", l.exclusive},
		{"dependencies", "service_plan_id,service_plan_name,any_of,any_of_names,confidence,source", l.dependency},
		{"ladders", "family,rank,service_plan_id,service_plan_name", l.rung},
		{"ambient", "service_plan_id,service_plan_name", l.ambient},
	} {
		if err := readTable("data/"+t.name+".csv", t.header, t.line); err != nil {
			return nil, fmt.Errorf("embedded table %s: %w", t.name, err)
		}
	}
	return &l.Catalog, nil
}

func readTable(name, header string, line func(cells []string) error) error {
	raw, err := data.ReadFile(name)
	if err != nil {
		return err
	}
	lines, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		return err
	}
	if len(lines) == 0 || strings.Join(lines[0], ",") != header {
		return fmt.Errorf("its header is not %s", header)
	}
	for i, cells := range lines[1:] {
		if err := line(cells); err != nil {
			return fmt.Errorf("line %d: %w", i+2, err)
		}
	}
	return nil
}

// loader takes the lines of the tables.
type loader struct {
	reconcile.Catalog
	// products and groups are where each stands, by its SKU and its name.
	products, groups map[string]int
}

func (l *loader) product(cells []string) error {
	l.products[cells[0]] = len(l.Products)
	l.Products = append(l.Products, reconcile.Product{SKUID: cells[0], PartNumber: cells[1], Name: cells[2], Plans: strings.Fields(cells[3])})
	return nil
}

func (l *loader) plan(cells []string) error {
	l.Plans = append(l.Plans, reconcile.PlanName{ID: cells[0], Name: cells[1], FriendlyName: cells[2]})
	return nil
}

func (l *loader) alias(cells []string) error {
	return l.describe(cells[0], func(p *reconcile.Product) { p.Aliases = append(p.Aliases, cells[2]) })
}

func (l *loader) noCost(cells []string) error {
	return l.describe(cells[0], func(p *reconcile.Product) { p.NoCost = cells[2] })
}

func (l *loader) describe(sku string, as func(*reconcile.Product)) error {
	i, known := l.products[sku]
	if !known {
		return fmt.Errorf("unknown SKU %s", sku)
	}
	as(&l.Products[i])
	return nil
}

// exclusive gathers the groups in the order of the table. The severities are
// ours: where Microsoft's list is contradicted by what Microsoft sells or says
// elsewhere (exchange, sharepoint, skype) a pair is only noted.
func (l *loader) exclusive(cells []string) error {
	severity, known := map[string]reconcile.Severity{"note": reconcile.Note, "warning": reconcile.Warning, "error": reconcile.Error}[cells[1]]
	if !known {
		return fmt.Errorf("unknown severity %q", cells[1])
	}
	i, known := l.groups[cells[0]]
	if !known {
		i = len(l.Exclusive)
		l.groups[cells[0]] = i
		l.Exclusive = append(l.Exclusive, reconcile.ExclusiveGroup{Name: cells[0]})
	}
	g := &l.Exclusive[i]
	g.Plans, g.Severity = append(g.Plans, cells[2]), max(g.Severity, severity)
	return nil
}

// dependency makes an error of what Graph is known to refuse, and a warning of
// what was only read about.
func (l *loader) dependency(cells []string) error {
	d := reconcile.Dependency{Plan: cells[0], AnyOf: strings.Fields(cells[2]), Severity: reconcile.Warning}
	if cells[4] == "verified" {
		d.Severity = reconcile.Error
	}
	l.Dependencies = append(l.Dependencies, d)
	return nil
}

func (l *loader) rung(cells []string) error {
	rank, err := strconv.Atoi(cells[1])
	l.Ladders = append(l.Ladders, reconcile.Rung{Family: cells[0], Rank: rank, Plan: cells[2]})
	return err
}

func (l *loader) ambient(cells []string) error {
	l.Ambient = append(l.Ambient, cells[0])
	return nil
}

// LoadFile gives the embedded catalogue with Microsoft's CSV at path laid over
// it (see Parse and Merge). An empty path gives the embedded one alone.
func LoadFile(path string) (*reconcile.Catalog, error) {
	embedded, err := Load()
	if err != nil || path == "" {
		return embedded, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read catalogue: %w", err)
	}
	defer file.Close()
	newer, _, err := Parse(file)
	if err != nil {
		return nil, fmt.Errorf("read catalogue %s: %w", path, err)
	}
	return Merge(embedded, newer), nil
}
