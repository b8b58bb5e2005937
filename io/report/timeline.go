package report

import (
	"licet/io/language"
	"licet/reconcile/apply"
)

// timeline is the writes of a run as columns from left to right.
type timeline struct {
	// Width is the number of columns, and Label says it in words.
	Width int
	Bars  []timeBar
	Label string
}

// timeBar is one rectangle; lengths are of 100.
type timeBar struct {
	Class   string
	X, Y, H float64
}

// timeColumns is the most that a page has room for; a longer run has several
// seconds a column.
const timeColumns = 120

// timelineOf lays a run out; nil where nothing was written.
func timelineOf(words language.Speaker, st apply.Stats) *timeline {
	if len(st.Timeline) == 0 {
		return nil
	}
	seconds := st.Timeline[len(st.Timeline)-1].At + 1
	span := (seconds + timeColumns - 1) / timeColumns
	columns := make([]apply.Second, (seconds+span-1)/span)
	most, throttled := 0, 0
	for _, s := range st.Timeline {
		c := &columns[s.At/span]
		c.Writes += s.Writes
		c.Throttled += s.Throttled
		most, throttled = max(most, c.Writes), throttled+s.Throttled
	}
	t := &timeline{Width: len(columns), Label: words.Say("%s, from left to right; the highest column is %s in %s; %s asked to wait.",
		words.Count(seconds, "%s second", "%s seconds", number(seconds)), words.Count(most, "%s write", "%s writes", number(most)),
		words.Count(span, "%s second", "%s seconds", number(span)), words.Count(throttled, "%s answer", "%s answers", number(throttled)))}
	for i, c := range columns {
		for _, b := range []struct {
			class string
			n     int
		}{{"sent", c.Writes}, {"throttled", c.Throttled}} {
			if b.n > 0 {
				h := 100 * float64(b.n) / float64(most)
				t.Bars = append(t.Bars, timeBar{b.class, float64(i), 100 - h, h})
			}
		}
	}
	return t
}
