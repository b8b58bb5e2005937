package sandbox

import "strings"

// index finds accounts by a name, whatever its case.
type index struct {
	at map[string]int32
	// name gives the name of the account at a position; false for one that is
	// deleted, which nobody finds any more.
	name func(at int32) (string, bool)
}

func newIndex(name func(int32) (string, bool)) *index { return &index{map[string]int32{}, name} }

// find gives the position of the account with a name, or -1.
func (x *index) find(name string) int {
	if at, ok := x.at[strings.ToLower(name)]; ok {
		if _, there := x.name(at); there {
			return int(at)
		}
	}
	return -1
}

// put makes a position the one that is found by a name; it reports whether
// another one was.
func (x *index) put(name string, at int32) (twice bool) {
	twice = x.find(name) >= 0
	x.at[strings.ToLower(name)] = at
	return twice
}
