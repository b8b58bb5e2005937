package sheet

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"licet/io/sheet/cells"
	"licet/reconcile"
)

// rowReader reads what all layouts have in common: the user of a line, its
// flaws, and whether the line is to be passed over.
type rowReader struct {
	users []column
	// used says of each column, by index, whether it is read; last is the last.
	used []bool
	last int
	// width is the number of headed columns.
	width int
	// head is the header's text in the first user column.
	head string
	// text is true for CSV.
	text bool
	// whole reports whether the text of the last used column cannot have been
	// cut off without anybody noticing.
	whole func(text string) bool

	line     cells.Line
	out      *sink
	problems []reconcile.Finding
}

func newRowReader(h *headed, users, used []column) rowReader {
	r := rowReader{users: users, used: make([]bool, len(h.cells)), width: len(h.cells), text: h.source.text}
	for _, c := range used {
		r.used[c.index] = true
		r.last = max(r.last, c.index)
	}
	r.head = foldHeader(users[0].header)
	return r
}

// start turns to a line and gives its user; ok is false when the line says
// nothing, which has been reported then.
func (r *rowReader) start(l cells.Line, out *sink) (user string, ok bool) {
	r.line, r.out, r.problems = l, out, r.problems[:0]
	if r.cutOff() {
		return "", false
	}
	user, at := r.user()
	switch {
	case r.passOver(user):
		return "", false
	case user == "":
		r.missingUser()
		return "", false
	case isConcealed(user):
		out.found.concealed(r.at(at))
		return "", false
	case strings.Count(user, "@") > 1 && strings.ContainsAny(user, ";,| \n"):
		r.problem(at, CodeSeveralUsers, "The cell names several users: %q.", "Write each user in a row of their own.", excerpt(user))
	}
	r.flaws()
	r.ragged()
	return user, true
}

// finish reports what is wrong with the line, as being about its user.
func (r *rowReader) finish(user string) {
	for _, f := range r.problems {
		f.User = user
		r.out.found.add(f)
	}
}

// at is the place of a cell of the line.
func (r *rowReader) at(index int) reconcile.Place { return r.out.at.Cell(r.line.Number, index+1) }

func (r *rowReader) problem(index int, code reconcile.Code, format string, hint reconcile.Word, args ...any) {
	r.problems = append(r.problems, reconcile.Finding{Severity: reconcile.Error, Code: code,
		At: r.at(index), Message: reconcile.Say(format, args...), Hint: hint.Sentence()})
}

func (r *rowReader) note(index int, code reconcile.Code, message reconcile.Word) {
	r.out.found.add(reconcile.Finding{Severity: reconcile.Note, Code: code, At: r.at(index), Message: message.Sentence()})
}

// user gives the user and the index of the cell: the first of the user columns
// that holds an address or an object id, else the first that holds anything.
func (r *rowReader) user() (string, int) {
	first, at := "", r.users[0].index
	for _, c := range r.users {
		raw := r.line.Cell(c.index)
		if raw == "" {
			continue
		}
		text, _ := cells.Clean(raw)
		if len(r.users) == 1 || isAddress(text) || isGUID(text) {
			return r.userCell(c.index), c.index
		}
		if first == "" && text != "" {
			first, at = text, c.index
		}
	}
	if first != "" {
		first = r.userCell(at)
	}
	return first, at
}

// userCell gives a cell without the no-break spaces in it, which no user name
// has.
func (r *rowReader) userCell(index int) string {
	return r.judged(index, strings.ReplaceAll(r.line.Cell(index), "\u00a0", "\u200b"))
}

// cell gives the clean text of a cell and reports what is wrong with it.
func (r *rowReader) cell(index int) string { return r.judged(index, r.line.Cell(index)) }

// judged cleans the text of a cell and reports what is wrong with it.
func (r *rowReader) judged(index int, raw string) string {
	if raw == "" {
		return ""
	}
	if r.text {
		raw = cells.Unguard(raw)
	}
	if len(raw) > cells.MaxCellBytes {
		r.problem(index, CodeCellTooLong, "The cell has %d characters, more than any spreadsheet program allows.",
			"A quote may be missing where the cell begins or ends.", len(raw))
		raw = strings.ToValidUTF8(raw[:64], "")
	}
	text, took := cells.Clean(raw)
	switch took {
	case cells.SpacesRemoved:
		r.note(index, CodeSpacesRemoved, "Spaces round the text were removed.")
	case cells.InvisibleRemoved:
		r.note(index, CodeInvisibleRemoved, "Characters that nobody sees (such as no-break or zero-width spaces) were removed.")
	case cells.NothingRemoved:
	}
	switch {
	case strings.HasPrefix(text, "#") && isErrorValue(text):
		r.problem(index, CodeErrorValue, "The cell contains the error %s of a formula.", "Correct the formula, or write the value itself.", text)
	case isObjectName(text):
		r.problem(index, CodeUnexpandedObject, "The cell contains %q: a program wrote the type of the value, not the value itself.",
			"In PowerShell join lists before Export-Csv, such as @{n='Licenses';e={$_.Licenses.AccountSkuId -join ';'}}.", excerpt(text))
	case strings.ContainsRune(text, utf8.RuneError):
		r.problem(index, CodeDamagedText, "Characters of the cell were lost: %q.",
			"The file is in another encoding than it seems (say which with --encoding), or it was saved in one that lacks them: save it as XLSX or as CSV UTF-8.", excerpt(text))
	}
	return text
}

