package planfile

import (
	"bytes"
	"encoding/json"
	"slices"
)

// unmarshalStrict decodes raw, a valid JSON value, into v. Fields that v does
// not have are an error, and so are fields that stand twice in one object:
// encoding/json would silently take the last of them.
func unmarshalStrict(raw []byte, v any) error {
	if key, ok := repeatedKey(raw); ok {
		return repeatedError(key)
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	return dec.Decode(v)
}

type repeatedError string

func (e repeatedError) Error() string { return `the field "` + string(e) + `" stands twice` }

// repeatedKey gives a key that occurs twice in one object of raw, a valid JSON
// value. Case does not matter, as it does not for encoding/json.
func repeatedKey(raw []byte) (string, bool) {
	// keys are those of all objects that are open, open where each one's begin.
	var keys [][]byte
	var open []int
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '{':
			open = append(open, len(keys))
		case '}':
			keys = keys[:open[len(open)-1]]
			open = open[:len(open)-1]
		case '"':
			end := stringEnd(raw, i)
			if isKey(raw[end:]) {
				key := unquote(raw[i:end])
				if slices.ContainsFunc(keys[open[len(open)-1]:], func(k []byte) bool { return bytes.EqualFold(k, key) }) {
					return string(key), true
				}
				keys = append(keys, key)
			}
			i = end - 1
		}
	}
	return "", false
}

// stringEnd gives the index behind the string that begins at raw[start].
func stringEnd(raw []byte, start int) int {
	for i := start + 1; ; i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// isKey reports whether a string that is followed by rest is a key.
func isKey(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}

func unquote(quoted []byte) []byte {
	bare := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(bare, '\\') < 0 {
		return bare
	}
	var s string
	if err := json.Unmarshal(quoted, &s); err != nil {
		return bare
	}
	return []byte(s)
}
