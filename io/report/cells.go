package report

import (
	"fmt"
	"strconv"
	"time"

	"licet/io/findings"
	"licet/io/language"
	"licet/reconcile"
)

// A cell is a Go value. Besides what is written here it may be a string, which is
// foreign text, a sentence, an int, a bool, a time, a place, a list of strings,
// and nil for what is not known. What only JSON has may be anything that JSON marshals.

// term is a word of the file formats: people read it in their language, and
// programs as it is.
type term string

// count is a number that may not be known; then JSON has it all the same.
type count struct {
	n     int
	known bool
}

// amount is money: people read it with its currency, a workbook has it as a
// number, and JSON as whole cents, whether it is known or not.
type amount struct {
	cents    int64
	currency string
	known    bool
	// instead is what people read where it is not known, empty for a dash.
	instead term
}

// priceOf is that of a seat a month, or why there is none.
func priceOf(p reconcile.Pricing, cents int64, currency string) amount {
	return amount{cents, currency, p == reconcile.Priced, term(p.String())}
}

// shift is a number of more or fewer: people read it with its sign, and nothing for none.
type shift int

// absent leaves a field of JSON out.
type absent struct{}

// forPeople writes a cell of a table that people read.
func forPeople(f format, v any, words language.Speaker) string {
	switch v := v.(type) {
	case nil:
	case string:
		return short(v)
	case term:
		return short(word(words, string(v)))
	case reconcile.Sentence:
		return language.Visible(words.Sentence(v))
	case int:
		if v == 0 && f == blankZero {
			return ""
		}
		return number(v)
	case shift:
		return v.signed()
	case count:
		if v.known {
			return number(v.n)
		}
	case amount:
		switch {
		case v.known && f == signed:
			return difference(v.cents, v.currency)
		case v.known:
			return money(v.cents, v.currency)
		case v.instead == term(reconcile.Unpriced.String()):
			return words.Say("no price")
		case v.instead != "":
			return word(words, string(v.instead))
		}
	default:
		panic(fmt.Sprintf("report: a cell of %T", v))
	}
	return unknown
}

// forWorkbook gives what a cell of a workbook holds: a string, a number or nil.
func forWorkbook(v any, words language.Speaker) any {
	switch v := v.(type) {
	case term:
		return word(words, string(v))
	case reconcile.Sentence:
		return words.Exact(v)
	case bool:
		return word(words, map[bool]string{true: "yes", false: "no"}[v])
	case []string:
		return joined(v)
	case reconcile.Place:
		return words.Exact(reconcile.Say("%s", v))
	case time.Time:
		return timeText(v)
	case shift:
		return int(v)
	case count:
		if v.known {
			return v.n
		}
	case amount:
		if v.known {
			return units(v.cents)
		}
	default:
		return v
	}
	return nil
}

// forCSV writes a cell for programs, which know English alone.
func forCSV(v any) string {
	if a, ok := v.(amount); ok && a.known {
		return fmt.Sprintf("%d.%02d", a.cents/100, a.cents%100)
	}
	switch v := forWorkbook(v, nil).(type) {
	case nil:
		return ""
	case int:
		return strconv.Itoa(v)
	case string:
		return guarded(v)
	default:
		panic(fmt.Sprintf("report: a cell of %T", v))
	}
}

// forJSON gives what JSON marshals.
func forJSON(v any) any {
	switch v := v.(type) {
	case count:
		return v.n
	case amount:
		return v.cents
	case time.Time:
		return timeText(v)
	case reconcile.Sentence:
		return v.String()
	case reconcile.Place:
		return findings.Place(v)
	default:
		return v
	}
}

// units turns cents into what a cell holds. Two decimals of amounts below 10^13
// are exact enough in a float to be shown as they are.
func units(cents int64) float64 { return float64(cents) / 100 }

// timeText writes a time as all files have it: RFC 3339 in UTC, to the
// millisecond; empty for the zero time.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}
