package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// told is what an error answer says, whatever its shape.
type told struct {
	// code and message are the outermost ones that are not empty.
	code, message string
	// codes are all codes, outer ones first; text is all messages in lower case.
	codes     []string
	text      string
	requestID string
}

// readError understands Graph's error envelope with its nested and listed
// errors (Graph: Error responses), and says what it can of anything else.
func readError(status int, body []byte) told {
	var w wireErrorBody
	err := json.Unmarshal(body, &w)
	if wrong := (*json.UnmarshalTypeError)(nil); err != nil && !errors.As(err, &wrong) || w.Error == nil {
		return told{message: notGraph(status, body)}
	}
	var t told
	var texts []string
	t.gather(w.Error, &texts)
	t.text = strings.ToLower(strings.Join(texts, "\n"))
	if t.message == "" {
		t.message = statusText(status)
	}
	return t
}

func (t *told) gather(e *wireError, texts *[]string) {
	if e.Code != "" {
		t.codes = append(t.codes, e.Code)
	}
	if t.code == "" {
		t.code = e.Code
	}
	if t.message == "" {
		t.message = e.Message
	}
	if t.requestID == "" {
		t.requestID = e.RequestID
	}
	*texts = append(*texts, e.Message)
	for i := range e.Details {
		t.gather(&e.Details[i], texts)
	}
	if e.Inner != nil {
		t.gather(e.Inner, texts)
	}
}

// notGraph describes an answer that Graph itself would not give.
func notGraph(status int, body []byte) string {
	const shown = 100
	text := strings.Join(strings.Fields(strings.ToValidUTF8(string(body[:min(len(body), 4*shown)]), "")), " ")
	if text == "" {
		return statusText(status) + ", without an explanation"
	}
	if r := []rune(text); len(r) > shown {
		text = string(r[:shown]) + "..."
	}
	return fmt.Sprintf("%s; the answer is not Graph's (a proxy?): %q", statusText(status), text)
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}
