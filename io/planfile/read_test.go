package planfile_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"licet/io/planfile"
	"licet/reconcile"
)

func readText(text string) error {
	_, _, err := planfile.Read(strings.NewReader(text))
	return err
}

func TestReadRefusesOtherFormatsByName(t *testing.T) {
	for _, test := range []struct{ name, text, found string }{
		{"a later version", `{"format":"licet-plan/2","shape":"other"}`, "licet-plan/2"},
		{"a tenant file", `{"format":"licet-tenant/1","tenant":{}}`, "licet-tenant/1"},
		{"another program's JSON", `{"value":[]}`, ""},
		{"a list", `[1,2]`, ""},
		{"an empty object", `{}`, ""},
		{"a sheet", "user,license\nada@contoso.com,E3\n", ""},
		{"a format that is a number", `{"format":1}`, "1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var wrong *planfile.FormatError
			if err := readText(test.text); !errors.As(err, &wrong) || wrong.Found != test.found {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(wrong.Error(), planfile.Format) || !strings.Contains(wrong.Error(), test.found) {
				t.Errorf("%q does not name both formats", wrong)
			}
		})
	}
}

func TestReadTellsACutFile(t *testing.T) {
	p, h := example()
	file := encode(t, p, h)
	for n := range len(file) - len("}\n") {
		_, _, err := planfile.Read(bytes.NewReader(file[:n]))
		if !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
}

func TestReadTellsWhatTheReaderSays(t *testing.T) {
	p, h := example()
	broken := errors.New("the stick was pulled out")
	file := encode(t, p, h)
	for _, n := range []int{0, 10, len(file) / 2, len(file) - 2} {
		_, _, err := planfile.Read(io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) {
			t.Errorf("after %d bytes: %v", n, err)
		}
	}
}

func TestReadTakesTheFieldsInAnyOrder(t *testing.T) {
	p, h := example()
	file := encode(t, p, h)
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(file, &fields); err != nil {
		t.Fatal(err)
	}
	delete(fields, "format")
	sorted, err := json.MarshalIndent(fields, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text := `{"format":"licet-plan/1",` + strings.TrimPrefix(string(sorted), "{")
	got, _, err := planfile.Read(iotest.OneByteReader(strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(p, got); diff != "" {
		t.Errorf("(-written +read):\n%s", diff)
	}
}

func TestReadTakesAPlanWithTheDocumentedFieldsOnly(t *testing.T) {
	const sku = "05e9a617-0261-4cee-bb44-138d3ef5d965"
	text := `{"format":"licet-plan/1","created":"2026-03-01T09:30:00Z","tool":{"name":"licet","version":""},
 "tenant":{"id":"","displayName":"","source":"sandbox"},
 "inputs":[{"path":"","sha256":"","rows":0}],
 "options":{"mode":"exact","scope":"sheet","manage":["05E9A617-0261-4CEE-BB44-138D3EF5D965"]},
 "summary":{"users":1,"changes":1,"assign":1,"update":0,"unassign":0,"setLocation":1,"unchanged":0,"errors":0,"warnings":0},
 "seats":[{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965","skuPartNumber":"","name":"","owned":0,"used":0,"free":0,"release":0,"take":1,"after":1}],
 "changes":[{"user":{"id":"u1","userPrincipalName":"","displayName":""},
   "assign":[{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965","disabledPlans":[]}],"update":[],"unassign":[],
   "setUsageLocation":{"from":"","to":"US"},"before":[],
   "sources":[{"file":"","worksheet":"","row":2}]}],
 "findings":[]}`
	p, _, err := planfile.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if c := p.Changes[0]; !cmp.Equal(c.Takes, []string{sku}) || c.Releases != nil {
		t.Errorf("takes %v and releases %v; a change that says nothing takes a seat for each assignment", c.Takes, c.Releases)
	}
	if !p.Seats[0].Known || !cmp.Equal(p.Options.Manage, []string{sku}) {
		t.Errorf("seats %+v, options %+v", p.Seats, p.Options)
	}
}

// TestReadTellsFaults edits the example as a person might, and looks for the
// place and the sentence.
func TestReadTellsFaults(t *testing.T) {
	for _, test := range []struct{ name, old, new, want string }{
		{"a misspelt field", `"unassign":[{`, `"unasign":[{`, `line 22, changes[0]: unknown field "unasign"`},
		{"a field that stands twice", `"split":false`, `"split":false,"Split":true`, `line 22, changes[0]: the field "Split" is there twice`},
		{"an escaped field that stands twice", `"split":false`, `"split":false,"spl\u0069t":true`, `line 22, changes[0]: the field "split" is there twice`},
		{"an unknown field of the file", `"findings":`, `"extra":{"a":1},` + "\n" + `"findings":`, `line 25, extra: licet does not know this field`},
		{"a field of the file twice", `"removals":`, `"leftAlone":{},"removals":`, `leftAlone: this field is there twice`},
		{"a wrong type", `"row":2,`, `"row":"2",`, `line 22, changes[0]: sources.row: a whole number is expected, not string`},
		{"a list that is text", `"takes":["06ebc4ee-1bb5-47dd-8120-11324bc54e06"]`, `"takes":"all"`, `a list is expected, not string`},
		{"a broken GUID", `"assign":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06"`, `"assign":[{"skuId":"SPE_E5"`, `changes[0].assign[0].skuId: "SPE_E5" is not a GUID`},
		{"a GUID in braces", `"assign":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06"`, `"assign":[{"skuId":"{06ebc4ee-1bb5-47dd-8120-11324bc54e06}"`, `changes[0].assign[0].skuId: "{06ebc4ee-1bb5-47dd-8120-11324bc54e06}" is not a GUID`},
		{"a broken plan GUID", `"was":["7547a3fe-`, `"was":["x547a3fe-`, `changes[1].update[0].was: "x547a3fe-08ee-4ccb-b430-5077c5041653" is not a GUID`},
		{"a user twice", `"id":"11111111-2222-4333-8444-666666666666"`, `"id":"11111111-2222-4333-8444-555555555555"`, `line 23, changes[1].user: 王芳@contoso.com has a change in line 22 already`},
		{"a user without id on Graph", `"id":"11111111-2222-4333-8444-666666666666"`, `"id":""`, `changes[1].user.id: "" is not a GUID`},
		{"a user without any name", `"user":{"id":"11111111-2222-4333-8444-666666666666","userPrincipalName":"王芳@contoso.com"`, `"user":{"id":"","userPrincipalName":""`, `neither an id nor a userPrincipalName`},
		{"a tenant without id on Graph", `"tenant":{"id":"84841066-274d-4ec0-a5c1-276be684bdd3"`, `"tenant":{"id":""`, `tenant.id: "" is not a GUID`},
		{"an unknown source", `"source":"graph"`, `"source":"cloud"`, `tenant.source: "cloud" is not one of graph, sandbox, file`},
		{"an unknown mode", `"mode":"exact"`, `"mode":"replace"`, `options.mode: "replace" is not one of exact, add, remove`},
		{"an unknown scope", `"scope":"sheet"`, `"scope":"all"`, `options.scope: "all" is not one of sheet, tenant`},
		{"an unknown severity", `"severity":"note"`, `"severity":"info"`, `findings[1].severity: "info" is not one of error, warning, note`},
		{"a sentence with another field", `"says":{"format"`, `"says":{"fromat"`, `findings[0]: unknown field "fromat"`},
		{"a sentence with a field twice", `{"format":"%d licences"`, `{"format":"%d users","format":"%d licences"`, `findings[0]: the field "format" is there twice`},
		{"a bad time", `"created":"2026-03-01T09:30:00Z"`, `"created":"yesterday"`, `line 2, created: "yesterday" is not a time`},
		{"a way back from nothing", `"options":`, `"undoes":{"run":"","kind":"apply","began":"2026-03-01T09:30:00Z"},"options":`, `undoes.run: the run is not named`},
		{"a way back from what is no run", `"options":`, `"undoes":{"run":"a","kind":"plan","began":"2026-03-01T09:30:00Z"},"options":`, `undoes.kind: "plan" is not one of apply, undo, redo`},
		{"a bad country", `"to":"GB"`, `"to":"gb"`, `changes[0].setUsageLocation.to: "gb" is not a country code`},
		{"removing what the user does not have", `"before":[{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965","disabledPlans":["7547a3fe-08ee-4ccb-b430-5077c5041653"]}]`, `"before":[]`, `changes[0].unassign: the user does not have 05e9a617-0261-4cee-bb44-138d3ef5d965 before`},
		{"assigning what the user has", `"before":[{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965"`, `"before":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":[]},{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965"`, `the user has 06ebc4ee-1bb5-47dd-8120-11324bc54e06 before; that is an update`},
		{"another past", `"was":["7547a3fe-08ee-4ccb-b430-5077c5041653"]`, `"was":[]`, `changes[1].update: 06ebc4ee-1bb5-47dd-8120-11324bc54e06 has other plans off than before says`},
		{"a licence twice", `"unassign":[{"skuId":"05e9a617-0261-4cee-bb44-138d3ef5d965"`, `"unassign":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06"`, `changes[0].unassign: 06ebc4ee-1bb5-47dd-8120-11324bc54e06 is twice in this change`},
		{"a licence twice before", `"before":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["7547a3fe-08ee-4ccb-b430-5077c5041653"]}]`, `"before":[{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["7547a3fe-08ee-4ccb-b430-5077c5041653"]},{"skuId":"06ebc4ee-1bb5-47dd-8120-11324bc54e06","disabledPlans":["7547a3fe-08ee-4ccb-b430-5077c5041653"]}]`, `changes[1].before: 06ebc4ee-1bb5-47dd-8120-11324bc54e06 is there twice`},
		{"a seat of nothing", `"takes":["06ebc4ee`, `"takes":["16ebc4ee`, `changes[0].takes: 16ebc4ee-1bb5-47dd-8120-11324bc54e06 names a seat of a licence that this change does not move`},
		{"sums that do not fit", `"changes":2,`, `"changes":3,`, `summary.changes: says 3, but there are 2 in the file`},
		{"a hidden warning", `"warnings":1`, `"warnings":0`, `summary.warnings: says 0, but there are 1`},
		{"a missing field", `"options":{"mode":"exact","scope":"sheet","manage":["05e9a617-0261-4cee-bb44-138d3ef5d965","06ebc4ee-1bb5-47dd-8120-11324bc54e06"],"manageAll":false},`, ``, `the field "options" is missing`},
	} {
		t.Run(test.name, func(t *testing.T) {
			p, h := example()
			text := string(encode(t, p, h))
			edited := strings.Replace(text, test.old, test.new, 1)
			if edited == text {
				t.Fatalf("%q is not in\n%s", test.old, text)
			}
			var faults *planfile.FaultsError
			err := readText(edited)
			if !errors.As(err, &faults) {
				t.Fatalf("got %v", err)
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

func TestReadSortsWhatWasHeldBefore(t *testing.T) {
	p, h := example()
	sorted := []reconcile.Holding{p.Changes[0].Before[0], {SKUID: "a403ebcc-fae0-4ca2-8c8c-7a907fd6c235"}}
	p.Changes[0].Before = []reconcile.Holding{sorted[1], sorted[0]}
	got, _, err := planfile.Read(bytes.NewReader(encode(t, p, h)))
	if err != nil {
		t.Fatal(err)
	}
	if !reconcile.EqualHoldings(sorted, got.Changes[0].Before) {
		t.Errorf("before is %v, want it by SKU: drift compares it in that order", got.Changes[0].Before)
	}
}

func TestReadTellsAllFaultsAtOnce(t *testing.T) {
	p, h := example()
	text := string(encode(t, p, h))
	text = strings.Replace(text, `"mode":"exact"`, `"mode":"x"`, 1)
	text = strings.Replace(text, `"to":"GB"`, `"to":"1"`, 1)
	text = strings.Replace(text, `"severity":"note"`, `"severity":"y"`, 1)
	var faults *planfile.FaultsError
	if err := readText(text); !errors.As(err, &faults) || len(faults.Faults) != 3 {
		t.Fatalf("got %v", err)
	}
	for i := 1; i < 3; i++ {
		if faults.Faults[i-1].Line >= faults.Faults[i].Line {
			t.Errorf("not in the order of the file: %v", faults.Faults)
		}
	}
}

func TestManyFaultsAreCountedNotListed(t *testing.T) {
	p, h := example()
	for range 2000 {
		p.Findings = append(p.Findings, p.Findings[0])
		p.Summary.Warnings++
	}
	text := strings.ReplaceAll(string(encode(t, p, h)), `"severity":"warning"`, `"severity":"bad"`)
	var faults *planfile.FaultsError
	err := readText(text)
	if !errors.As(err, &faults) || len(faults.Faults)+faults.More != 2001 {
		t.Fatalf("got %v", err)
	}
	if lines := strings.Count(err.Error(), "\n"); lines > 25 || !strings.Contains(err.Error(), "and 1981 more") {
		t.Errorf("%d lines:\n%v", lines, err)
	}
}

func TestReadRefusesWhatFollows(t *testing.T) {
	p, h := example()
	text := string(encode(t, p, h))
	if err := readText(text + text); err == nil || !strings.Contains(err.Error(), "line 29") {
		t.Errorf("two plans in one file: %v", err)
	}
	if err := readText(strings.Replace(text, `"changes":[`, `"changes":{`, 1)); err == nil {
		t.Error("an object for a list was taken")
	}
	if err := readText(strings.Replace(text, `"split":false`, `split:false`, 1)); err == nil || !strings.Contains(err.Error(), "not JSON") {
		t.Errorf("not JSON: %v", err)
	}
}

// TestReadTakesPlansOfEarlierVersions reads plans that were saved before: their
// sentences are the text that stands in them, in whatever language it was made.
func TestReadTakesPlansOfEarlierVersions(t *testing.T) {
	for _, test := range []struct {
		file              string
		changes, findings int
		message           string
	}{
		{"add.json", 4, 1, "Microsoft 365 E3 (SPE_E3) appears to be covered by Microsoft 365 E5 (SPE_E5), which 1 user would hold beside it (ananya.deshmukh@contoso.com first): 1 seat may be saved."},
		{"chinese.json", 34, 6, "该帐户由本地目录同步，对使用位置的更改可能被拒绝或撤销。"},
		{"priced.json", 5, 1, "Planner Plan 1 (PROJECT_P1): 6 seats are in use and 0 are owned."},
	} {
		p, _, err := planfile.ReadFile("testdata/v1/" + test.file)
		if err != nil {
			t.Error(err)
			continue
		}
		if len(p.Changes) != test.changes || len(p.Findings) != test.findings || p.Findings[0].Message.String() != test.message {
			t.Errorf("%s: %d changes, %d findings, the first %q", test.file, len(p.Changes), len(p.Findings), p.Findings[0].Message)
		}
	}
}
