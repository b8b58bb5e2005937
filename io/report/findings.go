package report

import (
	"io"
	"slices"

	"licet/reconcile"
)

// FindingsText prints findings grouped by severity and code, worst first; of
// many of a kind the first and how many more. It prints nothing for none. The
// only errors are those of w.
func FindingsText(w io.Writer, fs []reconcile.Finding, s Style) error {
	out := newPage(w, s)
	findings(out, fs)
	return out.close()
}

// group are the findings of one severity and code, in the order given.
type group struct {
	severity reconcile.Severity
	code     reconcile.Code
	findings []*reconcile.Finding
}

// grouped parts findings by severity and code, worst first; groups of equal
// severity stand in the order of their first finding.
func grouped(fs []reconcile.Finding) []group {
	type key struct {
		severity reconcile.Severity
		code     reconcile.Code
	}
	index := map[key]int{}
	var groups []group
	for i := range fs {
		f := &fs[i]
		k := key{f.Severity, f.Code}
		at, ok := index[k]
		if !ok {
			at = len(groups)
			index[k] = at
			groups = append(groups, group{severity: f.Severity, code: f.Code})
		}
		groups[at].findings = append(groups[at].findings, f)
	}
	slices.SortStableFunc(groups, func(a, b group) int { return int(b.severity) - int(a.severity) })
	return groups
}

// A screenful: at most as many lines a group, fewer where there are many
// groups. A finding with a hint of its own takes two.
const (
	mostAGroup  = 20
	leastAGroup = 3
	mostInAll   = 60
)

func linesAGroup(groups int) int {
	return max(leastAGroup, min(mostAGroup, mostInAll/max(1, groups)))
}

// findings prints findings grouped, worst first.
func findings(out *page, fs []reconcile.Finding) {
	groups := grouped(fs)
	for _, g := range groups {
		limit := linesAGroup(len(groups))
		out.title(severityTitle(out.style, g))
		hint := common(g.findings, func(f *reconcile.Finding) string { return f.Hint })
		message := commonMessage(g)
		if hint == "" && g.findings[0].Hint != "" {
			limit = max(leastAGroup, limit/2)
		}
		if message != "" {
			out.wrapped("  ", sentence(message))
		}
		shown := g.findings[:min(limit, len(g.findings))]
		for _, f := range shown {
			if message != "" {
				out.line("    %s", about(f))
				continue
			}
			out.wrapped("  ", findingLine(f))
			if hint == "" && f.Hint != "" {
				out.wrapped("    → ", sentence(f.Hint))
			}
		}
		if rest := len(g.findings) - len(shown); rest > 0 {
			out.line("  and %s like these; --json lists them all.", number(rest)+" more")
		}
		if hint != "" {
			out.wrapped("  → ", sentence(hint))
		}
	}
}

func severityTitle(s Style, g group) string {
	n := len(g.findings)
	switch g.severity {
	case reconcile.Error:
		return s.paint(red, count(n, "error", "errors")) + ": " + short(string(g.code))
	case reconcile.Warning:
		return s.paint(yellow, count(n, "warning", "warnings")) + ": " + short(string(g.code))
	case reconcile.Note:
		return count(n, "note", "notes") + ": " + short(string(g.code))
	default:
		panic("report: unexpected Severity")
	}
}

// commonMessage is the sentence that all findings of a group have, so that it is
// printed once, above whom it is about; empty where they differ.
func commonMessage(g group) string {
	if len(g.findings) < 2 || slices.ContainsFunc(g.findings, func(f *reconcile.Finding) bool { return about(f) == "" }) {
		return ""
	}
	return common(g.findings, func(f *reconcile.Finding) string { return f.Message })
}

// findingLine is the place, the user, and what is so.
func findingLine(f *reconcile.Finding) string {
	if who := about(f); who != "" {
		return who + ": " + sentence(f.Message)
	}
	return sentence(f.Message)
}

// about is the place and the user of a finding.
func about(f *reconcile.Finding) string {
	switch {
	case f.At.IsZero():
		return short(f.User)
	case f.User == "":
		return short(f.At.String())
	default:
		return short(f.At.String()) + ": " + short(f.User)
	}
}

// common gives the text that all items have; empty if they differ.
func common[T any](items []T, text func(T) string) string {
	for _, item := range items {
		if text(item) != text(items[0]) {
			return ""
		}
	}
	return text(items[0])
}
