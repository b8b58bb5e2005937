package report

import "strconv"

// number writes n with commas between thousands.
func number(n int) string {
	s := strconv.Itoa(n)
	first := 0
	if n < 0 {
		first = 1
	}
	for i := len(s) - 3; i > first; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

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

// signed is the number with its sign, empty for none.
func (n shift) signed() string {
	switch {
	case n > 0:
		return "+" + number(int(n))
	case n < 0:
		return "−" + number(int(-n))
	default:
		return ""
	}
}
