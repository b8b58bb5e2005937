package reconcile

import (
	"math"
	"strconv"
)

// Duration writes a time, given in seconds, as people say it: "850 ms", "12.5 s",
// "1 min 20 s", "2 h 05 min".
func Duration(seconds float64) Sentence {
	whole := int(math.Round(seconds))
	minutes := int(math.Round(seconds / 60))
	switch tenths := math.Round(seconds * 10); {
	case seconds < 1:
		return Say("%d ms", int(seconds*1000))
	case tenths < 600:
		return Say("%s s", strconv.FormatFloat(tenths/10, 'f', -1, 64))
	case whole < 3600:
		return Say("%d min %02d s", whole/60, whole%60)
	default:
		return Say("%d h %02d min", minutes/60, minutes%60)
	}
}

// About is Duration for a time that is only guessed, or goes by while it is read:
// in whole seconds, one at least.
func About(seconds float64) Sentence { return Duration(max(1, math.Round(seconds))) }
