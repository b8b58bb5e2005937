// Package findings is a finding as JSON, in whatever is written as JSON: plan
// files and journals, what commands print for programs, results.
//
// JSON is English, the same bytes in every language. Files that are read again
// have what the sentences are made of as well, so that a plan is shown in the
// language of its reader, not of its maker.
package findings

import (
	"fmt"

	"licet/reconcile"
)

// JSON is a finding, in the order of its fields.
type JSON struct {
	Severity string `json:"severity"`
	Code     string `json:"code"`
	Source   Place  `json:"source"`
	User     string `json:"user"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
	// Says and Advice are what Message and Hint are made of; only Saved gives
	// them, and not for what is the same in every language.
	Says   *Sentence `json:"says,omitempty"`
	Advice *Sentence `json:"advice,omitempty"`
}

// Place is where something stands in the sheets.
type Place struct {
	File      string `json:"file"`
	Worksheet string `json:"worksheet"`
	Row       int    `json:"row"`
	Column    int    `json:"column"`
}

// Of gives a finding for programs.
func Of(f *reconcile.Finding) JSON {
	return JSON{
		Severity: f.Severity.String(), Code: string(f.Code), Source: Place(f.At),
		User: f.User, Message: f.Message.String(), Hint: f.Hint.String(),
	}
}

// Saved gives a finding for files that licet reads again.
func Saved(f *reconcile.Finding) JSON {
	j := Of(f)
	j.Says, j.Advice = SentenceOf(f.Message), SentenceOf(f.Hint)
	return j
}

// Finding gives back what Of or Saved was given. The error is that of a severity
// that is none.
func (j *JSON) Finding() (reconcile.Finding, error) {
	f := reconcile.Finding{
		Code: reconcile.Code(j.Code), At: reconcile.Place(j.Source), User: j.User,
		Message: j.Says.Sentence(j.Message), Hint: j.Advice.Sentence(j.Hint),
	}
	var ok bool
	if f.Severity, ok = reconcile.Named(j.Severity, reconcile.Error, reconcile.Warning, reconcile.Note); !ok {
		return f, fmt.Errorf("%q is not one of error, warning, note", j.Severity)
	}
	return f, nil
}
