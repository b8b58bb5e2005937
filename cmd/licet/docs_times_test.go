package main

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"licet/reconcile"
	"licet/reconcile/apply"
	"licet/reconcile/order"
)

var durationsRow = regexp.MustCompile(`(?m)^\| ([\d,]+)((?: \| [^|]+){6}) \|$`)

// An administrator plans a weekend by this table: what it says is what the
// published quota gives, and the column of --rate auto is what licet estimates.
func TestTableOfDurations(t *testing.T) {
	t.Parallel()
	rows := durationsRow.FindAllStringSubmatch(read(t, "../../docs/throttling.md"), -1)
	if len(rows) != 6 {
		t.Fatalf("%d rows are a table of durations", len(rows))
	}
	for _, row := range rows {
		users, err := strconv.Atoi(strings.ReplaceAll(row[1], ",", ""))
		if err != nil {
			t.Fatal(err)
		}
		cells := strings.Split(strings.TrimPrefix(row[2], " | "), " | ")
		want := []string{inWords(bucket(users, 3000, 20)), inWords(window(users, 3000)), inWords(window(users, 2700)),
			inWords(window(2*users, 2700)), inWords(bucket(users, 9000, 60)), thousands(users / 20)}
		for i := range want {
			if cells[i] != want[i] {
				t.Errorf("%s users, column %d: the page says %s, the quota %s", row[1], i+2, cells[i], want[i])
			}
		}
		if estimated := estimateFor(t, users); inWords(estimated) != cells[2] && estimated > time.Minute {
			t.Errorf("%s users: the page says %s, licet estimates %s", row[1], cells[2], inWords(estimated))
		}
	}
}

// bucket is how long writes take in a quota that is full at the start and
// filled evenly.
func bucket(writes, full, perSecond int) time.Duration {
	return time.Duration(max(0, writes-full)) * time.Second / time.Duration(perSecond)
}

// window is how long they take when so many go out at the start of each 150 s.
func window(writes, share int) time.Duration {
	return time.Duration((writes+share-1)/share-1) * 150 * time.Second
}

// estimateFor is what licet says before it applies changes of so many users,
// with answers that take no time.
func estimateFor(t *testing.T, users int) time.Duration {
	t.Helper()
	p := &reconcile.Plan{Changes: make([]reconcile.Change, users)}
	s := order.Schedule{Steps: make([]order.Step, users)}
	for i := range p.Changes {
		p.Changes[i].User.ID = strconv.Itoa(i)
		p.Changes[i].Assign = []reconcile.Holding{{}}
		s.Steps[i].Change = i
	}
	f := applyFlags{rate: "auto", quotaShare: 0.9, concurrency: 4, batchSize: 20, noVerify: true}
	limits, err := f.limits(1000)
	if err != nil {
		t.Fatal(err)
	}
	r := &apply.Runner{Limits: limits}
	return r.Estimate(p, s, apply.Believed{Latency: time.Millisecond, Quota: limits.Quota}).Expected
}

// inWords writes a time as the page does.
func inWords(d time.Duration) string {
	switch {
	case d == 0:
		return "the answers alone"
	case d < time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour && d.Minutes() >= 20:
		return fmt.Sprintf("%.0f min", d.Minutes())
	case d < time.Hour:
		return fmt.Sprintf("%.1f min", d.Minutes())
	case d.Hours() < 10:
		return fmt.Sprintf("%.2f h", d.Hours())
	default:
		return fmt.Sprintf("%.1f h", math.Round(d.Hours()*10)/10)
	}
}

func thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
