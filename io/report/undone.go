package report

import (
	"time"

	"licet/io/language"
)

// Undone is the run that a way back takes back.
type Undone struct {
	Run string
	// Kind says what it was: apply, undo or redo.
	Kind  string
	Began time.Time
	// Sheets are the paths of what it was made from.
	Sheets []string
}

// Sentence says what the run was.
func (u *Undone) Sentence(words language.Speaker) string {
	kind, began := short(word(words, u.Kind)), u.Began.UTC().Format("2006-01-02 15:04 UTC")
	if len(u.Sheets) == 0 {
		return words.Say("It takes back run %s: %s, begun %s.", short(u.Run), kind, began)
	}
	return words.Say("It takes back run %s: %s of %s, begun %s.", short(u.Run), kind,
		words.List(each(u.Sheets, short)), began)
}

// facts are those of a workbook's summary; none for nil.
func (u *Undone) facts(words language.Speaker) [][]any {
	if u == nil {
		return nil
	}
	return [][]any{{words.Say("takes back run"), u.Run}, {words.Say("which was"), word(words, u.Kind)},
		{words.Say("of the sheets"), words.List(u.Sheets)}, {words.Say("and began"), timeText(u.Began)}}
}

// fields are those of JSON.
func (u *Undone) fields() object {
	return object{{"run", u.Run}, {"kind", u.Kind}, {"began", timeText(u.Began)}, {"sheets", append([]string{}, u.Sheets...)}}
}
