package report

import (
	"strconv"

	"licet/reconcile"
)

// money writes cents of a currency: "1,234.50 USD".
func money(cents int64, currency string) string {
	sign := ""
	if cents < 0 {
		sign, cents = "−", -cents
	}
	rest := strconv.FormatInt(100+cents%100, 10)[1:]
	return sign + number(int(cents/100)) + "." + rest + " " + short(currency)
}

// difference is money with a sign, and a dash for nothing.
func difference(cents int64, currency string) string {
	if cents > 0 {
		return "+" + money(cents, currency)
	}
	return money(cents, currency)
}

// amountsCells are before, after and difference; the first two are not known
// without the seats.
func amountsCells(a reconcile.Amounts, currency string, known bool) []string {
	if !known {
		return []string{unknown, unknown, difference(a.Difference, currency)}
	}
	return []string{money(a.Before, currency), money(a.After, currency), difference(a.Difference, currency)}
}
