package planfile_test

import (
	"fmt"
	"strings"
	"testing"

	"licet/reconcile"
)

// A plan is approved by its sums: none of them may say another number than what
// stands in the lists, be it one more or one less.
func TestEverySumIsHeldToTheLists(t *testing.T) {
	for name, sum := range map[string]func(*reconcile.Summary) *int{
		"changes":     func(s *reconcile.Summary) *int { return &s.Changes },
		"assign":      func(s *reconcile.Summary) *int { return &s.Assign },
		"update":      func(s *reconcile.Summary) *int { return &s.Update },
		"unassign":    func(s *reconcile.Summary) *int { return &s.Unassign },
		"setLocation": func(s *reconcile.Summary) *int { return &s.SetLocation },
		"errors":      func(s *reconcile.Summary) *int { return &s.Errors },
		"warnings":    func(s *reconcile.Summary) *int { return &s.Warnings },
	} {
		for _, by := range []int{1, -1} {
			p, h := example()
			there := *sum(&p.Summary)
			if there+by < 0 {
				continue
			}
			*sum(&p.Summary) += by
			err := readText(string(encode(t, p, h)))
			want := fmt.Sprintf("summary.%s: says %d, but there are %d in the file", name, there+by, there)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %q", err, want)
			}
		}
	}
}
