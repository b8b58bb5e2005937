package jsonscan_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"licet/io/jsonscan"
)

// Whatever stands in a text, wherever in it: the scanner reads what
// encoding/json reads, or leaves it to encoding/json. A text that is read wrong
// would be a licence or a user of another name.
func TestTextsAreThoseOfJSON(t *testing.T) {
	part := rapid.OneOf(
		rapid.StringMatching(`[ -~]{0,20}`), rapid.String(), rapid.StringMatching(`\\(u00e9|ud83d|ude00|n|"|\\|x|)`),
		rapid.SampledFrom([]string{"\x00", "\x1f", "\x7f", "\x80", "\xff", "\xc3\xa9", "\t"}),
	)
	rapid.Check(t, func(t *rapid.T) {
		text := `"`
		for _, p := range rapid.SliceOfN(part, 0, 4).Draw(t, "parts") {
			text += p
		}
		text += rapid.SampledFrom([]string{`"`, ``, `" `, `"",`}).Draw(t, "end")
		s := jsonscan.NewScanner()
		s.Reset([]byte(text), 0)
		got, ok := s.Text()
		if !ok {
			return
		}
		var want string
		if err := json.Unmarshal([]byte(text[:s.At()]), &want); err != nil || string(got) != want {
			t.Fatalf("%q: %q, and encoding/json has %q, %v", text, got, want, err)
		}
	})
}

// Printable ASCII of any length, which nearly all texts are, is never left to
// encoding/json: that would be slow and show nowhere.
func TestTheScannerIsSureOfPlainTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.StringMatching(`[ !#-[\]-~]{0,40}`).Draw(t, "text")
		s := jsonscan.NewScanner()
		s.Reset([]byte(`"`+want+`"`), 0)
		if got, ok := s.Text(); !ok || string(got) != want {
			t.Fatalf("%q: %q, %v", want, got, ok)
		}
	})
}

// A moment that is like the one before is that one, and no other is.
func TestMomentsAreTheirOwn(t *testing.T) {
	s := jsonscan.NewScanner()
	texts := []string{
		`"2026-11-18T06:13:00Z"`, `"2026-11-18T06:13:00Z"`, `"2026-11-18T06:13:01Z"`, `"never"`, `"2026-11-18T06:13:01Z"`,
		`""`, `null`, `"2026-11-18T06:13:00.25+05:30"`, `"\u0032026-11-18T06:13:00Z"`, `"2026-11-18T06:13:00Z"`,
	}
	for _, text := range texts {
		s.Reset([]byte(text), 0)
		got, ok := s.Moment()
		var want *time.Time
		if err := json.Unmarshal([]byte(text), &want); err != nil && ok {
			t.Errorf("%s is a moment", text)
		} else if ok && (want == nil) != (got == nil) || ok && want != nil && !want.Equal(*got) {
			t.Errorf("%s is %v", text, got)
		}
	}
}

// Seconds are those of the moment that encoding/json reads, also of days that came
// before: a sign-in on another day makes a licence look unused, or used.
func TestSecondsAreThoseOfTheMoment(t *testing.T) {
	number := rapid.OneOf(rapid.StringMatching(`[0-2][0-9]`), rapid.SampledFrom([]string{"00", "23", "24", "29", "30", "31", "59", "60", "61", "1x", "-1", " 1"}))
	rapid.Check(t, func(t *rapid.T) {
		s := jsonscan.NewScanner()
		for range 12 {
			part := func(name string) string { return number.Draw(t, name) }
			text := fmt.Sprintf(`"20%s-%s-%s%s%s%s%s%s%s%s"`, rapid.SampledFrom([]string{"24", "25"}).Draw(t, "year"),
				rapid.SampledFrom([]string{"02", "03", "13"}).Draw(t, "month"), rapid.SampledFrom([]string{"01", "28", "29", "30"}).Draw(t, "day"),
				rapid.SampledFrom([]string{"T", "T", "T", " "}).Draw(t, "T"), part("hour"), rapid.SampledFrom([]string{":", ":", "."}).Draw(t, "colon"), part("minute"), ":", part("second"),
				rapid.SampledFrom([]string{"Z", "Z", "Z", "+00:00", ".5Z"}).Draw(t, "zone"))
			s.Reset([]byte(text), 0)
			got, ok := s.Seconds()
			var want time.Time
			if err := json.Unmarshal([]byte(text), &want); ok != (err == nil) || ok && got != want.Unix() {
				t.Fatalf("%s: %d, %v; encoding/json has %d, %v", text, got, ok, want.Unix(), err)
			}
		}
	})
}

// The same of every day that there is, and of those that there are not.
func TestEveryDayHasItsSeconds(t *testing.T) {
	s := jsonscan.NewScanner()
	for year := range 10_000 {
		for month := range 14 {
			for day := range 33 {
				text := fmt.Sprintf(`"%04d-%02d-%02dT00:00:00Z"`, year, month, day)
				date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
				there := date.Day() == day && date.Month() == time.Month(month)
				s.Reset([]byte(text), 0)
				if got, ok := s.Seconds(); ok != there || ok && got != date.Unix() {
					t.Fatalf("%s: %d, %v; it is %d, %v", text, got, ok, date.Unix(), there)
				}
			}
		}
	}
}
