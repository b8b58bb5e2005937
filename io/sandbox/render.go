package sandbox

import (
	"encoding/json"
	"strconv"
	"time"
)

// Answers are written by appending: a page of 999 users costs no maps and no
// reflection, so that a large tenant is read at the speed of its client.

func appendInt(b []byte, n int) []byte { return strconv.AppendInt(b, int64(n), 10) }

func appendString(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			quoted, err := json.Marshal(s)
			if err != nil {
				panic(err)
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}

// appendText writes a string, or null where there is none.
func appendText(b []byte, s string) []byte {
	if s == "" {
		return append(b, "null"...)
	}
	return appendString(b, s)
}

func appendStrings(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, s)
	}
	return append(b, ']')
}

func appendTime(b []byte, t time.Time) []byte {
	b = append(b, '"')
	b = t.UTC().AppendFormat(b, time.RFC3339)
	return append(b, '"')
}

func appendTimePointer(b []byte, t *time.Time) []byte {
	if t == nil {
		return append(b, "null"...)
	}
	return appendTime(b, *t)
}

// property is how one property of a resource is written. One that writes
// nothing at all is left out.
type property[T any] struct {
	name  string
	write func(b []byte, st *Store, x T) []byte
}

// appendObject writes the properties of x, after what b begins the object with.
func appendObject[T any](b []byte, st *Store, x T, properties []property[T]) []byte {
	b = append(b, '{')
	return appendMembers(b, st, x, properties)
}

// appendMembers writes the rest of an object that b has opened.
func appendMembers[T any](b []byte, st *Store, x T, properties []property[T]) []byte {
	for _, p := range properties {
		mark := len(b)
		if b[mark-1] != '{' {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, p.name...)
		b = append(b, `":`...)
		start := len(b)
		if b = p.write(b, st, x); len(b) == start {
			b = b[:mark]
		}
	}
	return append(b, '}')
}
