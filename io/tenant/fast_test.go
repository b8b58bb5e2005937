package tenant_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"licet/io/tenant"
	"licet/reconcile"
)

// oddities are ways to write a user other than licet writes one; most of them
// are the same user, some are none.
var oddities = map[string]func(line string) string{
	"as it is": func(s string) string { return s },
	"unknown": func(s string) string {
		return strings.Replace(s, `{"id"`, `{"manager":{"id":"x","of":[1,{"}":"]"}]},"id"`, 1)
	},
	"behind":      func(s string) string { return strings.TrimSuffix(s, "}") + `,"city":"Ulm"}` },
	"escaped":     func(s string) string { return strings.ReplaceAll(s, "contoso", "cont\\u006fso") },
	"escaped key": func(s string) string { return strings.Replace(s, `"id"`, `"\u0069d"`, 1) },
	"null": func(s string) string {
		return strings.Replace(s, `"userPrincipalName"`, `"mail":null,"userPrincipalName"`, 1)
	},
	"nulls":       func(s string) string { return strings.TrimSuffix(s, "}") + `,"signInActivity":null,"department":null}` },
	"null list":   func(s string) string { return strings.ReplaceAll(s, `"disabledPlans":[]`, `"disabledPlans":null`) },
	"in any case": func(s string) string { return strings.Replace(s, `"userPrincipalName"`, `"UserPrincipalName"`, 1) },
	"spaces": func(s string) string {
		return strings.NewReplacer(`":`, "\" :\t", `,"`, ", \"", "[", "[ ", "}", " }").Replace(s)
	},
	"on many lines": func(s string) string { return strings.NewReplacer(`,"`, ",\n  \"", "{", "{\r\n").Replace(s) },
	"pretty states": func(s string) string { return strings.ReplaceAll(s, `},{`, "},\n{") },
	"reordered": func(s string) string {
		return strings.Replace(s, `{"id"`, `{"jobTitle":"Clerk","usageLocation":"FR","id"`, 1)
	},
	"twice":          func(s string) string { return strings.TrimSuffix(s, "}") + `,"displayName":"Other"}` },
	"lists twice":    func(s string) string { return strings.TrimSuffix(s, "}") + `,"assignedLicenses":[{"skuId":"s0"}]}` },
	"bad UTF-8":      func(s string) string { return strings.Replace(s, "@", "\xff@", 1) },
	"other alphabet": func(s string) string { return strings.Replace(s, `"id"`, `"department":"销售\u0026","id"`, 1) },
	"wrong type":     func(s string) string { return strings.Replace(s, `"userType":"`, `"department":5,"userType":"`, 1) },
	"number":         func(s string) string { return "7" },
	"no id":          func(s string) string { return `{"displayName":"nobody"}` },
	"same id":        func(s string) string { return `{"id":"U01"}` },
	"control":        func(s string) string { return strings.Replace(s, "contoso", "con\ttoso", 1) },
	"half":           func(s string) string { return s[:len(s)/2] },
	"two commas":     func(s string) string { return s + "," },
	"signed in": func(s string) string {
		return strings.TrimSuffix(s, "}") + `,"signInActivity":{"lastSignInDateTime":"2026-11-18T06:13:00Z"}}`
	},
	"on the 30th of February": func(s string) string {
		return strings.TrimSuffix(s, "}") + `,"signInActivity":{"lastSignInDateTime":"2026-02-30T06:13:00Z"}}`
	},
	"signed in elsewhere": func(s string) string {
		return strings.TrimSuffix(s, "}") + `,"signInActivity":{"lastSuccessfulSignInDateTime":"2026-11-18T06:13:00.25+05:30","lastSignInDateTime":null}}`
	},
}

// sound are the oddities that do not make a file unreadable.
func sound(name string) bool {
	switch name {
	case "wrong type", "number", "no id", "same id", "control", "half", "two commas", "on the 30th of February":
		return false
	}
	return true
}

