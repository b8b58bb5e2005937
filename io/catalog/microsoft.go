package catalog

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"licet/reconcile"
)

// sizeLimit bounds Microsoft's CSV, which is about 1 MB.
const sizeLimit = 8 << 20

// problemLimit is how many bad lines are told of at once.
const problemLimit = 20

// columns are the header of Microsoft's CSV, in the order in which parseLine
// takes them.
var columns = []string{
	"Product_Display_Name", "String_Id", "GUID",
	"Service_Plan_Name", "Service_Plan_Id", "Service_Plans_Included_Friendly_Names",
}

var guid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// Stats says what Parse met.
type Stats struct {
	// Lines is the number of lines below the header.
	Lines int
	// Repeated counts lines that say again that a product has a plan.
	Repeated int
}

// Parse reads Microsoft's "product names and service plan identifiers" CSV:
// one line for each product and plan. It takes the file as it is published:
// UTF-8 with or without a byte order mark or Windows-1252, no-break and
// trailing blanks in any cell (even inside ids), repeated lines, any order.
// Where a product or a plan has two names the first one wins. The result has
// products and plans only; all bad lines are told of together.
func Parse(r io.Reader) (*reconcile.Catalog, Stats, error) {
	text, err := readText(r)
	if err != nil {
		return nil, Stats{}, err
	}
	lines := csv.NewReader(bytes.NewReader(text))
	lines.FieldsPerRecord = -1
	header, err := lines.Read()
	if err != nil {
		return nil, Stats{}, fmt.Errorf("no header: %w", err)
	}
	at, err := findColumns(header)
	if err != nil {
		return nil, Stats{}, err
	}
	t := table{product: map[string]int{}, plan: map[string]bool{}, pairs: map[[2]string]bool{}}
	var problems []error
	for len(problems) < problemLimit {
		cells, err := lines.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, Stats{}, err
		}
		if err := t.add(at, cells); err != nil {
			line, _ := lines.FieldPos(0)
			problems = append(problems, fmt.Errorf("line %d: %w", line, err))
		}
	}
	if len(problems) == 0 && t.stats.Lines == 0 {
		problems = append(problems, errors.New("it has a header and no products"))
	}
	for i := range t.Products {
		slices.Sort(t.Products[i].Plans)
	}
	return &t.Catalog, t.stats, errors.Join(problems...)
}

// Merge lays newer over base: a product of newer replaces the one with its SKU,
// whose other name stays as an alias and whose kind of no cost stays; plans
// take the newer names. What newer does not have stays. Neither is changed.
func Merge(base, newer *reconcile.Catalog) *reconcile.Catalog {
	merged := *base
	merged.Products = mergeBy(base.Products, newer.Products,
		func(p reconcile.Product) string { return p.SKUID },
		func(old, p reconcile.Product) reconcile.Product {
			p.NoCost = old.NoCost
			p.Aliases = slices.Concat(old.Aliases, p.Aliases)
			if old.Name != p.Name && !slices.Contains(p.Aliases, old.Name) {
				p.Aliases = append(p.Aliases, old.Name)
			}
			return p
		})
	merged.Plans = mergeBy(base.Plans, newer.Plans,
		func(p reconcile.PlanName) string { return p.ID },
		func(_, p reconcile.PlanName) reconcile.PlanName { return p })
	return &merged
}

// mergeBy gives base with the entries of newer in place of those with the same
// id, and behind them those that are new.
func mergeBy[T any](base, newer []T, id func(T) string, replace func(old, young T) T) []T {
	merged := slices.Clone(base)
	index := make(map[string]int, len(merged))
	for i, entry := range merged {
		index[id(entry)] = i
	}
	for _, entry := range newer {
		if i, known := index[id(entry)]; known {
			merged[i] = replace(merged[i], entry)
			continue
		}
		merged = append(merged, entry)
	}
	return merged
}

func readText(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, sizeLimit+1))
	if err != nil {
		return nil, err
	}
	if len(text) > sizeLimit {
		return nil, fmt.Errorf("it is larger than %d MB", sizeLimit>>20)
	}
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	if utf8.Valid(text) {
		return text, nil
	}
	return charmap.Windows1252.NewDecoder().Bytes(text)
}

func findColumns(header []string) ([]int, error) {
	at := make([]int, len(columns))
	for i, name := range columns {
		at[i] = slices.IndexFunc(header, func(cell string) bool { return strings.EqualFold(clean(cell), name) })
		if at[i] < 0 {
			return nil, fmt.Errorf("its header lacks %q; Microsoft's CSV has the columns %s", name, strings.Join(columns, ", "))
		}
	}
	return at, nil
}

// clean trims every kind of blank and folds inner runs to one.
func clean(cell string) string { return strings.Join(strings.Fields(cell), " ") }
