package graph

import (
	"cmp"
	"encoding/json"
	"errors"
	"strings"

	"licet/io/graph/transport"
)

// refusal is what an error answer says, whatever its shape.
type refusal struct {
	// code and message are the outermost ones that are not empty.
	code, message string
	// codes are all codes, outer ones first; text is all messages in lower case.
	codes     []string
	text      string
	requestID string
}

// readError understands Graph's error envelope with its nested and listed
// errors (Graph: Error responses), and says what it can of anything else.
func readError(status int, body []byte) refusal {
	var w wireErrorBody
	err := json.Unmarshal(body, &w)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) || w.Error == nil {
		return refusal{message: transport.Foreign(status, body)}
	}
	var t refusal
	var texts []string
	t.gather(w.Error, &texts)
	t.text = strings.ToLower(strings.Join(texts, "\n"))
	t.message = cmp.Or(t.message, transport.StatusText(status))
	return t
}

func (t *refusal) gather(e *wireError, texts *[]string) {
	if e.Code != "" {
		t.codes = append(t.codes, e.Code)
	}
	t.code, t.message, t.requestID = cmp.Or(t.code, e.Code), cmp.Or(t.message, e.Message), cmp.Or(t.requestID, e.RequestID)
	*texts = append(*texts, e.Message)
	for i := range e.Details {
		t.gather(&e.Details[i], texts)
	}
	if e.Inner != nil {
		t.gather(e.Inner, texts)
	}
}
