package users

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"licet/reconcile"
)

// textLines are lines of a file: users, and what may stand between them.
var textLines = rapid.SampledFrom([]string{
	`{"id":"%d"},`, `{"id":"%d"},`, `{"id":"%d"},`, `{"id":"%d"},`, "  {\"id\":\"%d\"} ,\t\r", "", " ", `{"id":"%d"}`, `]`, `],"groups":[`, `{"id":`, `7,`, `null,`, `,`,
	`{"id":"%d"},{"id":"x"},`, `{"id":"%d","displayName":"` + strings.Repeat("long ", 30) + `"},`, `{"id":7},`,
})

// However a file falls into pieces, Lines hands over the users up to the first
// line that is none, with their lines and texts, and leaves the rest as it is.
func TestLinesStopsInFrontOfWhatIsNoUser(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var text strings.Builder
		for i := range rapid.IntRange(0, 30).Draw(t, "lines") {
			line := textLines.Draw(t, "line")
			if strings.Contains(line, "%d") {
				line = fmt.Sprintf(line, i)
			}
			text.WriteString(line)
			if rapid.IntRange(0, 30).Draw(t, "end") > 0 {
				text.WriteString("\n")
			}
		}
		whole := text.String()
		for _, size := range []int{16, 40, 4096} {
			var in io.Reader = strings.NewReader(whole)
			if rapid.Bool().Draw(t, "slowly") {
				in = iotest.OneByteReader(in)
			}
			at, lines := 0, strings.Split(whole, "\n")
			rest, err := linesIn(in, 1, size, func(line int, text []byte, u *reconcile.UserRecord) error {
				var plain struct{ ID string }
				if err := json.Unmarshal(text, &plain); err != nil || plain.ID != u.ID || !strings.Contains(lines[line-1], string(text)) {
					t.Fatalf("line %d: %q is %q, %v", line, text, u.ID, err)
				}
				if at >= line {
					t.Fatalf("line %d came behind line %d", line, at)
				}
				at = line
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			left, err := io.ReadAll(rest.Reader)
			if err != nil || !strings.HasSuffix(whole, string(left)) {
				t.Fatalf("%q is left of %q", left, whole)
			}
			// What is left begins with a line, and those before are users alone.
			taken := strings.TrimSuffix(whole, string(left))
			if taken != "" && !strings.HasSuffix(taken, "\n") || strings.Count(taken, "\n") != rest.Line-1 {
				t.Fatalf("%q was taken, up to line %d", taken, rest.Line)
			}
			all := strings.TrimSpace(taken)
			if comma := strings.HasSuffix(all, ","); comma != rest.Comma {
				t.Fatalf("%q was taken, and a comma is %v", taken, rest.Comma)
			}
			var users []json.RawMessage
			if err := json.Unmarshal([]byte("["+strings.TrimSuffix(all, ",")+"]"), &users); err != nil || len(users) != rest.Users {
				t.Fatalf("%q was taken as %d users: %v", taken, rest.Users, err)
			}
		}
	})
}

// Many pieces in flight come out in the order of the file.
func TestLinesKeepTheirOrder(t *testing.T) {
	var text bytes.Buffer
	const n = 40_000
	for i := range n {
		fmt.Fprintf(&text, "{\"id\":\"%d\",\"assignedLicenses\":[{\"skuId\":\"%d\"}]},\n", i, i%7)
	}
	count := 0
	rest, err := linesIn(bytes.NewReader(text.Bytes()), 5, 1<<14, func(line int, _ []byte, u *reconcile.UserRecord) error {
		if u.ID != fmt.Sprint(count) || line != 5+count || u.AssignedLicenses[0].SKUID != fmt.Sprint(count%7) {
			t.Fatalf("user %d in line %d is %+v", count, line, u)
		}
		count++
		return nil
	})
	if left, _ := io.ReadAll(rest.Reader); err != nil || count != n || rest.Users != n || rest.Line != 5+n || len(left) != 0 {
		t.Errorf("%d users, %+v, %v", count, rest, err)
	}
}

// Who takes the users can end it, and an error of the file comes to whoever
// reads on.
func TestLinesEnd(t *testing.T) {
	full := errors.New("full")
	text := strings.Repeat("{\"id\":\"a\"},\n", 5_000)
	n := 0
	_, err := linesIn(strings.NewReader(text), 1, 1<<10, func(int, []byte, *reconcile.UserRecord) error {
		if n++; n == 300 {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || n != 300 {
		t.Errorf("%d users, %v", n, err)
	}
	lost := errors.New("lost")
	rest, err := linesIn(io.MultiReader(strings.NewReader(text), iotest.ErrReader(lost)), 1, 1<<10, func(int, []byte, *reconcile.UserRecord) error { return nil })
	if _, lostErr := io.ReadAll(rest.Reader); err != nil || !errors.Is(lostErr, lost) {
		t.Errorf("%v, %v", err, lostErr)
	}
}
