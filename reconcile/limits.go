package reconcile

import (
	"errors"
	"strconv"
	"strings"
)

// ParseLimit reads the value of --max-removals: a number or a percentage of
// the direct assignments of the users in scope. The error speaks with p.
func ParseLimit(text string, p Phrases) (Limit, error) {
	text = strings.TrimSpace(text)
	if number, ok := strings.CutSuffix(text, "%"); ok {
		percent, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(percent >= 0 && percent <= 100) {
			return Limit{}, errors.New(p.Say("a limit of %q makes no sense: a percentage is between 0%% and 100%%", text))
		}
		return Limit{Set: true, IsPercent: true, Percent: percent}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return Limit{}, errors.New(p.Say("a limit of %q makes no sense: write a number such as 50, or a percentage such as 10%%", text))
	}
	return Limit{Set: true, Number: n}, nil
}

// The removals that a plan may make without being asked: the larger of the two.
const (
	defaultRemovals       = 20
	defaultRemovalPercent = 10
)

// of gives the number of removals that the limit allows among so many direct
// assignments.
func (l Limit) of(direct int) int {
	switch {
	case !l.Set:
		return max(defaultRemovals, direct*defaultRemovalPercent/100)
	case l.IsPercent:
		return int(float64(direct) * l.Percent / 100)
	default:
		return l.Number
	}
}

// defaultLastLicense is Options.LastLicense when it is not set.
const defaultLastLicense = 5

// judgeRemovals compares what goes with the limit, and finds the users who lose
// the last licence that they have.
func (p *planner) judgeRemovals() {
	p.removed.Direct = p.in.Agreed.Assignments
	p.eachInScope(func(u *User, _ *person) { p.removed.Direct += directCount(u) })
	p.removed.Limit = p.in.Options.MaxRemovals.of(p.removed.Direct)
	last, bySKU := 0, map[int32]int{}
	for i := range p.changes {
		d := &p.changes[i]
		p.removed.Count += len(d.unassign)
		for _, h := range d.unassign {
			bySKU[h.sku]++
		}
		if len(d.unassign) > 0 {
			if _, after := p.effective(d); len(after) == 0 {
				last++
			}
		}
	}
	if p.removed.Exceeded() {
		p.found.add(Finding{Severity: Warning, Code: CodeTooManyRemovals,
			Message: p.say("The plan removes %d of the %d direct assignments of the users in scope, and %d may go: %s.",
				p.removed.Count, p.removed.Direct, p.removed.Limit, p.listCounts(bySKU, len(bySKU))),
			Hint: p.say("If that is meant: --max-removals %d.", p.removed.Count)})
	}
	p.warnLastLicense(last)
}

func (p *planner) warnLastLicense(users int) {
	most := p.in.Options.LastLicense
	if most == 0 {
		most = defaultLastLicense
	}
	if users > most {
		p.found.add(Finding{Severity: Warning, Code: CodeLastLicense,
			Message: p.plural(users, "%d user loses the last licence that they have.", "%d users lose the last licence that they have."),
			Hint:    p.say("Leavers, or a wrong sheet? Their mailboxes and files go after about 30 days.")})
	}
}

func directCount(u *User) int {
	n := 0
	for _, a := range u.Assignments {
		if a.Group == Direct {
			n++
		}
	}
	return n
}
