package sheet

import "licet/reconcile"

// Codes of the findings that reading a sheet makes. What each means and how to
// fix it stands in docs/findings.md. An error without a user is about the
// sheet as a whole: leaving single users out does not fix it.
const (
	// Header and columns.

	// CodeNoHeader: no row names a column for the users.
	CodeNoHeader reconcile.Code = "no-header"
	// CodeMissingColumn: there is a header, but no column for the licences.
	CodeMissingColumn reconcile.Code = "missing-column"
	// CodeColumnNotFound: --column names a header that is not there, or a
	// field that does not exist.
	CodeColumnNotFound reconcile.Code = "column-not-found"
	// CodeAmbiguousColumn: several columns may hold the same thing.
	CodeAmbiguousColumn reconcile.Code = "ambiguous-column"
	// CodeSeveralLicenseColumns: columns name the same licence in several
	// ways; the note says which one counts.
	CodeSeveralLicenseColumns reconcile.Code = "several-license-columns"
	// CodeUnknownLicenseColumn: a column of a matrix looks like a licence that
	// nobody knows.
	CodeUnknownLicenseColumn reconcile.Code = "unknown-license-column"
	// CodeUnknownAppColumn: a column of a matrix is headed LICENCE / App, and
	// the licence has no such app or no column of its own.
	CodeUnknownAppColumn reconcile.Code = "unknown-app-column"
	// CodeServicePlanReport: the sheet has one row an app, not a licence.
	CodeServicePlanReport reconcile.Code = "service-plan-report"
	// CodeAboveHeader: rows above the header were passed over.
	CodeAboveHeader reconcile.Code = "above-header"
	// CodeRowsAboveHeader: a row above the header names a user.
	CodeRowsAboveHeader reconcile.Code = "rows-above-header"
	// CodeNoRows: nothing stands below the header.
	CodeNoRows reconcile.Code = "no-rows"

	// Worksheets.

	// CodeSeveralWorksheets: several worksheets could be meant.
	CodeSeveralWorksheets reconcile.Code = "several-worksheets"
	// CodeOtherWorksheets: worksheets that were not read.
	CodeOtherWorksheets reconcile.Code = "other-worksheets"
	// CodeMergedCells: merged cells where each cell should speak for itself.
	CodeMergedCells reconcile.Code = "merged-cells"
	// CodeFormulaWithoutValue: a formula whose result was never saved.
	CodeFormulaWithoutValue reconcile.Code = "formula-without-value"
	// CodeErrorValue: a cell holds #N/A, #REF! or the like.
	CodeErrorValue reconcile.Code = "error-value"

	// Text files.

	// CodeEncodingGuessed: the encoding is not certain.
	CodeEncodingGuessed reconcile.Code = "encoding-guessed"
	// CodeDamagedText: characters were lost.
	CodeDamagedText reconcile.Code = "damaged-text"
	// CodeUnterminatedQuote: a quote opens and never closes.
	CodeUnterminatedQuote reconcile.Code = "unterminated-quote"
	// CodeStrayQuote: text follows a closing quote.
	CodeStrayQuote reconcile.Code = "stray-quote"
	// CodeCutOff: the last line has no line break and may not be whole.
	CodeCutOff reconcile.Code = "cut-off"
	// CodeRaggedRow: a row has more or fewer cells than it can mean.
	CodeRaggedRow reconcile.Code = "ragged-row"
	// CodeCellTooLong: a cell is longer than any spreadsheet program allows.
	CodeCellTooLong reconcile.Code = "cell-too-long"

	// Users.

	// CodeMissingUser: a row names a licence and no user.
	CodeMissingUser reconcile.Code = "missing-user"
	// CodeSeveralUsers: one cell names several users.
	CodeSeveralUsers reconcile.Code = "several-users"
	// CodeConcealedUsers: the report was made with concealed user names.
	CodeConcealedUsers reconcile.Code = "concealed-users"
	// CodeTotalRow: a row of totals was passed over.
	CodeTotalRow reconcile.Code = "total-row"
	// CodeExampleRow: the example row of a template was passed over.
	CodeExampleRow reconcile.Code = "example-row"
	// CodeRepeatedHeader: the header stands in the sheet again.
	CodeRepeatedHeader reconcile.Code = "repeated-header"

	// Cells.

	// CodeUnexpandedObject: a program wrote the name of an object's type in
	// place of its content.
	CodeUnexpandedObject reconcile.Code = "unexpanded-object"
	// CodeUnknownAction: the action cell holds a word that is no action.
	CodeUnknownAction reconcile.Code = "unknown-action"
	// CodeNoneWithAction: "none" and an action contradict each other.
	CodeNoneWithAction reconcile.Code = "none-with-action"
	// CodeBadPriority: the priority is not a whole number.
	CodeBadPriority reconcile.Code = "bad-priority"
	// CodeUnknownTick: the box of a matrix is neither ticked nor unticked.
	CodeUnknownTick reconcile.Code = "unknown-tick"
	// CodeAppWithoutLicense: an app is ticked, its licence is not; or an app
	// in a list belongs to none of the licences beside it.
	CodeAppWithoutLicense reconcile.Code = "app-without-license"
	// CodeSpacesRemoved: outer spaces were removed.
	CodeSpacesRemoved reconcile.Code = "spaces-removed"
	// CodeInvisibleRemoved: characters that nobody sees were removed.
	CodeInvisibleRemoved reconcile.Code = "invisible-removed"
)
