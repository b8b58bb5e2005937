package findings

import (
	"strings"
	"unicode"

	"licet/reconcile"
)

// Sentence is a reconcile.Sentence. An argument is a text, a whole number, a
// Sentence, or an object with one field that says what its value is: "word",
// "place", or the "and", "or" and "list" of things that are listed.
type Sentence struct {
	Format string `json:"format"`
	Args   []any  `json:"args,omitempty"`
}

// SentenceOf gives what a sentence is made of; nil for one that is the same in
// every language, or that says something JSON has no form for.
func SentenceOf(s reconcile.Sentence) *Sentence {
	args, ok := wires(s.Args)
	if s.IsZero() || s.Format == "%s" && isText(args) || !ok {
		return nil
	}
	return &Sentence{Format: s.Format, Args: args}
}

func isText(args []any) bool {
	if len(args) != 1 {
		return false
	}
	_, ok := args[0].(string)
	return ok
}

// Sentence gives back the sentence that says text in English. Where s does not
// say that, somebody has changed one of the two: then it is text, in every language.
func (s *Sentence) Sentence(text string) reconcile.Sentence {
	if s == nil {
		return reconcile.Verbatim(text)
	}
	args, ok := values(s.Args)
	ok = ok && isOurs(s.Format)
	says := reconcile.Sentence{Format: s.Format, Args: args}
	if !ok || says.String() != text {
		return reconcile.Verbatim(text)
	}
	return says
}

// isOurs reports whether a format may be one of licet's, which are shown as they are.
// Text with ends of lines or other characters that move the cursor is none: a file
// could make it a line that looks like one of licet's.
func isOurs(format string) bool { return !strings.ContainsFunc(format, unicode.IsControl) }

// lists are the ways to list things by their names in JSON.
var lists = map[string]string{"and": "and", "or": "or", "list": ""}

func wires(args []any) ([]any, bool) { return each(args, wire) }

func values(args []any) ([]any, bool) { return each(args, value) }

func each(args []any, of func(any) (any, bool)) ([]any, bool) {
	var out []any
	for _, a := range args {
		x, ok := of(a)
		if !ok {
			return nil, false
		}
		out = append(out, x)
	}
	return out, true
}

// wire gives an argument as JSON.
func wire(arg any) (any, bool) {
	switch a := arg.(type) {
	case string, int:
		return a, true
	case int32: // the number of a row
		return int(a), true
	case error:
		return a.Error(), true
	case reconcile.Word:
		return map[string]any{"word": string(a)}, true
	case reconcile.Place:
		return map[string]any{"place": Place(a)}, true
	case reconcile.Sentence:
		args, ok := wires(a.Args)
		return Sentence{a.Format, args}, ok
	case reconcile.Listing:
		parts, ok := wires(a.Parts)
		for name, join := range lists {
			if join == a.Join {
				return map[string]any{name: parts}, ok
			}
		}
	}
	return nil, false
}

// value gives an argument as it was before wire, from what encoding/json makes
// of an any.
func value(arg any) (any, bool) {
	switch a := arg.(type) {
	case string:
		return a, true
	case float64:
		return int(a), true
	case map[string]any:
		return object(a)
	}
	return nil, false
}

func object(o map[string]any) (any, bool) {
	if format, ok := o["format"].(string); ok {
		list, _ := o["args"].([]any)
		args, ok := values(list)
		return reconcile.Sentence{Format: format, Args: args}, ok && isOurs(format)
	}
	if word, ok := o["word"].(string); ok {
		return as[reconcile.Word](word), true
	}
	if at, ok := o["place"].(map[string]any); ok {
		return place(at), true
	}
	for name, join := range lists {
		if list, ok := o[name].([]any); ok {
			parts, ok := values(list)
			return reconcile.Listing{Join: join, Parts: parts}, ok
		}
	}
	return nil, false
}

func place(o map[string]any) reconcile.Place {
	file, _ := o["file"].(string)
	worksheet, _ := o["worksheet"].(string)
	row, _ := o["row"].(float64)
	column, _ := o["column"].(float64)
	return reconcile.Place{File: file, Worksheet: worksheet, Row: int(row), Column: int(column)}
}

// as gives a text of a file its type. A word that the catalogue does not have is
// shown as it is.
func as[T ~string](text string) T { return T(text) }
