package report

import (
	"strconv"
	"time"

	"licet/reconcile"
)

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

// duration writes a time as people say it: "850 ms", "12.5 s", "1 min 20 s",
// "2 h 05 min".
func duration(words reconcile.Phrases, d time.Duration) string {
	switch {
	case d < time.Second:
		return words.Say("%d ms", d.Milliseconds())
	case d < time.Minute:
		return words.Say("%s s", strconv.FormatFloat(d.Round(100*time.Millisecond).Seconds(), 'f', -1, 64))
	case d < time.Hour:
		d = d.Round(time.Second)
		return words.Say("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	default:
		d = d.Round(time.Minute)
		return words.Say("%s h %02d min", number(int(d.Hours())), int(d.Minutes())%60)
	}
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
