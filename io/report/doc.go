// Package report shows plans, results, sheets and tenants to people and to
// other programs. It lays out and computes nothing: every number comes from
// the plan's summary, its ledger and the result, so that no two reports can
// differ. What may be said of a licence is decided before a report sees it.
//
// Whatever comes from a sheet or a tenant is foreign text. On the terminal it
// goes through visible, in CSV through csvText; in XLSX it is written as text
// cells, and in JSON it is quoted.
package report
