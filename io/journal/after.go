package journal

import (
	"fmt"

	"licet/io/findings"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// after is what was read again at the end of a session.
type after struct {
	// Seats are those of the licences of the plan; absent when they were not read.
	Seats []seats `json:"seats,omitempty"`
	// Read is true when the seats were read, Unread says why they were not, and Says is
	// what that is made of.
	Read   bool               `json:"read"`
	Unread string             `json:"unread,omitempty"`
	Says   *findings.Sentence `json:"says,omitempty"`
	// Verified are the changes whose users were read again and show them: the first and
	// the last of each stretch.
	Verified [][2]int `json:"verified,omitempty"`
}

type seats struct {
	SKUID string `json:"skuId"`
	Owned int    `json:"owned"`
	Used  int    `json:"used"`
}

func afterOf(res *apply.Result) *after {
	a := &after{Read: res.After.Known(), Unread: res.After.Unread.String()}
	if !res.After.Unread.IsZero() {
		a.Says = findings.SentenceOf(res.After.Unread)
	}
	for _, c := range res.After.Seats {
		a.Seats = append(a.Seats, seats{SKUID: c.SKUID, Owned: c.Pool, Used: c.Consumed})
	}
	for i := range res.Items {
		if !res.Items[i].Verified {
			continue
		}
		if n := len(a.Verified); n > 0 && a.Verified[n-1][1] == i-1 {
			a.Verified[n-1][1] = i
		} else {
			a.Verified = append(a.Verified, [2]int{i, i})
		}
	}
	return a
}

// take takes in what was read again.
func (l *Log) take(a *after) error {
	if a == nil {
		return fmt.Errorf("an %q that says nothing", eventAfter)
	}
	l.after = apply.After{Unread: a.Says.Sentence(a.Unread)}
	if a.Read {
		l.after.Seats = make([]apply.SeatCount, 0, len(a.Seats))
		for _, s := range a.Seats {
			l.after.Seats = append(l.after.Seats, apply.SeatCount{SKUID: s.SKUID, Pool: s.Owned, Consumed: s.Used})
		}
	}
	next := 0
	for _, stretch := range a.Verified {
		if stretch[0] < next || stretch[1] >= len(l.State.Items) || stretch[0] > stretch[1] {
			return fmt.Errorf("changes %d to %d of %d", stretch[0], stretch[1], len(l.State.Items))
		}
		for next = stretch[0]; next <= stretch[1]; next++ {
			l.State.Items[next].Verified = true
		}
	}
	return nil
}

// unsaid is said of a run whose journal does not say what the tenant had afterwards.
func unsaid() reconcile.Sentence {
	return reconcile.Say("the run's journal does not say it")
}
