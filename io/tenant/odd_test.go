package tenant_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
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

// However a file is written, and wherever it is cut off: reading it line by line
// gives the tenant, or finds the fault, that reading it cut by encoding/json does.
func TestLinesMakeNoDifference(t *testing.T) {
	all := names(func(string) bool { return true })
	rapid.Check(t, func(t *rapid.T) {
		text := oddly(t, files().Draw(t, "file"), all)
		if rapid.IntRange(0, 3).Draw(t, "cut off") == 0 {
			text = text[:rapid.IntRange(0, len(text)).Draw(t, "at")]
		}
		got, err := tenant.Read(strings.NewReader(text), noNames)
		// A user on the line of the bracket stands on no line of its own.
		head, users, found := strings.Cut(text, "\"users\":[")
		if !found || strings.HasPrefix(strings.TrimSpace(users), "]") {
			return
		}
		want, wantErr := tenant.Read(strings.NewReader(head+"\"users\":[ {\"id\":\"first\"},"+users), noNames)
		if (err == nil) != (wantErr == nil) || err != nil && !sameFault(err, wantErr) {
			t.Fatalf("by lines: %v\nby encoding/json: %v\n%s", err, wantErr, text)
		}
		if err != nil {
			return
		}
		want.Users = slices.DeleteFunc(want.Users, func(u reconcile.User) bool { return u.ID == "first" })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
}

// sameFault holds two errors against each other but for the number of the entry,
// which is one higher behind another user.
func sameFault(err, other error) bool {
	for n := range 40 {
		if strings.ReplaceAll(err.Error(), fmt.Sprintf("entry %d)", n), fmt.Sprintf("entry %d)", n+1)) == other.Error() {
			return true
		}
	}
	return err.Error() == other.Error()
}

// What is read is what encoding/json makes of the whole file.
func TestReadingIsPlainJSON(t *testing.T) {
	ways := names(sound)
	path := filepath.Join(t.TempDir(), "tenant.json")
	rapid.Check(t, func(t *rapid.T) {
		text := oddly(t, files().Draw(t, "file"), ways)
		var want tenant.File
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		got, err := tenant.ReadFile(path)
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(&want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
	})
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
