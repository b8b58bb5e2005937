package plan_test

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"licet/reconcile"
)

// genScene draws a tenant of a few users, or now and then of a few hundred, with
// few seats, groups, disabled apps, error states and over-assigned licences, and
// rows of all kinds about them.
func genScene(t *rapid.T) scene {
	s := scene{seats: map[int]int{}}
	n := rapid.IntRange(1, 8).Draw(t, "users")
	if rapid.IntRange(0, 19).Draw(t, "large") == 0 {
		n = rapid.IntRange(100, 300).Draw(t, "many users")
	}
	used := map[int]int{}
	for i := range n {
		a := genAccount(t, i)
		s.accounts = append(s.accounts, a)
		held := map[int]bool{}
		for _, w := range a.ways {
			held[w.sku] = held[w.sku] || w.held()
		}
		for l, h := range held {
			if h {
				used[l]++
			}
		}
	}
	for l := e1; l <= lastSKU; l++ {
		s.seats[l] = max(0, used[l]+rapid.IntRange(-1, 3).Draw(t, "seats"))
	}
	for range rapid.IntRange(0, 2*min(n, 40)).Draw(t, "rows") {
		s.rows = append(s.rows, genRow(t, n, len(s.rows)))
	}
	s.options = genOptions(t)
	return s
}

func genAccount(t *rapid.T, i int) account {
	a := account{name: fmt.Sprintf("user%03d", i)}
	if rapid.IntRange(0, 4).Draw(t, "no location") == 0 {
		a.location = "-"
	}
	if rapid.IntRange(0, 9).Draw(t, "mail") == 0 {
		a.record.Mail = upn(fmt.Sprintf("mail%d", i/2)) // some are shared by two
	}
	for range rapid.IntRange(0, 4).Draw(t, "ways") {
		w := way{sku: rapid.IntRange(e1, flowSKU).Draw(t, "sku"), group: rapid.SampledFrom([]int{0, 0, 0, 1, 2, -1}).Draw(t, "group")}
		if slices.ContainsFunc(a.ways, func(o way) bool { return o.sku == w.sku && (o.group == w.group || o.group < 0 || w.group < 0) }) {
			continue
		}
		if w.group > 0 && rapid.IntRange(0, 3).Draw(t, "error") == 0 {
			w.state, w.err = "Error", "CountViolation"
		}
		for _, p := range productTable[w.sku].plans {
			if p != foundation && rapid.IntRange(0, 3).Draw(t, "off") == 0 {
				w.off = append(w.off, p)
			}
		}
		a.ways = append(a.ways, w)
	}
	return a
}

func genRow(t *rapid.T, users, n int) reconcile.Row {
	i := rapid.IntRange(0, users-1).Draw(t, "user")
	r := reconcile.Row{At: reconcile.Place{File: rapid.SampledFrom([]string{"a.csv", "b.csv"}).Draw(t, "file"), Row: n + 2, Column: 2}}
	switch rapid.IntRange(0, 19).Draw(t, "naming") {
	case 0:
		r.User = id(kindUser, i+1)
	case 1:
		r.User = upn(fmt.Sprintf("mail%d", i/2))
	case 2:
		r.User = upn("nobody")
	case 3:
		r.User = " " + strings.ToUpper(upn(fmt.Sprintf("user%03d", i)))
	default:
		r.User = upn(fmt.Sprintf("user%03d", i))
	}
	r.Action = rapid.SampledFrom([]reconcile.Action{reconcile.ActionUnsaid, reconcile.ActionUnsaid, reconcile.ActionUnsaid, reconcile.ActionUnticked,
		reconcile.ActionAssign, reconcile.ActionUnassign, reconcile.ActionNone}).Draw(t, "action")
	if r.Action != reconcile.ActionNone {
		l := rapid.IntRange(e1, notOwned).Draw(t, "license")
		r.License = rapid.SampledFrom([]string{productTable[l].part, productTable[l].name, sku(l)}).Draw(t, "spelling")
		if rapid.IntRange(0, 29).Draw(t, "nonsense") == 0 {
			r.License = "Nonsense"
		}
		genApps(t, &r, l)
	}
	if rapid.IntRange(0, 4).Draw(t, "location") == 0 {
		r.UsageLocation = rapid.SampledFrom([]string{"US", "DE", "us"}).Draw(t, "country")
	}
	if rapid.IntRange(0, 5).Draw(t, "priority") == 0 {
		r.Priority, r.HasPriority = rapid.IntRange(0, 3).Draw(t, "rank"), true
	}
	return r
}

func genApps(t *rapid.T, r *reconcile.Row, l int) {
	var some []string
	for _, p := range productTable[l].plans {
		if p != foundation && rapid.Bool().Draw(t, "app") {
			some = append(some, planNames[p][rapid.IntRange(0, 1).Draw(t, "app name")])
		}
	}
	switch rapid.IntRange(0, 9).Draw(t, "apps") {
	case 0:
		r.DisabledApps = strings.Join(some, "; ")
	case 1:
		r.EnabledApps = strings.Join(some, "; ")
	case 2:
		r.AppsOn, r.AppsOff = some[:len(some)/2], some[len(some)/2:]
	case 3:
		r.EnabledApps = "all"
	}
}

func genOptions(t *rapid.T) reconcile.Options {
	o := reconcile.Options{
		Mode:         rapid.SampledFrom([]reconcile.Mode{reconcile.Exact, reconcile.Exact, reconcile.Add, reconcile.Remove}).Draw(t, "mode"),
		Scope:        rapid.SampledFrom([]reconcile.Scope{reconcile.ScopeSheet, reconcile.ScopeSheet, reconcile.ScopeTenant}).Draw(t, "scope"),
		AllAppsOn:    rapid.Bool().Draw(t, "all apps on"),
		PartialSeats: rapid.Bool().Draw(t, "partial"),
		SkipInvalid:  rapid.Bool().Draw(t, "skip"),
		Strict:       rapid.IntRange(0, 9).Draw(t, "strict") == 0,
		AllowGap:     rapid.Bool().Draw(t, "gap"),
	}
	if o.Mode != reconcile.Add {
		o.DropRedundant = rapid.Bool().Draw(t, "drop")
	}
	switch rapid.IntRange(0, 5).Draw(t, "manage") {
	case 0:
		o.ManageAll = true
	case 1:
		o.Manage = []string{productTable[e3].part, productTable[ems].name}
	}
	if rapid.IntRange(0, 4).Draw(t, "ignore") == 0 {
		o.Ignore = []string{sku(visioSKU)}
	}
	if rapid.Bool().Draw(t, "default location") {
		o.DefaultLocation = "GB"
	}
	return o
}
