package prices

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/gocarina/gocsv"

	"licet/reconcile"
	"licet/reconcile/names"
)

// row is a line of a price list. Columns that are not named here are passed over.
type row struct {
	PartNumber string `csv:"part_number"`
	SKUID      string `csv:"sku_id"`
	Price      string `csv:"price"`
	Currency   string `csv:"currency"`
	AsOf       string `csv:"as_of"`
}

// sizeLimit bounds a price list: there are hundreds of products.
const sizeLimit = 8 << 20

// mostFaults is how many bad rows are told of at once.
const mostFaults = 100

// bounded reads so many bytes, and gives an error for more.
type bounded struct {
	io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, fmt.Errorf("it is larger than %d MiB; no price list is", sizeLimit>>20)
	}
	n, err := b.Reader.Read(p[:min(len(p), b.left)])
	b.left -= n
	return n, err
}

// byteOrderMark is what Excel puts before a CSV file in UTF-8.
const byteOrderMark = "\ufeff"

// ReadFile reads a price list; see Read.
func ReadFile(path string, names *names.Names) ([]reconcile.Price, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the prices: %w", err)
	}
	defer f.Close()
	list, err := Read(f, names)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return list, nil
}

// Read reads a price list with the columns part_number or sku_id, price and
// currency, and if need be as_of. A licence may be named as in any sheet: by part
// number, GUID or product name. Prices are a month's, with a decimal point and at
// most two decimals. The list is never nil.
//
// What is wrong is told all at once, each with its row as a spreadsheet program
// shows it; then there is no list.
func Read(r io.Reader, names *names.Names) ([]reconcile.Price, error) {
	text := bufio.NewReader(&bounded{r, sizeLimit})
	if mark, err := text.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		_, _ = text.Discard(len(byteOrderMark)) // they have been peeked
	}
	rows, err := rowsOf(csv.NewReader(text))
	if err != nil {
		return nil, err
	}
	list := make([]reconcile.Price, 0, len(rows))
	at := map[string]int{}
	var faults []error
	for _, line := range rows {
		p, err := line.price(names)
		if err == nil && at[p.SKUID] > 0 {
			err = fmt.Errorf("%s has a price in row %d already", line.name(), at[p.SKUID])
		}
		if err != nil {
			if faults = append(faults, fmt.Errorf("row %d: %w", line.at, err)); len(faults) == mostFaults {
				break
			}
			continue
		}
		at[p.SKUID] = line.at
		list = append(list, p)
	}
	return list, errors.Join(faults...)
}

// placed is a line and the row of the file on which it begins: blank lines and
// quoted line breaks make that another than its number.
type placed struct {
	row
	at int
}

// rowsOf reads the table after its header.
func rowsOf(r *csv.Reader) ([]placed, error) {
	u, err := gocsv.NewUnmarshaller(r, row{})
	if err != nil {
		return nil, fmt.Errorf("this is not a price list: %w", err)
	}
	if err := checkHeader(u.MismatchedStructFields); err != nil {
		return nil, err
	}
	var rows []placed
	for {
		x, err := u.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad) && errors.Is(err, csv.ErrFieldCount):
			return nil, fmt.Errorf("row %d has another number of cells than the header; a price with a comma must stand in quotes", bad.StartLine)
		case err != nil:
			return nil, err
		}
		line, _ := r.FieldPos(0)
		rows = append(rows, placed{x.(row), line})
	}
}

// checkHeader wants a column for the licence, one for the price and one for the
// currency.
func checkHeader(missing []string) error {
	lack := map[string]bool{}
	for _, name := range missing {
		lack[name] = true
	}
	var wanted []string
	if lack["part_number"] && lack["sku_id"] {
		wanted = append(wanted, "part_number (or sku_id)")
	}
	for _, name := range []string{"price", "currency"} {
		if lack[name] {
			wanted = append(wanted, name)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	return fmt.Errorf("the header lacks %s: a price list has the columns part_number or sku_id, price, currency, and as_of if you like", strings.Join(wanted, ", "))
}

func (r *row) name() string {
	if id := strings.TrimSpace(r.SKUID); id != "" {
		return id
	}
	return strings.TrimSpace(r.PartNumber)
}

func (r *row) price(names *names.Names) (reconcile.Price, error) {
	name := r.name()
	if name == "" {
		return reconcile.Price{}, errors.New("it names no licence")
	}
	id, err := skuOf(name, names)
	if err != nil {
		return reconcile.Price{}, err
	}
	cents, err := Cents(r.Price)
	if err != nil {
		return reconcile.Price{}, fmt.Errorf("the price of %s: %w", name, err)
	}
	currency := strings.ToUpper(strings.TrimSpace(r.Currency))
	if !isCurrency(currency) {
		return reconcile.Price{}, fmt.Errorf("the price of %s: %q is not a currency code such as EUR or USD", name, r.Currency)
	}
	return reconcile.Price{SKUID: id, Cents: cents, Currency: currency, AsOf: strings.TrimSpace(r.AsOf)}, nil
}

// skuOf settles the name of a licence. A GUID that nobody knows is one all the
// same: a price list may be older or newer than the catalogue.
func skuOf(name string, names *names.Names) (string, error) {
	found := names.License(name)
	switch {
	case len(found) == 1:
		return found[0].SKUID, nil
	case len(found) > 1:
		var each []string
		for _, c := range found {
			each = append(each, c.String()+" "+c.SKUID)
		}
		return "", fmt.Errorf("%q stands for several licences: %s. Name it by sku_id", name, strings.Join(each, ", "))
	}
	if id, ok := reconcile.ParseGUID(name); ok {
		return id, nil
	}
	hint := ""
	if near := names.Nearest(name); len(near) > 0 {
		hint = "; did you mean " + near[0].String() + "?"
	}
	return "", fmt.Errorf("no licence is named %q%s", name, hint)
}

func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