// passOver tells rows that are not about a user: examples of templates, totals,
// the header again.
func (r *rowReader) passOver(user string) bool {
	example := isExample(user) || isExample(r.line.First())
	if isAddress(user) && !example {
		return false
	}
	code, message := reconcile.Code(""), reconcile.Word("")
	switch folded := foldHeader(user); {
	case example:
		code, message = CodeExampleRow, "This is the example row of a template; it was ignored."
	case folded == r.head && len(user) < 200:
		code, message = CodeRepeatedHeader, "The header is here again; the row was ignored."
	case totalWords[folded], user == "" && r.total():
		code, message = CodeTotalRow, "This is a row of totals; it was ignored."
	default:
		return false
	}
	r.note(r.users[0].index, code, message)
	return true
}

// total reports whether a line without a user says anywhere that it is a total.
func (r *rowReader) total() bool {
	for i, c := range r.line.Cells {
		if c != "" && len(c) < 40 && !r.isUsed(i) && totalWords[foldHeader(c)] {
			return true
		}
	}
	return false
}

func (r *rowReader) isUsed(i int) bool { return i < len(r.used) && r.used[i] }

// missingUser reports a line that says something of nobody.
func (r *rowReader) missingUser() {
	at := r.at(r.users[0].index)
	for _, f := range r.line.Flaws {
		if r.isUsed(f.Column - 1) {
			r.flaws()
			r.finish("")
			return
		}
	}
	for i, c := range r.line.Cells {
		if r.isUsed(i) && !cells.IsBlank(c) {
			r.out.found.refuse(at, CodeMissingUser,
				reconcile.Say("The row names no user."),
				reconcile.Say("Write the user in each row, also where the row above has the same one."))
			return
		}
	}
}

// flaws reports what the text of the cells does not show.
func (r *rowReader) flaws() {
	for _, f := range r.line.Flaws {
		switch f.Kind {
		case cells.StrayQuote:
			r.problem(f.Column-1, CodeStrayQuote, "Text follows the closing quote of the cell.",
				`Write a quote inside a quoted cell twice (""), or save the sheet again in a spreadsheet program.`)
		case cells.NoValue:
			if r.isUsed(f.Column - 1) {
				r.problem(f.Column-1, CodeFormulaWithoutValue, "The cell contains a formula whose result is not in the file.",
					"Open the file in Excel or LibreOffice, save it, and try again.")
			}
		case cells.OpenQuote, cells.TooLong: // told by cutOff, and by whoever reads lines
		}
	}
}

// ragged reports a line that is longer than the header.
func (r *rowReader) ragged() {
	for i := r.width; i < len(r.line.Cells); i++ {
		if !cells.IsBlank(r.line.Cells[i]) {
			r.problem(i, CodeRaggedRow, "The row has more cells than the header: %q is beyond the last column.",
				"A cell with a delimiter in it may lack its quotes, which moves the ones behind it.", excerpt(r.line.Cells[i]))
			return
		}
	}
}

// cutOff reports a line that may not be whole: a quote in it never closes, or
// it is the last one and no line break shows that it is finished. Half a line
// can say less than the whole one, and what it does not say would be removed.
func (r *rowReader) cutOff() bool {
	for _, f := range r.line.Flaws {
		if f.Kind == cells.OpenQuote {
			r.out.found.refuse(r.at(f.Column-1), CodeUnterminatedQuote,
				reconcile.Say("A quote opens here and never closes, so that the rest of the file would be one cell."),
				reconcile.Say("Close the quote, or get the file again if it was cut off."))
			return true
		}
	}
	if !r.line.Open {
		return false
	}
	end := len(r.line.Cells) - 1
	if end > r.last || end == r.last && (r.line.Closed || r.whole(strings.TrimSpace(r.line.Cells[end]))) {
		return false
	}
	r.out.found.refuse(r.at(end), CodeCutOff,
		reconcile.Say("The last line does not end in a line break, so that the file may have been cut off behind %q.", excerpt(r.line.Cells[end])),
		reconcile.Say("Check that the line is complete, then end it with a line break (the Enter key), or save the sheet as XLSX."))
	return true
}

// optional is cell of a column that may not be there.
func (r *rowReader) optional(c *column) string {
	if c == nil {
		return ""
	}
	return r.cell(c.index)
}

// readPriority reads the priority cell; c may be nil.
func (r *rowReader) readPriority(row *reconcile.Row, c *column) {
	text := r.optional(c)
	if text == "" {
		return
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if err != nil {
		r.problem(c.index, CodeBadPriority, "%q is not a priority.", "Write a whole number; lower ones go first. Or leave the cell empty.", excerpt(text))
		return
	}
	row.Priority, row.HasPriority = n, true
}
