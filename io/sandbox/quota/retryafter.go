package quota

import (
	"math"
	"net/http"
	"strconv"
	"time"
)

// RetryStyle says how a Retry-After is written.
type RetryStyle string

// Styles of Retry-After, all of which Graph has been seen to use.
const (
	// RetryWhole is whole seconds, rounded up; the zero style means it.
	RetryWhole RetryStyle = "seconds"
	// RetryDecimal is seconds with decimals, as in "2.128".
	RetryDecimal RetryStyle = "decimal"
	// RetryDate is an HTTP date, rounded up to a second.
	RetryDate RetryStyle = "date"
	// RetryNone leaves the header out.
	RetryNone RetryStyle = "none"
	// RetryMixed takes the others in turn.
	RetryMixed RetryStyle = "mixed"
)

// write gives the text of a Retry-After; empty for none. turn counts for
// RetryMixed.
func (r RetryStyle) write(now time.Time, wait time.Duration, turn int) string {
	switch r {
	case RetryWhole, "":
		return strconv.Itoa(int(math.Ceil(wait.Seconds())))
	case RetryDecimal:
		return strconv.FormatFloat(math.Ceil(wait.Seconds()*1000)/1000, 'f', 3, 64)
	case RetryDate:
		return After(now, wait)
	case RetryNone:
		return ""
	case RetryMixed:
		return []RetryStyle{RetryWhole, RetryDecimal, RetryDate, RetryNone}[turn%4].write(now, wait, turn)
	default:
		panic("quota: unexpected RetryStyle " + string(r))
	}
}

// After gives the HTTP date at which a wait is over, rounded up to a second.
func After(now time.Time, wait time.Duration) string {
	return now.Add(wait + time.Second - 1).Truncate(time.Second).UTC().Format(http.TimeFormat)
}