// oddly writes a tenant file in an odd way.
func oddly(t *rapid.T, f *tenant.File, ways []string) string {
	whole := string(write(t, f))
	if len(f.Users) == 0 {
		return whole
	}
	head, users, _ := strings.Cut(whole, "\"users\":[")
	lines := strings.Split(strings.TrimSuffix(users, "\n]}\n"), "\n")
	for i, line := range lines {
		user, comma := strings.CutSuffix(line, ",")
		if user == "" {
			continue
		}
		way := rapid.SampledFrom(ways).Draw(t, "oddity")
		if lines[i] = oddities[way](user); sound(way) && !json.Valid([]byte(lines[i])) {
			lines[i] = user // the name of this user takes the oddity ill
		}
		if comma {
			lines[i] += ","
		}
	}
	text := head + "\"users\":[" + strings.Join(lines, "\n") + "\n]}\n"
	if rapid.Bool().Draw(t, "CRLF") {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func names(keep func(string) bool) []string {
	var all []string
	for name := range oddities {
		if keep(name) {
			all = append(all, name)
		}
	}
	slices.Sort(all)
	return append(all, "as it is", "as it is", "as it is")
}

// However a file is written, wherever it is cut off, and however it falls into
// pieces, reading it fast gives the tenant or the error that reading it with
// care gives.
func TestFastReadingIsCarefulReading(t *testing.T) {
	all := names(func(string) bool { return true })
	rapid.Check(t, func(t *rapid.T) {
		text := oddly(t, files().Draw(t, "file"), all)
		if rapid.IntRange(0, 3).Draw(t, "cut off") == 0 {
			text = text[:rapid.IntRange(0, len(text)).Draw(t, "at")]
		}
		want, wantErr := tenant.ReadInPieces(strings.NewReader(text), noNames, 0)
		wantFile, wantFileErr := tenant.ReadFileInPieces(strings.NewReader(text), 0)
		for _, size := range []int{40, 333, 32 << 10} {
			got, err := tenant.ReadInPieces(strings.NewReader(text), noNames, size)
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("pieces of %d: %v\nwith care: %v\n%s", size, err, wantErr, text)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("pieces of %d: %s\n%s", size, diff, text)
			}
			file, err := tenant.ReadFileInPieces(strings.NewReader(text), size)
			if fmt.Sprint(err) != fmt.Sprint(wantFileErr) {
				t.Fatalf("file in pieces of %d: %v\nwith care: %v\n%s", size, err, wantFileErr, text)
			}
			if diff := cmp.Diff(wantFile, file); diff != "" {
				t.Fatalf("file in pieces of %d: %s\n%s", size, diff, text)
			}
		}
	})
}

// What is read is what encoding/json makes of the whole file.
func TestFastReadingIsPlainJSON(t *testing.T) {
	ways := names(sound)
	rapid.Check(t, func(t *rapid.T) {
		text := oddly(t, files().Draw(t, "file"), ways)
		var want tenant.File
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		got, err := tenant.ReadFileInPieces(strings.NewReader(text), 500)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(&want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}

// Many pieces of real size in flight come out in the order of the file, and
// nothing of one user shows in another.
func TestAManyPiecedFileIsInOrder(t *testing.T) {
	f := large(20_000)
	f.Tenant.UserCount = 3 // fewer than there are; it is a hint, not a bound
	text := write(t, f)
	got, err := tenant.ReadFileInPieces(bytes.NewReader(text), 64<<10)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(f.Users, got.Users) {
		t.Fatal("the users differ")
	}
	got.Users[0].LicenseAssignmentStates[0].DisabledPlans[0] = "changed"
	*got.Users[0].LicenseAssignmentStates[2].AssignedByGroup = "changed"
	*got.Users[0].AccountEnabled = false
	if !reflect.DeepEqual(f.Users[1:], got.Users[1:]) {
		t.Fatal("users share what is theirs")
	}
	loaded, err := tenant.Read(bytes.NewReader(text), noNames)
	if err != nil || len(loaded.Users) != 20_000 {
		t.Fatal(len(loaded.Users), err)
	}
	careful, err := tenant.ReadInPieces(bytes.NewReader(text), noNames, 0)
	if err != nil || !reflect.DeepEqual(loaded, careful) {
		t.Fatalf("the tenants differ: %v", err)
	}
}

// A file that lies about its size costs no more than a large one, and is read.
func TestAHugeUserCountIsReadAsAnyOther(t *testing.T) {
	f := small()
	f.Tenant.UserCount = 1 << 60
	got, err := tenant.Read(bytes.NewReader(write(t, f)), noNames)
	if err != nil || len(got.Users) != 3 || got.UserCount != 1<<60 {
		t.Fatalf("%+v, %v", got, err)
	}
}

// users are texts of which the scanner could be sure by mistake.
func users(f *testing.F) []string {
	line, err := json.Marshal(large(1).Users[0])
	if err != nil {
		f.Fatal(err)
	}
	all := []string{
		string(line),
		`{"id":"a","accountEnabled":true,"licenseAssignmentStates":[{"skuId":"]","disabledPlans":["]",""],"assignedByGroup":"g"}]}`,
		`{"id":"a","accountEnabled":null,"assignedLicenses":[],"licenseAssignmentStates":null,"signInActivity":null}`,
		`{"id":"a","assignedLicenses":[{"skuId":"}]","disabledPlans":["}]"]}]}`,
		`{"id":"a","licenseAssignmentStates":[{"skuId":"a,","lastUpdatedDateTime":"2026-03-14T08:00:00Z"},{"skuId":"a,","lastUpdatedDateTime":"2026-03-14T08:00:01Z"}]}`,
		`{"id":"a","licenseAssignmentStates":[{"skuId":"a,\"lastUpdatedDateTime\":\"2026-03-14T08:00:00Z"}]}`,
		`{"id":"a","signInActivity":{"lastSignInDateTime":"2026-11-18T06:13:00Z","lastSignInRequestId":"r","lastSuccessfulSignInDateTime":"2026-11-18T06:13:00Z"}}`,
	}
	for name, odd := range oddities {
		if sound(name) {
			all = append(all, odd(string(line)))
		}
	}
	return all
}

// FuzzUser holds the scanner of whole users against encoding/json.
func FuzzUser(f *testing.F) {
	for _, text := range users(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		own, other, sure, err := tenant.BothReadings(text)
		if !sure {
			return
		}
		if err != nil {
			t.Fatalf("the scanner is sure of what encoding/json refuses: %v", err)
		}
		if diff := cmp.Diff(other, own); diff != "" {
			t.Fatal(diff)
		}
	})
}

// FuzzRecord holds the scanner of what the core reads of users against
// encoding/json.
func FuzzRecord(f *testing.F) {
	for _, text := range users(f) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		own, other, sure, err := tenant.BothRecords(text)
		if !sure {
			return
		}
		if err != nil {
			t.Fatalf("the scanner is sure of what encoding/json refuses: %v", err)
		}
		if diff := cmp.Diff(other, own, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(reconcile.UserRecord{}, "Lasting")); diff != "" {
			t.Fatal(diff)
		}
	})
}
