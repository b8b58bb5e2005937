package catalog

import (
	"bytes"
	"embed"
	"encoding/csv"
	"fmt"
	"os"
	"strings"

	"github.com/gocarina/gocsv"
	"golang.org/x/sync/errgroup"

	"licet/reconcile"
)

//go:embed data/*.csv
var data embed.FS

// ids is a cell that holds several GUIDs parted by blanks.
type ids []string

// UnmarshalCSV implements gocsv's TypeUnmarshaller.
func (l *ids) UnmarshalCSV(cell string) error {
	*l = strings.Fields(cell)
	return nil
}

// severity is a cell of exclusive.csv.
type severity reconcile.Severity

// UnmarshalCSV implements gocsv's TypeUnmarshaller.
func (s *severity) UnmarshalCSV(cell string) error {
	for _, known := range []reconcile.Severity{reconcile.Note, reconcile.Warning, reconcile.Error} {
		if cell == known.String() {
			*s = severity(known)
			return nil
		}
	}
	return fmt.Errorf("unknown severity %q", cell)
}

type productLine struct {
	SKUID      string `csv:"sku_id"`
	PartNumber string `csv:"part_number"`
	Name       string `csv:"name"`
	Plans      ids    `csv:"service_plan_ids"`
}

type planLine struct {
	ID           string `csv:"service_plan_id"`
	Name         string `csv:"service_plan_name"`
	FriendlyName string `csv:"friendly_name"`
}

type aliasLine struct {
	SKUID string `csv:"sku_id"`
	Alias string `csv:"alias"`
}

type noCostLine struct {
	SKUID string `csv:"sku_id"`
	Kind  string `csv:"kind"`
}

type exclusiveLine struct {
	Group    string   `csv:"group"`
	Severity severity `csv:"severity"`
	Plan     string   `csv:"service_plan_id"`
}

type dependencyLine struct {
	Plan       string `csv:"service_plan_id"`
	AnyOf      ids    `csv:"any_of"`
	Confidence string `csv:"confidence"`
}

type rungLine struct {
	Family string `csv:"family"`
	Rank   int    `csv:"rank"`
	Plan   string `csv:"service_plan_id"`
}

type ambientLine struct {
	Plan string `csv:"service_plan_id"`
}

// Load gives the embedded catalogue, a fresh one at each call. An error means
// that the program was built from broken tables.
func Load() (*reconcile.Catalog, error) {
	var t tables
	var all errgroup.Group // every command waits for this
	for name, into := range map[string]any{
		"products":      &t.products,
		"service_plans": &t.plans,
		"aliases":       &t.aliases,
		"no_cost":       &t.noCost,
		"exclusive":     &t.exclusive,
		"dependencies":  &t.dependencies,
		"ladders":       &t.rungs,
		"ambient":       &t.ambient,
	} {
		all.Go(func() error { return readTable("data/"+name+".csv", into) })
	}
	if err := all.Wait(); err != nil {
		return nil, err
	}
	return t.catalog()
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

func readTable(name string, into any) error {
	raw, err := data.ReadFile(name)
	if err != nil {
		return fmt.Errorf("embedded table: %w", err)
	}
	if err := gocsv.UnmarshalCSV(csv.NewReader(bytes.NewReader(raw)), into); err != nil {
		return fmt.Errorf("embedded table %s: %w", name, err)
	}
	return nil
}
