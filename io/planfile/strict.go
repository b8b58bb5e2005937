package planfile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// unmarshalStrict decodes raw, a valid JSON value, into v. Fields that v does
// not have are an error, and so are fields that stand twice in one object:
// encoding/json would silently take the last of them. What is the same when it
// is written again has none of these; so licet's own lines are read quickly.
func unmarshalStrict(raw []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if again, err := json.Marshal(v); err == nil && bytes.Equal(again, raw) {
		return nil
	}
	if key := repeatedKey(json.NewDecoder(bytes.NewReader(raw))); key != "" {
		return fmt.Errorf("the field %q is there twice", key)
	}
	return nil
}

// repeatedKey gives a key that occurs twice in one object of the next value,
// which is valid JSON. Case does not matter, as it does not for encoding/json.
func repeatedKey(in *json.Decoder) string {
	token, _ := in.Token() // it was read before
	open, ok := token.(json.Delim)
	if !ok {
		return ""
	}
	var keys []string
	for in.More() {
		if open == '{' {
			token, _ := in.Token()
			key, _ := token.(string)
			if slices.ContainsFunc(keys, func(k string) bool { return strings.EqualFold(k, key) }) {
				return key
			}
			keys = append(keys, key)
		}
		if key := repeatedKey(in); key != "" {
			return key
		}
	}
	_, _ = in.Token() // the end
	return ""
}
