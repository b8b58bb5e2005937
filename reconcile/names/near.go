package names

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agext/levenshtein"

	"licet/reconcile"
)

const (
	nearEnough    = 0.72
	nearAtMost    = 3
	NearQuestions = 200 // distinct unknown names for which suggestions are sought
)

// scored is something near a text, and how near it is.
type scored[T any] struct {
	what  T
	score float64
}

// nearest gives up to three, nearest first, those of a score in the order of less.
func nearest[T any](near []scored[T], less func(a, b T) int) []T {
	slices.SortFunc(near, func(a, b scored[T]) int { return cmp.Or(cmp.Compare(b.score, a.score), less(a.what, b.what)) })
	out := make([]T, min(nearAtMost, len(near)))
	for i := range out {
		out[i] = near[i].what
	}
	return out
}

// Nearest gives up to three licences whose names are near text, nearest first,
// the tenant's own before others that are as near. They are for people to
// choose from, never to act on: E3 and E5 are one letter apart.
func (n *Names) Nearest(text string) []reconcile.Candidate {
	var near []scored[reconcile.Candidate]
	q := newQuery(text)
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.candidates[len(n.spoken):] {
		n.spoken = append(n.spoken, spoken{name: newQuery(c.Name), part: newQuery(c.PartNumber)})
	}
	for i, c := range n.candidates {
		s := max(q.score(n.spoken[i].name), q.score(n.spoken[i].part))
		if s < nearEnough {
			continue
		}
		if c.Owned {
			s += 0.1
		}
		near = append(near, scored[reconcile.Candidate]{c, s})
	}
	return nearest(near, func(a, b reconcile.Candidate) int {
		return cmp.Or(cmp.Compare(len(a.Name), len(b.Name)), strings.Compare(a.PartNumber, b.PartNumber))
	})
}

// Near is Nearest in words, for who only tells of them.
func (n *Names) Near(text string) []string { return reconcile.ListCandidates(n.Nearest(text)) }

// NearestApps gives up to three apps of a SKU whose names are near text.
func (n *Names) NearestApps(skuID, text string) []reconcile.PlanName {
	var near []scored[reconcile.PlanName]
	q := newQuery(text)
	for _, id := range n.SkuPlans[skuID] {
		p := n.Plan(id)
		if s := max(q.score(newQuery(p.Name)), q.score(newQuery(p.FriendlyName))); s >= nearEnough {
			near = append(near, scored[reconcile.PlanName]{p, s})
		}
	}
	return nearest(near, func(a, b reconcile.PlanName) int { return strings.Compare(a.Name, b.Name) })
}

// query is a text that is compared with others by its words.
type query struct {
	whole string
	words []string
}

// spoken are the words of a licence's names.
type spoken struct{ name, part query }

func newQuery(text string) query {
	w := reconcile.Words(text)
	return query{whole: strings.Join(w, " "), words: w}
}

// score is between 0 and 1: the better of how alike the whole texts and how
// alike their words are, whatever the order of the words. A name that holds
// every word of the question counts as near.
func (q query) score(name query) float64 {
	if len(q.words) == 0 || len(name.words) == 0 {
		return 0
	}
	var whole float64
	if mayBeAlike(q.whole, name.whole, nearEnough) {
		whole = levenshtein.Similarity(q.whole, name.whole, nil)
	}
	there, missing := alike(q.words, name.words)
	if missing > 0 && there+float64(len(name.words)) < nearEnough*float64(len(q.words)+len(name.words)) {
		return whole // however well the name's words do, it will not be near
	}
	back, _ := alike(name.words, q.words)
	byWord := (there + back) / float64(len(q.words)+len(name.words))
	if missing == 0 {
		byWord = max(byWord, 0.75)
	}
	return max(whole, byWord)
}

// alike sums how alike each word of a is to its best match in b, and counts
// the words of a that b does not hold.
func alike(a, b []string) (sum float64, missing int) {
	for _, x := range a {
		best := 0.0
		for _, y := range b {
			if x == y {
				best = 1
				break
			}
			if mayBeAlike(x, y, best) {
				best = max(best, levenshtein.Similarity(x, y, nil))
			}
		}
		if best < 1 {
			missing++
		}
		sum += best
	}
	return sum, missing
}

// mayBeAlike reports whether texts of these lengths can be more alike than
// least: each letter that one has more is a difference.
func mayBeAlike(a, b string, least float64) bool {
	x, y := utf8.RuneCountInString(a), utf8.RuneCountInString(b)
	return float64(min(x, y)) >= least*float64(max(x, y))
}
