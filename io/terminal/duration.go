package terminal

import (
	"math"
	"strconv"
	"time"

	"licet/reconcile"
)

// Duration writes a duration as people say it.
func Duration(words reconcile.Phrases, d time.Duration) string {
	switch {
	case d < time.Second:
		return words.Say("%d s", 1)
	case d < 2*time.Minute:
		return words.Say("%d s", int(d.Seconds()+0.5))
	case d < 10*time.Minute:
		return words.Say("%s min", strconv.FormatFloat(math.Round(d.Minutes()*10)/10, 'f', -1, 64))
	case d < 2*time.Hour:
		return words.Say("%d min", int(d.Minutes()+0.5))
	default:
		return words.Say("%.1f h", d.Hours())
	}
}
