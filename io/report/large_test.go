package report_test

import (
	"bytes"
	"strings"
	"testing"

	"licet/io/report"
)

// A browser does not open a page of a million users, and a page without some of
// them must not pass for the whole plan.
func TestAPageOfVeryManyUsersSaysWhereTheOthersAre(t *testing.T) {
	const said = "The first 100,000 of 100,001 are here, and only these are searched; a report as .xlsx or .csv (--report FILE) has them all."
	d := doc(large(100_001))
	html := written(t, report.HTML, d)
	if n := bytes.Count(html, []byte("<li data-kinds=")); n != 100_000 || !strings.Contains(string(html), said) {
		t.Errorf("%d users stand on the page; it says so: %v", n, strings.Contains(string(html), said))
	}
	if bytes.Contains(html, []byte("Person 100001<")) || !bytes.Contains(html, []byte("Person 100000<")) {
		t.Error("those on the page are not the first ones")
	}
	if n := bytes.Count(written(t, report.CSV, d), []byte("\n")); n != 100_002 {
		t.Errorf("the table has %d lines for 100,001 users and a header", n)
	}
	if html := written(t, report.HTML, doc(large(100))); bytes.Contains(html, []byte("only these are searched")) {
		t.Error("a page of all users says that some are missing")
	}
}
