package prices

import (
	"fmt"
	"strconv"
	"strings"
)

// mostDigits keeps the price of a million seats for a year within 63 bits.
const mostDigits = 9

// Cents reads an amount such as "12", "12.5" or "12.50" as hundredths. It takes
// no signs, no separators of thousands and no decimal comma: "1,234" has two
// meanings.
func Cents(text string) (int64, error) {
	text = strings.TrimSpace(text)
	whole, part, point := strings.Cut(text, ".")
	switch {
	case whole == "" || !areDigits(whole) || point && (part == "" || !areDigits(part)):
		return 0, fmt.Errorf("%q is not an amount such as 12.50", text)
	case len(part) > 2:
		return 0, fmt.Errorf("%q has more than two decimals", text)
	case len(whole) > mostDigits:
		return 0, fmt.Errorf("%q is more than a licence can cost", text)
	}
	cents, err := strconv.ParseInt(whole+(part + "00")[:2], 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%q is not an amount: %w", text, err)
	}
	return cents, nil
}

func areDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }
