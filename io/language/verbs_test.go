package language_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// verbs gives the verbs of a format with the number of the argument that each
// takes, as "1 s"; sorted, each once.
func verbs(format string) []string {
	found := map[string]bool{}
	next := 1
	eachVerb(format, func(index int, verb byte) {
		if index > 0 {
			next = index
		}
		found[fmt.Sprintf("%d %c", next, verb)] = true
		next++
	})
	return slices.Sorted(maps.Keys(found))
}

// withoutVerbs gives what a format says besides its arguments.
func withoutVerbs(format string) string { return eachVerb(format, func(int, byte) {}) }

// eachVerb yields the verbs of a format, with the index of [n] or 0, and gives
// the text between them (package fmt: %[flags][width][.precision][index]verb).
func eachVerb(format string, yield func(index int, verb byte)) string {
	text := ""
	for {
		before, rest, found := strings.Cut(format, "%")
		text += before
		if !found {
			return text
		}
		rest = strings.TrimLeft(rest, "+-# 0123456789.")
		index := 0
		if number, after, ok := strings.Cut(rest, "]"); ok && strings.HasPrefix(number, "[") {
			index, _ = strconv.Atoi(number[1:])
			rest = after
		}
		switch {
		case rest == "":
			return text
		case rest[0] == '%':
			text += "%"
		default:
			yield(index, rest[0])
		}
		format = rest[1:]
	}
}
