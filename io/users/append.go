package users

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"

	"licet/reconcile"
)

// Append appends a user as Graph writes one, on one line.
func Append(b []byte, u *reconcile.UserRecord) []byte {
	b = appendText(append(b, `{"id":`...), u.ID)
	b = appendText(append(b, `,"userPrincipalName":`...), u.UserPrincipalName)
	b = appendMember(b, "displayName", u.DisplayName)
	b = appendMember(b, "mail", u.Mail)
	if u.Enabled != reconcile.Unsaid {
		b = strconv.AppendBool(append(b, `,"accountEnabled":`...), u.Enabled == reconcile.Yes)
	}
	kind := "Member"
	if u.Guest {
		kind = "Guest"
	}
	b = appendMember(b, "userType", kind)
	b = appendMember(b, "usageLocation", u.UsageLocation)
	if u.Synced {
		b = append(b, `,"onPremisesSyncEnabled":true`...)
	}
	if u.LastSignIn != 0 { // of which kind, nobody keeps
		at := time.Unix(u.LastSignIn, 0).UTC().Format(time.RFC3339)
		b = appendText(append(b, `,"signInActivity":{"lastSignInDateTime":`...), at)
		b = append(appendText(append(b, `,"lastSuccessfulSignInDateTime":`...), at), '}')
	}
	b = appendLicenses(b, u.AssignedLicenses)
	return append(appendStates(b, u.States), '}')
}

// appendMember appends a text that need not be there.
func appendMember(b []byte, name, text string) []byte {
	if text == "" {
		return b
	}
	b = append(append(append(b, `,"`...), name...), `":`...)
	return appendText(b, text)
}

func appendLicenses(b []byte, licenses []reconcile.LicenseRecord) []byte {
	if licenses == nil {
		return b
	}
	b = append(b, `,"assignedLicenses":[`...)
	for i := range licenses {
		b = appendText(append(appendComma(b, i), `{"skuId":`...), licenses[i].SKUID)
		b = append(appendPlans(b, licenses[i].DisabledPlans), '}')
	}
	return append(b, ']')
}

func appendStates(b []byte, states []reconcile.StateRecord) []byte {
	if len(states) == 0 {
		return b
	}
	b = append(b, `,"licenseAssignmentStates":[`...)
	for i := range states {
		s := &states[i]
		b = appendText(append(appendComma(b, i), `{"skuId":`...), s.SKUID)
		b = append(appendPlans(b, s.DisabledPlans), `,"assignedByGroup":`...)
		if s.AssignedByGroup == "" {
			b = append(b, "null"...)
		} else {
			b = appendText(b, s.AssignedByGroup)
		}
		b = appendText(append(b, `,"state":`...), s.State)
		b = append(appendText(append(b, `,"error":`...), s.Error), '}')
	}
	return append(b, ']')
}

// appendPlans writes a list that is never null, as Graph has it (Graph:
// assignedLicense, disabledPlans is not nullable).
func appendPlans(b []byte, plans []string) []byte {
	b = append(b, `,"disabledPlans":[`...)
	for i, id := range plans {
		b = appendText(appendComma(b, i), id)
	}
	return append(b, ']')
}

func appendComma(b []byte, i int) []byte {
	if i > 0 {
		return append(b, ',')
	}
	return b
}

func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return appendEncoded(b, text)
		}
	}
	return append(append(append(b, '"'), text...), '"')
}

// appendEncoded leaves a text with other characters to encoding/json.
func appendEncoded(b []byte, text string) []byte {
	out := bytes.NewBuffer(b)
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(text); err != nil {
		panic(err) // no text is without JSON
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n"))
}
