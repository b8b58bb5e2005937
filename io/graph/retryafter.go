package graph

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// parseRetryAfter understands a Retry-After header: seconds, which Graph gives
// whole or decimal (Graph: Throttling guidance), or a date, which is meant by
// the server's clock and so measured from the answer's own Date; now serves
// where there is none. False means that it says nothing usable: absent,
// negative, or no number and no date.
func parseRetryAfter(value string, date string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	if value == "" {
		return 0, false
	}
	if strings.Trim(value, "0123456789.") == "" {
		return parseSeconds(value)
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if d, err := http.ParseTime(date); err == nil {
		now = d
	}
	return max(0, until.Sub(now)), true
}

// parseSeconds rounds up, so that nobody comes back a moment too early.
func parseSeconds(text string) (time.Duration, bool) {
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || seconds > float64(math.MaxInt64/int64(time.Second)) {
		return 0, false
	}
	return time.Duration(math.Ceil(seconds * float64(time.Second))), true
}
