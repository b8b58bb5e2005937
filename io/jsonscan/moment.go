package jsonscan

import "time"

// Moment takes a time; null is nil. The time is good until the next one.
func (s *Scanner) Moment() (*time.Time, bool) {
	if s.Peek() != '"' {
		return nil, s.literal("null")
	}
	start := s.at + 1
	text, ok := s.Text()
	switch {
	case !ok || s.at-1-start != len(text): // escapes are none of a time
		return nil, false
	case string(text) == s.momentText && s.momentText != "":
		return &s.moment, true
	}
	s.momentText = ""
	if s.moment.UnmarshalText(text) != nil {
		return nil, false
	}
	s.momentText = string(text)
	return &s.moment, true
}

// Seconds takes a time as Graph writes it, and gives it in Unix seconds; 0 for
// null.
func (s *Scanner) Seconds() (unix int64, ok bool) {
	const written = `"2006-01-02T15:04:05Z"`
	if text := s.data[s.at:]; len(text) >= len(written) && text[0] == '"' && string(text[20:len(written)]) == `Z"` {
		day, clock := unixDay(text[1:11]), clockSeconds(text[11:20])
		if day != noDay && clock >= 0 {
			s.at += len(written)
			return day*24*60*60 + clock, true
		}
	}
	at, ok := s.Moment()
	if at == nil {
		return 0, ok
	}
	return at.Unix(), ok
}

const (
	// noDay is further back than the year 1.
	noDay = -1 << 30
	// unixDays are from the first day of the year 1 to that of 1970.
	unixDays = 719162
)

// unixDay gives how many days after the first of 1970 a text like 2006-01-02
// means; noDay for one that means none.
func unixDay(b []byte) int64 {
	if b[4] != '-' || b[7] != '-' {
		return noDay
	}
	century, rest, month, day := twoDigits(b), twoDigits(b[2:]), twoDigits(b[5:]), twoDigits(b[8:])
	year := int64(century*100 + rest)
	if century > 99 || rest > 99 || year == 0 || month-1 >= 12 || day == 0 {
		return noDay
	}
	before := daysBefore[month-1]
	days := daysBefore[month] - before
	if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
		switch {
		case month == 2:
			days++
		case month > 2:
			before++
		}
	}
	if int64(day) > days {
		return noDay
	}
	past := year - 1
	return past*365 + past/4 - past/100 + past/400 - unixDays + before + int64(day) - 1
}

// daysBefore are those of a common year before each month, and all.
var daysBefore = [...]int64{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365}

// clockSeconds gives the seconds since midnight of a text like T15:04:05, -1 for
// another one.
func clockSeconds(b []byte) int64 {
	if b[0] != 'T' || b[3] != ':' || b[6] != ':' {
		return -1
	}
	hour, minute, second := twoDigits(b[1:]), twoDigits(b[4:]), twoDigits(b[7:])
	if hour > 23 || minute > 59 || second > 59 {
		return -1
	}
	return int64(hour*3600 + minute*60 + second)
}

// twoDigits gives a number of two digits; more than 99 for what is none.
func twoDigits(b []byte) uint {
	tens, ones := uint(b[0])-'0', uint(b[1])-'0'
	if tens > 9 || ones > 9 {
		return 100
	}
	return tens*10 + ones
}
