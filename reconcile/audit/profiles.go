package audit

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"licet/reconcile"
)

// profile is a set of apps that are off, with who has a licence so.
type profile struct {
	off   []string
	users int
	first string
}

const (
	// A profile is rare beside one that ten times as many users have.
	rareFactor = 10
	// Two profiles are nearly the same when they differ in so many apps at most.
	nearApps = 2
	// commonProfiles is how many of a licence's profiles others are held against.
	commonProfiles = 20
)

// similarApps finds profiles of a licence that a few users have and that are
// nearly the one that many have: mostly a box that somebody forgot. Only direct
// assignments count; those of a group are all the same.
func (a *auditor) similarApps() {
	if !a.tenant.Knows.Apps {
		return
	}
	bySKU := make([]map[string]*profile, len(a.tenant.SKUs))
	for i := range a.tenant.Users {
		u := &a.tenant.Users[i]
		for _, as := range a.tenant.Assignments(u) {
			if as.Group == reconcile.Direct && as.Held() {
				countProfile(bySKU, u, as)
			}
		}
	}
	for sku, byKey := range bySKU {
		a.nearProfiles(&a.tenant.SKUs[sku], byKey)
	}
}

func countProfile(bySKU []map[string]*profile, u *reconcile.User, as reconcile.Assignment) {
	if bySKU[as.SKU] == nil {
		bySKU[as.SKU] = map[string]*profile{}
	}
	key := strings.Join(as.DisabledPlans, " ")
	p := bySKU[as.SKU][key]
	if p == nil {
		p = &profile{off: as.DisabledPlans}
		bySKU[as.SKU][key] = p
	}
	p.users++
	if name := userName(u); p.first == "" || name < p.first {
		p.first = name
	}
}

func (a *auditor) nearProfiles(s *reconcile.SKU, byKey map[string]*profile) {
	all := slices.SortedFunc(maps.Values(byKey), func(x, y *profile) int {
		return cmp.Or(cmp.Compare(y.users, x.users), slices.Compare(x.off, y.off))
	})
	for i, rare := range all {
		for _, common := range all[:min(i, commonProfiles)] {
			more, less := without(rare.off, common.off), without(common.off, rare.off)
			if rare.users*rareFactor <= common.users && len(more)+len(less) <= nearApps {
				a.similar(s, rare, common, more, less)
				break
			}
		}
	}
}

func (a *auditor) similar(s *reconcile.SKU, rare, common *profile, more, less []string) {
	var differs reconcile.Sentence
	if len(more) > 0 {
		differs = reconcile.Say("off only there: %s", a.names(s, more))
	}
	if len(less) > 0 {
		on := reconcile.Say("on only there: %s", a.names(s, less))
		if !differs.IsZero() {
			on = reconcile.Say("%s; %s", differs, on)
		}
		differs = on
	}
	a.find(nil, s, reason{CodeSimilarApps, reconcile.Note,
		reconcile.Say("%s of %s (%s first) have nearly the apps that %s have; %s.",
			users(rare.users), licenseName(s), rare.first, users(common.users), differs),
		reconcile.Say("If that is not intended, set their apps to those of the others with a sheet.")})
}

// names lists apps of a licence by Graph's names.
func (a *auditor) names(s *reconcile.SKU, ids []string) reconcile.Listing {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		for _, p := range s.Plans {
			if p.ID == id && p.Name != "" {
				names[i] = p.Name
			}
		}
	}
	slices.Sort(names)
	return reconcile.ListOf(names)
}

func without(ids, others []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(others, id) })
}
