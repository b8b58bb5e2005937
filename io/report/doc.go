// Package report shows plans, results, sheets and tenants to people and to
// other programs. It lays out and computes nothing: every number comes from
// the plan's summary, its ledger and costs, the result or the audit, so that no
// two reports can differ. A Report is written in every form (HTML, XLSX, CSV,
// JSON, Markdown); a form has one way of showing tables, findings and users,
// whatever the report. What may be said of a licence is decided before a report
// sees it.
//
// What stands in rows is one list of columns (column), whichever form shows them;
// a report is a document of such tables, of sentences, figures and users.
//
// Whatever comes from a sheet or a tenant is foreign text. On the terminal it
// goes through visible, in Markdown through md, in CSV through guarded; in XLSX it
// is written as text cells, in JSON it is quoted, and html/template escapes it in
// a page.
package report
