package journal_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"licet/io/journal"
	"licet/reconcile"
	"licet/reconcile/apply"
)

// ended is a run of four changes that ended with a result.
func ended(t *testing.T, res *apply.Result) string {
	t.Helper()
	r := create(t, t.TempDir(), 4)
	check(t, r.Intend(jobs(0, 1, 2)))
	notArrived := apply.Item{Change: 2, Status: apply.StatusUnknown, Reason: apply.NotArrived, Error: reconcile.Say("the user does not show it")}
	check(t, r.Settle([]apply.Settlement{settled(0, apply.StatusDone), settled(1, apply.StatusFailed), settled(2, apply.StatusDone)}))
	check(t, r.Settle([]apply.Settlement{{Job: apply.Job{Change: 2, Part: apply.PartLicenses}, Class: apply.Unknown, Item: &notArrived}}))
	check(t, r.Finish(res))
	check(t, r.Close())
	return r.Dir
}

func items() []apply.Item {
	return []apply.Item{{Status: apply.StatusDone, Verified: true}, {Change: 1, Status: apply.StatusFailed},
		{Change: 2, Status: apply.StatusUnknown}, {Change: 3, Status: apply.StatusSkipped}}
}

// Who looks at a run a week later learns what the tenant had after it, and not what
// was planned.
func TestAJournalKeepsWhatWasReadAgain(t *testing.T) {
	want := apply.After{Seats: []apply.SeatCount{{SKUID: "a", Pool: 10, Consumed: 7}, {SKUID: "b"}}}
	l, err := journal.Read(ended(t, &apply.Result{Items: items(), After: want, Stopped: errors.New("too many changes failed")}))
	check(t, err)
	got := l.Result()
	if !reflect.DeepEqual(got.After, want) {
		t.Errorf("got %+v, want %+v", got.After, want)
	}
	counts := apply.Counts{Changes: 4, Done: 1, Failed: 1, Unknown: 1, Skipped: 1, NotArrived: 1}
	if got.Counts() != counts || got.Stopped == nil || got.Interrupted {
		t.Errorf("got %+v, stopped %v, interrupted %v; want %+v", got.Counts(), got.Stopped, got.Interrupted, counts)
	}
	if it := got.Items[2]; it.Error.String() != "the user does not show it" || it.Did != 0 || got.Items[0].Did == 0 {
		t.Errorf("the change that did not arrive: %+v", it)
	}
	if p := l.State.Pending(); !reflect.DeepEqual(p, []int{2, 3}) {
		t.Errorf("pending are %v", p)
	}
}

func TestAJournalSaysWhyNothingWasReadAgain(t *testing.T) {
	why := reconcile.Say("the sign-in is no longer accepted")
	l, err := journal.Read(ended(t, &apply.Result{Items: items(), After: apply.After{Unread: why}}))
	check(t, err)
	if got := l.Result().After; got.Known() || !reflect.DeepEqual(got.Unread, why) {
		t.Errorf("got %+v", got)
	}
}

// A run that was killed, and one of an earlier version, say that it is not known.
func TestARunThatReadNothingAgainSaysSo(t *testing.T) {
	killed := create(t, t.TempDir(), 1)
	check(t, killed.Close())
	for name, dir := range map[string]string{"killed": killed.Dir, "earlier": copyOf(t, finishedRun)} {
		l, err := journal.Read(dir)
		check(t, err)
		got := l.Result()
		if got.After.Known() || !strings.Contains(got.After.Unread.String(), "journal does not say") {
			t.Errorf("%s: %+v", name, got.After)
		}
		if got.Interrupted != (name == "killed") {
			t.Errorf("%s: interrupted %v", name, got.Interrupted)
		}
	}
}

// What was so after a session is not so after the next one, which died.
func TestALaterSessionForgetsWhatAnEarlierOneRead(t *testing.T) {
	dir := ended(t, &apply.Result{Items: items(), After: apply.After{Seats: []apply.SeatCount{{SKUID: "a"}}}, Interrupted: true})
	r, _, err := journal.Open(dir, journal.Options{})
	check(t, err)
	check(t, r.Close())
	l, err := journal.Read(dir)
	check(t, err)
	if got := l.Result(); got.After.Known() || !got.Interrupted {
		t.Errorf("%+v, interrupted %v", got.After, got.Interrupted)
	}
}

// Changes that the plan does not have are damage, not a crash.
func TestAnEntryOfOtherChangesIsDamage(t *testing.T) {
	for _, stretch := range []string{"[-1,0]", "[0,4]", "[3,2]", "[0,1],[1,2]"} {
		dir := create(t, t.TempDir(), 4)
		check(t, dir.Close())
		seal(t, dir.Dir, `{"event":"after","at":"2026-11-24T09:00:00Z","after":{"read":false,"verified":[`+stretch+"]}}\n")
		if _, err := journal.Read(dir.Dir); !errors.Is(err, journal.ErrDamaged) {
			t.Errorf("%s: %v", stretch, err)
		}
	}
}
